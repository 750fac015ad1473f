//! A file's mark: enough to know the same file again, little enough to keep in the journal.

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::{Deserialize, Serialize};

/// The checksum of zip and PNG.
static CRC_32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Bytes of the file's beginning that the mark is made of.
pub(super) const FIRST_BLOCK: usize = 64 * 1024;

/// Which file it was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileFingerprint {
    /// Its name. Downloads get numbers behind their names, so it does not count in a comparison by content.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// CRC-32 of its first 64 KiB.
    pub first_block: u32,
}

impl FileFingerprint {
    /// The mark of a file's bytes.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Marker::of(bytes).mark(name)
    }

    /// The same bytes as far as the mark tells, whatever the name.
    #[must_use]
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.size == other.size && self.first_block == other.first_block
    }
}

/// A mark in the making, of a file that comes in blocks.
pub(super) struct Marker {
    /// Bytes of the file so far.
    pub(super) size: u64,
    first_block: u32,
}

impl Marker {
    /// Of the file's first bytes: [`FIRST_BLOCK`] of them at least, where it has so many.
    pub(super) fn of(first: &[u8]) -> Self {
        let block = first.get(..FIRST_BLOCK).unwrap_or(first);
        Self {
            size: first.len() as u64,
            first_block: CRC_32.checksum(block),
        }
    }

    pub(super) fn mark(self, name: &str) -> FileFingerprint {
        FileFingerprint {
            name: name.to_owned(),
            size: self.size,
            first_block: self.first_block,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_the_checksum_that_records_of_earlier_versions_hold() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(
            FileFingerprint::of("", b"123456789").first_block,
            0xCBF4_3926
        );
    }
}
