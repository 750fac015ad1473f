//! Joins some cells of a record into one lookup key.

use crate::field_text::{front, windows_1252};
use crate::length_prefixed::push_cell;
use crate::record::Record;

/// Joins the cells of certain columns.
pub struct KeyMaker {
    /// `None` for a column that the file does not have, whose cells are empty.
    columns: Vec<Option<usize>>,
    key: Vec<u8>,
}

/// The key of a record.
#[derive(Clone, Copy, Debug)]
pub struct RowKey<'a> {
    /// The cells, readable by [`crate::cells`]. Always UTF-8.
    pub text: &'a [u8],
    /// Whether something was not UTF-8 and was read as Windows-1252.
    pub not_utf8: bool,
    /// Whether a cell contains a NUL.
    pub has_zero: bool,
}

impl KeyMaker {
    /// Takes these columns, in this order.
    #[must_use]
    pub fn new(columns: Vec<Option<usize>>) -> Self {
        Self {
            columns,
            key: Vec::with_capacity(256),
        }
    }

    /// The key of a record.
    #[inline(never)]
    pub fn make(&mut self, record: &Record<'_>) -> RowKey<'_> {
        self.key.clear();
        let (mut not_utf8, mut has_zero) = (false, false);
        for column in &self.columns {
            let Some(column) = column else {
                push_cell(&mut self.key, b"");
                continue;
            };
            let cell = record.cell(*column);
            let cell = front(&cell);
            // Checking for ASCII is faster, and most cells are ASCII.
            if cell.is_ascii() || std::str::from_utf8(cell).is_ok() {
                push_cell(&mut self.key, cell);
            } else {
                not_utf8 = true;
                push_cell(&mut self.key, windows_1252(cell).as_bytes());
            }
            // Only texts are checked, because the length of an empty cell is a zero byte too.
            has_zero |= memchr::memchr(0, cell).is_some();
        }
        RowKey {
            text: &self.key,
            not_utf8,
            has_zero,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cut, RecordReader, cells};

    fn key(line: &[u8], columns: &[Option<usize>]) -> (Vec<String>, bool, bool) {
        let mut cutter = RecordReader::new(b',');
        let Cut::Record(record) = cutter.cut(line, true) else {
            panic!("no record");
        };
        let mut maker = KeyMaker::new(columns.to_vec());
        let key = maker.make(&record);
        let cells = cells(key.text).map(|cell| String::from_utf8_lossy(cell).into_owned());
        (cells.collect(), key.not_utf8, key.has_zero)
    }

    #[test]
    fn cells_come_in_the_order_asked_for_without_quotes_and_blanks() {
        let line = "a, \"b\" ,\"c \"\"d\"\"\",é".as_bytes();
        let (cells, not_utf8, has_zero) = key(line, &[Some(2), None, Some(3), Some(0), Some(9)]);
        assert_eq!(cells, ["c \"d\"", "", "é", "a", ""]);
        assert!(!not_utf8 && !has_zero);
    }

    #[test]
    fn foreign_letters_and_zeros_are_told() {
        assert_eq!(
            key(b"Caf\xe9", &[Some(0)]),
            (vec!["Café".to_owned()], true, false)
        );
        assert_eq!(
            key(b"a\0", &[Some(0), None]),
            (vec!["a\0".to_owned(), String::new()], false, true)
        );
    }
}
