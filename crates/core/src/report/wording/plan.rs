//! The plan before it is confirmed.

use crate::atlassian::Caller;
use crate::domain::{App, plural, shown};
use crate::plan::{Action, Category, MembershipStatus, Purpose};

/// The check box that leaves a category of rows out, and what happens to them otherwise. `None` for
/// categories without a check box.
#[must_use]
pub fn leave_out(sort: Category, action: Action) -> Option<&'static str> {
    Some(match (sort, action) {
        (Category::NotFound, _) => {
            "Leave these rows out, because the site does not know the group or the account. If you send them anyway, they will most likely fail."
        }
        (Category::Already, Action::Remove) => {
            "Leave these rows out, because the memberships are already gone. If you send them anyway, the site most likely changes nothing."
        }
        (Category::Already, Action::Add) => {
            "Leave these rows out, because these people are already members. If you send them anyway, the site most likely changes nothing."
        }
        (Category::NotChecked, _) => {
            "Leave these rows out, because they were not checked. If you send them anyway, neither memberships nor names are compared with the site."
        }
        (Category::WillChange | Category::OtherName | Category::Protected, _) => return None,
    })
}

/// Why a row that has not started has its category: what the check saw, or which run it undoes. Empty for a
/// row that is held back, which has its own reasons.
#[must_use]
pub fn why_planned(purpose: Purpose, sort: Category) -> &'static str {
    match (sort, purpose) {
        (Category::WillChange, Purpose::Remove) => "Member when checked.",
        (Category::WillChange, Purpose::Add) => "Not a member when checked.",
        (Category::WillChange, Purpose::UndoRemoval) => "Removed by the run you are undoing.",
        (Category::WillChange, Purpose::UndoAddition) => "Added by the run you are undoing.",
        (Category::Already, Purpose::Remove | Purpose::UndoAddition) => {
            "Not a member when checked."
        }
        (Category::Already, Purpose::Add | Purpose::UndoRemoval) => {
            "Already a member when checked."
        }
        (Category::NotFound, _) => "The site does not know the group or the account.",
        (Category::NotChecked, _) => "Not checked with the site.",
        (Category::OtherName | Category::Protected, _) => "",
    }
}

/// Like [`why_planned`], with more from the check: which of the two ids the site does not know, and the app
/// access that goes with the membership.
#[must_use]
pub fn why_checked(
    purpose: Purpose,
    sort: Category,
    status: MembershipStatus,
    apps: &[App],
) -> String {
    match (sort, status) {
        (Category::NotFound, MembershipStatus::GroupUnknown) => {
            "The site has no group with this id.".to_owned()
        }
        (Category::NotFound, MembershipStatus::UserUnknown) => {
            "The site has no account with this id.".to_owned()
        }
        (Category::WillChange, _) if !apps.is_empty() => {
            let apps: Vec<&str> = apps.iter().map(|app| app.name()).collect();
            let apps = apps.join(", ");
            let seen = why_planned(purpose, sort);
            match purpose.action() {
                Action::Remove => format!("{seen} The group gives access to {apps}."),
                Action::Add => format!("{seen} Gets access to {apps}."),
            }
        }
        _ => why_planned(purpose, sort).to_owned(),
    }
}

/// Why a row is sent although the site has another name for its person or group.
pub const RECORDED_NAME: &str = "The names differ, but your file shows that an earlier run accepted the site's name for this row.";

/// Why a row that the admin included is sent: the reason typed, and the clauses that would hold it back.
#[must_use]
pub fn included_by_you(reason: &str, why: &str) -> String {
    format!("Included by you: {} ({why})", shown(reason))
}

/// Whether the rows that are held back can be included with a reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inclusion {
    /// At least one of them.
    Some,
    /// None of them: they are managed elsewhere, or are on the keep list.
    None,
    /// The whole file is blocked, so none of its rows can be included.
    Stopped,
}

/// The rows of a proposal that are held back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeldBack {
    /// Held back because of what the group or the account is.
    pub protected: usize,
    /// Held back because the site has another name for the person or the group.
    pub other_names: usize,
    pub inclusion: Inclusion,
}

impl HeldBack {
    /// What is held back, and which of it can be included. A blocked file has its own sentence, and including
    /// rows is not mentioned if no row can be.
    #[must_use]
    pub fn sentences(self, action: Action) -> Vec<String> {
        let mut sentences = Vec::new();
        if self.protected > 0 {
            let rows = plural(self.protected, "row is", "rows are");
            let change = match action {
                Action::Remove => "removed",
                Action::Add => "added",
            };
            let include = match self.inclusion {
                Inclusion::Some => {
                    " Rows with an \"Include\" button can be included with a reason."
                }
                Inclusion::None | Inclusion::Stopped => "",
            };
            sentences.push(format!(
                "{rows} protected and will not be {change}.{include}"
            ));
        }
        if self.other_names > 0 && self.inclusion != Inclusion::Stopped {
            let rows = plural(self.other_names, "row is", "rows are");
            sentences.push(format!(
                "{rows} held back: the site has another name for the person or the group. Compare the names before you include a row."
            ));
        }
        sentences
    }
}

/// For a caller without an account: no rows are held back as its own. `None` if it has one, or if nothing
/// would be held back.
#[must_use]
pub fn own_rows_unknown(caller: &Caller, action: Action) -> Option<&'static str> {
    let says = "An organization API key belongs to no account, so Groupsweep cannot hold back your own rows. Check that your account is not among the selected rows.";
    (action == Action::Remove && *caller == Caller::OrganizationKey).then_some(says)
}

/// Names the groups that are teams of the people directory; empty if there are none.
#[must_use]
pub fn teams(names: &[&str]) -> String {
    const NAMED: usize = 3;
    const UNTRIED: &str = "Changing teams this way has not been tried.";
    let shown: Vec<_> = names.iter().take(NAMED).map(|name| shown(name)).collect();
    let listed = shown.join(", ");
    match names.len() {
        0 => String::new(),
        1 => format!("{listed} is an Atlassian team, not an ordinary group. {UNTRIED}"),
        count => {
            let more = count.saturating_sub(NAMED);
            let more = if more == 0 {
                String::new()
            } else {
                format!(" and {more} more")
            };
            format!(
                "{count} groups are Atlassian teams, not ordinary groups: {listed}{more}. {UNTRIED}"
            )
        }
    }
}
