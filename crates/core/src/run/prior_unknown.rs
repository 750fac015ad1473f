//! Changes that the site confirmed without reporting whether there was anything to change. An undo asks about their
//! rows.

use crate::plan::Action;

/// Part of such a row's reason, written by this page or a script. A results file marks these rows in no other way.
const MARK: &str = " responds the same either way, and the row was not checked first.";

/// The reason of such a row. `product` is the product's name in a sentence.
#[must_use]
pub fn prior_unknown(action: Action, product: &str) -> String {
    let was = match action {
        Action::Remove => "was a member",
        Action::Add => "was already a member",
    };
    format!("Unknown whether the person {was}: {product}{MARK}")
}

/// The mark of a row that an earlier run left in doubt and that the check then saw as planned. If anybody changed it,
/// it was before this run.
const MARK_OF_DOUBT: &str = ", but an earlier run had left this row in doubt.";

/// The reason of a row that an earlier run left in doubt.
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

/// The mark of a row of an undo, for products that report whether there was something to change: the site reported a
/// change in the earlier run, and a list contradicted it.
const MARK_OF_LIST: &str =
    ", because the site's member list contradicted its answer in the earlier run.";

/// The reason of a row whose earlier answer a list contradicted.
pub(super) fn contradicted(action: Action) -> String {
    let was = match action {
        Action::Remove => "was a member",
        Action::Add => "was already a member",
    };
    format!("Unknown whether the person {was}{MARK_OF_LIST}")
}

/// Whether a reason has one of the marks.
pub(super) fn is_prior_unknown(reason: &str) -> bool {
    [MARK, MARK_OF_DOUBT, MARK_OF_LIST]
        .iter()
        .any(|mark| reason.contains(mark))
}

/// Why a row that the check saw as planned does not count as this run's change, although the site confirmed one.
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
