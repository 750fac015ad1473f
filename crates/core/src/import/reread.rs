//! Reads the file of a table once more: for what was left in it, the cells that
//! nobody had looked at. That it is the same file is checked row by row.

use groupsweep_sheet::{Interner, KeyMaker, Record, first_cells, rank_cells};

use crate::domain::RowNo;

use super::decode::Decoder;
use super::fingerprint::FIRST_BLOCK;
use super::stream::{Stream, TooLongError};
use super::table::Table;

/// The file is not the one that the table was made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("The file on the disk was changed after it was imported. Drop it again.")]
pub struct FileChangedError;

impl From<TooLongError> for FileChangedError {
    fn from(_: TooLongError) -> Self {
        Self
    }
}

/// What a record is in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordKind {
    Headings,
    Row(RowNo),
}

/// Hands out the records of a table's file again, block by block.
pub struct Rewind {
    mark: usize,
    start: usize,
    stream: Stream,
    /// The file's first bytes, until there are enough of them to know it by.
    first: Option<Vec<u8>>,
    headings_read: bool,
    rows: u32,
    /// Bytes of the file so far.
    size: u64,
}

impl Rewind {
    /// For the file of this table.
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

    /// Takes the next block and hands out the records that are complete.
    ///
    /// # Errors
    /// [`FileChangedError`] as soon as the file shows that it is another one.
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

    /// Hands out what is left.
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

/// A column that was left in the file: each different cell once, and a number per row.
pub struct RowColumns {
    keys: KeyMaker,
    texts: Interner,
    rows: Vec<u32>,
}

impl RowColumns {
    /// For the column at this place among the headings.
    #[must_use]
    pub fn of(column: usize) -> Self {
        Self {
            keys: KeyMaker::new(vec![Some(column)]),
            texts: Interner::default(),
            rows: Vec::new(),
        }
    }

    /// Takes a row's cell; rows come in order.
    pub fn push(&mut self, record: &Record<'_>) {
        let key = self.keys.make(record);
        self.rows.push(self.texts.intern(key.text).0);
    }

    /// The cell of a row.
    #[must_use]
    pub fn get(&self, row: RowNo) -> &str {
        let number = self.rows.get(row.index()).copied().unwrap_or(u32::MAX);
        let [text] = first_cells(self.texts.get(number));
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// The number of each row's cell: equal cells have equal numbers.
    #[must_use]
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The rank of each number, and how many ranks there are.
    #[must_use]
    pub fn ranks(&self) -> (Vec<u32>, usize) {
        rank_cells(&self.texts, 0)
    }
}
