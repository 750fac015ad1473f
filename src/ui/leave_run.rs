//! Leaves a run: for another choice, for what follows from it, or for good.

use std::sync::Arc;

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::plan::Plan;
use groupsweep_core::report::wording::{NotSent, NotSentIn, OnlyInPage};
use groupsweep_core::run::{Outcome, Phase, Run};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;

use super::app_state::{ActiveRun, AppState, Follows, ProposalSource};
use super::forget_run::DoomedRecord;
use super::step::Step;

/// Why there is nothing to resume.
const NOTHING_LEFT: &str = "Every row of this run is done, so there is nothing to resume.";

impl AppState {
    /// Lets go of the run in the page. What its site asked for still counts.
    pub(super) fn let_go_of_run(self) {
        self.run.reset(BrowserClock.now());
    }

    /// Lets go of the run in the page, for a plan that is made of it.
    pub(super) fn let_go_for(self, plan: Arc<Plan>, follows: Option<Follows>) {
        self.let_go_of_run();
        self.check
            .set_source(ProposalSource::Back { plan, follows });
        self.step.set(Step::Run);
    }

    /// Whether the ticks can be changed once more: nothing was changed, and the run came of ticks.
    pub(super) fn can_choose_again(self) -> bool {
        let may_be_left =
            |run: &Run| run.may_be_left() && (run.changed_nothing() || self.is_record_safe());
        self.with_run(may_be_left).unwrap_or(false) && self.selection.is_there()
    }

    /// Goes back to the ticks as they were. A run that changed nothing is forgotten; one whose rows changed since the
    /// check stays under Past runs.
    pub(super) fn choose_again(self) {
        if self.with_run(Run::may_be_left).unwrap_or(false) {
            let is_forgotten = self.with_run(Run::changed_nothing).unwrap_or(false);
            let record = self.run.active().and_then(|sweep| sweep.kept);
            self.let_go_of_run();
            match record.and_then(|record| record.held()) {
                Some((id, held)) if is_forgotten => self.forget(DoomedRecord::Run(id, held)),
                _ => leptos::task::spawn_local(async move { self.list_records().await }),
            }
            self.step.set(Step::Choose);
            self.lay_keep_list();
            self.keep_draft();
        }
    }

    /// Whether the run in the page was made on a site of rows that are still selected here, has nothing left to send, and
    /// leaves its record behind: then the same rows can be planned anew.
    pub(super) fn can_run_again(self) -> bool {
        let is_over = |run: &Run| {
            run.is_at_rest()
                && run.phase() == Phase::Finished
                && run.tally().of(Outcome::NotTried) == 0
                && !run.plan().connection().target.is_practice()
                // An undo was not made with this selection.
                && run.plan().purpose() == self.selection.purpose()
        };
        let has_rows = self.selection.is_there() && self.table().is_some();
        has_rows
            && self.elsewhere().is_none()
            && !self.is_from_outside()
            && self.is_record_safe()
            && self.with_run(is_over).unwrap_or(false)
    }

    /// Lets go of a run that is over, for the rows that it was made of. They are checked and confirmed like any others.
    pub(super) fn run_again(self) {
        if !untrack(|| self.can_run_again()) {
            return;
        }
        self.leave_for_choice();
        leptos::task::spawn_local(async move { self.list_records().await });
    }

    /// Whether the run in the page is a file's, and the rows that were selected for it are still there.
    pub(super) fn can_leave_report(self) -> bool {
        self.is_imported() && self.selection.is_there()
    }

    /// Lets go of a file's run, which is in the file, for the rows that it left.
    pub(super) fn leave_report(self) {
        if !untrack(|| self.can_leave_report()) {
            return;
        }
        self.leave_for_choice();
    }

    /// Leaves the run for Choose, where what is selected counts again.
    fn leave_for_choice(self) {
        self.close_run();
        self.step.set(Step::Choose);
    }

    /// Lets go of the run in the page. Its file stays, and what is selected counts again.
    pub(super) fn close_run(self) {
        self.let_go_of_run();
        self.check.reset();
        self.trouble.set(None);
        self.lay_keep_list();
        self.keep_draft();
    }

    /// What is on the page and was not sent: rows that are selected, planned, or left in a run that can be resumed.
    pub(super) fn not_sent(self) -> NotSent {
        let has_list = |choice: &Option<SelectionHistory>| {
            choice
                .as_ref()
                .is_some_and(|choice| choice.guard().is_some())
        };
        let (rows, place) = if self.has_run() {
            // What another tab drives, a file tells of or an undo has ended is not left to this page. A past run that
            // is only looked at brought no selection.
            let is_left = self.elsewhere().is_none()
                && !self.is_imported()
                && !self.is_run_undone()
                && self.selection.is_there();
            let not_tried = self.with_run(|run| run.tally().of(Outcome::NotTried) as usize);
            (not_tried.filter(|_| is_left).unwrap_or(0), NotSentIn::Run)
        } else if let Some(rows) = self.check.with_source(ProposalSource::rows) {
            (rows, NotSentIn::Plan)
        } else {
            let name = self
                .table()
                .map_or_else(String::new, |table| table.name().to_owned());
            (self.selection.remembered(), NotSentIn::File(name))
        };
        NotSent {
            rows,
            place,
            has_list: self.selection.with(has_list),
        }
    }

    /// Whether the page may let go of the run's record.
    pub(super) fn is_record_safe(self) -> bool {
        self.is_kept() || self.run.is_saved()
    }

    /// What is lost if the page lets go of its run now. `None` if it is stored or downloaded, or nothing was sent.
    pub(super) fn only_in_page(self) -> Option<OnlyInPage> {
        let has_begun = self.with_run(|run| run.began_at().is_some());
        if !has_begun.unwrap_or(false) || self.is_imported() || self.run.is_saved() {
            return None;
        }
        if !self.is_kept() {
            return Some(OnlyInPage::Record);
        }
        let is_recorded = self.with_run(Run::is_recorded).unwrap_or(true);
        // Another tab's older copy is stored.
        let kept = self.run.active().and_then(|run| run.kept);
        let is_displaced = kept.is_some_and(|kept| kept.is_displaced());
        (!is_recorded || is_displaced).then_some(OnlyInPage::LatestOutcomes)
    }

    /// Takes a run back by the same check, guards and confirmation as every other plan: a run that added, because its
    /// way back removes, and a run that a file tells of, because nothing else shows that it took place.
    pub(super) fn take_back_on_run(self, plan: Arc<Plan>) {
        // The id of a told run was drawn when its file was read: no record has it.
        let sweep = self.run.active().filter(|_| !self.is_imported());
        let undoes = sweep.as_ref().map(ActiveRun::as_source);
        self.let_go_for(plan, undoes.map(Follows::Undoes));
    }

    /// Goes on with what the run in the page, whose record came from another address, left to do: by the same check,
    /// guards and confirmation as what was ticked here, as a run of its own.
    pub(super) fn go_on_from_outside(self) {
        let left = self
            .with_run(|run| run.left_to_do(BrowserClock.now()).map(Arc::new))
            .flatten();
        match (left, self.run.active()) {
            (Some(plan), Some(sweep)) => {
                let follows = Follows::Continues(sweep.as_source());
                self.let_go_for(plan, Some(follows));
            }
            _ => self.trouble.set(Some(NOTHING_LEFT.to_owned())),
        }
    }
}
