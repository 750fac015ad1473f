//! The frame around every piece: what it is, by which version it was written,
//! and a checksum over it.

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The checksum of zip and PNG.
static CRC_32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
/// The form of what is inside. A piece of another form is not read.
const VERSION: u8 = 1;
/// Kind, version and CRC-32 (little endian) stand before the content.
const LEAD: usize = 6;

/// What a piece holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A head of version 0.4 and before.
    Head = b'H' as isize,
    /// A head of version 0.5: its action and its endpoint.
    Entry = b'E' as isize,
    /// A head with its purpose, and what became of the run later.
    HeadOfPurpose = b'U' as isize,
    /// The same, and how many rows changed between the check and their call.
    HeadSinceCheck = b'S' as isize,
    Part = b'P' as isize,
    Batch = b'B' as isize,
    Draft = b'D' as isize,
    /// A plan's notes of version 0.4.
    Notes = b'N' as isize,
    /// A plan's notes, and how its rows stood; of version 0.5.
    NotesAndBefore = b'F' as isize,
    /// A plan's notes, how its rows stood, and what the check said of their names.
    NotesAndCheck = b'C' as isize,
    Keep = b'K' as isize,
}

/// Why a piece cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Damaged {
    /// It was written by another version of Groupsweep.
    OtherVersion,
    /// Its checksum does not fit, or it does not hold what it should.
    Garbled,
    /// A piece is missing.
    Missing,
}

impl Damaged {
    /// What happened, for people.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::OtherVersion => "This record was written by another version of Groupsweep.",
            Self::Garbled => "This record is damaged: its checksum does not fit.",
            Self::Missing => "A part of this record is missing.",
        }
    }
}

/// A piece as it is stored.
pub(super) fn seal(kind: Kind, content: &impl Serialize) -> Vec<u8> {
    let lead = vec![kind as u8, VERSION, 0, 0, 0, 0];
    // What is written here are numbers, texts and lists: none of them can fail to be written.
    let mut bytes = postcard::to_extend(content, lead).unwrap_or_default();
    if let Some((lead, content)) = bytes.split_at_mut_checked(LEAD) {
        let sum = checksum(kind, content);
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

/// The content of a stored piece.
pub(super) fn open<T: DeserializeOwned>(kind: Kind, bytes: &[u8]) -> Result<T, Damaged> {
    let (lead, content) = bytes.split_at_checked(LEAD).ok_or(Damaged::Garbled)?;
    match lead {
        [first, VERSION, sum @ ..] if *first == kind as u8 && *sum == checksum(kind, content) => {
            postcard::from_bytes(content).map_err(|_| Damaged::Garbled)
        }
        [first, version, ..] if *first == kind as u8 && *version != VERSION => {
            Err(Damaged::OtherVersion)
        }
        _ => Err(Damaged::Garbled),
    }
}

fn checksum(kind: Kind, content: &[u8]) -> [u8; 4] {
    let mut sum = CRC_32.digest();
    sum.update(&[kind as u8, VERSION]);
    sum.update(content);
    sum.finalize().to_le_bytes()
}
