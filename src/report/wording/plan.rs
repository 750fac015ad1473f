//! The plan before it is confirmed.

use crate::plan::{Action, Sort};

/// The check box that leaves a sort of rows out: what becomes of them otherwise. `None` for rows that are not asked
/// about.
#[must_use]
pub fn leave_out(sort: Sort, action: Action) -> Option<String> {
    let nothing = match action {
        Action::Remove => "There is no membership to remove",
        Action::Add => "There is nothing to add",
    };
    let rest = match sort {
        Sort::NotFound => {
            "The site does not know the group or the account. If you send them, they will most likely fail."
                .to_owned()
        }
        Sort::Already => format!(
            "{nothing}. If you send them, the site is called and most likely changes nothing."
        ),
        Sort::NotChecked => {
            "They were not checked. If you send them, neither the memberships nor the names have been compared with the site."
                .to_owned()
        }
        Sort::WillChange | Sort::OtherName | Sort::Protected => return None,
    };
    Some(format!("Leave these rows out. {rest}"))
}
