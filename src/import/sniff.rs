//! First-block guesses: is it text at all, and what separates its cells.

use super::columns::ColumnMap;
use super::record::first_record;
use super::refusal::Refusal;

const UTF8_BOM: &[u8] = &[0xEF, 0xBB, 0xBF];
/// Comma is what Atlassian writes; the others are what spreadsheets make of it.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What the first block tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// Offset of the heading row: behind a byte order mark.
    pub(super) start: usize,
}

/// Guesses from the first block; `block` begins at the file's first byte.
///
/// The delimiter is the one under which both id headings are found; where
/// none is, comma, and the headings are refused with their own reason.
pub(super) fn sniff(block: &[u8]) -> Result<Dialect, Refusal> {
    refuse_foreign_formats(block)?;
    let start = if block.starts_with(UTF8_BOM) {
        UTF8_BOM.len()
    } else {
        0
    };
    let under = |delimiter: &u8| {
        let headings = first_record(&block[start..], *delimiter);
        ColumnMap::of_headings(&headings).is_complete()
    };
    let delimiter = DELIMITERS.into_iter().find(under).unwrap_or(b',');
    Ok(Dialect { delimiter, start })
}

fn refuse_foreign_formats(block: &[u8]) -> Result<(), Refusal> {
    const OLD_OFFICE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
    if block.starts_with(b"PK\x03\x04")
        || block.starts_with(b"PK\x05\x06")
        || block.starts_with(OLD_OFFICE)
    {
        return Err(Refusal::Workbook);
    }
    if block.starts_with(&[0xFF, 0xFE]) || block.starts_with(&[0xFE, 0xFF]) {
        return Err(Refusal::Utf16);
    }
    if block.contains(&0) {
        return Err(Refusal::Binary);
    }
    Ok(())
}
