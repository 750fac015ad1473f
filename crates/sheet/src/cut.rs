//! Cuts one record off the front of some bytes. Keeps no state between two calls except for a record that is too long,
//! so it does not matter where a file is split into blocks.
//!
//! The rules are those of the `csv` crate, which differential tests verify: a quote counts only at the start of a
//! cell; after the closing quote, everything up to the delimiter belongs to the cell; LF, CR and CRLF end a record;
//! empty lines are not records.

use crate::field_ends::Ends;
use crate::scan::{Delimiters, Marks, WIDTH};

use super::record::Record;

/// A record of this many bytes or more is not kept whole: it has an unclosed quote or is not a table, and could take
/// all of the memory. Also applies if the whole record is in one large block.
pub const MAX_RECORD: usize = 32 << 20;

/// Cuts records off bytes.
pub struct RecordReader {
    delimiter: u8,
    marks: Marks,
    /// The ends of the record's cells, from its first byte.
    ends: Ends,
    /// A quoted cell of the record contains a line end, and more text after its closing quote.
    hides_lines: bool,
    /// A cell of the record is in quotes.
    has_quotes: bool,
    /// Set inside the rest of a record that was too long.
    skipping: Option<CellPosition>,
}

/// The position of a byte in a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CellPosition {
    CellStart,
    Cell,
    Quoted,
    /// After a quote in a quoted cell: the end of it, or the first of two.
    Quote,
}

/// What is at the front of the bytes.
pub enum Cut<'a> {
    /// A record. Continue after its [`Record::end`].
    Record(Record<'a>),
    /// No complete record: call again with more bytes. This many bytes at the front are not needed any more.
    Unfinished(usize),
    /// Only line ends are left.
    End,
}

impl RecordReader {
    /// Cuts records whose cells are separated by `delimiter`.
    #[must_use]
    pub fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            marks: Marks::new(delimiter),
            ends: Ends::new(),
            hides_lines: false,
            has_quotes: false,
            skipping: None,
        }
    }

    /// Cuts off the first record. `at_end`: nothing comes after `bytes`.
    #[inline(never)]
    pub fn cut<'a>(&'a mut self, bytes: &'a [u8], at_end: bool) -> Cut<'a> {
        let mut start = 0;
        if let Some(place) = self.skipping {
            match skip(bytes, place, self.delimiter) {
                Ok(end) => {
                    self.skipping = None;
                    start = end;
                }
                Err(place) => {
                    self.skipping = Some(place);
                    return if at_end {
                        Cut::End
                    } else {
                        Cut::Unfinished(bytes.len())
                    };
                }
            }
        }
        start += bytes[start..]
            .iter()
            .take_while(|byte| is_line_end(**byte))
            .count();
        let rest = &bytes[start..];
        if rest.is_empty() {
            return if at_end {
                Cut::End
            } else {
                Cut::Unfinished(start)
            };
        }
        self.ends.clear();
        (self.hides_lines, self.has_quotes) = (false, false);
        let (end, open_quote) = match self.end_of_record(rest, at_end) {
            End::At(end) => (end, false),
            End::InQuotes => (rest.len(), true),
            End::NotYet if rest.len() < MAX_RECORD => return Cut::Unfinished(start),
            End::NotYet => (rest.len(), false),
        };
        if end >= MAX_RECORD {
            return self.too_long(&rest[..MAX_RECORD], start);
        }
        Cut::Record(Record {
            bytes: &rest[..end],
            ends: self.ends.all(),
            start,
            delimiter: self.delimiter,
            open_quote,
            hides_lines: self.hides_lines,
            has_quotes: self.has_quotes,
            too_long: false,
        })
    }

    /// Finds the end of the record, and notes its cells' ends.
    fn end_of_record(&mut self, bytes: &[u8], at_end: bool) -> End {
        let (mut at, mut cell) = (0, 0);
        'chunks: while at < bytes.len() {
            let Delimiters {
                mut delimiters,
                mut others,
            } = match bytes[at..].first_chunk::<WIDTH>() {
                Some(chunk) => self.marks.in_chunk(chunk),
                None => self.marks.in_rest(&bytes[at..]),
            };
            loop {
                // The delimiters before the next quote or line end. All of them, if there is none.
                let before = delimiters & below_lowest(others);
                if before != 0 {
                    self.ends.push_marks(at, before);
                    cell = at + WIDTH - before.leading_zeros() as usize;
                }
                if others == 0 {
                    break;
                }
                let mark = at + others.trailing_zeros() as usize;
                if bytes[mark] != b'"' {
                    self.ends.push(mark);
                    return End::At(mark);
                }
                if mark == cell {
                    self.has_quotes = true;
                    match behind_quotes(bytes, mark + 1, at_end) {
                        Some(cells_after) => {
                            self.look_after_quotes(bytes, mark, cells_after);
                            at = cells_after;
                            continue 'chunks;
                        }
                        None if at_end => {
                            self.ends.push(bytes.len());
                            return End::InQuotes;
                        }
                        None => return End::NotYet,
                    }
                }
                // A quote inside a cell is part of its text.
                delimiters &= !before;
                others &= others - 1;
            }
            at += WIDTH;
        }
        if !at_end {
            return End::NotYet;
        }
        self.ends.push(bytes.len());
        End::At(bytes.len())
    }

    /// Whether the record probably hides lines. Two unclosed quotes in two rows make one cell of everything between
    /// them, with the rest of the second row's cell after it. A real multi-line cell ends with its quote.
    #[inline]
    fn look_after_quotes(&mut self, bytes: &[u8], from: usize, to: usize) {
        let is_end = |byte: &u8| *byte == self.delimiter || is_line_end(*byte);
        if !bytes.get(to).is_none_or(is_end) {
            let rest = bytes[to..].split(is_end).next().unwrap_or_default();
            let has_more = !rest.trim_ascii().is_empty();
            self.hides_lines |=
                has_more && memchr::memchr2(b'\n', b'\r', &bytes[from..to]).is_some();
        }
    }

    /// Returns the first bytes of a record that is too long. The rest is skipped.
    fn too_long<'a>(&'a mut self, front: &'a [u8], start: usize) -> Cut<'a> {
        self.skipping = skip(front, CellPosition::CellStart, self.delimiter).err();
        self.ends.cut_at(front.len());
        self.ends.push(front.len());
        Cut::Record(Record {
            bytes: front,
            ends: self.ends.all(),
            start,
            delimiter: self.delimiter,
            open_quote: false,
            hides_lines: false,
            has_quotes: false,
            too_long: true,
        })
    }
}

