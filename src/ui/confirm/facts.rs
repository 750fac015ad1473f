//! What the dialog before a change names: site, account, rows, and what to mind about exactly these rows.

use std::collections::HashSet;

use groupsweep_core::plan::{Category, EmptiedGroups, Plan, PlanCounts, PlanItem, Scope};
use groupsweep_core::report::wording::{
    EXPORT_COMPARES, admin_roles, breakdown, left_out, own_account, rest_after_unproven_trial,
    rest_without_proof, trial_unseen, warning, warning_of_export,
};
use groupsweep_core::run::{ItemRecord, ProofVerdict, Run};

use crate::ui::app_state::{AppState, ProofState, StorageState};
use crate::ui::run::access_lost;
use crate::ui::text;

/// The storage opened after the run had begun.
const NO_RECORD: &str = "This run began before the browser's storage was open, so it has no record. Download the results before you close this page.";

/// Reasons and groups named at most.
const NAMED: usize = 3;

/// A plan and the part of it that is asked about.
pub(super) struct DialogSubject<'a> {
    pub(super) session: AppState,
    pub(super) plan: &'a Plan,
    pub(super) scope: Scope,
    /// Items that would be sent, as they stand now.
    pub(super) items: Vec<usize>,
    /// The plan is carried out elsewhere, not by this page.
    pub(super) is_exported: bool,
}

impl<'a> DialogSubject<'a> {
    pub(super) fn of(session: AppState, plan: &'a Plan, scope: Scope, is_exported: bool) -> Self {
        let asked = session.with_run(|run| {
            let same = std::ptr::eq(std::sync::Arc::as_ptr(run.plan()), plan);
            same.then(|| run.covered(scope))
        });
        // A plan that has no run yet.
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

    /// Whether this is the run of the plan.
    fn is_this_run(&self) -> bool {
        let plan: *const Plan = self.plan;
        let same = |run: &Run| std::ptr::eq(std::sync::Arc::as_ptr(run.plan()), plan);
        self.session.with_run(same).unwrap_or(false)
    }

    /// Whether the trial of this plan proved nothing, and nobody has said to go on all the same.
    pub(super) fn needs_acceptance(&self) -> bool {
        let needs = self.session.with_run(Run::needs_acceptance);
        self.is_this_run() && needs.unwrap_or(false)
    }

    pub(super) fn counts(&self) -> PlanCounts {
        self.plan.counts(self.covers())
    }

    /// Whether an item is among those asked about; they are in order.
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
        // The same rows that the title counts: where there is nothing to change, nobody is affected.
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

    pub(super) fn warnings(&self) -> Vec<String> {
        let (plan, session) = (self.plan, self.session);
        let mut warnings = self.guarded();
        if plan.connection().target.is_practice() {
            warnings.push("Practice: nothing leaves this page.".to_owned());
        } else if self.is_exported {
            warnings.push(warning_of_export(plan.purpose(), self.items.len()));
        } else {
            warnings.push(warning(plan.purpose(), self.items.len()));
        }
        match session.storage.state_untracked() {
            StorageState::Not(why) => warnings.push(why.to_string()),
            _ if self.is_this_run() && !session.has_record() => warnings.push(NO_RECORD.to_owned()),
            StorageState::Opening | StorageState::Kept(_) => {}
        }
        warnings.extend(self.own_account());
        if self.scope == Scope::Trial {
            return warnings;
        }
        // The proof is of this plan's own trial: a plan that takes a run back has none.
        if let (true, ProofState::Done(ProofVerdict::Unreadable(why), _)) =
            (self.is_this_run(), session.run.proof())
        {
            warnings.extend(rest_without_proof(plan.purpose(), &why));
        }
        if self.needs_acceptance() {
            warnings.extend(rest_after_unproven_trial(plan.purpose()).map(str::to_owned));
        }
        warnings.extend(self.emptied());
        warnings.extend(admin_roles(plan.purpose(), plan.summary().org_admins));
        warnings
    }

    fn emptied_groups(&self) -> EmptiedGroups<'a> {
        let (plan, items) = (self.plan, self.items.iter().copied());
        if !self.is_this_run() {
            return plan.emptied_by(items, |_| false);
        }
        let of_run = |run: &Run| {
            let is_done = |record: &ItemRecord| record.outcome().is_done();
            let is_done = |item: usize| run.records().get(item).is_some_and(is_done);
            plan.emptied_by(items, is_done)
        };
        self.session.with_run(of_run).unwrap_or_default()
    }

