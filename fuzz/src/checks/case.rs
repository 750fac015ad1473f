//! How the fuzzer's bytes become a file and its blocks. Five bytes come first:
//!
//! | byte | what it says |
//! |---|---|
//! | 0 | bytes in a block, less one |
//! | 1 | low three bits: what is put into the file; the others: the columns, where they are chosen |
//! | 2, 3 | where it is put, low byte first |
//! | 4 | how much shorter it is than the block that the reader looks at first |
//!
//! What is put there is one long cell: behind it the file is past that first block,
//! so that small inputs try the reading in blocks too.

use csv::Terminator;
use groupsweep_core::import::{ColumnMap, ImportError, Importer, Role, Table};

/// Bytes that the reader looks at first.
const FIRST_BLOCK: usize = 64 * 1024;

pub(crate) struct Case {
    pub(crate) file: Vec<u8>,
    /// Bytes of the first block.
    pub(crate) first: usize,
    /// Bytes of the others.
    pub(crate) block: usize,
    pub(crate) columns: Option<ColumnMap>,
}

impl Case {
    pub(crate) fn of(input: &[u8]) -> Option<Self> {
        let ([block, kind, low, high, short], text) = input.split_first_chunk::<5>()?;
        let place = usize::from(u16::from_le_bytes([*low, *high])).min(text.len());
        let long = long_row(kind & 7, FIRST_BLOCK - usize::from(*short));
        // Some of what is put there belongs to the small blocks too.
        let first = if long.is_empty() {
            0
        } else {
            place + long.len() - 40
        };
        let (front, back) = text.split_at(place);
        Some(Self {
            file: [front, &long, back].concat(),
            first,
            block: usize::from(*block) + 1,
            columns: columns(kind >> 3),
        })
    }

    /// The file's blocks: the first, and the small ones behind it.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &[u8]> {
        let (first, rest) = self.file.split_at(self.first);
        std::iter::once(first).chain(rest.chunks(self.block))
    }

    pub(crate) fn read_in_blocks(&self) -> Result<Table, ImportError> {
        let mut importer = Importer::new("x.csv", self.file.len(), self.columns.clone());
        for block in self.blocks() {
            importer.feed(block)?;
        }
        importer.finish()
    }

    /// One of the line ends, to write with.
    pub(crate) fn terminator(&self) -> Terminator {
        match self.block % 3 {
            0 => Terminator::CRLF,
            1 => Terminator::Any(b'\n'),
            _ => Terminator::Any(b'\r'),
        }
    }
}

/// A row of one cell, in one of three encodings; most often nothing.
fn long_row(kind: u8, bytes: usize) -> Vec<u8> {
    let of_unit = |line_end: &[u8], letter: &[u8]| {
        let letters = letter.repeat(bytes / letter.len());
        [line_end, &letters, line_end].concat()
    };
    match kind {
        5 => of_unit(b"\n", b"x"),
        6 => of_unit(b"\n\0", b"x\0"),
        7 => of_unit(b"\0\n", b"\0x"),
        _ => Vec::new(),
    }
}

/// Half of the numbers choose the columns of both ids, also such as are not there.
fn columns(number: u8) -> Option<ColumnMap> {
    let number = usize::from(number).checked_sub(16)?;
    let mut columns = ColumnMap::default();
    columns.set(Role::GroupId, Some(number % 4));
    columns.set(Role::UserId, Some(number / 4));
    columns.set(Role::GroupName, Some(1));
    columns.set(Role::Email, Some(4));
    Some(columns)
}
