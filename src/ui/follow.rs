//! Shows what other tabs do to runs: which they drive, changed or deleted.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::domain::Span;
use groupsweep_core::journal::{Elsewhere, RunHeader};
use groupsweep_driver::Driver;
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::{BrowserClock, StoreError, locks_of_others};

use super::app_state::{AppState, Asking, ChangedRun, RecordLoss};
use super::owner::{LOCK, can_resume};
use super::pause_sign::PAUSED;

/// Interval of reading the list again while another tab drives a run.
const AGAIN: Span = Span(2_000);

impl AppState {
    /// Shows the run in the page again if another tab changed its record, and notes if one deleted it.
    pub(super) async fn follow_run_in_page(self) {
        let Some(sweep) = self.run.active() else {
            return;
        };
        let Some(kept) = &sweep.kept else {
            return;
        };
        if untrack(move || self.elsewhere()).is_some() {
            return;
        }
        match kept.is_current().await {
            Err(StoreError::Superseded) => {
                // A run that this tab drives is its own, and may be in the middle of a write.
                let Some(driver) = Driver::of(&sweep.run) else {
                    return;
                };
                let why = self.show_anew(&sweep).await;
                self.trouble.set(Some(why.to_owned()));
                drop(driver);
            }
            Err(StoreError::Gone) => self
                .stored_runs
                .note_lost(&sweep.head.id, RecordLoss::Deleted),
            Err(StoreError::Cleared) => self
                .stored_runs
                .note_lost(&sweep.head.id, RecordLoss::Cleared),
            Ok(()) => self.stored_runs.note_not_lost(),
            Err(
                StoreError::Unavailable
                | StoreError::HeldUp
                | StoreError::Outdated
                | StoreError::Full
                | StoreError::Broken,
            ) => {}
        }
    }

    /// What another tab changed in the run since this tab last showed it. `None` if nothing.
    pub(super) fn changed_elsewhere(self) -> Option<Arc<ChangedRun>> {
        let sweep = self.run.active()?;
        let run = sweep.run.borrow();
        Some(Arc::new(ChangedRun {
            shown: sweep.shown?,
            now: sweep.head.of(&run, BrowserClock.now_on_the_wall()),
            left: run.left_to_resume(),
        }))
    }

    /// Asks whether to resume a run that another tab changed, if it can still be resumed.
    pub(super) fn ask_to_resume(self) {
        let can = self.run.with_active_untracked(can_resume).unwrap_or(false);
        if let Some(changed) = self
            .changed_elsewhere()
            .filter(|_| can && self.closed_now().is_none())
        {
            self.open_dialog.set(Some(Asking::Resume(changed)));
        }
    }

    /// Resumes a run that another tab changed, after the admin confirmed it.
    pub(super) fn resume_changed(self) {
        self.run.accept_changes();
        // It may have to be asked as well whether another address went on with it.
        self.resume();
    }

    /// What another tab is doing to the run in the page, and the run's head as the list has it. This tab's copy is old
    /// then.
    pub(super) fn elsewhere(self) -> Option<(Elsewhere, Rc<RunHeader>)> {
        let id = self.run.with_active(|active| active.head.id.clone())?;
        let what = self.stored_runs.elsewhere(&id)?;
        Some((what, self.stored_runs.head(&id)?))
    }

    /// Whether this browser keeps the record of what is in the page. A run that began without a storage has none, also
    /// if the storage opens later.
    pub(super) fn is_kept(self) -> bool {
        self.storage.is_kept() && self.has_record() && self.record_loss().is_none()
    }

    /// Whether the run in the page has a record, or needs none: a file tells of it, or there is no run.
    pub(super) fn has_record(self) -> bool {
        let has = self.run.with_active(|active| active.kept.is_some());
        has.unwrap_or(true) || self.is_imported()
    }

    /// Why the stored record of the run in the page is gone, if it is.
    pub(super) fn record_loss(self) -> Option<RecordLoss> {
        let in_page = self.run.with_active(|active| active.head.id.clone())?;
        self.stored_runs.loss(&in_page)
    }

    /// Notes which runs other tabs drive, and which of those are paused. As long as there are any, the list is read
    /// again from time to time: a tab that is closed says no word.
    pub(super) async fn list_driven(self) {
        let names = locks_of_others().await;
        let ids = |lock: &str| {
            let ids = names.iter().filter_map(|name| name.strip_prefix(lock));
            ids.map(str::to_owned).collect::<Vec<_>>()
        };
        let (driven, paused) = (ids(LOCK), ids(PAUSED));
        let has_driven = !driven.is_empty();
        self.stored_runs.driven_elsewhere_are(driven, paused);
        if has_driven && self.stored_runs.begin_waiting_to_reread() {
            leptos::task::spawn_local(async move {
                BrowserClock.sleep(AGAIN).await;
                self.stored_runs.end_waiting_to_reread();
                self.refresh_records();
            });
        }
    }
}
