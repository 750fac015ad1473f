//! The counts. They always add up: Selected is the sum of the others by construction.

use super::outcome::{OUTCOMES, Outcome};
use super::record::ItemRecord;

/// Rows per outcome, by the outcome's place in its enum.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally([u32; OUTCOMES]);

impl Tally {
    /// All rows not tried yet.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        let mut tally = Self::default();
        tally.0[Outcome::NotTried as usize] = u32::try_from(rows).unwrap_or(u32::MAX);
        tally
    }

    /// The counts of these records.
    #[must_use]
    pub(super) fn of_records(records: &[ItemRecord]) -> Self {
        let mut tally = Self::default();
        for record in records {
            tally.0[record.outcome() as usize] += 1;
        }
        tally
    }

    /// Moves one row from one outcome to another.
    pub(super) fn moved(&mut self, from: Outcome, to: Outcome) {
        self.0[from as usize] = self.0[from as usize].saturating_sub(1);
        self.0[to as usize] += 1;
    }

    /// Rows with an outcome.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u32 {
        self.0[outcome as usize]
    }

    /// All rows of the plan.
    #[must_use]
    pub fn selected(&self) -> u32 {
        // Counts out of storage may be anything.
        self.0.into_iter().fold(0, u32::saturating_add)
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
            tally.0[outcome as usize] = rows;
        }
        tally
    }

    /// Rows that are as the plan wants them: changed, or as wanted before. What is in doubt is not.
    #[must_use]
    pub fn done(&self) -> u32 {
        let done = Outcome::ALL.into_iter().filter(|it| it.is_done());
        done.map(|outcome| self.of(outcome)).sum()
    }

    /// Rows that are settled, whatever the outcome.
    #[must_use]
    pub fn settled(&self) -> u32 {
        self.selected().saturating_sub(self.of(Outcome::NotTried))
    }
}
