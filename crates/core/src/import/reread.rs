//! Reads the file of a table again for cells that were left in it. Checks row by row that it is
//! still the same file.

use groupsweep_sheet::{Interner, KeyMaker, Record, first_cells, rank_cells};

use crate::domain::RowNo;

use super::decode::Decoder;
use super::fingerprint::FIRST_BLOCK;
use super::stream::{Stream, TooLongError};
use super::table::Table;

/// The file is not the one that the table was read from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("The file on the disk was changed after it was imported. Drop it again.")]
pub struct FileChangedError;

impl From<TooLongError> for FileChangedError {
    fn from(_: TooLongError) -> Self {
        Self
    }
}

/// What a record is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordKind {
    Headings,
    Row(RowNo),
}

/// Reads the records of a table's file again, block by block.
pub struct Rewind {
    mark: usize,
    start: usize,
    stream: Stream,
    /// The file's first bytes, until there are enough of them for the fingerprint.
    first: Option<Vec<u8>>,
    headings_read: bool,
    rows: u32,
    /// Bytes of the file so far.
    size: u64,
}

impl Rewind {
    /// Creates a reader for the file of this table.
    #[must_use]
    pub fn of(table: &Table) -> Self {
        let dialect = &table.dialect;
        Self {
            mark: dialect.mark,
            start: dialect.start,
            stream: Stream::new(
                Decoder::new(dialect.encoding).unwrapping(dialect.is_wrapped),
                dialect.delimiter,
            ),
            first: Some(Vec::new()),
            headings_read: !dialect.has_headings,
            rows: 0,
            size: 0,
        }
    }

    /// Reads the next block and passes each complete record to `take`.
    ///
    /// # Errors
    /// [`FileChangedError`] as soon as the file turns out to be another one.
    pub fn feed(
        &mut self,
        table: &Table,
        block: &[u8],
        take: impl FnMut(RecordKind, &Record<'_>),
    ) -> Result<(), FileChangedError> {
        self.size += block.len() as u64;
        match &mut self.first {
            Some(first) => {
                first.extend_from_slice(block);
                if first.len() < FIRST_BLOCK {
                    return Ok(());
                }
                self.begin(table)?;
            }
            None => self.stream.push(block),
        }
        self.advance(table, false, take)
    }

    /// Passes the remaining records to `take`.
    ///
    /// # Errors
    /// [`FileChangedError`] if the file is another one.
    pub fn finish(
        mut self,
        table: &Table,
        take: impl FnMut(RecordKind, &Record<'_>),
    ) -> Result<(), FileChangedError> {
        if self.first.is_some() {
            self.begin(table)?;
        }
        self.advance(table, true, take)?;
        if self.rows as usize == table.len() && self.size == table.size() {
            Ok(())
        } else {
            Err(FileChangedError)
        }
    }

    fn begin(&mut self, table: &Table) -> Result<(), FileChangedError> {
        let first = self.first.take().unwrap_or_default();
        let known = super::fingerprint::Marker::of(&first).mark("");
        if known.first_block != table.mark.first_block {
            return Err(FileChangedError);
        }
        self.stream.push(first.get(self.mark..).unwrap_or_default());
        self.stream.pass_over(self.start);
        Ok(())
    }

    fn advance(
        &mut self,
        table: &Table,
        at_end: bool,
        mut take: impl FnMut(RecordKind, &Record<'_>),
    ) -> Result<(), FileChangedError> {
        let Self {
            stream,
            headings_read,
            rows,
            ..
        } = self;
        stream.records(at_end, |record, start| {
            if !*headings_read {
                *headings_read = true;
                take(RecordKind::Headings, record);
                return Ok(());
            }
            let row = RowNo(*rows);
            if table.start_of(row) != Some(start) {
                return Err(FileChangedError);
            }
            take(RecordKind::Row(row), record);
            *rows += 1;
            Ok(())
        })
    }
}

/// A column that was left in the file: each distinct cell once, and its number for each row.
pub struct RowColumns {
    keys: KeyMaker,
    texts: Interner,
    rows: Vec<u32>,
}

impl RowColumns {
    /// Creates an empty column for the heading with this index.
    #[must_use]
    pub fn of(column: usize) -> Self {
        Self {
            keys: KeyMaker::new(vec![Some(column)]),
            texts: Interner::default(),
            rows: Vec::new(),
        }
    }

    /// Adds a row's cell. Rows must come in order.
    pub fn push(&mut self, record: &Record<'_>) {
        let key = self.keys.make(record);
        self.rows.push(self.texts.intern(key.text).0);
    }

    /// Returns a row's cell.
    #[must_use]
    pub fn get(&self, row: RowNo) -> &str {
        let number = self.rows.get(row.index()).copied().unwrap_or(u32::MAX);
        let [text] = first_cells(self.texts.get(number));
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// The number of each row's cell. Equal cells have equal numbers.
    #[must_use]
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Returns the rank of each number, and the number of ranks.
    #[must_use]
    pub fn ranks(&self) -> (Vec<u32>, usize) {
        rank_cells(&self.texts, 0)
    }
}
