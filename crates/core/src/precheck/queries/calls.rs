//! The calls that a check makes.

use std::sync::Arc;

use crate::domain::{Access, AccountId, GroupId, SiteCall};

/// How far a list of groups is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct GroupsRead {
    /// Offset of the last group.
    pub(super) place: u32,
    pub(super) last: GroupId,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum PrecheckCall {
    Groups {
        access: Access,
        /// `None`: from the beginning. The next page starts with the last group again.
        behind: Option<GroupsRead>,
    },
    Accounts(Vec<AccountId>),
    /// Their names and, with the organization's API, which of them an identity provider manages.
    GroupsById(Vec<GroupId>),
    /// Who manages this group, read from Jira's list of groups with its name.
    Management {
        group: GroupId,
        name: Arc<str>,
    },
    ActiveMembers {
        group: GroupId,
        start_at: u32,
    },
    /// The page at this cursor, after `read` members.
    MoreActiveMembers {
        group: GroupId,
        cursor: Box<str>,
        read: u32,
    },
}

pub(super) fn call(ask: &PrecheckCall) -> SiteCall {
    match ask {
        PrecheckCall::Groups { access, behind } => SiteCall::GroupsGranting {
            access: *access,
            start_at: behind.as_ref().map_or(0, |behind| behind.place),
        },
        PrecheckCall::Accounts(accounts) => SiteCall::Accounts(accounts.clone()),
        PrecheckCall::GroupsById(groups) => SiteCall::GroupsById(groups.clone()),
        PrecheckCall::Management { name, .. } => SiteCall::GroupsNamed((&**name).into()),
        PrecheckCall::MoreActiveMembers { group, cursor, .. } => SiteCall::MoreMembers {
            group: group.clone(),
            cursor: cursor.clone(),
        },
        PrecheckCall::ActiveMembers { group, start_at } => SiteCall::Members {
            group: group.clone(),
            start_at: *start_at,
        },
    }
}
