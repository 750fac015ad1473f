//! What was known about the rows before a run. Some products respond alike whether or not there was something to
//! change. Then only this shows what the run did.

use std::collections::BTreeSet;

use crate::domain::{RowNo, Span, Timestamp};

/// How late the site may show a removal in its responses and lists. Verify waits this long.
pub const LATE: Span = Span::seconds(60);

/// Each set contains row numbers of the file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PriorState {
    /// Nothing to change, according to the check: already gone, or already a member. Empty if the product reports
    /// no-ops.
    pub without_effect: BTreeSet<u32>,
    /// The effect of the run on these rows will stay unknown, for example because they were not checked. If the product
    /// reports no-ops, only rows that a list contradicted are here.
    pub unknown: BTreeSet<u32>,
    /// The check found the person in the group, whatever the product reports later.
    pub members: BTreeSet<u32>,
    /// Members that the check found only on their own list of groups. The group's list may omit them.
    pub hidden: BTreeSet<u32>,
    /// The check read the group, and the person was not in it.
    pub absent: BTreeSet<u32>,
    /// When the check requested its first list. `None` if there was no check.
    pub checked_at: Option<Timestamp>,
    /// An earlier run left these rows in doubt, according to its results file or its record. One of its calls may have
    /// changed them before the check.
    pub in_doubt: BTreeSet<u32>,
    /// When the last membership that this plan adds again was removed. Set only if just a file shows that run. The
    /// clock may be another machine's.
    pub removed_at: Option<Timestamp>,
}

/// What the check before a run found for a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Seen {
    /// The person was in the group.
    Member,
    /// The person was not in the group.
    Absent,
    /// There was no check, or it could not read this row.
    NotChecked,
}

/// The effect of a change to which the product responded with success.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    Done,
    /// There was nothing to change.
    None,
    /// One of the two.
    Unknown,
}

impl PriorState {
    /// What the check found for a row.
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

    /// Whether the check found the person on the group's own list. Only then does absence from a later list mean
    /// something.
    #[must_use]
    pub fn was_listed(&self, row: RowNo) -> bool {
        self.members.contains(&row.0) && !self.hidden.contains(&row.0)
    }

    /// What a success response means for a row.
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
