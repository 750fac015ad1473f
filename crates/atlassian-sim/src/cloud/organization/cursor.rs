//! Page cursors, in a form that cannot be guessed. A cursor is valid only for its own search.

use crate::seeded_hash::mix;

/// The prefix of every cursor, so that none looks like a number.
const MARK: &str = "cur_";

/// The cursor of a search's page that begins at `offset`.
pub(super) fn seal(search: u64, offset: usize) -> String {
    let offset = offset as u64;
    format!(
        "{MARK}{:016x}{:016x}",
        offset ^ mix(search, 1),
        mix(mix(search, 2), offset)
    )
}

/// Where a search's page begins. `None` if the cursor is not from this search.
pub(super) fn open(search: u64, cursor: &str) -> Option<usize> {
    let digits = cursor.strip_prefix(MARK)?;
    let hidden = u64::from_str_radix(digits.get(..16)?, 16).ok()?;
    let offset = usize::try_from(hidden ^ mix(search, 1)).ok()?;
    (seal(search, offset) == cursor).then_some(offset)
}
