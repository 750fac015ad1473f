//! The plan: what to do, with exactly which memberships, on which site, as
//! whom. Frozen: it has no way to change, and a run works from it and from
//! nothing else. What is chosen becomes one by [`super::Proposal::freeze`].

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use groupsweep_sheet::{arrange_by_key, fill};

use crate::choose::SelectionHistory;
use crate::connect::Connection;
use crate::domain::{Action, IdError, Purpose, RowNo, Timestamp};
use crate::import::{FileFingerprint, GroupIdsByName, Table};

use super::held_back::NOT_SELECTED;
use super::item::{PlanItem, is_same};
use super::site_emails::SiteEmails;
use super::summary::PlanSummary;

/// Where a plan's rows come from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file, to be known again.
    pub mark: FileFingerprint,
    /// The file itself; gone when a plan comes out of the journal, until the same file is dropped again.
    pub table: Option<Arc<Table>>,
    /// The emails that the check read of its people; none when a plan comes out of the journal.
    pub site_emails: SiteEmails,
}

impl Source {
    /// A file that is at hand.
    #[must_use]
    pub fn of_table(table: &Arc<Table>) -> Self {
        Self {
            table: Some(Arc::clone(table)),
            ..Self::of_mark(table.mark())
        }
    }

    /// A file that is not at hand.
    #[must_use]
    pub fn of_mark(mark: FileFingerprint) -> Self {
        Self {
            mark,
            table: None,
            site_emails: SiteEmails::default(),
        }
    }
}

/// Everything a plan is made of: how it comes out of the journal, and what the rest of this file puts together.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// What it is for.
    pub purpose: Purpose,
    /// The memberships, the caller's own last.
    pub items: Vec<PlanItem>,
    pub connection: Connection,
    /// What the confirmation says.
    pub summary: PlanSummary,
    /// Where the rows come from.
    pub source: Source,
}

#[derive(Debug)]
pub struct Plan {
    frozen: Frozen,
    /// Items before this one are of other people, items from it on of the caller.
    own_from: usize,
}

impl Plan {
    /// A plan from its parts, the caller's own rows last; none without items. For a plan that was frozen once
    /// and comes out of the journal: nothing else may make a plan of rows that were not ticked.
    ///
    /// The caller's rows come last because leaving `site-admins` (or whatever group carries the
    /// right) in the middle turns every later row into a 403 or a 404. So the trial is the first
    /// row of somebody else, and a row of the caller only if there are no others.
    #[must_use]
    pub fn thaw(mut frozen: Frozen) -> Option<Self> {
        let caller = frozen.connection.account().cloned();
        let own = |item: &PlanItem| {
            let mut caller = caller.iter();
            caller.any(|caller| is_same(&item.membership.account, &caller.id))
        };
        // A stable sort: file order stays within both parts.
        arrange_by_key(&mut frozen.items, own);
        let own_from = frozen.items.partition_point(|item| !own(item));
        (!frozen.items.is_empty()).then_some(Self { frozen, own_from })
    }

    /// The plan that takes back some items of this one; none without any. For what takes a run back:
    /// [`crate::run::Run::way_back`].
    #[must_use]
    pub fn back(&self, items: impl Fn(usize) -> bool) -> Option<Self> {
        let chosen = self.items().iter().enumerate().filter(|(at, _)| items(*at));
        let items: Vec<PlanItem> = chosen.map(|(_, item)| item.clone()).collect();
        let summary = PlanSummary {
            site_names: names_of(&items, &self.summary().site_names),
            site_groups: names_of(&items, &self.summary().site_groups),
            ..PlanSummary::default()
        };
        Self::thaw(Frozen {
            purpose: self.purpose().undo(),
            items,
            connection: self.connection().clone(),
            summary,
            source: self.frozen.source.clone(),
        })
    }

    /// The same memberships for another purpose.
    pub(super) fn with_purpose(mut self, purpose: Purpose) -> Self {
        self.frozen.purpose = purpose;
        self
    }

    /// The same memberships, the last of which was removed at this moment, if they are added.
    pub(super) fn with_removal(mut self, at: Option<Timestamp>) -> Self {
        self.frozen.summary.before.removed_at = at.filter(|_| self.action() == Action::Add);
        self
    }

    /// The same memberships, of which an earlier run left these rows in doubt.
    pub(super) fn with_doubt(mut self, rows: impl Iterator<Item = RowNo>) -> Self {
        self.frozen.summary.before.in_doubt = fill(rows.map(|row| row.0));
        self
    }

    /// The same plan, with rows that may already be as it makes them. Where the product answers alike either way, what
    /// it did to them stays uncertain: whoever takes the plan back must not remove a member who never left.
    pub(crate) fn with_unknown(mut self, rows: Vec<RowNo>) -> Self {
        if !self.connection().endpoint.api().reports_no_op() {
            let unknown = &mut self.frozen.summary.before.unknown;
            unknown.extend(rows.iter().map(|row| row.0));
        }
        self
    }

