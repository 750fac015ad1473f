//! The ticks that wait for their file.

use crate::choose::SavedSelection;

use super::frame::{DecodeError, Kind, open, seal};

/// As they are stored.
#[must_use]
pub fn write_draft(draft: &SavedSelection) -> Vec<u8> {
    seal(Kind::Draft, draft)
}

/// Out of storage.
///
/// # Errors
/// [`DecodeError`] says why not.
pub fn read_draft(bytes: &[u8]) -> Result<SavedSelection, DecodeError> {
    open(Kind::Draft, bytes)
}