/// The bits below the lowest set bit. All bits if none is set.
#[inline]
fn below_lowest(bits: u64) -> u64 {
    (bits & bits.wrapping_neg()).wrapping_sub(1)
}

enum End {
    At(usize),
    InQuotes,
    NotYet,
}

/// The index after the quote that closes a cell. `None` if it is not in `bytes`.
fn behind_quotes(bytes: &[u8], from: usize, at_end: bool) -> Option<usize> {
    let mut at = from;
    loop {
        let quote = at + memchr::memchr(b'"', &bytes[at..])?;
        match bytes.get(quote + 1) {
            Some(b'"') => at = quote + 2,
            // It may be the first of two, which is not known yet.
            None if !at_end => return None,
            Some(_) | None => return Some(quote + 1),
        }
    }
}

/// The end of the record, or the position in it at the end of the bytes.
fn skip(bytes: &[u8], from: CellPosition, delimiter: u8) -> Result<usize, CellPosition> {
    let mut place = from;
    for (at, byte) in bytes.iter().enumerate() {
        place = match (place, *byte) {
            (CellPosition::CellStart | CellPosition::Quote, b'"') => CellPosition::Quoted,
            (CellPosition::Quoted, b'"') => CellPosition::Quote,
            (CellPosition::Quoted, _) => CellPosition::Quoted,
            (_, byte) if byte == delimiter => CellPosition::CellStart,
            (_, byte) if is_line_end(byte) => return Ok(at),
            _ => CellPosition::Cell,
        };
    }
    Err(place)
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
        let mut cutter = RecordReader::new(delimiter);
        let (mut at, mut found) = (0, Vec::new());
        while let Cut::Record(record) = cutter.cut(&bytes[at..], true) {
            let cells =
                (0..record.len()).map(|at| String::from_utf8_lossy(&record.cell(at)).into_owned());
            found.push(cells.collect());
            at += record.end();
        }
        found
    }

    #[test]
    fn cells_are_unquoted_one_by_one() {
        let found = records(b"a,\"b \"\"c\"\"\nd\",\r\n\"x\"y,z\"w\"\rlast", b',');
        assert_eq!(
            found,
            [
                vec!["a", "b \"c\"\nd", ""],
                vec!["xy", "z\"w\""],
                vec!["last"]
            ]
        );
    }

    #[test]
    fn every_line_end_ends_a_record_and_empty_lines_are_none() {
        assert_eq!(
            records(b"\r\n\na\rb\r\n\nc\n\r", b','),
            [["a"], ["b"], ["c"]]
        );
    }

    #[test]
    fn marks_far_from_the_start_are_found() {
        let long = "x".repeat(100);
        let line = format!("{long};{long};\"{long};\n{long}\";{long}\n{long}");
        let found = records(line.as_bytes(), b';');
        assert_eq!(found[0].len(), 4);
        assert_eq!(found[0][2], format!("{long};\n{long}"));
        assert_eq!(found[1], [long]);
    }

    #[test]
    fn a_quote_left_open_takes_the_rest_and_says_so() {
        let mut cutter = RecordReader::new(b',');
        let Cut::Record(record) = cutter.cut(b"a,\"b\nc,d", true) else {
            panic!("no record");
        };
        assert!(record.has_open_quote());
        assert_eq!(&*record.cell(1), b"b\nc,d");
    }

    #[test]
    fn letters_after_the_quotes_of_several_lines_are_told() {
        for (bytes, hides) in [
            ("a,\"b\nc\"d,e", true),
            ("a,\"b\r\nc,\"\"d,e\"x\ny", true),
            ("a,\"b\r\nc,\"\"d\",e\"x\ny", false),
            ("\"b\rc\" d", true),
            ("a,\"b\nc\",e", false),
            ("a,\"b\nc\"\r\ne", false),
            ("a,\"b\nc\" ,e", false),
            ("a,\"b\nc\"", false),
            ("a,\"b c\"d,e\n\"f\ng\"", false),
        ] {
            let mut cutter = RecordReader::new(b',');
            let Cut::Record(record) = cutter.cut(bytes.as_bytes(), true) else {
                panic!("no record");
            };
            assert_eq!(record.hides_lines(), hides, "{bytes:?}");
        }
    }

    #[test]
    fn the_record_after_one_that_hides_lines_hides_none() {
        let bytes = b"a,\"b\r\nc\"d\ne,f\n";
        let mut cutter = RecordReader::new(b',');
        let Cut::Record(record) = cutter.cut(bytes, false) else {
            panic!("no record");
        };
        assert!(record.hides_lines() && record.lines() == 2);
        let at = record.end();
        let Cut::Record(record) = cutter.cut(&bytes[at..], false) else {
            panic!("no record");
        };
        assert!(!record.hides_lines() && record.lines() == 1);
    }

    #[test]
    fn a_record_without_its_end_waits_for_more() {
        let mut cutter = RecordReader::new(b',');
        for bytes in [&b"\n\na,b"[..], b"\n\n\"a\"", b"\n\n\"a"] {
            assert!(matches!(cutter.cut(bytes, false), Cut::Unfinished(2)));
        }
    }

    #[test]
    fn the_front_and_the_rest_make_the_record() {
        let mut cutter = RecordReader::new(b',');
        let Cut::Record(record) = cutter.cut(b"a,\"b,c\",d\n", true) else {
            panic!("no record");
        };
        assert_eq!(record.front(2), b"a,\"b,c\"");
        assert_eq!(record.cells_after(2), b",d");
        assert_eq!(
            (record.front(0), record.cells_after(0)),
            (&b""[..], record.bytes())
        );
        assert_eq!(
            (record.front(9), record.cells_after(9)),
            (record.bytes(), &b""[..])
        );
    }

    #[test]
    fn a_record_too_long_to_hold_is_passed_over_to_its_end() {
        let mut cutter = RecordReader::new(b',');
        let mut bytes = b"id,\"".to_vec();
        bytes.resize(MAX_RECORD, b'x');
        let Cut::Record(record) = cutter.cut(&bytes, false) else {
            panic!("no record");
        };
        assert!(record.is_too_long());
        assert_eq!(&*record.cell(0), b"id");
        assert!(matches!(
            cutter.cut(b"more\nof it", false),
            Cut::Unfinished(10)
        ));
        assert!(matches!(cutter.cut(b"\"", false), Cut::Unfinished(1)));
        let Cut::Record(record) = cutter.cut(b",end\nnext,row\n", false) else {
            panic!("no record");
        };
        assert_eq!(&*record.cell(1), b"row");
    }
}
