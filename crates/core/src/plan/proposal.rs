//! A proposal: every selected row with what the site reports, what protects it, and what the admin decided.
//! A protected row cannot get into the [`Plan`] that is frozen from it, whether the plan removes or adds.

mod categories;
mod conclusions;
mod keep_list;
mod shown_row;
mod summarize;
mod unprotect;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use groupsweep_sheet::fill;

use crate::choose::{Keep, KeepList, Kept, SelectionHistory};
use crate::connect::Connection;
use crate::domain::{Action, GroupId, Purpose, Timestamp};

use super::category::Category;
use super::earlier_action::rows_in_doubt;
use super::freeze::{Plan, Source, items_of_choice};
use super::ids_fit::{IdsDoNotFit, ids_do_not_fit, people_that_moved};
use super::item::PlanItem;
use super::kept::kept_items;
use super::name_check::NameCheck;
use super::origin::ProposalOrigin;
use super::protection::{Protection, Unprotected};
use super::protection_rules::{of_group, of_item};
use super::site_facts::{SiteFacts, email_on_site};

use conclusions::Conclusions;

pub use shown_row::{Included, ShownRow};

/// Rows that may be sent, before anything is frozen.
#[derive(Clone, Debug)]
pub struct Proposal {
    purpose: Purpose,
    pub(super) items: Vec<PlanItem>,
    connection: Connection,
    pub(super) source: Source,
    origin: ProposalOrigin,
    pub(super) facts: SiteFacts,
    /// Protected items, including those that were unprotected.
    pub(super) protections: BTreeMap<usize, Vec<Protection>>,
    /// The reasons for unprotected items, and what protected them when each reason was typed.
    pub(super) unprotected: BTreeMap<usize, Unprotected>,
    /// Reasons that the first admin typed before sealing. They are only shown. Whoever runs the plan must include rows
    /// that are protected here.
    first_reasons: BTreeMap<usize, String>,
    left_out: HashSet<Category>,
    /// The keep list that applies to the rows.
    keep_list: Option<Arc<KeepList>>,
    /// Items on the keep list.
    kept: HashSet<usize>,
    /// Rows of the file on the keep list, which could not be selected.
    pub(super) kept_rows: Option<Arc<Kept>>,
    /// How the names of the rows compare with the site's.
    pub(super) names: NameCheck,
    /// Why nothing from the file may be sent.
    pub(super) stopped: Option<IdsDoNotFit>,
    /// The row that the admin wants to try first.
    pub(super) trial: Option<usize>,
    /// See [`super::PriorState::removed_at`].
    removed_at: Option<Timestamp>,
    /// See [`super::PriorState::in_doubt`].
    in_doubt: BTreeSet<u32>,
    /// Number of items in each category, in the order of [`Category::ALL`].
    count: [usize; 6],
    /// Cached conclusions, because every drawn row and every second needs them. [`Proposal::conclude`] updates them
    /// after each change.
    concluded: Conclusions,
}

impl Proposal {
    /// Makes a proposal from the selected rows, in file order. `None` if nothing is selected. File and selection come
    /// together, so that a selection from another file cannot get in.
    #[must_use]
    pub fn of_choice(
        choice: &SelectionHistory,
        purpose: Purpose,
        connection: Connection,
    ) -> Option<Self> {
        let source = Source::of_table(choice.table());
        let mut proposal = Self::of(
            purpose,
            items_of_choice(choice),
            connection,
            source,
            ProposalOrigin::Chosen,
        )?;
        let table = choice.table();
        // Practice outcomes say nothing about a site, and site outcomes nothing about practice.
        if table.is_of_practice() == proposal.connection.target.is_practice() {
            proposal.in_doubt = rows_in_doubt(table, purpose.action());
        }
        if let (Keep::On(kept), Action::Remove) = (choice.keep(), purpose.action()) {
            proposal.kept_rows = Some(Arc::clone(kept));
            proposal.keep_back(Some(kept.list()));
        }
        Some(proposal)
    }

