//! Cursors: where the next page begins, in a form that nobody can make up. One holds for
//! the same search alone.

use crate::seeded_hash::mix;

/// In front of each: not even the unluckiest is a number.
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

/// Where a search's page begins. None: the cursor is not one of this search.
pub(super) fn open(search: u64, cursor: &str) -> Option<usize> {
    let digits = cursor.strip_prefix(MARK)?;
    let hidden = u64::from_str_radix(digits.get(..16)?, 16).ok()?;
    let offset = usize::try_from(hidden ^ mix(search, 1)).ok()?;
    (seal(search, offset) == cursor).then_some(offset)
}
