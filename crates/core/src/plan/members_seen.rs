//! Who was in a group when the check read its whole list, so that a later reading can say who left and who came.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{AccountId, GroupId};

/// Members kept in all, some 20 MB: groups read after that are not compared later.
pub const MAX_MEMBERS_SEEN: usize = 200_000;

/// The members of one group: accounts with the names that the site gives them, possibly empty.
pub type MemberNames = HashMap<AccountId, Arc<str>>;

/// The groups whose whole list was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MembersSeen {
    groups: HashMap<GroupId, MemberNames>,
    members: usize,
}

impl MembersSeen {
    /// Keeps the whole list of a group, as long as there is room.
    pub fn keep(&mut self, group: &GroupId, members: MemberNames) {
        if self.members + members.len() <= MAX_MEMBERS_SEEN {
            self.members += members.len();
            self.groups.insert(group.clone(), members);
        }
    }

    /// Who was in a group; `None` if its whole list was not read.
    #[must_use]
    pub fn of(&self, group: &GroupId) -> Option<&MemberNames> {
        self.groups.get(group)
    }

    /// Whether somebody was in a group whose whole list was read.
    #[must_use]
    pub fn holds(&self, group: &GroupId, account: &AccountId) -> bool {
        self.of(group)
            .is_some_and(|members| members.contains_key(account))
    }

    /// Whether no list was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}
