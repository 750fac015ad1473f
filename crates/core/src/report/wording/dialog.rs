//! The confirmation dialog before a change.

use crate::domain::{grouped, plural};
use crate::plan::{PlanCounts, Purpose, Scope, in_a_line};

use super::state::{memberships, more_memberships};

/// What the dialog is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DialogScope {
    Trial,
    /// All rows: none was sent before.
    All,
    /// The rows left after the trial.
    Remaining,
    /// Rows that failed or are unconfirmed.
    Again,
}

impl DialogScope {
    /// Converts a scope. `before` is whether rows were sent before it.
    #[must_use]
    pub fn of(scope: Scope, before: bool) -> Self {
        match (scope, before) {
            (Scope::Trial, _) => Self::Trial,
            (Scope::Remaining, false) => Self::All,
            (Scope::Remaining, true) => Self::Remaining,
            (Scope::Failed, _) => Self::Again,
        }
    }
}

/// The dialog's title, with the number of rows that may have something to change.
#[must_use]
pub fn dialog_title(purpose: Purpose, part: DialogScope, counts: &PlanCounts) -> String {
    let rows = counts.may_change() as usize;
    if part == DialogScope::Again {
        return format!(
            "Try {} again?",
            plural(counts.going() as usize, "row", "rows")
        );
    }
    if part == DialogScope::Trial {
        return match purpose {
            Purpose::Remove => "Remove this one membership?",
            Purpose::Add => "Add this one membership?",
            Purpose::UndoRemoval => "Add this one membership back?",
            Purpose::UndoAddition => "Remove this one added membership?",
        }
        .to_owned();
    }
    if rows == 0 {
        let rows = plural(counts.going() as usize, "row", "rows");
        return format!("Send {rows} with nothing to change?");
    }
    let what = match (part, purpose) {
        (DialogScope::Remaining, _) => more_memberships(purpose, rows),
        (DialogScope::Trial | DialogScope::All | DialogScope::Again, _) => {
            memberships(purpose, rows)
        }
    };
    match purpose {
        Purpose::Remove | Purpose::UndoAddition => format!("Remove {what}?"),
        Purpose::Add => format!("Add {what}?"),
        Purpose::UndoRemoval => format!("Add {what} back?"),
    }
}

/// How to choose another row for the trial, in a plan with this many rows; `None` if there is no other.
#[must_use]
pub fn other_trial(rows: usize) -> Option<&'static str> {
    (rows > 1).then_some(
        "To test another row, press Cancel, then \"Try first\" on that row. In a long plan, search for the row first.",
    )
}

/// The button that starts the change, with its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Button {
    pub verb: &'static str,
    /// The rows that may have something to change.
    pub rows: u32,
}

/// The dialog's button, with the same number as its title.
#[must_use]
pub fn submit(purpose: Purpose, part: DialogScope, counts: &PlanCounts) -> Button {
    let nothing_to_change = counts.may_change() == 0;
    Button {
        verb: match (part, purpose) {
            (DialogScope::Remaining | DialogScope::All, _) if nothing_to_change => "Send",
            (_, Purpose::Remove | Purpose::UndoAddition) => "Remove",
            (_, Purpose::Add | Purpose::UndoRemoval) => "Add",
        },
        rows: if part == DialogScope::Again || nothing_to_change {
            counts.going()
        } else {
            counts.may_change()
        },
    }
}

/// The rows to be sent, by the check's result: `1,179 rows: 1,165 to remove, 14 already gone`. The parts add
/// up.
#[must_use]
pub fn breakdown(purpose: Purpose, counts: &PlanCounts) -> String {
    let words = counts.going_in_words(purpose.action());
    let rows = grouped(counts.going() as usize);
    match words.len() {
        0 => rows,
        // A single count is the sum.
        1 => in_a_line(words),
        _ => format!("{rows}: {}", in_a_line(words)),
    }
}

/// The selected rows that are not sent, by reason; `None` if there are none.
#[must_use]
pub fn left_out(purpose: Purpose, counts: &PlanCounts) -> Option<String> {
    let words = counts.left_out.in_words(purpose.action());
    (!words.is_empty()).then(|| in_a_line(words))
}

/// How an exported plan handles names, if this page did not contact the site.
pub const EXPORT_COMPARES: &str = "This page did not contact the site. The scripts and the snippet compare the names in the plan with the site's when they run, and do not send rows whose names differ. The Postman collection compares no names.";

/// The effect of the change on people, if something other than this page makes it on a real site: no browser
/// has a record of it.
#[must_use]
pub fn warning_of_export(purpose: Purpose, rows: usize) -> String {
    match purpose {
        Purpose::Remove => format!(
            "Accounts are not changed. This browser keeps no record of what an export does. To add the {} back later, drop the results file of the export on Import, open its report and press \"Undo this run\".",
            membership_or_more(rows)
        ),
        Purpose::Add | Purpose::UndoRemoval | Purpose::UndoAddition => warning(purpose, rows),
    }
}

/// The effect of the change on people, on a real site.
#[must_use]
pub fn warning(purpose: Purpose, rows: usize) -> String {
    match (purpose, rows) {
        (Purpose::Remove, _) => {
            return format!(
                "Accounts are not changed. You can add the {} back later: with \"Undo this run\" while this browser keeps the record at this address, or by importing the restore file or the results file.",
                membership_or_more(rows)
            );
        }
        (Purpose::Add, 1) => {
            "The person gains the access that this group gives. If the group gives access to an app, this may use a licence."
        }
        (Purpose::Add, _) => {
            "People gain the access that these groups give. Groups that give access to an app may use a licence for each person."
        }
        (Purpose::UndoRemoval, 1) => {
            "The person regains the access that this group gives. If the group gives access to an app, this may use a licence again."
        }
        (Purpose::UndoRemoval, _) => {
            "People regain the access that these groups give. Groups that give access to an app may use a licence for each person again."
        }
        (Purpose::UndoAddition, 1) => {
            "Accounts are not changed. The person loses the access that this group gave them."
        }
        (Purpose::UndoAddition, _) => {
            "Accounts are not changed. People lose the access that these groups gave them."
        }
    }
    .to_owned()
}

fn membership_or_more(rows: usize) -> &'static str {
    if rows == 1 {
        "membership"
    } else {
        "memberships"
    }
}
