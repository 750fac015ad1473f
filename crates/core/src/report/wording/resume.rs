//! The question before a run goes on that another tab has changed.

use crate::domain::{ReaderTime, plural};
use crate::journal::RunHeader;
use crate::plan::Purpose;
use crate::run::Outcome;

use super::state::memberships;

/// The dialog's title, then its sentences: what changed, and what Resume does. `shown` is the run as this tab showed it
/// last, `now` as it is stored; Resume goes on with `left` of its rows.
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
        title(now.purpose).to_owned(),
        vec![changed, goes_on(now, left)],
    )
}

/// The same where the browser lost the record and this tab holds a copy that may be old: `now` as the copy has it.
#[must_use]
pub fn resume_copy_dialog(
    now: &RunHeader,
    left: usize,
    times: ReaderTime,
) -> (String, Vec<String>) {
    (
        title(now.purpose).to_owned(),
        vec![
            format!(
                "The browser's storage was cleared, and the record of this run with it. This tab holds a copy as of {}: {}.",
                times.day_and_time(now.progress.at),
                now.counts().sentence(now.purpose.action())
            ),
            "Another tab may have continued the run after that, and memberships may have changed on the site since. Check the site before you resume.".to_owned(),
            format!(
                "{} This copy will become the record of the run.",
                goes_on(now, left)
            ),
        ],
    )
}

fn title(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Remove => "Resume this removal?",
        Purpose::Add => "Resume this addition?",
        Purpose::UndoRemoval | Purpose::UndoAddition => "Resume this undo?",
    }
}

fn goes_on(now: &RunHeader, left: usize) -> String {
    let rows = memberships(now.purpose, left);
    let sends = match now.purpose {
        Purpose::Remove | Purpose::UndoAddition => format!("Resuming removes {rows}."),
        Purpose::Add => format!("Resuming adds {rows}."),
        Purpose::UndoRemoval => format!("Resuming adds {rows} back."),
    };
    match now.counts().of(Outcome::InDoubt) as usize {
        0 => sends,
        doubt => format!(
            "{sends} First it rechecks {}.",
            plural(doubt, "unconfirmed row", "unconfirmed rows")
        ),
    }
}
