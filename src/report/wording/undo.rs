//! Taking a run back.

use crate::domain::plural;
use crate::plan::{Action, Purpose};

use super::state::memberships;

/// What "Undo this run" does, for a run of this purpose.
#[must_use]
pub fn undo_lead(run: Purpose, is_told: bool) -> &'static str {
    match (run.action(), is_told) {
        (Action::Remove, false) => {
            "Adds back exactly the memberships that this run removed. This is a run of its own: you confirm it, it is recorded, and it can be undone."
        }
        (Action::Add, false) => {
            "Removes exactly the memberships that this run added. This is a run of its own: it is checked, you confirm it, and it is recorded."
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

/// The check box for rows of which it is not known whether the run changed them.
#[must_use]
pub fn undo_unconfirmed(run: Purpose, rows: usize) -> String {
    let rows = plural(rows, "row", "rows");
    match run.action() {
        Action::Remove => format!("Also add {rows} whose removal could not be confirmed"),
        Action::Add => format!("Also remove {rows} whose addition could not be confirmed"),
    }
}
