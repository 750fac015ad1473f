//! The counts. Selected is by construction the sum of the others.

use super::outcome::{OUTCOMES, Outcome};
use super::record::ItemRecord;

/// Rows per outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// By the outcome's discriminant.
    rows: [u32; OUTCOMES],
    /// Rows of [`Outcome::Done`] for which it is unknown whether there was something to change.
    unconfirmed: u32,
}

impl Tally {
    /// All rows not tried yet.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        let mut tally = Self::default();
        tally.rows[Outcome::NotTried as usize] = u32::try_from(rows).unwrap_or(u32::MAX);
        tally
    }

    /// The counts of these records.
    #[must_use]
    pub(super) fn of_records(records: &[ItemRecord]) -> Self {
        let mut tally = Self::default();
        for record in records {
            tally.rows[record.outcome() as usize] += 1;
            tally.unconfirmed += u32::from(record.is_done_unconfirmed());
        }
        tally
    }

    /// Moves one row from one outcome to another.
    pub(super) fn moved(&mut self, from: Outcome, to: Outcome) {
        self.rows[from as usize] = self.rows[from as usize].saturating_sub(1);
        self.rows[to as usize] += 1;
    }

    /// Adjusts [`Self::unconfirmed`] for one row.
    pub(super) fn confirmed(&mut self, was_unconfirmed: bool, is_unconfirmed: bool) {
        self.unconfirmed += u32::from(is_unconfirmed);
        self.unconfirmed = self.unconfirmed.saturating_sub(u32::from(was_unconfirmed));
    }

    /// Rows of [`Outcome::Done`] that an undo asks about, because it is unknown whether there was something to change.
    #[must_use]
    pub fn unconfirmed(&self) -> u32 {
        self.unconfirmed
    }

    /// Sets how many of the done rows are unconfirmed.
    #[must_use]
    pub fn with_unconfirmed(self, rows: u32) -> Self {
        Self {
            unconfirmed: rows.min(self.of(Outcome::Done)),
            ..self
        }
    }

    /// Rows with an outcome.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u32 {
        self.rows[outcome as usize]
    }

    /// All rows of the plan.
    #[must_use]
    pub fn selected(&self) -> u32 {
        // Stored counts may have any value.
        self.rows.into_iter().fold(0, u32::saturating_add)
    }

    /// Of counts in the order of [`Outcome::ALL`].
    #[must_use]
    pub fn of_counts(counts: [u32; OUTCOMES]) -> Self {
        Self::counted(Outcome::ALL.into_iter().zip(counts))
    }

    /// Of these counts; outcomes that are not among them have no rows.
    #[must_use]
    pub fn counted(counts: impl IntoIterator<Item = (Outcome, u32)>) -> Self {
        let mut tally = Self::default();
        for (outcome, rows) in counts {
            tally.rows[outcome as usize] = rows;
        }
        tally
    }

    /// Rows that are as planned: changed, or so before. Rows in doubt do not count.
    #[must_use]
    pub fn done(&self) -> u32 {
        let done = Outcome::ALL.into_iter().filter(|it| it.is_done());
        done.map(|outcome| self.of(outcome)).sum()
    }

    /// Whether every row is as planned. A run with failed or unconfirmed rows is over but not done.
    #[must_use]
    pub fn is_all_done(&self) -> bool {
        self.done() == self.selected()
    }

    /// Rows that are settled, whatever the outcome.
    #[must_use]
    pub fn settled(&self) -> u32 {
        self.selected().saturating_sub(self.of(Outcome::NotTried))
    }
}
