//! What the selection will do, from the file alone: how many memberships of each group and user go, and how
//! many stay.

use groupsweep_sheet::arrange_by_key;

use crate::import::{GroupIndex, Table, UserIndex};

use super::selection::Selection;

/// Maximum people to list by name. The others are only counted.
const NAMED: usize = 50;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GroupChange {
    pub group: GroupIndex,
    pub go: u32,
    /// Memberships in the file that stay.
    pub stay: u32,
}

/// The consequences of a selection, as far as the file shows them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SelectionImpact {
    pub memberships: usize,
    /// Number of people who lose at least one group.
    pub people: usize,
    /// The fifty people who lose most, most losses first.
    pub most_affected: Vec<(UserIndex, u32)>,
    /// Groups that lose somebody, most losses first.
    pub groups: Vec<GroupChange>,
    /// Groups of the file that become empty.
    pub emptied: Vec<GroupIndex>,
    /// People of the file who lose all their groups, each as the first user of the account.
    pub groupless: Vec<UserIndex>,
    /// People who lose a group and whom the file calls organization admins, each as the first user of the account.
    pub org_admins: Vec<UserIndex>,
}

/// Memberships of a group or an account.
#[derive(Clone, Copy, Default)]
struct Count {
    go: u32,
    all: u32,
}

/// Number of usable rows of each group and user of a file. Does not depend on the selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    groups: Vec<u32>,
    users: Vec<u32>,
}

impl Totals {
    #[must_use]
    pub fn of(table: &Table) -> Self {
        Self {
            groups: table
                .usable()
                .tally(table.row_groups(), table.groups().len()),
            users: table.usable().tally(table.row_users(), table.user_count()),
        }
    }
}

impl SelectionImpact {
    /// Counts the consequences of a selection. Unusable rows count neither as going nor as staying.
    #[must_use]
    pub fn of(table: &Table, selection: &Selection) -> Self {
        Self::beside(&Totals::of(table), table, selection)
    }

    /// The same, with the totals of the file counted in advance.
    #[must_use]
    pub fn beside(totals: &Totals, table: &Table, selection: &Selection) -> Self {
        let groups = counts(selection, table.row_groups(), &totals.groups);
        let users = counts(selection, table.row_users(), &totals.users);
        let accounts = by_account(table, &users);
        Self {
            memberships: selection.len(),
            ..Self::of_counts(table, &groups, &accounts)
        }
    }

    fn of_counts(table: &Table, groups: &[Count], accounts: &[Count]) -> Self {
        let mut changed: Vec<GroupChange> = (0..)
            .zip(groups)
            .filter(|(_, count)| count.go > 0)
            .map(|(ix, count)| GroupChange {
                group: GroupIndex(ix),
                go: count.go,
                stay: count.all - count.go,
            })
            .collect();
        arrange_by_key(&mut changed, |change| std::cmp::Reverse(change.go));
        let people: Vec<(UserIndex, u32)> = (0..)
            .zip(accounts)
            .filter(|(_, count)| count.go > 0)
            .map(|(ix, count)| (UserIndex(ix), count.go))
            .collect();
        let emptied = changed.iter().filter(|change| change.stay == 0);
        let groupless = (0..)
            .map(UserIndex)
            .zip(accounts)
            .filter(|(_, count)| count.go > 0 && count.go == count.all);
        let is_admin = |user: &UserIndex| table.user(*user).is_some_and(|user| user.is_org_admin());
        let losing = people.iter().map(|(user, _)| *user);
        Self {
            memberships: 0,
            emptied: emptied.map(|change| change.group).collect(),
            groupless: groupless.map(|(user, _)| user).collect(),
            org_admins: losing.filter(is_admin).collect(),
            groups: changed,
            people: people.len(),
            most_affected: most_affected(people),
        }
    }
}

/// For each index in `column`, counts the selected rows. `all` has the totals.
fn counts(selection: &Selection, column: &[u32], all: &[u32]) -> Vec<Count> {
    let go = selection.rows().tally(column, all.len());
    go.into_iter()
        .zip(all)
        .map(|(go, all)| Count { go, all: *all })
        .collect()
}

/// Adds up the counts of users with the same account, at the index of its first user.
fn by_account(table: &Table, users: &[Count]) -> Vec<Count> {
    let mut accounts = vec![Count::default(); users.len()];
    for (user, count) in (0..).zip(users) {
        let account = &mut accounts[table.account_of(user) as usize];
        account.go += count.go;
        account.all += count.all;
    }
    accounts
}

fn most_affected(mut people: Vec<(UserIndex, u32)>) -> Vec<(UserIndex, u32)> {
    // Most losses first. Of equal ones, in file order.
    let order = |(user, go): &(UserIndex, u32)| (std::cmp::Reverse(*go), *user);
    if people.len() > NAMED {
        people.select_nth_unstable_by_key(NAMED, order);
        people.truncate(NAMED);
    }
    arrange_by_key(&mut people, order);
    people
}
