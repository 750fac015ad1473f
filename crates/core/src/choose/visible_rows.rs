//! The rows on the screen, filtered and sorted.

use groupsweep_sheet::{BitSet, rank, sort_by_rank};

use crate::domain::{GroupId, RowNo};
use crate::import::{Group, GroupIndex, LastSeen, PersonText, RowColumns, SeenIn, Table};

use super::filter::Filter;

/// What rows are sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortBy {
    UserName,
    Email,
    UserId,
    GroupName,
    GroupId,
    Status,
    /// The organization role.
    OrgRole,
    /// When last seen. `Never` comes first, unknown values last.
    Seen(SeenIn),
    /// Another column of the file, by its index.
    Other(usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sorting {
    pub by: SortBy,
    pub descending: bool,
}

/// Small numbers that sort like the values they represent.
#[derive(Debug)]
pub struct Ranks {
    of: RankOf,
    count: usize,
}

#[derive(Debug)]
enum RankOf {
    Group(Vec<u32>),
    User(Vec<u32>),
    Extra(Vec<u32>),
}

impl Ranks {
    /// Ranks the values to sort by. `None` for another column of the file that is not loaded.
    #[must_use]
    pub fn of(table: &Table, by: SortBy, extra: Option<&RowColumns>) -> Option<Self> {
        Some(match by {
            SortBy::GroupName => Self::groups(table, |group| Some(group.name.as_str())),
            SortBy::GroupId => {
                Self::groups(table, |group| group.id.as_ref().ok().map(GroupId::as_str))
            }
            SortBy::UserName => Self::users(table, PersonText::Name),
            SortBy::Email => Self::users(table, PersonText::Email),
            SortBy::UserId => Self::users(table, PersonText::Id),
            SortBy::Status => Self::users(table, PersonText::Status),
            SortBy::OrgRole => Self::users(table, PersonText::OrgRole),
            SortBy::Seen(place) => seen(table, place),
            SortBy::Other(_) => {
                let (ranks, count) = extra?.ranks();
                let of = RankOf::Extra(ranks);
                Self { of, count }
            }
        })
    }

    /// Takes a plain function, so that the ranking is compiled only once.
    fn groups(table: &Table, text: fn(&Group) -> Option<&str>) -> Self {
        let text = |at: usize| table.group(GroupIndex(number(at))).and_then(text);
        let (ranks, count) = rank(table.groups().len(), |at| text(at).unwrap_or_default());
        Self {
            of: RankOf::Group(ranks),
            count,
        }
    }

    fn users(table: &Table, text: PersonText) -> Self {
        let (ranks, count) = table.user_ranks(text);
        let of = RankOf::User(ranks);
        Self { of, count }
    }
}

fn seen(table: &Table, place: SeenIn) -> Ranks {
    let key = |user: usize| match table.seen(number(user), place) {
        LastSeen::Never => (0, None),
        LastSeen::On(day) => (1, Some(day)),
        LastSeen::Blank | LastSeen::Unreadable => (2, None),
    };
    let users = table.user_count();
    let mut keys: Vec<_> = (0..users).map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    let rank = |user: usize| keys.binary_search(&key(user)).unwrap_or_else(|at| at);
    let ranks = (0..users).map(|user| number(rank(user))).collect();
    Ranks {
        of: RankOf::User(ranks),
        count: keys.len(),
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The rows on the screen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VisibleRows {
    set: BitSet,
    order: Vec<u32>,
}

impl VisibleRows {
    /// The rows that pass the filter, in file order.
    #[must_use]
    pub fn of(table: &Table, filter: &Filter) -> Self {
        let set = filter.rows(table);
        let order = set.to_vec();
        Self { set, order }
    }

    /// Sorts the same rows. `extra` is the column that `ranks` came from, unless that is one of the table's.
    #[must_use]
    pub fn sorted(
        &self,
        table: &Table,
        ranks: &Ranks,
        extra: Option<&RowColumns>,
        descending: bool,
    ) -> Self {
        let (column, of) = match &ranks.of {
            RankOf::Group(ranks) => (table.row_groups(), ranks),
            RankOf::User(ranks) => (table.row_users(), ranks),
            RankOf::Extra(ranks) => (extra.map_or(&[][..], RowColumns::rows), ranks),
        };
        Self {
            set: self.set.clone(),
            order: sort_by_rank(&self.order, column, of, ranks.count, descending),
        }
    }

    /// The rows as a bit set.
    #[must_use]
    pub fn set(&self) -> &BitSet {
        &self.set
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The row at an index on the screen.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<RowNo> {
        self.order.get(at).map(|row| RowNo(*row))
    }

    /// The rows between two indices on the screen, inclusive.
    pub fn between(&self, one: usize, other: usize) -> impl Iterator<Item = RowNo> + '_ {
        let (from, to) = (one.min(other), one.max(other));
        let rows = self
            .order
            .get(from..=to.min(self.order.len().saturating_sub(1)));
        rows.unwrap_or_default().iter().map(|row| RowNo(*row))
    }
}
