//! Feeds a file's blocks through the record automaton. A record may be cut
//! at any byte between two blocks; its cells and its place in the file are the
//! same as if the file had come whole.

use std::ops::Range;

use csv_core::ReadRecordResult;

use super::builder::Builder;
use super::columns::ColumnMap;
use super::earlier::Origin;
use super::record::{Cells, lossy};
use super::refusal::Refusal;
use super::sniff::{Dialect, sniff};
use super::table::Table;

/// Bytes to look at before guessing the dialect: a heading row fits many times over.
const FIRST_BLOCK: usize = 64 * 1024;
/// Room for the cells of one record at first; grows with the widest.
const FIRST_CELLS: usize = 64;

/// Reads one file, block by block.
pub struct Importer {
    name: String,
    columns: Option<ColumnMap>,
    bytes: Vec<u8>,
    stage: Stage,
}

enum Stage {
    /// The first block is not complete yet.
    Collecting,
    Reading(Box<Records>),
}

/// The automaton and the record it is in.
struct Records {
    core: csv_core::Reader,
    dialect: Dialect,
    /// Bytes of the file already fed.
    fed: usize,
    /// Where the current record begins, line ends before it included.
    record_start: usize,
    text: Vec<u8>,
    text_len: usize,
    ends: Vec<usize>,
    ends_len: usize,
    builder: Builder,
    headings_read: bool,
}

impl Importer {
    /// A reader for a file of about `size` bytes; `columns` overrides what the headings say.
    #[must_use]
    pub fn new(name: &str, size: usize, columns: Option<ColumnMap>) -> Self {
        Self {
            name: name.to_owned(),
            columns,
            bytes: Vec::with_capacity(size),
            stage: Stage::Collecting,
        }
    }

    /// Takes the next block.
    ///
    /// # Errors
    /// A [`Refusal`] as soon as the file shows that it is no export.
    pub fn feed(&mut self, block: &[u8]) -> Result<(), Refusal> {
        self.bytes.extend_from_slice(block);
        if u32::try_from(self.bytes.len()).is_err() {
            return Err(Refusal::TooLarge);
        }
        if matches!(self.stage, Stage::Collecting) && self.bytes.len() < FIRST_BLOCK {
            return Ok(());
        }
        self.records()?;
        self.advance(false)
    }

    /// Ends the file and hands out the table.
    ///
    /// # Errors
    /// A [`Refusal`] if this is no export, or one without rows.
    pub fn finish(mut self) -> Result<Table, Refusal> {
        self.records()?;
        self.advance(false)?;
        let open_quote = match &self.stage {
            Stage::Reading(records) => records.ends_in_a_quote(&self.bytes),
            Stage::Collecting => false,
        };
        self.advance(true)?;
        let Stage::Reading(records) = self.stage else {
            return Err(Refusal::Empty);
        };
        let delimiter = records.dialect.delimiter;
        let Records {
            mut builder,
            headings_read,
            ..
        } = *records;
        if !headings_read {
            return Err(Refusal::Empty);
        }
        if builder.rows.is_empty() {
            return Err(Refusal::NoRows);
        }
        if open_quote {
            builder.last_row_has_an_open_quote();
        }
        Ok(Table {
            name: self.name,
            bytes: self.bytes,
            delimiter,
            heading: builder.heading,
            headings: builder.headings,
            origin: builder.origin,
            columns: builder.columns,
            widest: builder.widest,
            rows: builder.rows,
            groups: builder.groups,
            users: builder.users,
            statuses: builder.statuses,
            findings: builder.findings,
        })
    }

    /// Guesses the dialect once enough bytes are there.
    fn records(&mut self) -> Result<(), Refusal> {
        if matches!(self.stage, Stage::Collecting) {
            let dialect = sniff(&self.bytes[..self.bytes.len().min(FIRST_BLOCK)])?;
            self.stage = Stage::Reading(Box::new(Records::new(dialect)));
        }
        Ok(())
    }

    fn advance(&mut self, at_end: bool) -> Result<(), Refusal> {
        match &mut self.stage {
            Stage::Collecting => Ok(()),
            Stage::Reading(records) => records.advance(&self.bytes, self.columns.as_ref(), at_end),
        }
    }
}

fn core_for(dialect: Dialect) -> csv_core::Reader {
    csv_core::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .build()
}

