//! Counts of a file's usable rows before anything is selected: by when their people were last seen, and by status.

use groupsweep_sheet::arrange_by_key;

use crate::import::{Day, LastSeen, NameIndex, SeenIn, Table};

/// Usable rows by when their people were last seen in any product.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LastSeenCounts {
    /// The first of the last 90 days.
    pub recent: Day,
    /// The first of the last 365 days.
    pub year: Day,
    /// Seen on [`Self::recent`] or later.
    pub in_recent: usize,
    /// Seen on [`Self::year`] or later, but not in the last 90 days.
    pub in_year: usize,
    /// Seen before [`Self::year`].
    pub before: usize,
    pub never: usize,
    /// The cells are empty or unreadable.
    pub unknown: usize,
}

impl LastSeenCounts {
    /// Counts the rows. `None` if the file has no last-seen column.
    #[must_use]
    pub fn of(table: &Table, today: Day) -> Option<Self> {
        table.seen_headings().next()?;
        let (recent, year) = (today.days_before(90), today.days_before(365));
        let mut counts = Self {
            recent,
            year,
            in_recent: 0,
            in_year: 0,
            before: 0,
            never: 0,
            unknown: 0,
        };
        for (user, rows) in (0..).zip(rows_of_users(table)) {
            let count = match table.seen(user, SeenIn::Any) {
                LastSeen::On(day) if day >= recent => &mut counts.in_recent,
                LastSeen::On(day) if day >= year => &mut counts.in_year,
                LastSeen::On(_) => &mut counts.before,
                LastSeen::Never => &mut counts.never,
                LastSeen::Blank | LastSeen::Unreadable => &mut counts.unknown,
            };
            *count += rows as usize;
        }
        Some(counts)
    }

    /// Number of usable rows whose people were not seen in the last 90 days: those that
    /// [`super::LastSeenFilter::NotSince`] shows.
    #[must_use]
    pub fn not_in_recent(&self) -> usize {
        self.in_year + self.before + self.never
    }
}

/// Usable rows by the status of their people, most rows first. Empty if the file has no statuses.
#[must_use]
pub fn rows_by_status(table: &Table) -> Vec<(NameIndex, usize)> {
    let mut counts = vec![0; table.statuses().len()];
    for (user, rows) in (0..).zip(rows_of_users(table)) {
        if let Some(count) = counts.get_mut(usize::from(table.status_of(user).0)) {
            *count += rows as usize;
        }
    }
    if table.statuses().iter().all(String::is_empty) {
        return Vec::new();
    }
    let mut counts: Vec<_> = (0..).map(NameIndex).zip(counts).collect();
    counts.retain(|(_, rows)| *rows > 0);
    arrange_by_key(&mut counts, |(_, rows)| std::cmp::Reverse(*rows));
    counts
}

fn rows_of_users(table: &Table) -> Vec<u32> {
    table.usable().tally(table.row_users(), table.user_count())
}
