//! Finds memberships that stand in the file twice. Rows are put together by
//! account first; then each account's groups are ticked off. In steps, because
//! a million rows take longer than a page may stand still.

use super::flags::Flags;
use super::table::Table;

/// Rows, or accounts, looked at in one step: about five milliseconds.
const STEP: usize = 250_000;

/// The search, under way.
pub(super) struct Duplicates {
    stage: Stage,
    /// Where each account's rows begin in `rows`; moves on while they are put there.
    starts: Vec<u32>,
    /// Usable rows, by account and in file order within one.
    rows: Vec<u32>,
    /// Per group, the account that was there last (plus one) and its row.
    ticked: Vec<(u32, u32)>,
}

enum Stage {
    Counting(usize),
    Placing(usize),
    Ticking { account: usize, from: usize },
}

impl Duplicates {
    pub(super) fn new(table: &Table) -> Self {
        Self {
            stage: Stage::Counting(0),
            starts: vec![0; table.people.len() + 1],
            rows: Vec::new(),
            ticked: vec![(0, 0); table.groups().len()],
        }
    }

    /// Goes on for a while; true once it is done.
    pub(super) fn step(&mut self, table: &mut Table) -> bool {
        match self.stage {
            Stage::Counting(from) => {
                let to = self.count(table, from);
                self.stage = if to < table.len() {
                    Stage::Counting(to)
                } else {
                    self.begin_placing();
                    Stage::Placing(0)
                };
                false
            }
            Stage::Placing(from) => {
                let to = self.place(table, from);
                self.stage = if to < table.len() {
                    Stage::Placing(to)
                } else {
                    Stage::Ticking { account: 0, from: 0 }
                };
                false
            }
            Stage::Ticking { account, from } => {
                let (account, from) = self.tick_off(table, account, from);
                self.stage = Stage::Ticking { account, from };
                let done = from >= self.rows.len();
                if done {
                    table.details.duplicates.sort_unstable();
                }
                done
            }
        }
    }

    fn count(&mut self, table: &Table, from: usize) -> usize {
        let to = (from + STEP).min(table.len());
        for row in from..to {
            if table.flags[row].is_usable() {
                self.starts[table.people.account_of(table.row_users[row]) as usize + 1] += 1;
            }
        }
        to
    }

    fn begin_placing(&mut self) {
        for at in 1..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        self.rows = vec![0; self.starts.last().copied().unwrap_or(0) as usize];
    }

    fn place(&mut self, table: &Table, from: usize) -> usize {
        let to = (from + STEP).min(table.len());
        for row in from..to {
            if table.flags[row].is_usable() {
                let start = &mut self.starts[table.people.account_of(table.row_users[row]) as usize];
                self.rows[*start as usize] = u32::try_from(row).unwrap_or(u32::MAX);
                *start += 1;
            }
        }
        to
    }

    /// `starts` now tell where each account's rows end.
    fn tick_off(&mut self, table: &mut Table, account: usize, from: usize) -> (usize, usize) {
        let (mut account, to) = (account, (from + STEP).min(self.rows.len()));
        for at in from..to {
            while self.starts[account] as usize <= at {
                account += 1;
            }
            let row = self.rows[at];
            let by = u32::try_from(account + 1).unwrap_or(u32::MAX);
            let ticked = &mut self.ticked[table.row_groups[row as usize] as usize];
            if ticked.0 == by {
                let flags = &mut table.flags[row as usize];
                *flags = flags.with(Flags::DUPLICATE);
                table.details.duplicates.push((row, ticked.1));
            } else {
                *ticked = (by, row);
            }
        }
        (account, to)
    }
}
