//! The question before resuming a run that another tab has changed.

use crate::domain::{ReaderTime, plural};
use crate::journal::RunHeader;
use crate::plan::Purpose;
use crate::run::Outcome;

use super::state::memberships;

/// The dialog's title, then its sentences: what changed, and what Resume does. `shown` is the run as this tab
/// last showed it, `now` as it is stored. Resume continues with `left` of its rows.
#[must_use]
pub fn resume_dialog(shown: &RunHeader, now: &RunHeader, left: usize) -> (String, Vec<String>) {
    let counts = |head: &RunHeader| head.counts().sentence(now.purpose.action());
    let (before, after) = (counts(shown), counts(now));
    let changed = if before == after {
        format!("Another tab worked on this run, but the counts did not change: {after}.")
    } else {
        format!(
            "Another tab changed this run. This tab showed: {before}. The record now shows: {after}."
        )
    };
    (
        format!("Resume this {}?", noun(now.purpose)),
        vec![changed, resuming(now, left)],
    )
}

/// How a run continues from a tab's copy after the browser lost the record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CopyGoesOn {
    /// The stopped run resumes.
    Resume,
    /// Unreleased rows are sent next, or failed rows are sent again.
    Release,
}

impl CopyGoesOn {
    /// The button that confirms it.
    #[must_use]
    pub fn button(self) -> &'static str {
        match self {
            Self::Resume => "Resume run",
            Self::Release => "Continue run",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Resume => "Resume",
            Self::Release => "Continue",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Resume => "resume",
            Self::Release => "continue",
        }
    }
}

/// The question before a run continues from a tab's copy that may be outdated, because the browser lost the
/// record. `now` is the run in the copy, and `left` the rows to be sent.
#[must_use]
pub fn copy_dialog(
    now: &RunHeader,
    goes_on: CopyGoesOn,
    left: usize,
    times: ReaderTime,
) -> (String, Vec<String>) {
    (
        format!("{} this {}?", goes_on.title(), noun(now.purpose)),
        vec![
            format!(
                "The browser's storage was cleared, including the record of this run. This tab holds a copy as of {}: {}.",
                times.day_and_time(now.progress.at),
                now.counts().sentence(now.purpose.action())
            ),
            format!(
                "Another tab may have continued the run after that, and memberships may have changed on the site since. Check the site before you {}.",
                goes_on.verb()
            ),
            format!(
                "{} This copy will become the record of the run.",
                match goes_on {
                    CopyGoesOn::Resume => resuming(now, left),
                    CopyGoesOn::Release => sends("Continuing", now.purpose, left),
                }
            ),
        ],
    )
}

fn noun(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Remove => "removal",
        Purpose::Add => "addition",
        Purpose::UndoRemoval | Purpose::UndoAddition => "undo",
    }
}

fn resuming(now: &RunHeader, left: usize) -> String {
    let sends = sends("Resuming", now.purpose, left);
    match now.counts().of(Outcome::InDoubt) as usize {
        0 => sends,
        doubt => format!(
            "{sends} It starts with {}, which may be sent a second time.",
            plural(doubt, "unconfirmed row", "unconfirmed rows")
        ),
    }
}

fn sends(going_on: &str, purpose: Purpose, left: usize) -> String {
    let rows = memberships(purpose, left);
    match purpose {
        Purpose::Remove | Purpose::UndoAddition => format!("{going_on} removes {rows}."),
        Purpose::Add => format!("{going_on} adds {rows}."),
        Purpose::UndoRemoval => format!("{going_on} adds {rows} back."),
    }
}
