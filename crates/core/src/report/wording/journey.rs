//! Headings, buttons and warnings of screens that are not the same on every journey.

use crate::domain::{grouped, plural, shown};
use crate::plan::{AccessLoss, Action, Purpose};

/// Groups that give apps, named; the others are counted.
const GROUPS_NAMED: usize = 4;

#[must_use]
pub fn choose_title(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Choose memberships to remove",
        Action::Add => "Choose memberships to add",
    }
}

/// What the change touches and what it does not, under Choose's title.
#[must_use]
pub fn choose_lead(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Accounts, permission schemes and restrictions are not changed.",
        Action::Add => "Groups that give access to an app may use a licence for each person.",
    }
}

/// Rows were selected for the other action, and are not any more.
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

/// Rows that a list of people does not let through, and that were selected before it.
#[must_use]
pub fn deselected_by_list(rows: usize) -> String {
    format!(
        "{} deselected by this change. Undo takes the change back and selects {} again.",
        plural(rows, "row was", "rows were"),
        if rows == 1 { "it" } else { "them" }
    )
}

/// Rows that were selected before the file was read again, and are not any more.
#[must_use]
pub fn deselected_by_reading(rows: usize) -> String {
    format!(
        "{} deselected, because their ids changed when the file was read again.",
        plural(rows, "row was", "rows were")
    )
}

/// Rows that are selected again after a reload.
#[must_use]
pub fn restored_rows(action: Action, rows: usize) -> String {
    match (rows, action) {
        (0, _) => "no rows".to_owned(),
        (rows, Action::Remove) => plural(rows, "row", "rows"),
        (rows, Action::Add) => plural(rows, "row to add", "rows to add"),
    }
}

/// What to do where nothing is selected.
#[must_use]
pub fn choose_prompt(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Select what to remove",
        Action::Add => "Select what to add",
    }
}

/// The name of the dialog before a change.
#[must_use]
pub fn question_name(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Confirm removal",
        Action::Add => "Confirm addition",
    }
}

/// The name of the progress bar.
#[must_use]
pub fn progress_name(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Removal progress",
        Action::Add => "Addition progress",
    }
}

/// The button for all rows that no trial took. An addition has no trial.
#[must_use]
pub fn rest_button(purpose: Purpose) -> &'static str {
    match purpose.action() {
        Action::Remove => "Remove the rest",
        Action::Add => "Add memberships",
    }
}

/// What comes next before a run.
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

/// The same where the check is over and did not see whom the trial takes; `None` where there is no trial.
#[must_use]
pub fn ready_without_proof(purpose: Purpose) -> Option<&'static str> {
    (purpose.action() == Action::Remove).then_some(
        "You can try the first one, but the test cannot prove anything: the check did not see that person in the group. Press \"Check again\" first, or search for a row under \"Will remove\" and press \"Try first\".",
    )
}

/// The question before a plan is exported: `Export a plan of 200 removals?`
#[must_use]
pub fn export_title(purpose: Purpose, rows: usize) -> String {
    let changes = match purpose.action() {
        Action::Remove => plural(rows, "removal", "removals"),
        Action::Add => plural(rows, "addition", "additions"),
    };
    format!("Export a plan of {changes}?")
}

/// What an earlier run did, of which a file tells.
#[must_use]
pub fn earlier_run(run: Action) -> &'static str {
    match run {
        Action::Remove => "removal",
        Action::Add => "addition",
    }
}

/// That people with an admin role in the file lose memberships; `None` where nobody does.
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

/// What the caller does to itself where rows of its own are removed: the label of the first group, and how many more.
#[must_use]
pub fn own_account(purpose: Purpose, group: &str, more: usize) -> Option<String> {
    let more = match more {
        0 => String::new(),
        more => format!(" and {} more", grouped(more)),
    };
    (purpose.action() == Action::Remove).then(|| {
        format!(
            "Your own account is selected: you will leave {}{more}. Once you leave an administration group, you may be unable to continue.",
            shown(group)
        )
    })
}

/// That a trial of somebody whom the check did not see proves nothing; `None` where there is no trial.
#[must_use]
pub fn trial_unseen(purpose: Purpose) -> Option<&'static str> {
    (purpose.action() == Action::Remove).then_some(
        "The check did not see this person in the group, so this test cannot prove that the right membership is removed.",
    )
}

/// What apps people lose by rows of one group: by `rows` rows, those `apps`; `None` where nobody loses any.
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

/// What apps people lose, group by group.
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

/// What the restore file of a run that has not begun is for; `None` where there is none.
#[must_use]
pub fn restore_before(purpose: Purpose) -> Option<&'static str> {
    (purpose.action() == Action::Remove).then_some(
        "Lists the memberships that the check found and those that it did not check. To add them back later, import the file on any machine.",
    )
}
