//! How rows stood before a run by a product that answers alike whether there was something to change: what it did
//! can then be told only by what was known before.

use std::collections::BTreeSet;

use crate::domain::{RowNo, Span, Timestamp};

/// How late the site may show a removal, in its answers and in its lists: Verify waits as long.
pub const LATE: Span = Span::seconds(60);

/// Rows by their place in the file; empty for a product that tells the difference itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PriorState {
    /// Nothing to change, as the check found: no member to remove, or a member already.
    pub without_effect: BTreeSet<u32>,
    /// Not checked: whether the run changed them will not be known for sure.
    pub unknown: BTreeSet<u32>,
    /// The check saw the person in the group, whatever the product reports later.
    pub members: BTreeSet<u32>,
    /// Of these, whom the check knows by their own list of groups alone: the group's list may leave them out.
    pub hidden: BTreeSet<u32>,
    /// The check read the group, and the person was not in it.
    pub absent: BTreeSet<u32>,
    /// When the check asked for its first list; `None` if there was no check.
    pub checked_at: Option<Timestamp>,
    /// An earlier run left them in doubt, as its results file or its record says: one of its calls may have changed them
    /// before the check.
    pub in_doubt: BTreeSet<u32>,
    /// When the last membership was removed that this plan adds again, where only a file tells of that run. The clock
    /// may be another machine's.
    pub removed_at: Option<Timestamp>,
}

/// What the check before a run saw of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Seen {
    /// The person in the group.
    Member,
    /// The group without the person.
    Absent,
    /// Nothing: there was no check, or it could not read this row.
    NotChecked,
}

/// What a change did that the product answers with success.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    Done,
    /// There was nothing to do.
    None,
    /// One of the two.
    Unknown,
}

impl PriorState {
    /// What the check saw of a row.
    #[must_use]
    pub fn saw(&self, row: RowNo) -> Seen {
        if self.members.contains(&row.0) {
            Seen::Member
        } else if self.absent.contains(&row.0) {
            Seen::Absent
        } else {
            Seen::NotChecked
        }
    }

    /// Whether the check saw the person on the group's own list: absence from it means something then.
    #[must_use]
    pub fn was_listed(&self, row: RowNo) -> bool {
        self.members.contains(&row.0) && !self.hidden.contains(&row.0)
    }

    /// What success means for a row.
    #[must_use]
    pub fn effect(&self, row: RowNo) -> Effect {
        if self.without_effect.contains(&row.0) {
            Effect::None
        } else if self.unknown.contains(&row.0) {
            Effect::Unknown
        } else {
            Effect::Done
        }
    }
}
