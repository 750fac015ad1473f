//! What reading the groups back showed.

use std::sync::Arc;

use crate::domain::Moment;
use crate::report::VerificationFacts;
use crate::run::Reason;

use super::machine::Verifying;
use super::states::Standing;

/// What the groups of a run showed. Items are places in the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verification {
    /// The groups, in the order of the plan.
    pub groups: Vec<GroupReading>,
    /// When the last answer came; the beginning of time where none did.
    pub read_at: Moment,
    listings: Vec<(usize, bool)>,
}

/// What one group showed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupReading {
    /// The group, as the file names it.
    pub name: Arc<str>,
    /// Rows of the plan in it that were tried.
    pub rows: usize,
    /// Who is not as planned: still listed after a removal, not listed after an addition.
    /// Rows that failed are among them if they stand as they stood.
    pub not_as_planned: Vec<usize>,
    /// Who could not be read.
    pub unread: Option<Unread>,
}

/// What could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    /// The items.
    pub items: Vec<usize>,
    /// Why, as a clause: small first letter, no full stop.
    pub why: Reason,
}

impl GroupReading {
    /// Everybody was read and is as planned.
    #[must_use]
    pub fn is_as_planned(&self) -> bool {
        self.not_as_planned.is_empty() && self.unread.is_none()
    }
}

impl Verification {
    pub(super) fn of(verifying: &Verifying, read_at: Moment) -> Self {
        let leaves_listed = verifying.leaves_listed;
        let items = |rows: &[usize], standing: Standing| -> Vec<usize> {
            let rows = rows.iter().map(|row| &verifying.rows[*row]);
            rows.filter(|row| row.standing == standing)
                .map(|row| row.item)
                .collect()
        };
        let groups = verifying.groups.iter().map(|group| {
            let unread = items(&group.rows, Standing::Unread);
            GroupReading {
                name: Arc::clone(&group.name),
                rows: group.rows.len(),
                not_as_planned: items(&group.rows, Standing::NotAsPlanned),
                unread: (!unread.is_empty()).then(|| Unread {
                    items: unread,
                    why: group.why.clone().unwrap_or_default(),
                }),
            }
        });
        let listed = verifying.rows.iter().filter_map(|row| {
            let as_planned = match row.standing {
                Standing::AsPlanned => true,
                Standing::NotAsPlanned => false,
                Standing::Open | Standing::Asked | Standing::Unread => return None,
            };
            Some((row.item, as_planned == leaves_listed))
        });
        Self {
            groups: groups.collect(),
            read_at,
            listings: listed.collect(),
        }
    }

    /// Per item that it is sure of, whether the person is listed: what the run is told as `run::Event::Verified`.
    #[must_use]
    pub fn listings(&self) -> Vec<(usize, bool)> {
        self.listings.clone()
    }

    /// Every group was read and is as planned.
    #[must_use]
    pub fn is_as_planned(&self) -> bool {
        self.groups.iter().all(GroupReading::is_as_planned)
    }

    /// The numbers for the receipt.
    #[must_use]
    pub fn facts(&self) -> VerificationFacts {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let sum = |of: fn(&GroupReading) -> usize| count(self.groups.iter().map(of).sum());
        let unread = |group: &GroupReading| {
            let unread = group.unread.as_ref();
            unread.map_or(0, |unread| unread.items.len())
        };
        let rows = sum(|group| group.rows);
        let rows_not_as_planned = sum(|group| group.not_as_planned.len());
        let rows_unreadable = sum(unread);
        VerificationFacts {
            groups: count(self.groups.len()),
            groups_unreadable: sum(|group| usize::from(group.unread.is_some())),
            rows,
            rows_as_planned: rows - rows_not_as_planned - rows_unreadable,
            rows_not_as_planned,
            rows_unreadable,
            read_at: self.read_at,
        }
    }
}
