//! The contents of the dialog before a change: site, account, rows, and warnings about exactly these rows.

use groupsweep_core::plan::{Plan, PlanCounts, PlanItem, Scope};
use groupsweep_core::report::wording::{
    CarriedOutBy, DialogNotes, QuestionSubject, breakdown, left_out, rest_after_unproven_trial,
    rest_without_proof,
};
use groupsweep_core::run::{ItemRecord, ProofVerdict, Run};

use crate::ui::app_state::{AppState, ProofState, StorageState};
use crate::ui::text;

/// If the storage opened after the run had begun.
const NO_RECORD: &str = "This run began before the browser's storage was open, so it has no record. Download the results before you close this page.";

/// A plan, and the part of it that the dialog asks about.
pub(super) struct DialogSubject<'a> {
    pub(super) session: AppState,
    pub(super) plan: &'a Plan,
    pub(super) scope: Scope,
    /// Items that would be sent now.
    pub(super) items: Vec<usize>,
    /// Another machine carries out the plan, not this page.
    pub(super) is_exported: bool,
}

impl<'a> DialogSubject<'a> {
    pub(super) fn of(session: AppState, plan: &'a Plan, scope: Scope, is_exported: bool) -> Self {
        let asked = session.with_run(|run| {
            let same = std::ptr::eq(std::sync::Arc::as_ptr(run.plan()), plan);
            same.then(|| run.covered(scope))
        });
        // The plan has no run yet.
        let items = asked.flatten().unwrap_or_else(|| match scope {
            Scope::Trial => vec![plan.trial_item()],
            Scope::Remaining | Scope::Failed => (0..plan.items().len()).collect(),
        });
        Self {
            session,
            plan,
            scope,
            items,
            is_exported,
        }
    }

    /// Whether the run in the page is the run of this plan.
    fn is_this_run(&self) -> bool {
        let plan: *const Plan = self.plan;
        let same = |run: &Run| std::ptr::eq(std::sync::Arc::as_ptr(run.plan()), plan);
        self.session.with_run(same).unwrap_or(false)
    }

    /// Whether the trial of this plan proved nothing, and the admin has not chosen to continue anyway.
    pub(super) fn needs_acceptance(&self) -> bool {
        let needs = self.session.with_run(Run::needs_acceptance);
        self.is_this_run() && needs.unwrap_or(false)
    }

    pub(super) fn counts(&self) -> PlanCounts {
        self.plan.counts(self.covers())
    }

    /// Whether the dialog asks about an item. The items are in order.
    fn covers(&self) -> impl Fn(usize) -> bool + '_ {
        |item| self.items.binary_search(&item).is_ok()
    }

    fn rows(&self) -> impl Iterator<Item = &'a PlanItem> + '_ {
        let plan = self.plan;
        self.items.iter().filter_map(|item| plan.items().get(*item))
    }

    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let connection = self.plan.connection();
        let mut facts = vec![
            ("Site", connection.target.name().to_owned()),
            ("Account", text::cut(connection.caller.name())),
        ];
        if !connection.target.is_practice() {
            facts.push(("API", connection.endpoint.name()));
        }
        if self.scope == Scope::Trial {
            if let Some(first) = self.rows().next() {
                facts.push(("User", text::cut(&self.plan.user_label(first))));
                facts.push(("Group", text::cut(&self.plan.group_label(first))));
                facts.push((
                    "Row",
                    format!("{} of the file", first.row.spreadsheet_row()),
                ));
            }
            return facts;
        }
        let (counts, purpose) = (self.counts(), self.plan.purpose());
        let is_checked = self.plan.summary().sorted.present().next().is_some();
        if is_checked && self.scope == Scope::Remaining {
            facts.push(("Rows", breakdown(purpose, &counts)));
            facts.extend(left_out(purpose, &counts).map(|rows| ("Left out", rows)));
        } else {
            facts.push(("Rows", text::number(self.items.len())));
        }
        // The rows that the title counts. Rows with nothing to change affect nobody.
        let covers = self.covers();
        let may_change = |item| self.plan.foreseen(item).may_change();
        let reach = self.plan.reach(|item| covers(item) && may_change(item));
        let groups = text::count(reach.groups, "group", "groups");
        facts.push((
            "People",
            format!("{}, in {groups}", text::number(reach.people)),
        ));
        if let Some((group, rows)) = &reach.largest {
            facts.push((
                "Most affected",
                format!("{} ({})", text::shown(group), text::number(*rows)),
            ));
        }
        facts
    }

    pub(super) fn notes(&self) -> DialogNotes {
        DialogNotes::of(&QuestionSubject {
            plan: self.plan,
            scope: self.scope,
            items: &self.items,
            done: &self.done(),
            carried_out_by: match (self.is_exported, self.session.is_elsewhere()) {
                (false, _) => CarriedOutBy::ThisPage,
                (true, false) => CarriedOutBy::Export,
                (true, true) => CarriedOutBy::UncheckedExport,
            },
            no_record: self.no_record(),
            unproven: self.unproven(),
        })
    }

    /// Items that this plan's run has changed or may have changed. One warning too many does less harm than one too
    /// few.
    fn done(&self) -> Vec<usize> {
        let is_done =
            |record: &ItemRecord| record.outcome().is_done() || record.was_seen_as_planned();
        let of_run = |run: &Run| {
            let records = run.records().iter().enumerate();
            let done = records.filter(|(_, record)| is_done(record));
            done.map(|(item, _)| item).collect()
        };
        let done = self.is_this_run().then(|| self.session.with_run(of_run));
        done.flatten().unwrap_or_default()
    }

    fn no_record(&self) -> Option<String> {
        match self.session.storage.state_untracked() {
            StorageState::Not(why) => Some(why.to_string()),
            StorageState::Opening | StorageState::Kept(_) => {
                let is_without = self.is_this_run() && !self.session.has_record();
                is_without.then(|| NO_RECORD.to_owned())
            }
        }
    }

    /// What the trial did not prove. Only for this plan's own trial: an undo has none.
    fn unproven(&self) -> Vec<String> {
        let purpose = self.plan.purpose();
        let unread = match self.session.run.proof() {
            ProofState::Done(ProofVerdict::Unreadable(why), _) if self.is_this_run() => {
                rest_without_proof(purpose, &why)
            }
            _ => None,
        };
        let needs_acceptance = self.needs_acceptance();
        let unproven = rest_after_unproven_trial(purpose).filter(|_| needs_acceptance);
        unread
            .into_iter()
            .chain(unproven.map(str::to_owned))
            .collect()
    }
}
