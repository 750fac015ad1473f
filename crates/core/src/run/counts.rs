//! The counts of a run, with the rows that its plan left out: what every screen and every summary prints.

use crate::domain::{Action, counted, grouped};
use crate::plan::LeftOut;

use super::engine::Run;
use super::outcome::Outcome;
use super::tally::Tally;

/// Every selected row by its outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RunCounts {
    /// The rows of the plan.
    pub tally: Tally,
    /// The selected rows that the plan left out.
    pub left_out: LeftOut,
}

impl RunCounts {
    /// Every selected row: those of the plan and those that it left out.
    #[must_use]
    pub fn selected(&self) -> u32 {
        self.tally.selected() + self.left_out.rows()
    }

    /// Rows of the plan with an outcome.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u32 {
        self.tally.of(outcome)
    }

    /// Rows that are as the plan wants them. What is in doubt is not.
    #[must_use]
    pub fn done(&self) -> u32 {
        self.tally.done()
    }

    /// `1,166 removed · 14 already gone · 19 not found · 13 protected`: outcomes without rows are left out.
    #[must_use]
    pub fn sentence(&self, action: Action) -> String {
        let rows = |outcome| match outcome {
            // Whether it was sent or left out, it was already as wanted.
            Outcome::NoChange => self.of(outcome) + self.left_out.already,
            Outcome::Done
            | Outcome::SinceCheck
            | Outcome::Failed
            | Outcome::InDoubt
            | Outcome::NotTried => self.of(outcome),
        };
        let outcomes =
            Outcome::ALL.map(|outcome| (rows(outcome), outcome.label(action).to_lowercase()));
        let left_out = LeftOut {
            already: 0,
            ..self.left_out
        };
        let left_out = left_out.in_words(action).into_iter();
        let left_out = left_out.map(|(rows, word)| (rows, word.to_owned()));
        let all = outcomes.into_iter().chain(left_out);
        let present = all.filter(|(rows, _)| *rows > 0);
        let mut parts: Vec<String> = present
            .map(|(rows, word)| counted(rows as usize, &word))
            .collect();
        // Rows that are done come first. Without any, none is unconfirmed.
        if let Some(done) = parts.first_mut() {
            done.push_str(&self.unconfirmed_in_words());
        }
        parts.join(" · ")
    }

    /// ` (3 possibly not by this run)`: the done rows that an undo asks about. Empty if there are none.
    #[must_use]
    pub fn unconfirmed_in_words(&self) -> String {
        match self.tally.unconfirmed() as usize {
            0 => String::new(),
            rows => format!(" ({} possibly not by this run)", grouped(rows)),
        }
    }
}

impl Run {
    /// The counts, with the rows that the plan left out. A row whose call is under way or about to start counts as
    /// unconfirmed, as in the head of the record, which the other tabs show.
    #[must_use]
    pub fn counts(&self) -> RunCounts {
        RunCounts {
            tally: self.if_closed().counts,
            left_out: LeftOut::of(&self.plan().summary().sorted),
        }
    }
}
