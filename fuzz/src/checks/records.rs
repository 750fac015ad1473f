//! A table's file read once more: each record as it stands there, and its cells.

use groupsweep_core::import::{Encoding, Record, RecordKind, Rewind, RowColumns, Table, text_of};

use super::case::Case;

pub(crate) struct Records {
    /// The file's text, in which a row's start counts.
    text: Vec<u8>,
    /// Bytes of the text before its first record.
    passed_over: usize,
    pub(crate) headings: Option<One>,
    pub(crate) rows: Vec<One>,
    /// The first column, as the page reads a column that was left in the file.
    pub(crate) extra: RowColumns,
}

pub(crate) struct One {
    bytes: Vec<u8>,
    pub(crate) cells: Vec<Vec<u8>>,
    pub(crate) is_whole: bool,
}

impl One {
    fn of(record: &Record<'_>) -> Self {
        Self {
            bytes: record.bytes().to_vec(),
            cells: (0..record.len())
                .map(|at| record.cell(at).into_owned())
                .collect(),
            is_whole: !record.has_open_quote() && !record.is_too_long(),
        }
    }

    pub(crate) fn cell(&self, column: Option<usize>) -> &[u8] {
        let cell = column.and_then(|column| self.cells.get(column));
        cell.map_or(&[], Vec::as_slice)
    }
}

impl Records {
    /// Reads the file in the blocks of the case.
    pub(crate) fn of(table: &Table, case: &Case) -> Self {
        let text = text(table, &case.file);
        let mut found = Self {
            passed_over: table.text_start(),
            text,
            headings: None,
            rows: Vec::new(),
            extra: RowColumns::of(0),
        };
        let mut take = |part: RecordKind, record: &Record<'_>| match part {
            RecordKind::Headings => found.headings = Some(One::of(record)),
            RecordKind::Row(row) => {
                assert_eq!(row.index(), found.rows.len(), "rows come in order");
                found.rows.push(One::of(record));
                found.extra.push(record);
            }
        };
        let mut rewind = Rewind::of(table);
        let fed = case
            .blocks()
            .try_for_each(|block| rewind.feed(table, block, &mut take));
        let read = fed.and_then(|()| rewind.finish(table, &mut take));
        assert_eq!(read, Ok(()), "the file is the same");
        assert_eq!(found.rows.len(), table.len());
        assert_eq!(found.headings.is_some(), table.has_headings());
        found
    }

    /// All records, the headings first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &One> {
        self.headings.iter().chain(&self.rows)
    }

    /// Records follow each other with nothing between them that anybody could miss.
    pub(crate) fn stand_in_the_file(&self, table: &Table) {
        assert!(table.len() <= self.text.len());
        let mut behind = self.passed_over;
        if let Some(headings) = &self.headings {
            let at = self.text[behind..]
                .windows(headings.bytes.len())
                .position(|part| part == headings.bytes);
            behind = self.pass(behind, behind + at.expect("the headings"), headings);
        }
        for (row, record) in table.row_numbers().zip(&self.rows) {
            let start = table.start_of(row).expect("a row has a start") as usize;
            behind = self.pass(behind, start, record);
        }
        assert!(is_nothing(&self.text[behind..]), "records are left out");
    }

    fn pass(&self, behind: usize, start: usize, record: &One) -> usize {
        let end = start + record.bytes.len();
        assert!(behind <= start && !record.bytes.is_empty());
        assert!(
            is_nothing(&self.text[behind..start]),
            "records are left out"
        );
        assert_eq!(self.text[start..end], record.bytes);
        end
    }

    /// Lines of white space are records there and none here; everything else is alike, cell by cell.
    pub(crate) fn are_what_the_csv_crate_reads(&self, table: &Table) {
        if table.delimiter() == b'"' {
            return;
        }
        let is_blank = |record: &csv::ByteRecord| {
            record.len() == 1 && record[0].iter().all(u8::is_ascii_whitespace)
        };
        // The line end in front hides a second byte order mark: to the crate it would be none.
        let text = [b"\n", &self.text[self.passed_over..]].concat();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(table.delimiter())
            .from_reader(text.as_slice());
        let records = reader
            .byte_records()
            .map(|record| record.expect("a record"));
        let mut theirs = records.filter(|record| !is_blank(record));
        for ours in self.all() {
            let theirs = theirs.next().expect("as many records");
            assert!(theirs.iter().eq(&ours.cells), "{theirs:?} {:?}", ours.cells);
        }
        assert_eq!(theirs.next(), None);
    }
}

/// The text that places in a table count in.
fn text(table: &Table, file: &[u8]) -> Vec<u8> {
    match table.encoding() {
        Encoding::Utf8 if table.has_byte_order_mark() => file[3..].to_vec(),
        Encoding::Utf8 => file.to_vec(),
        Encoding::Utf16Le | Encoding::Utf16Be => text_of(file).into_bytes(),
    }
}

/// Line ends and blank lines, quoted ones among them.
fn is_nothing(text: &[u8]) -> bool {
    text.iter()
        .all(|byte| byte.is_ascii_whitespace() || *byte == b'"')
}
