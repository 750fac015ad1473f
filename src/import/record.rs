//! The text of a cell.

use std::borrow::Cow;

use super::decode::windows_1252;

/// Longest text that is kept of a cell, in bytes. Ids are far shorter, and nobody reads more of a name.
const LONGEST: usize = 4096;

/// Text of a cell; bytes that are no UTF-8 are read as Windows-1252.
pub(super) fn text(cell: &[u8]) -> Cow<'_, str> {
    let cell = front(cell);
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(windows_1252(cell)),
    }
}

/// Without blanks around it, and not longer than anybody reads.
#[inline]
pub(super) fn front(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    if cell.len() <= LONGEST {
        return cell;
    }
    // Not in the middle of a letter: the bytes that go on with one begin with the bits 10.
    let is_start = |at: &usize| cell[*at] & 0xC0 != 0x80;
    let end = (LONGEST - 3..=LONGEST).rev().find(is_start);
    &cell[..end.unwrap_or(LONGEST)]
}
