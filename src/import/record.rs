//! One record: its cells, their text, and the first record out of memory, read
//! by the same automaton as whole files.

use std::borrow::Cow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// The cells of one record, without copying: unquoted text and where each cell ends.
pub(super) struct Cells<'a> {
    pub(super) text: &'a [u8],
    pub(super) ends: &'a [usize],
}

impl<'a> Cells<'a> {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, column: Option<usize>) -> &'a [u8] {
        let Some(end) = column.and_then(|at| self.ends.get(at)) else {
            return &[];
        };
        let start = match column {
            Some(at) if at > 0 => self.ends.get(at - 1).copied().unwrap_or(0),
            _ => 0,
        };
        self.text.get(start..*end).unwrap_or_default()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).map(|at| self.get(Some(at)))
    }

    /// A blank line: at most one cell, and nothing in it.
    pub(super) fn are_blank_line(&self) -> bool {
        self.len() <= 1 && self.text.iter().all(u8::is_ascii_whitespace)
    }
}

/// Text of a cell; bytes that are no UTF-8 become the replacement character.
pub(super) fn lossy(cell: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(cell)
}

/// The cells of the first record that is no blank line; none where there is no record.
pub(super) fn first_record(bytes: &[u8], delimiter: u8) -> Vec<String> {
    let mut core = ReaderBuilder::new().delimiter(delimiter).build();
    // Unquoting only shortens, and there are at most as many cells as bytes, and one;
    // a place more, because the automaton stops where a buffer is just full.
    let mut text = vec![0; bytes.len() + 1];
    let mut ends = vec![0; bytes.len() + 2];
    let mut rest = bytes;
    while let Some((text_len, ends_len)) = next(&mut core, &mut rest, &mut text, &mut ends) {
        let cells = Cells {
            text: &text[..text_len],
            ends: &ends[..ends_len],
        };
        if !cells.are_blank_line() {
            return cells.iter().map(|cell| lossy(cell).into_owned()).collect();
        }
    }
    Vec::new()
}

/// Reads one record and moves `rest` behind it; how much of `text` and `ends` it fills.
fn next(
    core: &mut Reader,
    rest: &mut &[u8],
    text: &mut [u8],
    ends: &mut [usize],
) -> Option<(usize, usize)> {
    let (mut text_len, mut ends_len) = (0, 0);
    loop {
        let (result, read, written, ended) =
            core.read_record(rest, &mut text[text_len..], &mut ends[ends_len..]);
        *rest = &rest[read..];
        text_len += written;
        ends_len += ended;
        match result {
            ReadRecordResult::Record => return Some((text_len, ends_len)),
            // Asked again with nothing left, the automaton ends the last record.
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::End
            | ReadRecordResult::OutputFull
            | ReadRecordResult::OutputEndsFull => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::first_record;

    #[test]
    fn the_first_record_is_unquoted_cell_by_cell() {
        assert_eq!(
            first_record(b"a,\"b \"\"c\"\"\nd\",\r\nx", b','),
            ["a", "b \"c\"\nd", ""]
        );
        assert_eq!(first_record(b"a;b", b';'), ["a", "b"]);
        assert_eq!(first_record(b",,", b','), ["", "", ""]);
        assert_eq!(first_record(b"abc", b','), ["abc"]);
    }

    #[test]
    fn blank_lines_before_it_are_passed_over() {
        assert_eq!(first_record(b"\r\n  \n\na,b\n", b','), ["a", "b"]);
        assert!(first_record(b"", b',').is_empty());
        assert!(first_record(b"\n \n", b',').is_empty());
    }
}
