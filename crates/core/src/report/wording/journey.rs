//! Headings, buttons and warnings that differ by purpose.

use crate::domain::{grouped, plural, shown};
use crate::plan::{AccessLoss, Action, Purpose};

/// How many groups that give app access are named. The others are counted.
const GROUPS_NAMED: usize = 4;

#[must_use]
pub fn choose_title(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Choose memberships to remove",
        Action::Add => "Choose memberships to add",
    }
}

/// What the change does not affect, under the title of Choose.
#[must_use]
pub fn choose_lead(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Accounts, permission schemes and restrictions are not changed.",
        Action::Add => "Groups that give access to an app may use a licence for each person.",
    }
}

/// For rows that were deselected because they were selected for the other action.
#[must_use]
pub fn deselected_for(action: Action, rows: usize) -> String {
    let was = match action {
        Action::Add => "remove",
        Action::Remove => "add",
    };
    let (they, were, them) = match rows {
        1 => ("it", "was", "it"),
        _ => ("they", "were", "them"),
    };
    format!(
        "{} deselected because {they} {were} selected to {was}. Undo goes back to {was} and selects {them} again.",
        plural(rows, "row was", "rows were")
    )
}

/// For rows that were deselected because a people list filters them out.
#[must_use]
pub fn deselected_by_list(rows: usize) -> String {
    format!(
        "{} deselected by this change. Undo takes the change back and selects {} again.",
        plural(rows, "row was", "rows were"),
        if rows == 1 { "it" } else { "them" }
    )
}

/// For rows that were deselected when the file was read again.
#[must_use]
pub fn deselected_by_reading(rows: usize) -> String {
    format!(
        "{} deselected, because their ids changed when the file was read again.",
        plural(rows, "row was", "rows were")
    )
}

/// For rows whose selection was restored after a reload.
#[must_use]
pub fn restored_rows(action: Action, rows: usize) -> String {
    match (rows, action) {
        (0, _) => "no rows".to_owned(),
        (rows, Action::Remove) => plural(rows, "row", "rows"),
        (rows, Action::Add) => plural(rows, "row to add", "rows to add"),
    }
}

/// What to do if nothing is selected.
#[must_use]
pub fn choose_prompt(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Select what to remove",
        Action::Add => "Select what to add",
    }
}

/// The accessible name of the dialog before a change.
#[must_use]
pub fn question_name(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Confirm removal",
        Action::Add => "Confirm addition",
    }
}

/// The accessible name of the progress bar.
#[must_use]
pub fn progress_name(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Removal progress",
        Action::Add => "Addition progress",
    }
}

/// The button for all rows after the trial. An addition has no trial.
#[must_use]
pub fn rest_button(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Remove the rest",
        Action::Add => "Add memberships",
    }
}

/// The next step before a run.
#[must_use]
pub fn ready(purpose: Purpose, rows: usize) -> &'static str {
    match purpose {
        Purpose::Remove | Purpose::UndoAddition if rows == 1 => {
            "Ready. Try the row and check the result."
        }
        Purpose::Remove | Purpose::UndoAddition => {
            "Ready. Try the first one, check the result, then remove the rest."
        }
        Purpose::Add => "Ready. Review what will happen, then add the memberships.",
        Purpose::UndoRemoval => "Ready. Review what will happen, then add the memberships back.",
    }
}

/// The next step if the check finished without seeing the trial's person in the group; `None` if there is no
/// trial.
#[must_use]
pub fn ready_without_proof(purpose: Purpose) -> Option<&'static str> {
    (purpose.action() == Action::Remove).then_some(
        "You can try the first one, but the test cannot prove anything: the check did not see that person in the group. Press \"Check again\" first, or search for a row under \"Will remove\" and press \"Try first\".",
    )
}

/// The title of the question before an export: `Export a plan of 200 removals?`
#[must_use]
pub fn export_title(purpose: Purpose, rows: usize) -> String {
    let changes = match purpose.action() {
        Action::Remove => plural(rows, "removal", "removals"),
        Action::Add => plural(rows, "addition", "additions"),
    };
    format!("Export a plan of {changes}?")
}

/// What an earlier run did, according to a file.
#[must_use]
pub fn earlier_run(run: Action) -> &'static str {
    match run {
        Action::Remove => "removal",
        Action::Add => "addition",
    }
}

/// For people with an admin role in the file who lose memberships; `None` if there are none.
#[must_use]
pub fn admin_roles(purpose: Purpose, people: usize) -> Option<String> {
    let who = plural(
        people,
        "person in this plan has",
        "people in this plan have",
    );
    (people > 0 && purpose.action() == Action::Remove)
        .then(|| format!("{who} an admin role in the file."))
}

/// The effect on the caller of removing its own rows: the label of the first group, and how many more.
#[must_use]
pub fn own_account(purpose: Purpose, group: &str, more: usize) -> Option<String> {
    let more = match more {
        0 => String::new(),
        more => format!(" and {} more", grouped(more)),
    };
    (purpose.action() == Action::Remove).then(|| {
        format!(
            "Your own account is selected: you will leave {}{more}. If that takes away your admin rights, you may be unable to continue.",
            shown(group)
        )
    })
}

/// For a trial whose person the check did not see: it proves nothing. `None` if there is no trial.
#[must_use]
pub fn trial_unseen(purpose: Purpose) -> Option<&'static str> {
    (purpose.action() == Action::Remove).then_some(
        "The check did not see this person in the group, so this test cannot prove that the right membership is removed.",
    )
}

/// The app access that people lose through `rows` rows of one group; `None` if they lose none.
fn access_lost(purpose: Purpose, group: &str, rows: usize, apps: &str) -> Option<String> {
    let people = match rows {
        1 => "the person loses",
        _ => "these people lose",
    };
    (purpose.action() == Action::Remove).then(|| {
        format!(
            "{}: {}. After removal, {people} access to {apps}, unless another group gives it.",
            shown(group),
            plural(rows, "row", "rows")
        )
    })
}

/// The app access that people lose, by group.
#[must_use]
pub fn access_losses(purpose: Purpose, lost: &[AccessLoss]) -> Vec<String> {
    let named = lost.iter().take(GROUPS_NAMED);
    let named = named
        .filter_map(|loss| access_lost(purpose, &loss.group, loss.rows, &loss.apps.join(" and ")));
    let more = lost.len().saturating_sub(GROUPS_NAMED);
    let more = (more > 0 && purpose.action() == Action::Remove).then(|| {
        let give = plural(more, "more group gives", "more groups give");
        format!("{give} access to apps.")
    });
    named.chain(more).collect()
}

/// The purpose of the restore file before a run; `None` if there is no such file.
#[must_use]
pub fn restore_before(purpose: Purpose) -> Option<&'static str> {
    (purpose.action() == Action::Remove).then_some(
        "Lists the memberships that the check found and those that it did not check. To add them back later, import the file on any machine.",
    )
}
