//! Reads a file block by block. The first block shows how to read it, and the rows follow.

use std::sync::Arc;

use groupsweep_sheet::{DuplicateFinder, Record};

use crate::domain::{GroupId, bare_id};

use super::builder::Builder;
use super::columns::{ColumnMap, Role};
use super::decode::{Decoder, Encoding};
use super::fingerprint::{FIRST_BLOCK, Marker};
use super::groups::GroupIdsByName;
use super::refusal::ImportError;
use super::sniff::{Dialect, sniff};
use super::stream::{Stream, TooLongError};
use super::table::Table;

/// Minimum bytes of a row that can be sent: a group id and an account id. Limits how many rows space is reserved for.
const MIN_ROW: usize = 39;

impl From<TooLongError> for ImportError {
    fn from(_: TooLongError) -> Self {
        Self::TooLarge
    }
}

/// Reads one file, block by block.
pub struct Importer {
    name: String,
    /// Size of the whole file in bytes, as far as it is known.
    size: usize,
    columns: Option<ColumnMap>,
    names: Option<Arc<GroupIdsByName>>,
    stage: ImportStage,
}

enum ImportStage {
    /// The first block is incomplete.
    Collecting(Vec<u8>),
    Reading(Box<FileReader>),
}

/// The rows so far, and what reads them.
struct FileReader {
    mark: Marker,
    dialect: Dialect,
    stream: Stream,
    builder: Builder,
    headings_read: bool,
}

impl Importer {
    /// Creates a reader for a file of about `size` bytes. `columns` overrides the headings.
    #[must_use]
    pub fn new(name: &str, size: usize, columns: Option<ColumnMap>) -> Self {
        Self {
            name: name.to_owned(),
            size,
            columns,
            names: None,
            stage: ImportStage::Collecting(Vec::new()),
        }
    }

    /// Sets ids for rows that have only a group's name.
    #[must_use]
    pub fn with_names(mut self, names: Option<Arc<GroupIdsByName>>) -> Self {
        self.names = names;
        self
    }

    /// Reads the next block.
    ///
    /// # Errors
    /// [`ImportError`] as soon as the file turns out not to be an export.
    pub fn feed(&mut self, block: &[u8]) -> Result<(), ImportError> {
        self.feed_with(block.len(), |room| room.copy_from_slice(block))
    }

    /// Reads the next block, of `len` bytes. `fill` writes it directly into the read buffer, so that it is
    /// copied only once.
    ///
    /// # Errors
    /// [`ImportError`] as soon as the file turns out not to be an export.
    pub fn feed_with(
        &mut self,
        len: usize,
        fill: impl FnOnce(&mut [u8]),
    ) -> Result<(), ImportError> {
        match &mut self.stage {
            ImportStage::Collecting(first) => {
                let before = first.len();
                first.resize(before + len, 0);
                fill(&mut first[before..]);
                if first.len() < FIRST_BLOCK + blanks_in_front(first) {
                    return Ok(());
                }
                self.begin(false)?.advance(false)
            }
            ImportStage::Reading(reading) => {
                reading.mark.size += len as u64;
                if u32::try_from(reading.mark.size).is_err() {
                    return Err(ImportError::TooLarge);
                }
                reading.stream.push_with(len, fill);
                reading.advance(false)
            }
        }
    }

    /// Ends the file. The returned [`Ending`] does the remaining work in steps.
    ///
    /// # Errors
    /// [`ImportError`] if the file is not an export or has no rows.
    pub fn end(mut self) -> Result<Ending, ImportError> {
        let reading = match &mut self.stage {
            ImportStage::Collecting(_) => self.begin(true)?,
            ImportStage::Reading(reading) => reading,
        };
        reading.advance(true)?;
        if !reading.headings_read {
            return Err(ImportError::Empty);
        }
        if reading.builder.starts.is_empty() {
            return Err(ImportError::NoRows);
        }
        match self.stage {
            ImportStage::Reading(reading) => Ok(Ending::of(reading.table(&self.name))),
            ImportStage::Collecting(_) => Err(ImportError::Empty),
        }
    }

    /// Ends the file and returns the table.
    ///
    /// # Errors
    /// [`ImportError`] if the file is not an export or has no rows.
    pub fn finish(self) -> Result<Table, ImportError> {
        let mut ending = self.end()?;
        while !ending.step() {}
        Ok(ending.table())
    }

    /// Guesses the dialect from the bytes so far.
    fn begin(&mut self, at_end: bool) -> Result<&mut FileReader, ImportError> {
        let first = match &mut self.stage {
            ImportStage::Collecting(first) => std::mem::take(first),
            ImportStage::Reading(_) => Vec::new(),
        };
        let looked_at = blanks_in_front(&first) + FIRST_BLOCK;
        let dialect = sniff(first.get(..looked_at).unwrap_or(&first), at_end)?;
        if at_end && dialect.headings.is_empty() {
            return Err(ImportError::Empty);
        }
        let columns = self
            .columns
            .clone()
            .unwrap_or_else(|| dialect.columns.clone());
        let columns = ColumnMap::with_seen_of(columns, &dialect.columns);
        // Columns that the admin chose may do without group ids. Those found by headings need both ids.
        let complete = match &self.columns {
            Some(_) => columns.can_be_read(),
            None => columns.is_complete(),
        };
        if !complete {
            return Err(refusal(&dialect, &columns));
        }
        if self.columns.is_none()
            && let Some(question) = columns.question()
        {
            return Err(ImportError::TwoColumns {
                twice: twice(&columns),
                headings: dialect.headings,
                columns: Box::new(question),
            });
        }
        let names = self.names.clone();
        let reading = FileReader::new(dialect, columns, &first, self.size, names);
        self.stage = ImportStage::Reading(Box::new(reading));
        match &mut self.stage {
            ImportStage::Reading(reading) => Ok(reading),
            ImportStage::Collecting(_) => Err(ImportError::Empty),
        }
    }
}

