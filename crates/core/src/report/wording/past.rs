//! A run under Past runs, and what happened to it later.

use crate::domain::{ReaderTime, Timestamp, grouped, plural, shown};
use crate::journal::{Elsewhere, RunHeader, Undone, UndoneAgain, Verified};
use crate::plan::{Action, Purpose};
use crate::run::{Closed, Outcome};

/// The kind of a past run.
fn kind(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Remove => "Removal",
        Purpose::Add => "Addition",
        Purpose::UndoRemoval => "Undo of a removal",
        Purpose::UndoAddition => "Undo of an addition",
    }
}

/// `Removal as Dana Ortiz, from export-users.csv: 184 removed · 2 failed · 228 not started.`
#[must_use]
pub fn past_run(head: &RunHeader) -> String {
    format!(
        "{} as {}, from {}: {}.",
        kind(head.purpose),
        shown(&head.account_name),
        shown(&head.file.name),
        head.counts().sentence(head.purpose.action())
    )
}

/// `Undone on 23 Nov 2026, 10:42 UTC: all 1,166 memberships were back.` States what was found, not who did
/// it: the undo also counts memberships that somebody else had already put back.
#[must_use]
pub fn undone(run: &RunHeader, undone: &Undone, times: ReaderTime) -> String {
    let changed = changed(run);
    let what = match (run.purpose.action(), &run.brought) {
        (Action::Remove, None) => "back",
        // Only a file shows that these were removed, so they are not described as back.
        (Action::Remove, Some(_)) => "in their groups",
        (Action::Add, _) => "gone",
    };
    // An undo can include rows that the run only may have changed, so all selected rows are the limit.
    let selected = run.counts().tally.selected();
    // A row that was put back, changed again and put back once more is in the sum twice.
    let back = undone.rows.min(selected);
    let changed = changed
        .max(undone.rows.saturating_add(undone.open))
        .min(selected);
    let rows = plural(changed as usize, "membership", "memberships");
    let is_whole = undone.open == 0 && back >= changed;
    let how_many = match (is_whole, changed) {
        (true, 1) => format!("the membership was {what}"),
        (true, _) => format!("all {rows} were {what}"),
        (false, _) => {
            let were = if back == 1 { "was" } else { "were" };
            format!("{} of {rows} {were} {what}", grouped(back as usize))
        }
    };
    let unconfirmed = unconfirmed_too(undone.unconfirmed);
    let state = if is_whole { "Undone" } else { "Partly undone" };
    format!(
        "{state} on {}: {how_many}{unconfirmed}.",
        times.day_and_time(undone.at)
    )
}

fn unconfirmed_too(rows: u32) -> String {
    match rows as usize {
        0 => String::new(),
        rows => format!(", {} unconfirmed", grouped(rows)),
    }
}

/// What happened to the undo of a run, and how to undo that: with the run that undid it, which began at `by`.
/// States what was found, like [`undone`].
#[must_use]
pub fn undone_again(
    run: &RunHeader,
    again: &UndoneAgain,
    by: Option<Timestamp>,
    times: ReaderTime,
) -> String {
    let them = if again.all() == 1 { "it" } else { "them" };
    let (what, back) = match (run.purpose.action(), &run.brought) {
        (Action::Remove, None) => ("gone again", format!("add {them} back")),
        // Only a file shows that these were removed, so they are not described as coming back.
        (Action::Remove, Some(_)) => ("gone again", format!("add {them}")),
        (Action::Add, _) => ("there again", format!("remove {them}")),
    };
    let were = if again.rows == 1 { "was" } else { "were" };
    let rows = plural(again.rows as usize, "membership", "memberships");
    let unconfirmed = unconfirmed_too(again.unconfirmed);
    let way = by.map_or_else(String::new, |by| {
        format!(" To {back}, undo the run of {}.", times.day_and_time(by))
    });
    format!(
        "The undo of this run was undone on {}: {rows} {were} {what}{unconfirmed}.{way}",
        times.day_and_time(again.at)
    )
}

/// Why a run cannot be resumed.
#[must_use]
pub fn closed(why: Closed, times: ReaderTime) -> String {
    match why {
        Closed::Undone => "This run was undone, so it cannot be resumed.".to_owned(),
        Closed::TakenOver(later) => format!(
            "This undo cannot be resumed, because a later undo ({}) took over its remaining rows.",
            times.day_and_time(later)
        ),
    }
}

/// The rows that a run changed, according to its head.
#[must_use]
pub fn changed(head: &RunHeader) -> u32 {
    head.counts().of(Outcome::Done)
}

/// `Verify on 23 Nov 2026, 10:42 UTC: 1,180 gone · 2 still members · 19 could not be read.`
#[must_use]
pub fn verified_in_short(purpose: Purpose, verified: &Verified, times: ReaderTime) -> String {
    let (good, bad) = match (purpose.action(), verified.not_as_planned) {
        (Action::Remove, 1) => ("gone", "still a member"),
        (Action::Remove, _) => ("gone", "still members"),
        (Action::Add, _) => ("there", "not there"),
    };
    let parts = [
        (verified.as_planned, good),
        (verified.not_as_planned, bad),
        (verified.unreadable, "could not be read"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, what)| format!("{} {what}", grouped(rows as usize)))
        .collect();
    format!(
        "Verify on {}: {}.",
        times.day_and_time(verified.at),
        parts.join(" · ")
    )
}

/// What another tab is doing with a run, as a label.
#[must_use]
pub fn elsewhere(what: Elsewhere) -> &'static str {
    match what {
        Elsewhere::Running => "Running in another tab",
        Elsewhere::Paused => "Paused in another tab",
        Elsewhere::BeingUndone => "Being undone in another tab",
    }
}

/// Why a past run is read-only for now.
#[must_use]
pub fn only_there(what: Elsewhere) -> &'static str {
    match what {
        Elsewhere::Running | Elsewhere::Paused => {
            "It cannot be resumed, undone or deleted here until it stops or ends in the other tab."
        }
        Elsewhere::BeingUndone => {
            "It cannot be resumed, undone or deleted here until the undo stops or ends in the other tab."
        }
    }
}

/// What another tab is doing with a run, as a sentence, and what this tab does in the meantime.
#[must_use]
pub fn followed(what: Elsewhere) -> &'static str {
    match what {
        Elsewhere::Running => {
            "Running in another tab. Pause or stop it there. Its rows and files appear here when it stops or ends."
        }
        Elsewhere::Paused => {
            "Paused in another tab. Resume or stop it there. Its rows and files appear here when it stops or ends."
        }
        Elsewhere::BeingUndone => {
            "Being undone in another tab. Its rows and files appear here when the undo stops or ends."
        }
    }
}
