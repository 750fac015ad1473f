//! The plan: exactly which memberships, on which site, as whom. Frozen: it
//! has no way to change, and a run works from it and from nothing else.

use std::sync::Arc;

use crate::choose::{Choice, WhatWillChange};
use crate::connect::Connection;
use crate::domain::{AccountId, Membership, RowNo};
use crate::import::Table;

/// One removal of the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanItem {
    /// The row of the file it stands for.
    pub row: RowNo,
    /// What is removed.
    pub membership: Membership,
    /// The person, as the file names them.
    pub user_name: Arc<str>,
    /// The group, as the file names it.
    pub group_name: Arc<str>,
}

/// What the confirmation says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanSummary {
    /// Groups of the file that keep nobody.
    pub emptied: Vec<Arc<str>>,
    /// People whom the file calls organization admins.
    pub org_admins: usize,
}

/// A frozen plan.
#[derive(Debug)]
pub struct Plan {
    table: Arc<Table>,
    items: Vec<PlanItem>,
    /// Items before this one are of other people, items from it on of the caller.
    own_from: usize,
    connection: Connection,
    summary: PlanSummary,
}

impl Plan {
    /// Freezes what is ticked for a connection, in file order, the caller's own rows last.
    /// None if nothing is ticked. File and ticks come together: ticks of another file cannot be frozen.
    ///
    /// The caller's rows come last because leaving `site-admins` (or whatever group carries the
    /// right) in the middle turns every later row into a 403 or a 404. So the trial is the first
    /// row of somebody else, and a row of the caller only if there are no others.
    #[must_use]
    pub fn freeze(choice: &Choice, connection: Connection) -> Option<Self> {
        let (table, selection) = (choice.table(), choice.selection());
        let user_names: Vec<Arc<str>> = table
            .users()
            .iter()
            .map(|user| user.name.as_str().into())
            .collect();
        let group_names: Vec<Arc<str>> = table
            .groups()
            .iter()
            .map(|group| group.name.as_str().into())
            .collect();
        let item = |row: RowNo| {
            let entry = table.row(row)?;
            Some(PlanItem {
                row,
                membership: table.membership(row)?,
                user_name: Arc::clone(user_names.get(entry.user.0 as usize)?),
                group_name: Arc::clone(group_names.get(entry.group.0 as usize)?),
            })
        };
        let own = |item: &PlanItem| is_same(&item.membership.account, &connection.account.id);
        let (own, mut items): (Vec<PlanItem>, Vec<PlanItem>) =
            selection.iter().filter_map(item).partition(own);
        let change = WhatWillChange::of(table, selection);
        let name_of = |at: crate::import::GroupIx| group_names.get(at.0 as usize).map(Arc::clone);
        let summary = PlanSummary {
            emptied: change
                .emptied
                .iter()
                .filter_map(|group| name_of(*group))
                .collect(),
            org_admins: change.org_admins,
        };
        let own_from = items.len();
        items.extend(own);
        (!items.is_empty()).then_some(Self {
            table: Arc::clone(table),
            items,
            own_from,
            connection,
            summary,
        })
    }

    /// The file that it was chosen from.
    #[must_use]
    pub fn table(&self) -> &Arc<Table> {
        &self.table
    }

    /// The removals, in file order, the caller's own last.
    #[must_use]
    pub fn items(&self) -> &[PlanItem] {
        &self.items
    }

    /// Whether an item removes the caller itself from a group.
    #[must_use]
    pub fn is_own(&self, item: usize) -> bool {
        item >= self.own_from
    }

    /// Site and account.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// What the confirmation says.
    #[must_use]
    pub fn summary(&self) -> &PlanSummary {
        &self.summary
    }
}

/// Ids are compared regardless of case: a row wrongly taken for the caller's goes last and is warned of, no more.
fn is_same(one: &AccountId, other: &AccountId) -> bool {
    one.as_str().eq_ignore_ascii_case(other.as_str())
}
