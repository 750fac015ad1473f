//! How a run stands: titles, headlines and the step bar.

use crate::domain::{counted, grouped, plural};
use crate::plan::Purpose;
use crate::run::{Outcome, RunCounts, Tally};

/// The purpose in the receipt.
#[must_use]
pub fn keyword(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Remove => "remove",
        Purpose::Add => "add",
        Purpose::UndoRemoval => "undo_removal",
        Purpose::UndoAddition => "undo_addition",
    }
}

/// What a run does with a membership, once it is done.
pub(super) fn done_word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Remove => "removed",
        Purpose::Add => "added",
        Purpose::UndoRemoval => "added back",
        Purpose::UndoAddition => "removed",
    }
}

/// What a row is where there was nothing to do.
fn already_word(purpose: Purpose, rows: u32) -> &'static str {
    match (purpose, rows) {
        (Purpose::Remove | Purpose::UndoAddition, _) => "already gone",
        (Purpose::Add | Purpose::UndoRemoval, 1) => "already a member",
        (Purpose::Add | Purpose::UndoRemoval, _) => "already members",
    }
}

/// Report's headline: `Done: 1,166 removed, 14 already gone`, or what is not done.
#[must_use]
pub fn headline(purpose: Purpose, counts: &RunCounts) -> String {
    let rows = |outcome| counts.of(outcome);
    let mut parts = vec![counted(rows(Outcome::Done) as usize, done_word(purpose))];
    let already = rows(Outcome::Already);
    if already > 0 {
        parts.push(counted(already as usize, already_word(purpose, already)));
    }
    for outcome in [
        Outcome::SinceCheck,
        Outcome::Failed,
        Outcome::InDoubt,
        Outcome::NotTried,
    ] {
        if rows(outcome) > 0 {
            let word = outcome.label(purpose.action()).to_lowercase();
            parts.push(counted(rows(outcome) as usize, &word));
        }
    }
    let is_done = counts.done() == counts.tally.selected();
    let state = if is_done { "Done" } else { "Not complete" };
    format!("{state}: {}", parts.join(", "))
}

/// The step bar under Report: `1,166 removed`.
#[must_use]
pub fn report_step(purpose: Purpose, tally: Tally) -> String {
    counted(tally.of(Outcome::Done) as usize, done_word(purpose))
}

/// The step bar under Run: `114 of 413 done`. What is unconfirmed is not done.
#[must_use]
pub fn run_step(tally: Tally) -> String {
    let (done, all) = (tally.done() as usize, tally.selected() as usize);
    format!("{} of {} done", grouped(done), grouped(all))
}

/// The note beside Next: `1,166 removed so far`.
#[must_use]
pub fn done_so_far(purpose: Purpose, tally: Tally) -> String {
    format!("{} so far", report_step(purpose, tally))
}

/// `12 memberships`; in an undo of an addition `12 added memberships`: it is these that are removed.
pub(super) fn memberships(purpose: Purpose, rows: usize) -> String {
    match purpose {
        Purpose::Remove | Purpose::Add | Purpose::UndoRemoval => {
            plural(rows, "membership", "memberships")
        }
        Purpose::UndoAddition => plural(rows, "added membership", "added memberships"),
    }
}

/// Run's title before anything was changed, while it is at work, and when it is over.
#[must_use]
pub fn run_title(purpose: Purpose, stage: Stage) -> String {
    match stage {
        Stage::Ahead { rows } => {
            let what = memberships(purpose, rows);
            match purpose {
                Purpose::Remove | Purpose::UndoAddition => format!("Remove {what}"),
                Purpose::Add => format!("Add {what}"),
                Purpose::UndoRemoval => format!("Add {what} back"),
            }
        }
        Stage::Running { rows } => {
            let what = memberships(purpose, rows);
            match purpose {
                Purpose::Remove | Purpose::UndoAddition => format!("Removing {what}"),
                Purpose::Add => format!("Adding {what}"),
                Purpose::UndoRemoval => format!("Adding {what} back"),
            }
        }
        Stage::Paused(tally) => format!("Paused: {}", run_step(tally)),
        Stage::Stopped(tally) => format!("Stopped: {}", run_step(tally)),
        Stage::Over(counts) => headline(purpose, &counts),
    }
}

/// Where a run is, as far as its title says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Nothing was changed yet, or rows wait for their release.
    Ahead {
        /// Rows that there may be something to change for.
        rows: usize,
    },
    /// Calls are sent.
    Running {
        /// The same.
        rows: usize,
    },
    /// No new call starts.
    Paused(Tally),
    /// Stopped or halted.
    Stopped(Tally),
    /// Nothing is left to send.
    Over(RunCounts),
}
