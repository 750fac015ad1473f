//! The frame around every piece: what it is, by which version it was written,
//! and a checksum over it.

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The checksum of zip and PNG.
static CRC_32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
/// Kind, version and CRC-32 (little endian) stand before the content.
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
    /// The oldest version of its content that is still read.
    fn oldest(self) -> u8 {
        match self {
            Self::Batch | Self::Notes => 2,
            Self::Head | Self::Part | Self::Draft | Self::Keep => self.version(),
        }
    }

    /// The version of its content. A piece of a newer version is not read.
    pub(super) fn version(self) -> u8 {
        match self {
            // Version 2 of a batch had fewer kinds of entries, version 3 told a change in doubt that a list did not show as one
            // that an answer had confirmed.
            Self::Batch => 4,
            // Version 2 of the notes did not tell when what is added was removed, version 3 not how large the groups were,
            // version 4 neither whom the groups' lists hid nor what an earlier run had left in doubt.
            Self::Notes => 5,
            // Version 1 of a run's record had no numbers, so a lost piece could not be noticed.
            Self::Head | Self::Part => 2,
            // Version 1 did not tell whether its rows are to be removed or added, version 2 not which lines of its list are
            // unclear.
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
    /// Its checksum does not match, or its content contradicts itself.
    #[error("This record is damaged: a checksum does not match.")]
    Garbled,
    /// A piece is missing.
    #[error("This record is damaged: part of it is missing.")]
    Missing,
    /// A piece is out of order, there twice, or another run's.
    #[error("This record is damaged: its parts are out of order, or one belongs to another run.")]
    Misplaced,
}

/// A piece as it is stored.
pub(super) fn seal(kind: Kind, content: &impl Serialize) -> Vec<u8> {
    let lead = vec![kind as u8, kind.version(), 0, 0, 0, 0];
    // What is written here are numbers, texts and lists: none of them can fail to be written.
    let mut bytes = postcard::to_extend(content, lead).unwrap_or_default();
    if let Some((lead, content)) = bytes.split_at_mut_checked(LEAD) {
        let sum = checksum(kind as u8, kind.version(), content);
        if let Some(place) = lead.get_mut(2..) {
            place.copy_from_slice(&sum);
        }
    }
    bytes
}

/// Whether a piece says to be of a kind.
pub(super) fn is_of(kind: Kind, bytes: &[u8]) -> bool {
    bytes.first() == Some(&(kind as u8))
}

/// The version that wrote a stored piece, as it says; not proven until the piece is opened.
pub(super) fn version_of(bytes: &[u8]) -> Option<u8> {
    bytes.get(1).copied()
}

/// The content of a stored piece.
pub(super) fn open<T: DeserializeOwned>(kind: Kind, bytes: &[u8]) -> Result<T, DecodeError> {
    open_versioned(kind, bytes).map(|(_, content)| content)
}

/// The same, and the version that wrote it.
pub(super) fn open_versioned<T: DeserializeOwned>(
    kind: Kind,
    bytes: &[u8],
) -> Result<(u8, T), DecodeError> {
    let (lead, content) = bytes.split_at_checked(LEAD).ok_or(DecodeError::Garbled)?;
    let [first, version, sum @ ..] = lead else {
        return Err(DecodeError::Garbled);
    };
    // A damaged version byte is not another version: the checksum covers it.
    if *sum != checksum(*first, *version, content) {
        return Err(DecodeError::Garbled);
    }
    let of_kind = *first == kind as u8;
    match *version {
        // Older versions had other kinds, too.
        older if older < kind.oldest() => Err(DecodeError::OlderVersion),
        newer if newer > kind.version() && of_kind => Err(DecodeError::NewerVersion),
        read if read <= kind.version() && of_kind => {
            // The checksum is right, so this is what was written: an entry that was added to the format later.
            let content = postcard::from_bytes(content).map_err(|_| DecodeError::NewerVersion)?;
            Ok((read, content))
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