    /// The same plan, with rows whose change a list contradicted after the site had confirmed it. The site may answer so
    /// once more without effect, whatever the product does otherwise.
    pub(crate) fn with_contradicted(mut self, rows: &[RowNo]) -> Self {
        let unknown = &mut self.frozen.summary.before.unknown;
        unknown.extend(rows.iter().map(|row| row.0));
        self
    }

    /// The same plan with its file at hand again; none if `table` is another file.
    #[must_use]
    pub fn with_table(&self, table: &Arc<Table>) -> Option<Self> {
        let mut frozen = self.frozen.clone();
        frozen.source.table = Some(Arc::clone(table));
        let same = |item: &PlanItem| table.membership(item.row).as_ref() == Some(&item.membership);
        let fits = table.mark().is_same_file(&frozen.source.mark) && frozen.items.iter().all(same);
        fits.then_some(Self {
            frozen,
            own_from: self.own_from,
        })
    }

    /// The ids of its groups by name, where a name stands for one group: for the file that it was chosen from, if
    /// that has names only.
    #[must_use]
    pub fn names(&self) -> GroupIdsByName {
        let mut names = GroupIdsByName::default();
        for item in &self.frozen.items {
            let id = Ok(item.membership.group.clone());
            let known = names.ids.entry(item.group_name.trim().to_owned());
            let known = known.or_insert_with(|| id.clone());
            if *known != id {
                *known = Err(IdError::NameNotUnique);
            }
        }
        names
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.frozen.purpose
    }

    /// What is done with the memberships.
    #[must_use]
    pub fn action(&self) -> Action {
        self.purpose().action()
    }

    /// The file that it was chosen from, as long as it is at hand.
    #[must_use]
    pub fn table(&self) -> Option<&Arc<Table>> {
        self.frozen.source.table.as_ref()
    }

    pub(super) fn source(&self) -> &Source {
        &self.frozen.source
    }

    /// Which file that is.
    #[must_use]
    pub fn file(&self) -> &FileFingerprint {
        &self.frozen.source.mark
    }

    /// The memberships, in file order, the caller's own last.
    #[must_use]
    pub fn items(&self) -> &[PlanItem] {
        &self.frozen.items
    }

    /// The rows of the file that were selected for it: those that it sends, and those that it left out.
    #[must_use]
    pub fn selected_rows(&self) -> Vec<RowNo> {
        let held_back = self.summary().held_back.iter();
        // What the keep list holds was never selected.
        let left_out = held_back.filter(|(_, why)| !why.starts_with(NOT_SELECTED));
        let left_out = left_out.map(|(row, _)| RowNo(*row));
        let sent = self.items().iter().map(|item| item.row);
        sent.chain(left_out).collect()
    }

    /// The item that is tried first: the one that the proposal chose, else the first.
    #[must_use]
    pub fn trial_item(&self) -> usize {
        let trial = self.frozen.summary.trial;
        let is_it = |item: &PlanItem| Some(item.row.0) == trial;
        self.items().iter().position(is_it).unwrap_or(0)
    }

    /// Whether an item is about the caller itself.
    #[must_use]
    pub fn is_own(&self, item: usize) -> bool {
        item >= self.own_from
    }

    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.frozen.connection
    }

    /// What the confirmation says.
    #[must_use]
    pub fn summary(&self) -> &PlanSummary {
        &self.frozen.summary
    }
}

/// The site's names of these rows.
fn names_of(items: &[PlanItem], names: &BTreeMap<u32, Arc<str>>) -> BTreeMap<u32, Arc<str>> {
    let mut kept = BTreeMap::new();
    for item in items {
        if let Some(name) = names.get(&item.row.0) {
            kept.insert(item.row.0, Arc::clone(name));
        }
    }
    kept
}

/// What is ticked, in file order.
pub(super) fn items_of_choice(choice: &SelectionHistory) -> Vec<PlanItem> {
    let (table, selection) = (choice.table(), choice.selection());
    let mut user_names: Vec<Option<Arc<str>>> = vec![None; table.user_count()];
    let group_names: Vec<Arc<str>> = table
        .groups()
        .iter()
        .map(|group| group.name.as_str().into())
        .collect();
    let mut other_names: HashMap<&str, Arc<str>> = HashMap::new();
    let item = |row: RowNo| {
        let entry = table.row(row)?;
        let name = user_names.get_mut(entry.user.0 as usize)?;
        let user_name = match name {
            Some(known) => Arc::clone(known),
            None => Arc::clone(name.insert(table.user(entry.user)?.name.into())),
        };
        let group_name = match table.other_group_name(row) {
            // The row's own words: they are what is compared with the site.
            Some(name) => other_names.entry(name).or_insert_with(|| name.into()),
            None => group_names.get(entry.group.0 as usize)?,
        };
        Some(PlanItem {
            row,
            membership: table.membership(row)?,
            user_name,
            group_name: Arc::clone(group_name),
        })
    };
    selection.iter().filter_map(item).collect()
}
