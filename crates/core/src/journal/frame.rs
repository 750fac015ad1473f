//! The frame around every piece: its kind, the version that wrote it, and a checksum.

use std::cmp::Ordering;

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The CRC-32 of zip and PNG.
static CRC_32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
/// Bytes before the content: kind, version and CRC-32 (little endian).
const LEAD: usize = 6;

/// What a piece holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Head = b'H' as isize,
    Part = b'P' as isize,
    Notes = b'N' as isize,
    Batch = b'B' as isize,
    Draft = b'D' as isize,
    Keep = b'K' as isize,
}

impl Kind {
    /// The version of its content. A piece of another version is not read: no release wrote one.
    fn version(self) -> u8 {
        match self {
            Self::Batch => 4,
            Self::Notes => 5,
            Self::Head | Self::Part => 2,
            Self::Draft => 3,
            Self::Keep => 1,
        }
    }
}

/// Why a stored piece, or the record that it belongs to, cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DecodeError {
    /// An older version of Groupsweep wrote it.
    #[error("An older version of Groupsweep wrote this record. This version cannot open it.")]
    OlderVersion,
    /// A newer version of Groupsweep wrote it.
    #[error(
        "A newer version of Groupsweep wrote this record. Reload the page to get that version."
    )]
    NewerVersion,
    /// Its checksum matches, but its content has another shape: entries were added to the format without a new
    /// version, or it is older.
    #[error(
        "Another version of Groupsweep wrote this record, and this one cannot open it. Reload the page to see whether a newer version can."
    )]
    OtherVersion,
    /// Its checksum does not match, or its content contradicts itself.
    #[error("This record is damaged: a checksum does not match.")]
    Garbled,
    /// A piece is missing.
    #[error("This record is damaged: part of it is missing.")]
    Missing,
    /// A piece is out of order, duplicated, or another run's.
    #[error("This record is damaged: its parts are out of order, or one belongs to another run.")]
    Misplaced,
}

/// Returns a piece in its stored form.
pub(super) fn seal(kind: Kind, content: &impl Serialize) -> Vec<u8> {
    let lead = vec![kind as u8, kind.version(), 0, 0, 0, 0];
    // Numbers, strings and lists: writing them cannot fail.
    let mut bytes = postcard::to_extend(content, lead).unwrap_or_default();
    if let Some((lead, content)) = bytes.split_at_mut_checked(LEAD) {
        let sum = checksum(kind as u8, kind.version(), content);
        if let Some(place) = lead.get_mut(2..) {
            place.copy_from_slice(&sum);
        }
    }
    bytes
}

/// Whether a piece claims this kind.
pub(super) fn is_of(kind: Kind, bytes: &[u8]) -> bool {
    bytes.first() == Some(&(kind as u8))
}

/// Reads the content of a stored piece.
pub(super) fn open<T: DeserializeOwned>(kind: Kind, bytes: &[u8]) -> Result<T, DecodeError> {
    let (lead, content) = bytes.split_at_checked(LEAD).ok_or(DecodeError::Garbled)?;
    let [first, version, sum @ ..] = lead else {
        return Err(DecodeError::Garbled);
    };
    // A damaged version byte must not look like another version, so the checksum comes first and covers it.
    if *sum != checksum(*first, *version, content) {
        return Err(DecodeError::Garbled);
    }
    let of_kind = *first == kind as u8;
    match version.cmp(&kind.version()) {
        // Older versions also had other kinds, so the kind does not matter here.
        Ordering::Less => Err(DecodeError::OlderVersion),
        Ordering::Greater if of_kind => Err(DecodeError::NewerVersion),
        Ordering::Equal if of_kind => {
            postcard::from_bytes(content).map_err(|_| DecodeError::OtherVersion)
        }
        _ => Err(DecodeError::Garbled),
    }
}

fn checksum(kind: u8, version: u8, content: &[u8]) -> [u8; 4] {
    let mut sum = CRC_32.digest();
    sum.update(&[kind, version]);
    sum.update(content);
    sum.finalize().to_le_bytes()
}
