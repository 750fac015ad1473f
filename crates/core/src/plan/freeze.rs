//! The plan: what to do with exactly which memberships, on which site, with which account. It is immutable, and a
//! run uses nothing else. [`super::Proposal::freeze`] makes a plan from the selection.

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
    /// The file's fingerprint, to recognize the file again.
    pub mark: FileFingerprint,
    /// The file itself. `None` for a plan from the journal, until the same file is dropped again.
    pub table: Option<Arc<Table>>,
    /// The emails that the check read. Empty for a plan from the journal.
    pub site_emails: SiteEmails,
}

impl Source {
    /// The source for a file that is loaded.
    #[must_use]
    pub fn of_table(table: &Arc<Table>) -> Self {
        Self {
            table: Some(Arc::clone(table)),
            ..Self::of_mark(table.mark())
        }
    }

    /// The source for a file that is not loaded.
    #[must_use]
    pub fn of_mark(mark: FileFingerprint) -> Self {
        Self {
            mark,
            table: None,
            site_emails: SiteEmails::default(),
        }
    }
}

/// The parts of a plan, as stored in the journal.
#[derive(Clone, Debug)]
pub struct Frozen {
    pub purpose: Purpose,
    /// The memberships. In a [`Plan`], the caller's own come last.
    pub items: Vec<PlanItem>,
    pub connection: Connection,
    /// What the confirmation shows.
    pub summary: PlanSummary,
    pub source: Source,
}

#[derive(Debug)]
pub struct Plan {
    frozen: Frozen,
    /// Index of the first item of the caller. Earlier items are other people's.
    own_from: usize,
}

impl Plan {
    /// Makes a plan from its parts. `None` without items. Only for plans that were frozen before and come from the
    /// journal: nothing else may make a plan of rows that were not selected.
    ///
    /// Moves the caller's own rows to the end. If the caller left `site-admins` (or whatever group carries the right)
    /// in the middle, every later row would fail with a 403 or a 404. The trial is therefore somebody else's row,
    /// unless all rows are the caller's.
    #[must_use]
    pub fn thaw(mut frozen: Frozen) -> Option<Self> {
        let caller = frozen.connection.account().cloned();
        let own = |item: &PlanItem| {
            let mut caller = caller.iter();
            caller.any(|caller| is_same(&item.membership.account, &caller.id))
        };
        // The sort is stable, so file order remains within both parts.
        arrange_by_key(&mut frozen.items, own);
        let own_from = frozen.items.partition_point(|item| !own(item));
        (!frozen.items.is_empty()).then_some(Self { frozen, own_from })
    }

    /// Makes a plan that undoes some items of this one. `None` without items. Used by
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

    /// Changes the purpose.
    pub(super) fn with_purpose(mut self, purpose: Purpose) -> Self {
        self.frozen.purpose = purpose;
        self
    }

    /// Sets when the last of the memberships was removed, if this plan adds them.
    pub(super) fn with_removal(mut self, at: Option<Timestamp>) -> Self {
        self.frozen.summary.before.removed_at = at.filter(|_| self.action() == Action::Add);
        self
    }

    /// Marks rows that an earlier run left in doubt.
    pub(super) fn with_doubt(mut self, rows: impl Iterator<Item = RowNo>) -> Self {
        self.frozen.summary.before.in_doubt = fill(rows.map(|row| row.0));
        self
    }

    /// Marks rows that may already be as this plan makes them. If the product responds alike either way, the effect on
    /// them is unknown, and an undo must not remove a member who was there all along.
    pub(crate) fn with_unknown(mut self, rows: Vec<RowNo>) -> Self {
        if !self.connection().endpoint.api().reports_no_op() {
            let unknown = &mut self.frozen.summary.before.unknown;
            unknown.extend(rows.iter().map(|row| row.0));
        }
        self
    }

    /// Marks rows whose change a list contradicted after the site had confirmed it. The site may again confirm a change
    /// without making it, even if the product normally reports no-ops.
    pub(crate) fn with_contradicted(mut self, rows: &[RowNo]) -> Self {
        let unknown = &mut self.frozen.summary.before.unknown;
        unknown.extend(rows.iter().map(|row| row.0));
        self
    }

    /// Attaches the loaded file. `None` if `table` is another file.
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

    /// Returns the group ids by name, for reading the original file if it has names only. An ambiguous name is an
    /// error.
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

    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.frozen.purpose
    }

    #[must_use]
    pub fn action(&self) -> Action {
        self.purpose().action()
    }

    /// The file that the rows were selected from, if it is loaded.
    #[must_use]
    pub fn table(&self) -> Option<&Arc<Table>> {
        self.frozen.source.table.as_ref()
    }

    pub(super) fn source(&self) -> &Source {
        &self.frozen.source
    }

    #[must_use]
    pub fn file(&self) -> &FileFingerprint {
        &self.frozen.source.mark
    }

    /// The memberships, in file order, the caller's own last.
    #[must_use]
    pub fn items(&self) -> &[PlanItem] {
        &self.frozen.items
    }

    /// The selected rows of the file: those that the plan sends and those that it leaves out.
    #[must_use]
    pub fn selected_rows(&self) -> Vec<RowNo> {
        let held_back = self.summary().held_back.iter();
        // Rows on the keep list were never selected.
        let left_out = held_back.filter(|(_, why)| !why.starts_with(NOT_SELECTED));
        let left_out = left_out.map(|(row, _)| RowNo(*row));
        let sent = self.items().iter().map(|item| item.row);
        sent.chain(left_out).collect()
    }

    /// The item to try first: the one that the proposal chose, or else the first.
    #[must_use]
    pub fn trial_item(&self) -> usize {
        let trial = self.frozen.summary.trial;
        let is_it = |item: &PlanItem| Some(item.row.0) == trial;
        self.items().iter().position(is_it).unwrap_or(0)
    }

    /// Whether an item is the caller's own membership.
    #[must_use]
    pub fn is_own(&self, item: usize) -> bool {
        item >= self.own_from
    }

    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.frozen.connection
    }

    /// What the confirmation shows.
    #[must_use]
    pub fn summary(&self) -> &PlanSummary {
        &self.frozen.summary
    }
}

/// Returns the entries of `names` for the rows of these items.
fn names_of(items: &[PlanItem], names: &BTreeMap<u32, Arc<str>>) -> BTreeMap<u32, Arc<str>> {
    let mut kept = BTreeMap::new();
    for item in items {
        if let Some(name) = names.get(&item.row.0) {
            kept.insert(item.row.0, Arc::clone(name));
        }
    }
    kept
}

/// The selected rows as items, in file order.
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
            // The row's own name for its group, because this is what the check compares with the site's.
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
