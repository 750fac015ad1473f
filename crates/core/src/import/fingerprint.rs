//! A file's fingerprint: enough to recognize the same file, small enough for the journal.

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::{Deserialize, Serialize};

/// The checksum that zip and PNG use.
static CRC_32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Number of bytes at the beginning of the file that the checksum covers.
pub(super) const FIRST_BLOCK: usize = 64 * 1024;

/// Identifies a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileFingerprint {
    /// The file's name. Browsers add numbers to the names of downloads, so comparisons by content ignore it.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// CRC-32 of the first 64 KiB.
    pub first_block: u32,
}

impl FileFingerprint {
    /// Returns the fingerprint of a whole file.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Marker::of(bytes).mark(name)
    }

    /// Whether size and checksum are equal, whatever the names.
    #[must_use]
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.size == other.size && self.first_block == other.first_block
    }
}

/// Computes the fingerprint of a file that arrives in blocks.
pub(super) struct Marker {
    /// Bytes of the file so far.
    pub(super) size: u64,
    first_block: u32,
}

impl Marker {
    /// Starts with the file's first bytes: at least [`FIRST_BLOCK`] of them, or the whole file if it is shorter.
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
