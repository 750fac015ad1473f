//! Undoing a run.

use crate::domain::{ReaderTime, Timestamp, grouped, plural};
use crate::import::Table;
use crate::plan::{Action, Purpose, action_of_results, damaged_changes};
use crate::run::{Evidence, KnownChange, Outcome, Run, SeenLater};

use super::state::memberships;

/// What "Undo this run" does, for a run of this purpose.
#[must_use]
pub fn undo_lead(run: Purpose, evidence: Evidence) -> &'static str {
    match (run.action(), evidence) {
        (Action::Remove, Evidence::OwnRecord) => {
            "Adds back the memberships that this run removed. You confirm it first, and it can be undone."
        }
        (Action::Add, Evidence::OwnRecord) => {
            "Removes the memberships that this run added. The rows are checked against the site, then you confirm."
        }
        (Action::Remove, Evidence::ResultsFile) => {
            "Adds the memberships that this file says were removed. They are checked like any other addition, because this report comes from a file."
        }
        (Action::Add, Evidence::ResultsFile) => {
            "Removes the memberships that this file says were added. They are checked like any other removal, because this report comes from a file."
        }
        (Action::Remove, Evidence::BroughtRecord) => {
            "Adds the memberships that this record says were removed. It came from another address, so they are checked like any other addition."
        }
        (Action::Add, Evidence::BroughtRecord) => {
            "Removes the memberships that this record says were added. It came from another address, so they are checked like any other removal."
        }
    }
}

/// The question before an undo that starts on Run, with the check: its title and what happens next.
#[must_use]
pub fn undo_dialog(undo: Purpose, rows: usize) -> (String, &'static str) {
    let what = memberships(undo, rows);
    let title = match undo {
        Purpose::Remove | Purpose::UndoAddition => format!("Remove {what}?"),
        Purpose::Add => format!("Add {what}?"),
        Purpose::UndoRemoval => format!("Add {what} back?"),
    };
    let next = match undo.action() {
        Action::Remove => {
            "Nothing is removed yet. On Run, the rows are checked against the site first. Then you remove one as a test, and then the rest."
        }
        Action::Add => {
            "Nothing is added yet. On Run, the rows are checked against the site first. Then you confirm."
        }
    };
    (title, next)
}

/// Why there is nothing to undo: no change of the run is certain, or the uncertain rows were left out.
#[must_use]
pub fn nothing_to_undo(run: Purpose, unconfirmed: usize) -> String {
    let change = match run.action() {
        Action::Remove => "removal",
        Action::Add => "addition",
    };
    match unconfirmed {
        0 => format!("The record shows no {change} by this run."),
        rows => format!(
            "No {change} by this run is confirmed. Select the check box to include the {}.",
            plural(rows, "unconfirmed row", "unconfirmed rows")
        ),
    }
}

/// What an undo leaves out because of a later run in this browser, which began at `by`.
#[must_use]
pub fn left_to_later(
    run: Purpose,
    (seen, by, rows): (SeenLater, Timestamp, usize),
    times: ReaderTime,
) -> String {
    let memberships = plural(rows, "membership", "memberships");
    let were = if rows == 1 { "was" } else { "were" };
    let by = times.day_and_time(by);
    match (seen, run.action()) {
        (SeenLater::Reversed, Action::Remove) => {
            format!("Left out: {memberships} that {were} in place again after the run of {by}.")
        }
        (SeenLater::Reversed, Action::Add) => {
            format!("Left out: {memberships} that {were} gone again after the run of {by}.")
        }
        (SeenLater::ChangedAgain, Action::Remove) => format!(
            "Left out: {memberships} that {were} in place when the run of {by} began. To add back what that run removed, undo that run."
        ),
        (SeenLater::ChangedAgain, Action::Add) => format!(
            "Left out: {memberships} that {were} not in place when the run of {by} began. To remove what that run added, undo that run."
        ),
    }
}

