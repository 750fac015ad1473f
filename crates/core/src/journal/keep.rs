//! The keep list of an address: its text and when it was saved.

use crate::choose::KeepList;
use crate::domain::Timestamp;

use super::frame::{DecodeError, Kind, open, seal};

/// Returns the stored form.
#[must_use]
pub fn write_keep(list: &KeepList) -> Vec<u8> {
    seal(Kind::Keep, &(list.changed, list.text()))
}

/// Reads the stored form.
///
/// # Errors
/// [`DecodeError`] if it cannot be read. An unreadable list is not an empty one: nothing may be selected
/// until the admin chooses to continue without it.
pub fn read_keep(bytes: &[u8]) -> Result<KeepList, DecodeError> {
    let (changed, text): (Timestamp, String) = open(Kind::Keep, bytes)?;
    KeepList::read(&text, changed).map_err(|_| DecodeError::Garbled)
}
