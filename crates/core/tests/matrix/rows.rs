//! The people and groups of the matrix, and the rows of each journey: one of each kind.

use groupsweep_core::domain::Membership;
use groupsweep_core::plan::Action;

use crate::support::{account, group};

const TEAM: usize = 1;
/// An identity provider manages it.
pub(super) const SYNCED: usize = 2;
const OTHER: usize = 3;
/// By this one alone the caller administers.
const ADMINS: usize = 4;
const UNKNOWN: usize = 9;
/// The account that calls.
pub(super) const CALLER: usize = 900;

pub(super) const GROUPS: [(usize, &str); 4] = [
    (TEAM, "Team"),
    (SYNCED, "Synced"),
    (OTHER, "Other"),
    (ADMINS, "site-admins"),
];

/// Somebody who is in a group before the run.
#[derive(Clone, Copy)]
pub(super) struct Member {
    pub(super) group: usize,
    pub(super) user: usize,
    pub(super) active: bool,
    pub(super) suspended: bool,
}

const fn member(group: usize, user: usize) -> Member {
    Member {
        group,
        user,
        active: true,
        suspended: false,
    }
}

pub(super) const MEMBERS: [Member; 16] = [
    member(TEAM, 1),
    member(TEAM, 2),
    Member {
        active: false,
        ..member(TEAM, 3)
    },
    Member {
        suspended: true,
        ..member(TEAM, 4)
    },
    // Stays, so that no group is ever empty.
    member(TEAM, 8),
    member(SYNCED, 1),
    member(SYNCED, 2),
    member(SYNCED, 8),
    // Known to the site by another group.
    member(OTHER, 5),
    member(OTHER, 11),
    member(OTHER, 12),
    Member {
        active: false,
        ..member(OTHER, 13)
    },
    Member {
        suspended: true,
        ..member(OTHER, 14)
    },
    member(OTHER, 15),
    member(ADMINS, CALLER),
    member(ADMINS, 8),
];

/// One row of the file.
#[derive(Clone, Copy)]
pub(super) struct RowCase {
    pub(super) name: &'static str,
    group: usize,
    user: usize,
}

impl RowCase {
    /// The line of the export.
    pub(super) fn line(&self) -> String {
        let name = GROUPS
            .iter()
            .find(|(one, _)| *one == self.group)
            .map_or("Lost", |(_, name)| name);
        let (group, account) = (group(self.group), account(self.user));
        format!("{group},{name},{account},User {},,Active,None", self.user)
    }

    pub(super) fn is(&self, membership: &Membership) -> bool {
        membership.group.as_str() == group(self.group)
            && membership.account.as_str() == account(self.user)
    }
}

const fn row(name: &'static str, group: usize, user: usize) -> RowCase {
    RowCase { name, group, user }
}

/// The rows of a journey that removes, and of one that adds.
pub(super) fn rows(action: Action) -> Vec<RowCase> {
    match action {
        Action::Remove => vec![
            row("a member", TEAM, 1),
            row("another member", TEAM, 2),
            row("a deactivated member", TEAM, 3),
            row("a suspended member", TEAM, 4),
            row("no member", TEAM, 5),
            row("an unknown person", TEAM, 6),
            row("an unknown group", UNKNOWN, 1),
            row("a member of a synced group", SYNCED, 1),
            row("another member of the synced group", SYNCED, 2),
            row("the caller's own, by which it administers", ADMINS, CALLER),
        ],
        Action::Add => vec![
            row("no member", TEAM, 11),
            row("another who is no member", TEAM, 12),
            row("a deactivated person", TEAM, 13),
            row("a suspended person", TEAM, 14),
            row("a member", TEAM, 1),
            row("an unknown person", TEAM, 6),
            row("an unknown group", UNKNOWN, 1),
            row("somebody for a synced group", SYNCED, 15),
        ],
    }
}