    /// Groups that become empty with exactly these rows.
    fn emptied(&self) -> Vec<String> {
        let emptied = self.emptied_groups();
        let sentence = |groups: &[&PlanItem], say: fn(&str, bool) -> String| {
            let (first, rest) = groups.split_first()?;
            let first = quoted(&self.plan.group_label(first));
            Some(match rest.len() {
                0 => say(&first, true),
                more => {
                    let others = text::count(more, "other group", "other groups");
                    say(&format!("{first} and {others}"), false)
                }
            })
        };
        let on_site = sentence(&emptied.on_site, |groups, is_one| {
            let become_empty = if is_one {
                "becomes empty"
            } else {
                "become empty"
            };
            format!("{groups} {become_empty}: the site lists no other members.")
        });
        // Who else is in the group is not known.
        let in_file = sentence(&emptied.in_file, |groups, _| {
            format!(
                "Every row of {groups} in the file is in this plan. The members were not read from the site."
            )
        });
        on_site.into_iter().chain(in_file).collect()
    }

    /// What the check before the plan said of these rows, and what was decided about them.
    fn guarded(&self) -> Vec<String> {
        let summary = self.plan.summary();
        if self.scope == Scope::Failed {
            return Vec::new();
        }
        let mut told = Vec::new();
        let unchecked = self.items.iter();
        let unchecked = unchecked.filter(|item| self.plan.foreseen(**item) == Category::NotChecked);
        let unchecked = unchecked.count();
        if unchecked > 0 {
            let rows = text::count(unchecked, "row was", "rows were");
            told.push(format!("{rows} not checked against the site."));
        }
        let unprotected = summary.unprotected.iter();
        let rows: HashSet<u32> = self.rows().map(|item| item.row.0).collect();
        let unprotected: Vec<_> = unprotected.filter(|(row, _)| rows.contains(row)).collect();
        if !unprotected.is_empty() {
            let rows = text::count(unprotected.len(), "row that was", "rows that were");
            let mut reasons: Vec<String> = Vec::new();
            for (_, why) in &unprotected {
                let reason = text::shown(&why.reason);
                if !reasons.contains(&reason) && reasons.len() <= NAMED {
                    reasons.push(reason);
                }
            }
            let more = if reasons.len() > NAMED {
                "; and others"
            } else {
                ""
            };
            reasons.truncate(NAMED);
            told.push(format!(
                "Includes {rows} held back. Reasons given: {}{more}.",
                reasons.join("; ")
            ));
        }
        told.extend(self.other_names());
        if self.scope == Scope::Trial {
            let seen = &summary.before.members;
            if !self.rows().any(|row| seen.contains(&row.row.0)) {
                told.extend(trial_unseen(self.plan.purpose()).map(str::to_owned));
            }
            if self
                .rows()
                .any(|row| summary.names_not_compared.contains(&row.row.0))
            {
                told.push("The names in this row were not compared with the site. The row is identified by id only.".to_owned());
            }
        } else if self.is_exported && self.session.is_elsewhere() {
            told.push(EXPORT_COMPARES.to_owned());
        } else {
            told.extend(self.plan.names_notes());
        }
        if let Some(by) = &summary.sealed {
            told.push(format!(
                "Sealed by {}; seal {}.",
                text::shown(&by.name),
                text::seal(&by.seal)
            ));
        }
        if self.scope != Scope::Trial {
            let lost = self.plan.access_lost_by(self.items.iter().copied());
            told.extend(access_lost(self.plan.purpose(), &lost));
        }
        told
    }

    /// Rows about a person or a group that the site calls something else than the file: both names, the site's first. The
    /// dialog before the trial has them among its facts.
    fn other_names(&self) -> Vec<String> {
        if self.scope == Scope::Trial {
            return Vec::new();
        }
        let (mut sentences, mut more, mut groups) = (Vec::new(), 0, HashSet::new());
        for item in self.rows() {
            let names = self.plan.other_names(item);
            let row = item.row.spreadsheet_row();
            let person = names.person.map(|site| {
                let (site, file) = (quoted(site), quoted(&item.user_name));
                format!("Row {row}: {site} on the site, {file} in the file.")
            });
            // A renamed group is one sentence, however many rows it has.
            let group = names
                .group
                .filter(|site| groups.insert((*site, &*item.group_name)));
            let group = group.map(|site| {
                let (site, file) = (quoted(site), quoted(&item.group_name));
                format!("Group {site} on the site, {file} in the file.")
            });
            for sentence in person.into_iter().chain(group) {
                match sentences.len() < NAMED {
                    true => sentences.push(sentence),
                    false => more += 1,
                }
            }
        }
        if more > 0 {
            sentences.push(format!(
                "{} between file and site.",
                text::count(more, "more name differs", "more names differ")
            ));
        }
        sentences
    }

    /// What the caller does to itself, if rows of its own are among those asked for.
    fn own_account(&self) -> Option<String> {
        let mut own = self.items.iter().filter(|item| self.plan.is_own(**item));
        let first = self.plan.items().get(*own.next()?)?;
        let group = self.plan.group_label(first);
        own_account(self.plan.purpose(), &group, own.count())
    }
}

/// A name in a sentence: it may hold a comma or a word of the sentence.
fn quoted(name: &str) -> String {
    format!("\u{201c}{}\u{201d}", text::shown(name))
}