/// The same if nothing is left to undo.
#[must_use]
pub fn nothing_left_to_undo(run: Purpose) -> &'static str {
    match run.action() {
        Action::Remove => "Nothing that this run removed is left to add back.",
        Action::Add => "Nothing that this run added is left to remove.",
    }
}

/// What a restore file contains after a run: memberships whose removal is certain, and uncertain ones that
/// were included.
#[must_use]
pub fn restore_after(removed: usize, unconfirmed: usize, since_check: usize) -> String {
    let parts = [
        (removed, "that this run removed"),
        (unconfirmed, "whose removal could not be confirmed"),
        (since_check, "gone since the check"),
    ];
    let mut parts = parts.into_iter().filter(|(rows, _)| *rows > 0);
    let Some((rows, what)) = parts.next() else {
        return "The restore file would be empty: no removal by this run is confirmed.".to_owned();
    };
    let the = if removed > 0 { "the " } else { "" };
    let first = plural(rows, "membership", "memberships");
    let more: Vec<String> = parts
        .map(|(rows, what)| format!(", and {} {what}", grouped(rows)))
        .collect();
    let more = more.concat();
    format!(
        "The restore file contains {the}{first} {what}{more}. To add these memberships back, import the file on any machine."
    )
}

/// The check box in the undo's dialog for rows that the run may have changed; `None` for rows that need no
/// question.
#[must_use]
pub fn undo_also(run: Purpose, changed: KnownChange, rows: usize) -> Option<String> {
    let what = if rows == 1 { "it" } else { "them" };
    let memberships = plural(rows, "membership", "memberships");
    let rows = plural(rows, "row", "rows");
    Some(match (changed, run.action()) {
        (KnownChange::Unconfirmed, Action::Remove) => {
            format!("Also add {rows} whose removal could not be confirmed")
        }
        (KnownChange::Unconfirmed, Action::Add) => {
            format!("Also remove {rows} whose addition could not be confirmed")
        }
        (KnownChange::SinceCheck, Action::Remove) => {
            format!(
                "Also add {memberships} that the check found but this run's call did not. This run may have removed {what}, or somebody else did."
            )
        }
        (KnownChange::SinceCheck, Action::Add) => {
            format!(
                "Also remove {memberships} that the check did not find but this run's call did. This run may have added {what}, or somebody else did."
            )
        }
        (KnownChange::Certainly | KnownChange::No, _) => return None,
    })
}

/// The same check box beside the restore file.
#[must_use]
pub fn restore_also(_: Purpose, changed: KnownChange, rows: usize) -> Option<String> {
    let rows = plural(rows, "row", "rows");
    Some(match changed {
        KnownChange::Unconfirmed => {
            format!("In the restore file, also include {rows} whose removal could not be confirmed")
        }
        KnownChange::SinceCheck => {
            format!("In the restore file, also include {rows} gone since the check")
        }
        KnownChange::Certainly | KnownChange::No => return None,
    })
}

/// What a results file reports as removed or added but its report lacks, because the rows are damaged; `None`
/// if there is nothing.
#[must_use]
pub fn damaged_rows(table: &Table) -> Option<String> {
    let action = action_of_results(table)?;
    let changed = Outcome::Done.word(action);
    match damaged_changes(table) {
        0 => None,
        1 => Some(format!(
            "1 row that this file calls {changed} has a damaged id or damaged cells. It is not in the report and cannot be undone from this file. Findings on Import shows it."
        )),
        rows => Some(format!(
            "{} that this file calls {changed} have damaged ids or cells. They are not in the report and cannot be undone from this file. Findings on Import shows them.",
            plural(rows, "row", "rows")
        )),
    }
}

/// The same for a run that was imported from a results file.
#[must_use]
pub fn damaged_rows_of(run: &Run) -> Option<String> {
    let table = run.plan().table();
    let table = table.filter(|_| run.evidence() == Evidence::ResultsFile);
    damaged_rows(table?)
}
