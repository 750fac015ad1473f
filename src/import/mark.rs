//! A file's mark: enough to know the same file again, little enough to keep in the journal.

use serde::{Deserialize, Serialize};

/// Bytes of the file's beginning that the mark is made of.
const FIRST_BLOCK: usize = 64 * 1024;

/// Which file it was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileMark {
    /// Its name. Downloads get numbers behind their names, so it does not count in a comparison by content.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// CRC-32 of its first 64 KiB.
    pub first_block: u32,
}

impl FileMark {
    /// The mark of a file's bytes.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let block = bytes.get(..FIRST_BLOCK).unwrap_or(bytes);
        Self {
            name: name.to_owned(),
            size: bytes.len() as u64,
            first_block: crc32fast::hash(block),
        }
    }

    /// The same bytes as far as the mark tells, whatever the name.
    #[must_use]
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.size == other.size && self.first_block == other.first_block
    }
}
