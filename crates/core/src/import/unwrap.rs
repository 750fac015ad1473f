//! Removes quotation marks around whole lines. Such a file remains when an export was opened with the wrong
//! delimiter and saved. Nothing is lost: without the outer marks, and with doubled inner marks made single,
//! the file is what it was.

use groupsweep_sheet::{Cut, RecordReader};

/// Delimiters of the lines inside the quotation marks.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Number of lines to examine.
const LINES: usize = 20;

/// Removes the outer quotation marks of each line. A block may end at any byte of a line.
#[derive(Default)]
pub(super) struct Unwrapper {
    place: BytePlace,
}

/// Where in a line a byte is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum BytePlace {
    #[default]
    LineStart,
    /// In a line that does not begin with a quotation mark, and stays unchanged.
    Bare,
    Inside,
    /// After a quotation mark inside: either the outer one, or the first of two.
    Quote,
}

impl Unwrapper {
    pub(super) fn push(&mut self, text: &[u8], out: &mut Vec<u8>) {
        for byte in text {
            let is_line_end = matches!(byte, b'\r' | b'\n');
            self.place = match (self.place, byte) {
                (BytePlace::LineStart, b'"') => BytePlace::Inside,
                (BytePlace::Inside, b'"') => BytePlace::Quote,
                (BytePlace::Quote, b'"') | (BytePlace::Inside, _) => {
                    out.push(*byte);
                    BytePlace::Inside
                }
                (BytePlace::LineStart | BytePlace::Bare | BytePlace::Quote, _) => {
                    out.push(*byte);
                    if is_line_end {
                        BytePlace::LineStart
                    } else {
                        BytePlace::Bare
                    }
                }
            };
        }
    }
}

/// Returns the text without the outer quotation marks.
pub(super) fn unwrapped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    Unwrapper::default().push(text, &mut out);
    out
}

/// Whether every line is one cell in quotation marks that contains several cells.
pub(super) fn is_wrapped(text: &[u8], at_end: bool) -> bool {
    if text.first() != Some(&b'"') {
        return false;
    }
    DELIMITERS.iter().any(|inner| {
        let mut lines = 0;
        for delimiter in DELIMITERS {
            let mut cutter = RecordReader::new(delimiter);
            let mut at = 0;
            lines = 0;
            while let Cut::Record(record) = cutter.cut(&text[at..], at_end) {
                let is_line = record.raw(0).first() == Some(&b'"')
                    && record.len() == 1
                    && record.cell(0).contains(inner);
                if !record.is_blank() && !is_line {
                    return false;
                }
                lines += usize::from(!record.is_blank());
                at += record.end();
                if lines > LINES {
                    break;
                }
            }
        }
        lines > 1
    })
}
