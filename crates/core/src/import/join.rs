//! Joins several files of one export that were dropped together: a large organization exports in parts. They
//! are read as one table if their headings are the same. The parts are not copied: the rows of each further
//! part follow those of the previous one, without its headings.

use groupsweep_sheet::{Cut, RecordReader};

use super::columns::fold;
use super::decode::{Decoder, Encoding};
use super::fingerprint::FIRST_BLOCK;
use super::sniff::{Dialect, sniff};

/// How a further part follows the previous one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seam {
    /// The line end between the two, in their common encoding.
    pub line_end: &'static [u8],
    /// Number of bytes of the further part to skip: everything up to the end of its headings.
    pub skip: usize,
}

/// Why two files cannot be read as one table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SeamError {
    /// One of them is not a table with headings.
    #[error("Groupsweep does not recognize the headings of one of them")]
    NoHeadings,
    #[error("the headings are not the same")]
    OtherHeadings,
    /// Their delimiters or encodings differ.
    #[error("the delimiter or the encoding is not the same")]
    WrittenOtherwise,
}

/// Number of bytes of a file that [`seam`] examines.
pub const SEAM_BLOCK: usize = FIRST_BLOCK;

/// Finds how the rows of a further file follow those of the first one. Each file is given by its first
/// [`SEAM_BLOCK`] bytes.
///
/// # Errors
/// [`SeamError`] if they are not parts of one table.
pub fn seam(first: &[u8], further: &[u8]) -> Result<Seam, SeamError> {
    let known = |block: &[u8]| {
        let dialect = sniff(block, block.len() < SEAM_BLOCK).ok();
        dialect
            .filter(|dialect| dialect.has_headings && dialect.columns.is_complete())
            .ok_or(SeamError::NoHeadings)
    };
    let (one, other) = (known(first)?, known(further)?);
    let folded = |dialect: &Dialect| -> Vec<String> {
        dialect
            .headings
            .iter()
            .map(|heading| fold(heading))
            .collect()
    };
    if folded(&one) != folded(&other) || one.ours.origin != other.ours.origin {
        return Err(SeamError::OtherHeadings);
    }
    let is_written_alike = one.delimiter == other.delimiter
        && one.encoding == other.encoding
        && !one.is_wrapped
        && !other.is_wrapped;
    if !is_written_alike {
        return Err(SeamError::WrittenOtherwise);
    }
    Ok(Seam {
        line_end: match other.encoding {
            Encoding::Utf8 => b"\n",
            Encoding::Utf16Le => b"\n\0",
            Encoding::Utf16Be => b"\0\n",
        },
        skip: end_of_headings(further, &other).ok_or(SeamError::NoHeadings)?,
    })
}

/// Returns the number of bytes up to the end of the headings.
fn end_of_headings(block: &[u8], dialect: &Dialect) -> Option<usize> {
    let mut text = Vec::new();
    Decoder::new(dialect.encoding).push(block.get(dialect.mark..)?, &mut text);
    let rest = text.get(dialect.start..)?;
    let mut cutter = RecordReader::new(dialect.delimiter);
    let Cut::Record(record) = cutter.cut(rest, true) else {
        return None;
    };
    let end = dialect.start + record.end();
    let bytes = match dialect.encoding {
        Encoding::Utf8 => end,
        Encoding::Utf16Le | Encoding::Utf16Be => {
            2 * std::str::from_utf8(&text[..end])
                .ok()?
                .encode_utf16()
                .count()
        }
    };
    Some(dialect.mark + bytes)
}
