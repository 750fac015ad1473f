//! Searches the rows of a run. The run continues meanwhile, so each step is bounded: a plan of a million rows takes
//! several steps.

use std::sync::Arc;

use crate::plan::{Plan, has_text};

use super::engine::Run;

/// The most rows and reasons that one step reads: tens of milliseconds on a slow machine.
const STEP: usize = 20_000;

/// A search text, and the rows found so far that contain it in a name, an id or the reason.
#[derive(Debug)]
pub struct RowSearch {
    /// In lower case. The empty text matches every row.
    text: String,
    step: usize,
    /// Whose rows these are.
    plan: Option<Arc<Plan>>,
    /// By plan index: whether a name or an id matches. Neither changes.
    named: Vec<bool>,
    /// By index in [`Run::settled`]: whether the reason matches.
    told: Vec<bool>,
    /// How many reasons readings had changed when the reasons were last searched.
    rewordings: u32,
}

impl RowSearch {
    /// A search for a text. Ignores case, and white space around it.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::in_steps_of(STEP, text)
    }

    /// A search with another bound for one step.
    #[must_use]
    pub fn in_steps_of(step: usize, text: &str) -> Self {
        Self {
            text: text.trim().to_lowercase(),
            step,
            plan: None,
            named: Vec::new(),
            told: Vec::new(),
            rewordings: 0,
        }
    }

    /// Whether it is a search for this text.
    #[must_use]
    pub fn is_for(&self, text: &str) -> bool {
        self.text == text.trim().to_lowercase()
    }

    /// Searches the next rows, and the reasons of rows that were settled since the last step.
    pub fn look(&mut self, run: &Run) {
        if self.text.is_empty() {
            return;
        }
        let is_same = |plan: &Arc<Plan>| Arc::ptr_eq(plan, run.plan());
        if !self.plan.as_ref().is_some_and(is_same) {
            self.plan = Some(Arc::clone(run.plan()));
            self.named.clear();
            self.told.clear();
        }
        if self.rewordings != run.rewordings {
            self.rewordings = run.rewordings;
            self.told.clear();
        }
        let plan = run.plan();
        for item in plan.items().iter().skip(self.named.len()).take(self.step) {
            let has = self.is_in(&item.user_name)
                || self.is_in(&plan.user_label(item))
                || self.is_in(&plan.group_label(item))
                || self.is_in(item.membership.account.as_str())
                || self.is_in(item.membership.group.as_str());
            self.named.push(has);
        }
        let settled = run.settled().iter().enumerate();
        for (place, item) in settled.skip(self.told.len()).take(self.step) {
            let item = *item as usize;
            // If the row was settled again later, that entry has the reason.
            let is_latest = run
                .latest_place(item)
                .is_some_and(|at| at as usize == place);
            self.told.push(is_latest && self.is_told(run, item));
        }
    }

    /// Number of rows and reasons not searched yet.
    #[must_use]
    pub fn left(&self, run: &Run) -> usize {
        if self.text.is_empty() {
            return 0;
        }
        let rows = run.records().len().saturating_sub(self.named.len());
        rows + run.settled().len().saturating_sub(self.told.len())
    }

    /// Whether a row contains the text.
    pub(super) fn has(&self, run: &Run, item: usize) -> bool {
        let flag = |flags: &[bool], at: usize| flags.get(at).copied().unwrap_or(false);
        if self.text.is_empty() || flag(&self.named, item) {
            return true;
        }
        match run.latest_place(item) {
            Some(place) => flag(&self.told, place as usize),
            // Unconfirmed and in flight: never many rows.
            None => run.records()[item].answer_was_lost() && self.is_told(run, item),
        }
    }

    fn is_told(&self, run: &Run, item: usize) -> bool {
        let reason = run.records().get(item).and_then(|record| record.reason());
        reason.is_some_and(|reason| self.is_in(reason))
    }

    fn is_in(&self, name: &str) -> bool {
        has_text(name, &self.text)
    }
}

impl Default for RowSearch {
    /// The empty search, which every row matches.
    fn default() -> Self {
        Self::of("")
    }
}
