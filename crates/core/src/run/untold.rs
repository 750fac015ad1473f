//! A change that the site accepted without telling whether there was anything to change: an undo asks about the row.

use crate::plan::Action;

/// In the reason of such a row, whether this page or a script wrote it: a results file has no other mark of it.
const MARK: &str = " responds the same either way, and the row was not checked first.";

/// Why it is unknown. `product` is its name in a sentence.
#[must_use]
pub fn untold(action: Action, product: &str) -> String {
    let was = match action {
        Action::Remove => "was a member",
        Action::Add => "was already a member",
    };
    format!("Unknown whether the person {was}: {product}{MARK}")
}

/// Whether a reason says so.
pub(super) fn is_untold(reason: &str) -> bool {
    reason.contains(MARK)
}