    /// Makes a proposal from a plan that undoes a run. Its removals get the same protections as any other.
    #[must_use]
    pub fn of_plan(plan: &Plan) -> Option<Self> {
        let source = plan.source().clone();
        let items = plan.items().to_vec();
        let connection = plan.connection().clone();
        let mut proposal = Self::of(
            plan.purpose(),
            items,
            connection,
            source,
            ProposalOrigin::Chosen,
        )?;
        proposal.removed_at = plan.summary().before.removed_at;
        proposal.in_doubt = plan.summary().before.in_doubt.clone();
        Some(proposal)
    }

    /// Makes a proposal from given rows. `None` without rows.
    pub(super) fn of(
        purpose: Purpose,
        items: Vec<PlanItem>,
        connection: Connection,
        source: Source,
        origin: ProposalOrigin,
    ) -> Option<Self> {
        if items.is_empty() {
            return None;
        }
        let mut proposal = Self {
            purpose,
            items,
            connection,
            source,
            facts: SiteFacts {
                by_name: Some("the site was not asked".into()),
                ..SiteFacts::default()
            },
            protections: BTreeMap::new(),
            unprotected: BTreeMap::new(),
            first_reasons: BTreeMap::new(),
            // A sealed plan is sent whole. In other plans, rows that the site does not know are left out unless the
            // admin wants them.
            left_out: match origin {
                ProposalOrigin::Chosen => HashSet::from([Category::NotFound]),
                ProposalOrigin::Sealed(_) => HashSet::new(),
            },
            origin,
            keep_list: None,
            kept: HashSet::new(),
            kept_rows: None,
            names: NameCheck::default(),
            stopped: None,
            trial: None,
            removed_at: None,
            in_doubt: BTreeSet::new(),
            count: [0; 6],
            concluded: Conclusions::default(),
        };
        proposal.protect();
        Some(proposal)
    }

    /// Marks rows of the file that an earlier run left in doubt.
    pub(super) fn with_doubt(mut self, rows: impl IntoIterator<Item = u32>) -> Self {
        self.in_doubt.extend(rows);
        self
    }

    pub(super) fn with_first_reasons(mut self, reasons: &[(usize, String)]) -> Self {
        self.first_reasons.extend(reasons.iter().cloned());
        self
    }

    /// Sets or removes the keep list. Returns whether that changed which items it covers. The list already applied to
    /// the selection, but the site may show emails that the file does not have.
    pub fn keep_back(&mut self, list: Option<&Arc<KeepList>>) -> bool {
        self.keep_list = list.cloned();
        let changed = self.find_kept();
        if changed {
            self.protect();
        }
        changed
    }

    /// Finds the items on the keep list. Returns whether they changed.
    fn find_kept(&mut self) -> bool {
        let list = self.keep_list.as_ref();
        let list = list.filter(|_| self.action() == Action::Remove);
        let (table, people) = (self.source.table.as_ref(), &self.facts.people);
        let on_site = |item| email_on_site(people, item);
        let kept = list.map(|list| kept_items(&self.items, table, on_site, list));
        let kept: HashSet<usize> = kept.into_iter().flatten().collect();
        let changed = kept != self.kept;
        self.kept = kept;
        changed
    }

    /// Applies what the site reports. A typed reason remains if nothing else protects its row, and is dropped once the
    /// row is no longer protected.
    pub fn learn(&mut self, mut facts: SiteFacts) {
        facts.keep_what_is_known(&self.facts);
        self.forget_reasons_of_other_names(&facts);
        let table = self.source.table.as_deref();
        self.names = NameCheck::of(&self.items, table, &facts);
        let moved = people_that_moved(&self.items, table, &facts);
        self.names.doubt(&self.items, &moved);
        self.facts = facts;
        self.find_kept();
        self.protect();
    }

