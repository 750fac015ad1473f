//! Which rows are shown.

use std::collections::BTreeSet;

use groupsweep_sheet::{BitSet, Needle};

use crate::domain::RowNo;
use crate::import::{Day, GroupIndex, LastSeen, NameIndex, SeenIn, Table, UserIndex};

/// A condition on when somebody was last seen in one product.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LastSeenFilter {
    Never,
    /// Before this day.
    Before(Day),
    /// Before this day, or never.
    NotSince(Day),
}

impl LastSeenFilter {
    /// Whether a cell meets the condition. An empty or unreadable cell never does.
    #[must_use]
    pub fn is_true_of(self, seen: LastSeen) -> bool {
        match (self, seen) {
            (Self::Never | Self::NotSince(_), LastSeen::Never) => true,
            (Self::Before(day) | Self::NotSince(day), LastSeen::On(seen)) => seen < day,
            (Self::Never, LastSeen::On(_))
            | (Self::Before(_), LastSeen::Never)
            | (_, LastSeen::Blank | LastSeen::Unreadable) => false,
        }
    }
}

/// Shows rows with findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FindingsFilter {
    /// Any finding.
    Any,
    /// Findings with this title.
    Titled(&'static str),
}

/// Why only some people are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Affected {
    /// The selection takes away every group that the file lists for them.
    LoseEveryGroup,
    /// Organization admins who lose a group by the selection.
    OrgAdmins,
    /// The admin asked for this person.
    AskedFor,
}

/// The people in a warning about the selection, as of when the admin pressed it, or one person that the admin chose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeopleShown {
    /// What the warning says about them, or that there was no warning.
    pub why: Affected,
    /// Their accounts, each as its first user.
    pub accounts: BTreeSet<UserIndex>,
}

/// Conditions that every shown row meets.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Text that occurs in a name, email, group or id, regardless of case.
    pub search: String,
    /// Only these groups. Empty means every group.
    pub groups: BTreeSet<GroupIndex>,
    /// Only this user status.
    pub status: Option<NameIndex>,
    /// Only this organization role.
    pub org_role: Option<NameIndex>,
    /// Only this email domain.
    pub domain: Option<NameIndex>,
    /// Only these people.
    pub people: Option<PeopleShown>,
    pub seen: Vec<(SeenIn, LastSeenFilter)>,
    /// Only rows with findings.
    pub odd: Option<FindingsFilter>,
}

impl Filter {
    /// Whether every row is shown.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let Self {
            search,
            groups,
            status,
            org_role,
            domain,
            people,
            seen,
            odd,
        } = self;
        let names = [status, org_role, domain];
        search.trim().is_empty()
            && groups.is_empty()
            && names.iter().all(|name| name.is_none())
            && people.is_none()
            && seen.is_empty()
            && odd.is_none()
    }

    /// Sets or removes the condition on a last-seen column.
    pub fn set_seen(&mut self, place: SeenIn, wanted: Option<LastSeenFilter>) {
        self.seen.retain(|(known, _)| *known != place);
        self.seen.extend(wanted.map(|wanted| (place, wanted)));
    }

    /// Returns the rows to show.
    ///
    /// Evaluates each group and each user once, not once for each row.
    #[must_use]
    pub fn rows(&self, table: &Table) -> BitSet {
        let mut rows = self.rows_searched(table);
        if !self.groups.is_empty() {
            rows = rows.and(&BitSet::places(
                table.row_groups(),
                &self.groups_shown(table),
            ));
        }
        if self.is_about_people() {
            rows = rows.and(&BitSet::places(table.row_users(), &self.users_shown(table)));
        }
        match self.odd {
            None => rows,
            Some(odd) => BitSet::of(table.len(), |row| {
                rows.contains(row) && is_odd(odd, table, row)
            }),
        }
    }

    fn rows_searched(&self, table: &Table) -> BitSet {
        let needle = Needle::new(&self.search);
        if needle.is_empty() {
            return BitSet::all(table.len());
        }
        let by_group = BitSet::places(table.row_groups(), &group_hits(table, &needle));
        by_group.or(&BitSet::places(
            table.row_users(),
            &table.users_holding(&needle),
        ))
    }

    fn is_about_people(&self) -> bool {
        let names = [self.status, self.org_role, self.domain];
        names.iter().any(Option::is_some) || self.people.is_some() || !self.seen.is_empty()
    }

    fn groups_shown(&self, table: &Table) -> BitSet {
        let mut groups = BitSet::none(table.groups().len());
        for group in &self.groups {
            groups.put(group.0 as usize, true);
        }
        groups
    }

    fn users_shown(&self, table: &Table) -> BitSet {
        let is =
            |wanted: Option<NameIndex>, name: NameIndex| wanted.is_none_or(|wanted| wanted == name);
        BitSet::of(table.user_count(), |at| {
            let user = u32::try_from(at).unwrap_or(u32::MAX);
            is(self.status, table.status_of(user))
                && is(self.org_role, table.org_role_of(user))
                && is(self.domain, table.domain_of(user))
                && self.people.as_ref().is_none_or(|people| {
                    people.accounts.contains(&UserIndex(table.account_of(user)))
                })
                && self
                    .seen
                    .iter()
                    .all(|(place, wanted)| wanted.is_true_of(table.seen(user, *place)))
        })
    }
}

fn is_odd(odd: FindingsFilter, table: &Table, row: usize) -> bool {
    let row = RowNo(u32::try_from(row).unwrap_or(u32::MAX));
    match odd {
        FindingsFilter::Any => table.has_findings(row),
        FindingsFilter::Titled(title) => table.findings().has(row, Some(title)),
    }
}

/// Groups whose name or id contains the needle.
fn group_hits(table: &Table, needle: &Needle) -> BitSet {
    let groups = table.groups();
    BitSet::of(groups.len(), |at| {
        let id = groups[at].id.as_ref().map_or("", |id| id.as_str());
        needle.is_in(&groups[at].name) || needle.is_in(id)
    })
}
