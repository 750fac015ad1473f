//! Resets the state for "Start over".

use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ui::step::Step;

use super::AppState;

impl AppState {
    /// Drops file, selection, login and run. The stored record of the run stays under Past runs.
    pub(in crate::ui) fn start_over(self) {
        self.run.reset(BrowserClock.now());
        self.check.reset();
        self.trouble.set(None);
        self.stored_runs.reset();
        self.open_dialog.set(None);
        self.selection.reset();
        self.forget_draft();
        self.view.reset();
        self.file.reset();
        self.load.reset();
        self.wipe_login();
        self.end_connection();
        self.connection.reset();
        self.form.reset();
        self.preselect_site();
        self.step.set(Step::Import);
    }
}
