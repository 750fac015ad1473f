//! The keep list of an address: its text and when it was saved.

use crate::choose::KeepList;
use crate::domain::Timestamp;

use super::frame::{DecodeError, Kind, open, seal};

/// As it is stored.
#[must_use]
pub fn write_keep(list: &KeepList) -> Vec<u8> {
    seal(Kind::Keep, &(list.changed, list.text()))
}

/// Out of storage.
///
/// # Errors
/// [`DecodeError`] says why not. A list that cannot be read is no empty list: nothing may be ticked until the
/// admin goes on without it.
pub fn read_keep(bytes: &[u8]) -> Result<KeepList, DecodeError> {
    let (changed, text): (Timestamp, String) = open(Kind::Keep, bytes)?;
    KeepList::read(&text, changed).map_err(|_| DecodeError::Garbled)
}
