//! Messages between tabs about runs.

use groupsweep_driver::Driver;
use groupsweep_driver::ports::Clock;

use crate::browser::{BrowserClock, TabChannel, when_visible};

use super::app_state::AppState;

/// The line between tabs about runs.
const NEWS: &str = "groupsweep runs";
const CHANGED: &str = "changed";
/// The run's id follows.
const SAVED: &str = "saved ";

impl AppState {
    /// Follows what other tabs do with runs.
    pub(super) fn follow_runs(self) {
        let heard = move |word: &str| match word.strip_prefix(SAVED) {
            Some(id) => self.hear_saved(id.to_owned()),
            None => self.refresh_records(),
        };
        self.stored_runs
            .other_tabs()
            .listen(TabChannel::listen(NEWS, heard));
        when_visible(move || self.refresh_records());
    }

    /// Tells the other tabs that a run began, ended, changed or was deleted.
    pub(super) fn tell_runs(self) {
        self.stored_runs.other_tabs().tell(CHANGED);
    }

    /// Tells the tab that drives a run that its record was saved as a file.
    pub(super) fn tell_saved(self, id: &str) {
        self.stored_runs.other_tabs().tell(&format!("{SAVED}{id}"));
    }

    /// Another tab saved the record of a run. Only the tab that drives the run writes to its record, so it notes that.
    fn hear_saved(self, id: String) {
        let Some(sweep) = self.run.active() else {
            return;
        };
        let is_driven_here = Driver::of(&sweep.run).is_none();
        let Some(kept) = sweep.kept.filter(|_| sweep.head.id == id && is_driven_here) else {
            return;
        };
        leptos::task::spawn_local(async move {
            // What is not stored now is stored with the next batch.
            let _ = kept.note_saved(BrowserClock.now()).await;
            self.tell_runs();
            self.list_records().await;
        });
    }
}
