//! Who was in a group when the check read its whole list, so that a later reading can show who left and who joined.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{AccountId, GroupId};

/// Maximum members to store in total, about 20 MB. Groups that do not fit are not compared later.
pub const MAX_MEMBERS_SEEN: usize = 200_000;

/// The members of one group: accounts with their names on the site, possibly empty.
pub type MemberNames = HashMap<AccountId, Arc<str>>;

/// The groups whose whole list was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MembersSeen {
    groups: HashMap<GroupId, MemberNames>,
    members: usize,
}

impl MembersSeen {
    /// Stores the whole list of a group, if there is room.
    pub fn keep(&mut self, group: &GroupId, members: MemberNames) {
        if self.members + members.len() <= MAX_MEMBERS_SEEN {
            self.members += members.len();
            self.groups.insert(group.clone(), members);
        }
    }

    /// Returns who was in a group. `None` if its whole list was not read.
    #[must_use]
    pub fn of(&self, group: &GroupId) -> Option<&MemberNames> {
        self.groups.get(group)
    }

    /// Whether an account was in a group whose whole list was read.
    #[must_use]
    pub fn holds(&self, group: &GroupId, account: &AccountId) -> bool {
        self.of(group)
            .is_some_and(|members| members.contains_key(account))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}
