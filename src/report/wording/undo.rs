//! Taking a run back.

use crate::domain::{grouped, plural};
use crate::plan::{Action, Purpose};

use super::state::memberships;

/// What "Undo this run" does, for a run of this purpose.
#[must_use]
pub fn undo_lead(run: Purpose, is_told: bool) -> &'static str {
    match (run.action(), is_told) {
        (Action::Remove, false) => {
            "Adds back the memberships that this run removed. If removals could not be confirmed, you choose whether to include them. The undo is a run of its own: you confirm it, it is recorded, and it can be undone."
        }
        (Action::Add, false) => {
            "Removes the memberships that this run added. If additions could not be confirmed, you choose whether to include them. The undo is a run of its own: it is checked, you confirm it, and it is recorded."
        }
        (Action::Remove, true) => {
            "Adds the memberships that this file says were removed. This browser has no record of that run, so they are checked like any other addition."
        }
        (Action::Add, true) => {
            "Removes the memberships that this file says were added. This browser has no record of that run, so they are checked like any other removal."
        }
    }
}

/// The question before an undo that begins on Run, with the check: its title and what happens next.
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
            "Nothing is removed yet. On Run, the site is checked first; then you remove one as a test, and then the rest."
        }
        Action::Add => "Nothing is added yet. On Run, the site is checked first; then you confirm.",
    };
    (title, next)
}

/// Why there is nothing to take back: no change of the run is certain, or the rows that are not certain were left out.
#[must_use]
pub fn nothing_to_undo(run: Purpose, unconfirmed: usize) -> String {
    let change = match run.action() {
        Action::Remove => "removal",
        Action::Add => "addition",
    };
    match unconfirmed {
        0 => format!("The record shows no {change} by this run."),
        rows => format!(
            "No {change} by this run is confirmed. Tick the box to include the {}.",
            plural(rows, "unconfirmed row", "unconfirmed rows")
        ),
    }
}

/// What a restore file holds after a run: memberships whose removal is certain, and included ones of which it is not.
#[must_use]
pub fn restore_after(removed: usize, unconfirmed: usize) -> String {
    const IMPORT: &str = "Import it on any machine to add them again.";
    let rows = |rows| plural(rows, "membership", "memberships");
    match (removed, unconfirmed) {
        (0, 0) => {
            "The restore file would be empty: no removal by this run is confirmed.".to_owned()
        }
        (removed, 0) => format!(
            "The restore file holds the {} that this run removed. {IMPORT}",
            rows(removed)
        ),
        (0, unconfirmed) => format!(
            "The restore file holds {} whose removal could not be confirmed. {IMPORT}",
            rows(unconfirmed)
        ),
        (removed, unconfirmed) => format!(
            "The restore file holds the {} that this run removed, and {} whose removal could not be confirmed. {IMPORT}",
            rows(removed),
            grouped(unconfirmed)
        ),
    }
}

/// The check box for rows of which it is not known whether the run changed them.
#[must_use]
pub fn undo_unconfirmed(run: Purpose, rows: usize) -> String {
    let rows = plural(rows, "row", "rows");
    match run.action() {
        Action::Remove => format!("Also add {rows} whose removal could not be confirmed"),
        Action::Add => format!("Also remove {rows} whose addition could not be confirmed"),
    }
}