impl FileReader {
    fn new(
        dialect: Dialect,
        columns: ColumnMap,
        first: &[u8],
        size: usize,
        names: Option<Arc<GroupIdsByName>>,
    ) -> Self {
        let decoder = Decoder::new(dialect.encoding).unwrapping(dialect.is_wrapped);
        let mut stream = Stream::new(decoder, dialect.delimiter);
        stream.push(&first[dialect.mark..]);
        stream.pass_over(dialect.start);
        let mut builder = Builder::new(columns, &dialect, size, names);
        builder.expect(expected_rows(first, size));
        Self {
            mark: Marker::of(first),
            stream,
            builder,
            headings_read: !dialect.has_headings,
            dialect,
        }
    }

    /// Reads every complete record, and at the end also the last one.
    fn advance(&mut self, at_end: bool) -> Result<(), ImportError> {
        let Self {
            stream,
            builder,
            headings_read,
            ..
        } = self;
        stream.records(at_end, |record: &Record<'_>, start| {
            if *headings_read {
                builder.row(record, start);
            }
            *headings_read = true;
            Ok(())
        })
    }

    fn table(self, name: &str) -> Table {
        let Self {
            mark,
            dialect,
            mut builder,
            stream,
            ..
        } = self;
        builder.settle();
        let id_marks = builder.id_marks();
        let is_practice = builder.is_practice();
        Table {
            mark: mark.mark(name),
            columns: builder.columns().clone(),
            dialect,
            widest: builder.widest,
            starts: builder.starts,
            row_groups: builder.row_groups,
            row_users: builder.row_users,
            flags: builder.flags,
            usable: builder.usable,
            id_marks,
            groups: builder.groups.all,
            people: builder.people,
            details: builder.details,
            first_cells: builder.first_cells,
            not_utf8: builder.not_utf8,
            is_practice,
            kept_because: builder.kept_because,
            contradicted: builder.contradicted,
            recorded_names: builder.recorded_names,
            finished_at: builder.finished_at,
            blank_lines: stream.blank_lines(),
            cut_short: builder.plan_rows.cut_short(),
        }
    }
}

/// Returns why a file without the required columns cannot be read.
fn refusal(dialect: &Dialect, columns: &ColumnMap) -> ImportError {
    let holds_group_id = |cell: &String| GroupId::parse(bare_id(cell).0).is_ok();
    let is_list = dialect.headings.len() == 1
        && (dialect.guess.get(Role::GroupId).is_some()
            || dialect.headings.iter().any(holds_group_id));
    if is_list {
        ImportError::OnlyGroupIds
    } else {
        columns.refusal(&dialect.headings, &dialect.guess)
    }
}

/// Returns the labels of the id roles that several columns match.
fn twice(columns: &ColumnMap) -> Vec<&'static str> {
    let mut twice: Vec<&'static str> = columns
        .twins()
        .iter()
        .filter(|(role, _)| role.is_needed())
        .map(|(role, _)| role.label())
        .collect();
    twice.dedup();
    twice
}

/// Counts the bytes before the file's first character: the byte order mark, blank lines and other whitespace.
fn blanks_in_front(block: &[u8]) -> usize {
    let (encoding, mark) = Encoding::of_file(block);
    // The other byte of each blank.
    let has_zeros = encoding != Encoding::Utf8;
    let is_blank = |byte: &&u8| byte.is_ascii_whitespace() || (has_zeros && **byte == 0);
    mark + block[mark..].iter().take_while(is_blank).count()
}

/// Estimates the number of rows, with some extra. Does not count blank lines at the beginning.
fn expected_rows(first: &[u8], size: usize) -> usize {
    if first.len() < FIRST_BLOCK {
        return 0;
    }
    let first = &first[blanks_in_front(first)..];
    let first = first.get(..FIRST_BLOCK).unwrap_or(first);
    let lines = first.iter().filter(|byte| **byte == b'\n').count();
    let rows = lines as u64 * size as u64 / first.len().max(1) as u64;
    usize::try_from(rows + rows / 32)
        .unwrap_or(0)
        .min(size / MIN_ROW)
}

/// A file read to its end. It becomes a table after the search for duplicates.
pub struct Ending {
    table: Table,
    doubles: DuplicateFinder,
}

impl Ending {
    fn of(table: Table) -> Self {
        Self {
            doubles: DuplicateFinder::new(table.groups().len(), table.user_count()),
            table,
        }
    }

    /// Continues for a few milliseconds. Returns `true` once the search is done.
    pub fn step(&mut self) -> bool {
        self.doubles.step(self.table.pairs())
    }

    #[must_use]
    pub fn table(mut self) -> Table {
        while !self.step() {}
        self.table.settle(self.doubles.found());
        self.table
    }
}

/// Reads a whole file in memory.
///
/// # Errors
/// [`ImportError`] if the file is not an export.
pub fn read(name: &str, bytes: &[u8], columns: Option<ColumnMap>) -> Result<Table, ImportError> {
    let mut importer = Importer::new(name, bytes.len(), columns);
    importer.feed(bytes)?;
    importer.finish()
}