impl Records {
    fn new(dialect: Dialect) -> Self {
        Self {
            core: core_for(dialect),
            dialect,
            fed: dialect.start,
            record_start: dialect.start,
            text: vec![0; 4096],
            text_len: 0,
            ends: vec![0; FIRST_CELLS],
            ends_len: 0,
            builder: Builder::default(),
            headings_read: false,
        }
    }

    /// Reads every record that is complete in `bytes`; at the end also the last one.
    fn advance(
        &mut self,
        bytes: &[u8],
        columns: Option<&ColumnMap>,
        at_end: bool,
    ) -> Result<(), Refusal> {
        loop {
            let input = &bytes[self.fed..];
            if input.is_empty() && !at_end {
                return Ok(());
            }
            let (result, read, written, ended) = self.core.read_record(
                input,
                &mut self.text[self.text_len..],
                &mut self.ends[self.ends_len..],
            );
            self.fed += read;
            self.text_len += written;
            self.ends_len += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => self.record(bytes, columns)?,
                ReadRecordResult::End => return Ok(()),
            }
        }
    }

    /// Whether a line end behind the last record would belong to its last cell. The record is
    /// read once more for it: a copy of the automaton (csv-core 0.1.13) loses its tables.
    fn ends_in_a_quote(&self, bytes: &[u8]) -> bool {
        let mut core = core_for(self.dialect);
        let (mut text, mut ends) = ([0; 4096], [0; FIRST_CELLS]);
        let mut rest = &bytes[self.record_start..];
        while !rest.is_empty() {
            let (_, read, ..) = core.read_record(rest, &mut text, &mut ends);
            rest = &rest[read..];
        }
        let (_, _, written, _) = core.read_record(b"\n", &mut text, &mut ends);
        written > 0
    }

    fn record(&mut self, bytes: &[u8], columns: Option<&ColumnMap>) -> Result<(), Refusal> {
        let at = without_line_ends(bytes, self.record_start..self.fed);
        let cells = Cells {
            text: &self.text[..self.text_len],
            ends: &self.ends[..self.ends_len],
        };
        if cells.are_blank_line() {
            // Not a row of the file; rows of nothing but empty cells are, and get a finding.
        } else if self.headings_read {
            self.builder.row(&cells, at);
        } else {
            read_headings(&mut self.builder, &cells, at, columns)?;
            self.headings_read = true;
        }
        self.record_start = self.fed;
        self.text_len = 0;
        self.ends_len = 0;
        Ok(())
    }
}

fn read_headings(
    builder: &mut Builder,
    cells: &Cells<'_>,
    at: Range<usize>,
    columns: Option<&ColumnMap>,
) -> Result<(), Refusal> {
    builder.headings = cells.iter().map(|cell| lossy(cell).into_owned()).collect();
    builder.origin = Origin::of_headings(&builder.headings);
    builder.widest = cells.len();
    builder.heading = at;
    builder.columns = columns
        .cloned()
        .unwrap_or_else(|| ColumnMap::of_headings(&builder.headings));
    if builder.columns.is_complete() {
        Ok(())
    } else {
        Err(builder.columns.refusal(&builder.headings))
    }
}

/// The record without the line ends around it: the automaton leaves the `\n` of
/// a CRLF, and blank lines, in front of the next record.
fn without_line_ends(bytes: &[u8], at: Range<usize>) -> Range<usize> {
    let is_line_end = |at: usize| matches!(bytes.get(at), Some(b'\r' | b'\n'));
    let mut range = at;
    while range.start < range.end && is_line_end(range.start) {
        range.start += 1;
    }
    while range.start < range.end && is_line_end(range.end - 1) {
        range.end -= 1;
    }
    range
}

/// Reads a whole file that is in memory.
///
/// # Errors
/// A [`Refusal`] if it is no export.
pub fn read(name: &str, bytes: &[u8], columns: Option<ColumnMap>) -> Result<Table, Refusal> {
    let mut importer = Importer::new(name, bytes.len(), columns);
    importer.feed(bytes)?;
    importer.finish()
}

impl Table {
    /// Reads the same bytes again with other columns.
    ///
    /// # Errors
    /// A [`Refusal`] if the columns are incomplete; the table is then unchanged.
    pub fn with_columns(&self, columns: ColumnMap) -> Result<Self, Refusal> {
        read(self.name(), &self.bytes, Some(columns))
    }
}