    fn protect(&mut self) {
        self.protections.clear();
        let mut of_groups = HashMap::new();
        for (at, item) in self.items.iter().enumerate() {
            let group = &item.membership.group;
            let of_group = of_groups
                .entry((group, &item.group_name))
                .or_insert_with(|| of_group(&self.facts, group, &item.group_name));
            let mut protections = of_item(&self.facts, &self.connection, item, of_group);
            if self.kept.contains(&at) {
                protections.push(Protection::KeepList);
            }
            protections.retain(|protection| protection.holds_back(self.action()));
            if !protections.is_empty() {
                self.protections.insert(at, protections);
            }
        }
        self.protect_other_names();
        let protections = &self.protections;
        let kept = &self.kept;
        self.unprotected.retain(|at, why| {
            let mine = protections.get(at);
            // A reason does not cover a protection that was unknown when it was typed.
            let known = |mine: &Vec<Protection>| {
                let mut mine = mine.iter();
                mine.all(|one| why.protections.contains(one))
            };
            mine.is_some_and(known) && !kept.contains(at)
        });
        self.recount();
    }

    pub(super) fn recount(&mut self) {
        let mut count = [0; 6];
        for at in 0..self.items.len() {
            count[self.sort(at) as usize] += 1;
        }
        self.count = count;
        let counts = |item: usize| !self.unprotected.contains_key(&item);
        let table = self.source.table.as_deref();
        self.stopped = ids_do_not_fit(&self.names, &self.items, table, &self.facts, counts);
        self.conclude();
    }

    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    #[must_use]
    pub fn action(&self) -> Action {
        self.purpose.action()
    }

    /// The rows, in file order.
    #[must_use]
    pub fn items(&self) -> &[PlanItem] {
        &self.items
    }

    /// When the last membership that the rows add again was removed, if only a file shows that run.
    #[must_use]
    pub fn removed_at(&self) -> Option<Timestamp> {
        self.removed_at
    }

    /// Whether an earlier run left an item in doubt.
    fn stood_in_doubt(&self, item: usize) -> bool {
        self.in_doubt.contains(&self.items[item].row.0)
    }

    /// Whether this is the keep list that applies to the rows.
    #[must_use]
    pub fn has_keep_list(&self, list: Option<&Arc<KeepList>>) -> bool {
        match (self.keep_list(), list) {
            (Some(laid), Some(list)) => Arc::ptr_eq(laid, list),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    pub(super) fn keep_list(&self) -> Option<&Arc<KeepList>> {
        self.keep_list.as_ref()
    }

    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    #[must_use]
    pub fn origin(&self) -> &ProposalOrigin {
        &self.origin
    }

    #[must_use]
    pub fn facts(&self) -> &SiteFacts {
        &self.facts
    }

    /// The file that the rows were selected from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Administration groups among the rows. Their members must be read.
    #[must_use]
    pub fn administration_groups(&self) -> Vec<GroupId> {
        let mut seen = HashSet::new();
        let administration = self
            .protections
            .iter()
            .filter(|(_, why)| why.iter().any(|protection| protection.is_administration()));
        let groups = administration.map(|(at, _)| self.items[*at].membership.group.clone());
        groups.filter(|group| seen.insert(group.clone())).collect()
    }

    /// The names of groups that are teams of the people directory, sorted.
    #[must_use]
    pub fn team_names(&self) -> Vec<&str> {
        let teams = self.items.iter();
        let teams = teams.filter(|item| self.facts.teams.contains(&item.membership.group));
        let names: BTreeSet<&str> = fill(teams.map(|item| {
            let name = self.facts.group_names.get(&item.membership.group);
            &**name.unwrap_or(&item.group_name)
        }));
        names.into_iter().collect()
    }

    /// What protects an item, even if it was unprotected.
    #[must_use]
    pub fn protections(&self, item: usize) -> &[Protection] {
        self.protections.get(&item).map_or(&[], Vec::as_slice)
    }
}
