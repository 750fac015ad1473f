//! Why a past run was reopened, and doing that once its site is connected.

use leptos::prelude::*;

use super::app_state::{AppState, ReopenFor};
use super::step::Step;
use super::text;

impl AppState {
    /// Goes on with what a past run was brought back for, now that its site is connected. An undo is asked about at
    /// once; a resume has its own button on Run, where "Next" leads.
    pub(super) fn run_errand(self) {
        match self.run.take_errand() {
            Some(errand @ (ReopenFor::Undo | ReopenFor::GoOn)) if self.has_run_untracked() => {
                self.carry_out(errand);
            }
            _ => {}
        }
    }

    pub(super) fn carry_out(self, errand: ReopenFor) {
        match errand {
            ReopenFor::Report => self.step.set(Step::Report),
            ReopenFor::Resume => self.step.set(Step::Run),
            ReopenFor::GoOn => self.go_on_from_outside(),
            ReopenFor::Undo => {
                self.step.set(Step::Report);
                self.ask_undo();
            }
        }
    }

    /// Which run waits for its site, and what for; none where none does.
    pub(super) fn errand_in_words(self) -> Option<String> {
        let what = match self.run.errand()? {
            ReopenFor::Report => return None,
            ReopenFor::Resume | ReopenFor::GoOn => "resume",
            ReopenFor::Undo => "undo",
        };
        self.run.with_active(|active| {
            let head = &active.head;
            format!(
                "To {what} the run of {}, connect to {} as {}.",
                text::day_and_time(head.created),
                head.site_name(),
                text::shown(&head.account_name)
            )
        })
    }
}
