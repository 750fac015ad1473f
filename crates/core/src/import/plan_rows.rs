//! Which rows of its plan a script's results file contains. A script that was killed leaves only the rows that it
//! reached.

use std::collections::HashSet;

/// The column of a script's results file with the row's number in the plan: `9 of 33`.
pub const PLAN_ROW: &str = "Plan row";

/// The plan rows that a file contains.
#[derive(Debug, Default)]
pub(super) struct PlanRows {
    held: HashSet<u32>,
    of: Option<u32>,
    /// The rows are from plans of different sizes, so the lines come from two files.
    is_mixed: bool,
}

/// A results file that does not contain all rows of its plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CutShort {
    /// Number of plan rows in the file.
    pub held: u32,
    /// Number of rows in the plan.
    pub of: u32,
}

impl PlanRows {
    /// Adds a row's cell. Ignores a cell without a valid number.
    pub(super) fn push(&mut self, cell: &str) {
        let numbers = cell.trim().split_once(" of ");
        let parsed = numbers.and_then(|(row, of)| Some((row.parse().ok()?, of.parse().ok()?)));
        let Some((row, of)) = parsed.filter(|(row, of): &(u32, u32)| (1..=*of).contains(row))
        else {
            return;
        };
        self.is_mixed |= *self.of.get_or_insert(of) != of;
        self.held.insert(row);
    }

    /// `None` if all rows are there, or if the file does not number them.
    pub(super) fn cut_short(&self) -> Option<CutShort> {
        let of = self.of.filter(|_| !self.is_mixed)?;
        let held = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        (held < of).then_some(CutShort { held, of })
    }
}

impl CutShort {
    /// Explains what happened and how to complete the file.
    #[must_use]
    pub fn sentence(self) -> String {
        let Self { held, of } = self;
        format!(
            "This file has only {held} of the {of} rows of its plan. Most likely, the run ended before it could write the others. If a script wrote this file, start the script again in the file's folder to complete it, and then drop it here again. If Postman or Newman wrote it, keep it, and plan the missing rows again from your export."
        )
    }
}
