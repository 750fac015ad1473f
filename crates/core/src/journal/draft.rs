//! The selection that is restored once its file is loaded again.

use crate::choose::SavedSelection;

use super::frame::{DecodeError, Kind, open, seal};

/// Returns the stored form.
#[must_use]
pub fn write_draft(draft: &SavedSelection) -> Vec<u8> {
    seal(Kind::Draft, draft)
}

/// Reads the stored form.
///
/// # Errors
/// [`DecodeError`] if it cannot be read.
pub fn read_draft(bytes: &[u8]) -> Result<SavedSelection, DecodeError> {
    open(Kind::Draft, bytes)
}
