//! What the selection will do, from the file alone: per group and per user,
//! how many memberships go and how many stay.

use crate::import::{GroupIx, Table, UserIx};

use super::selection::Selection;

/// One group's change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GroupChange {
    /// The group.
    pub group: GroupIx,
    /// Memberships that go.
    pub go: u32,
    /// Memberships of the file that stay.
    pub stay: u32,
}

/// The selection's consequences, as far as the file tells.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WhatWillChange {
    /// Memberships that go.
    pub memberships: usize,
    /// People who lose at least one group, most losses first.
    pub people: Vec<(UserIx, u32)>,
    /// Groups that lose somebody, most losses first.
    pub groups: Vec<GroupChange>,
    /// Groups of the file that keep nobody.
    pub emptied: Vec<GroupIx>,
    /// People of the file who keep no group.
    pub groupless: usize,
    /// People among them whom the file calls organization admins.
    pub org_admins: usize,
}

impl WhatWillChange {
    /// Counts the consequences of a selection. Unusable rows count neither as going nor as staying.
    #[must_use]
    pub fn of(table: &Table, selection: &Selection) -> Self {
        let mut groups = vec![(0_u32, 0_u32); table.groups().len()];
        let mut users = vec![(0_u32, 0_u32); table.users().len()];
        for (number, row) in table
            .row_numbers()
            .zip(table.rows())
            .filter(|(_, row)| row.usable)
        {
            let goes = selection.contains(number);
            for tally in [
                groups.get_mut(row.group.0 as usize),
                users.get_mut(row.user.0 as usize),
            ] {
                let Some((go, stay)) = tally else { continue };
                *(if goes { go } else { stay }) += 1;
            }
        }
        Self::from_tallies(table, selection.len(), &groups, &users)
    }

    fn from_tallies(
        table: &Table,
        memberships: usize,
        groups: &[(u32, u32)],
        users: &[(u32, u32)],
    ) -> Self {
        let mut changed: Vec<GroupChange> = (0..)
            .zip(groups)
            .filter(|(_, (go, _))| *go > 0)
            .map(|(ix, (go, stay))| GroupChange {
                group: GroupIx(ix),
                go: *go,
                stay: *stay,
            })
            .collect();
        changed.sort_by_key(|change| std::cmp::Reverse(change.go));
        let mut people: Vec<(UserIx, u32)> = (0..)
            .zip(users)
            .filter(|(_, (go, _))| *go > 0)
            .map(|(ix, (go, _))| (UserIx(ix), *go))
            .collect();
        people.sort_by_key(|(_, go)| std::cmp::Reverse(*go));
        let is_admin =
            |(user, _): &&(UserIx, u32)| table.user(*user).is_some_and(|user| user.is_org_admin());
        Self {
            memberships,
            emptied: changed
                .iter()
                .filter(|change| change.stay == 0)
                .map(|change| change.group)
                .collect(),
            groupless: users
                .iter()
                .filter(|(go, stay)| *go > 0 && *stay == 0)
                .count(),
            org_admins: people.iter().filter(is_admin).count(),
            groups: changed,
            people,
        }
    }
}
