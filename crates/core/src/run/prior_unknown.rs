//! A change that the site accepted without telling whether there was anything to change: an undo asks about the row.

use crate::plan::Action;

/// In the reason of such a row, whether this page or a script wrote it: a results file has no other mark of it.
const MARK: &str = " responds the same either way, and the row was not checked first.";

/// Why it is unknown. `product` is its name in a sentence.
#[must_use]
pub fn prior_unknown(action: Action, product: &str) -> String {
    let was = match action {
        Action::Remove => "was a member",
        Action::Add => "was already a member",
    };
    format!("Unknown whether the person {was}: {product}{MARK}")
}

/// The same in a row that an earlier run left in doubt and the check then saw as planned: whoever changed it did so
/// before this run, or nobody did.
const MARK_OF_DOUBT: &str = ", but an earlier run had left this row in doubt.";

/// Why it is unknown of such a row.
#[must_use]
pub fn done_before(action: Action) -> String {
    match action {
        Action::Remove => {
            format!("The check found that this person was not a member{MARK_OF_DOUBT}")
        }
        Action::Add => {
            format!("The check found that this person was already a member{MARK_OF_DOUBT}")
        }
    }
}

/// The same in a row of an undo, where the product tells whether there was something to change: the run before was
/// told so too, and a list contradicted it.
const MARK_OF_LIST: &str =
    ", because the site's member list contradicted its answer in the earlier run.";

/// Why it is unknown of such a row.
pub(super) fn contradicted(action: Action) -> String {
    let was = match action {
        Action::Remove => "was a member",
        Action::Add => "was already a member",
    };
    format!("Unknown whether the person {was}{MARK_OF_LIST}")
}

/// Whether a reason says so.
pub(super) fn is_prior_unknown(reason: &str) -> bool {
    [MARK, MARK_OF_DOUBT, MARK_OF_LIST]
        .iter()
        .any(|mark| reason.contains(mark))
}

/// Why a row that the check saw as planned is no work of this run's, though the site confirmed it.
#[must_use]
pub fn all_the_same(action: Action, product: &str, reports_no_op: bool) -> String {
    let (was, undone) = match action {
        Action::Remove => ("was not a member", "added this person"),
        Action::Add => ("was already a member", "removed this person"),
    };
    let answer = match reports_no_op {
        true => format!(
            "{product} confirmed the change all the same. Somebody may have {undone} in between."
        ),
        false => format!("Either way, {product} responds the same."),
    };
    format!("The check found that this person {was}. {answer}")
}
