//! Reads a file, block by block: the first block tells how, the others become rows.

use std::sync::Arc;

use groupsweep_sheet::{Doubles, Record};

use crate::domain::{GroupId, bare_id};

use super::builder::Builder;
use super::columns::{ColumnMap, Role};
use super::decode::{Decoder, Encoding};
use super::groups::Names;
use super::mark::{FIRST_BLOCK, Marker};
use super::refusal::Refusal;
use super::sniff::{Dialect, sniff};
use super::stream::{Stream, TooLong};
use super::table::Table;

/// Least bytes of a row that can be sent: a group id and an account id. Room is made for no more rows than that.
const LEAST_ROW: usize = 39;

impl From<TooLong> for Refusal {
    fn from(_: TooLong) -> Self {
        Self::TooLarge
    }
}

/// Reads one file, block by block.
pub struct Importer {
    name: String,
    /// Bytes that the whole file has, as far as that is known.
    size: usize,
    columns: Option<ColumnMap>,
    names: Option<Arc<Names>>,
    stage: Stage,
}

enum Stage {
    /// The first block is not complete yet.
    Collecting(Vec<u8>),
    Reading(Box<Reading>),
}

/// The rows so far, and what they are read from.
struct Reading {
    mark: Marker,
    dialect: Dialect,
    stream: Stream,
    builder: Builder,
    headings_read: bool,
}

impl Importer {
    /// A reader for a file of about `size` bytes; `columns` overrides what the headings say.
    #[must_use]
    pub fn new(name: &str, size: usize, columns: Option<ColumnMap>) -> Self {
        Self {
            name: name.to_owned(),
            size,
            columns,
            names: None,
            stage: Stage::Collecting(Vec::new()),
        }
    }

    /// The same with ids for rows that have only a group's name.
    #[must_use]
    pub fn with_names(mut self, names: Option<Arc<Names>>) -> Self {
        self.names = names;
        self
    }

    /// Takes the next block.
    ///
    /// # Errors
    /// A [`Refusal`] as soon as the file shows that it is no export.
    pub fn feed(&mut self, block: &[u8]) -> Result<(), Refusal> {
        self.feed_with(block.len(), |room| room.copy_from_slice(block))
    }

    /// Takes the next block, of `len` bytes; `fill` writes them where they are read from, so
    /// that they are copied once.
    ///
    /// # Errors
    /// A [`Refusal`] as soon as the file shows that it is no export.
    pub fn feed_with(&mut self, len: usize, fill: impl FnOnce(&mut [u8])) -> Result<(), Refusal> {
        match &mut self.stage {
            Stage::Collecting(first) => {
                let before = first.len();
                first.resize(before + len, 0);
                fill(&mut first[before..]);
                if first.len() < FIRST_BLOCK + blanks_in_front(first) {
                    return Ok(());
                }
                self.begin(false)?.advance(false)
            }
            Stage::Reading(reading) => {
                reading.mark.size += len as u64;
                if u32::try_from(reading.mark.size).is_err() {
                    return Err(Refusal::TooLarge);
                }
                reading.stream.push_with(len, fill);
                reading.advance(false)
            }
        }
    }

    /// Ends the file; what is left to do is done in steps.
    ///
    /// # Errors
    /// A [`Refusal`] if this is no export, or one without rows.
    pub fn end(mut self) -> Result<Ending, Refusal> {
        let reading = match &mut self.stage {
            Stage::Collecting(_) => self.begin(true)?,
            Stage::Reading(reading) => reading,
        };
        reading.advance(true)?;
        if !reading.headings_read {
            return Err(Refusal::Empty);
        }
        if reading.builder.starts.is_empty() {
            return Err(Refusal::NoRows);
        }
        match self.stage {
            Stage::Reading(reading) => Ok(Ending::of(reading.table(&self.name))),
            Stage::Collecting(_) => Err(Refusal::Empty),
        }
    }

    /// Ends the file and hands out the table.
    ///
    /// # Errors
    /// A [`Refusal`] if this is no export, or one without rows.
    pub fn finish(self) -> Result<Table, Refusal> {
        let mut ending = self.end()?;
        while !ending.step() {}
        Ok(ending.table())
    }

    /// Guesses the dialect from what is there.
    fn begin(&mut self, at_end: bool) -> Result<&mut Reading, Refusal> {
        let first = match &mut self.stage {
            Stage::Collecting(first) => std::mem::take(first),
            Stage::Reading(_) => Vec::new(),
        };
        let looked_at = blanks_in_front(&first) + FIRST_BLOCK;
        let dialect = sniff(first.get(..looked_at).unwrap_or(&first), at_end)?;
        if at_end && dialect.headings.is_empty() {
            return Err(Refusal::Empty);
        }
        let columns = self
            .columns
            .clone()
            .unwrap_or_else(|| dialect.columns.clone());
        let columns = ColumnMap::with_seen_of(columns, &dialect.columns);
        // What the admin chose may do with names; what was found by headings needs ids.
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
            return Err(Refusal::TwoColumns {
                twice: twice(&columns),
                headings: dialect.headings,
                columns: Box::new(question),
            });
        }
        let names = self.names.clone();
        let reading = Reading::new(dialect, columns, &first, self.size, names);
        self.stage = Stage::Reading(Box::new(reading));
        match &mut self.stage {
            Stage::Reading(reading) => Ok(reading),
            Stage::Collecting(_) => Err(Refusal::Empty),
        }
    }
}

impl Reading {
    fn new(
        dialect: Dialect,
        columns: ColumnMap,
        first: &[u8],
        size: usize,
        names: Option<Arc<Names>>,
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

    /// Reads every record that is complete; at the end also the last one.
    fn advance(&mut self, at_end: bool) -> Result<(), Refusal> {
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
            blank_lines: stream.blank_lines(),
            cut_short: builder.plan_rows.cut_short(),
        }
    }
}

/// Why a file without the columns that are needed cannot be read.
fn refusal(dialect: &Dialect, columns: &ColumnMap) -> Refusal {
    let holds_group_id = |cell: &String| GroupId::parse(bare_id(cell).0).is_ok();
    let is_list = dialect.headings.len() == 1
        && (dialect.guess.get(Role::GroupId).is_some()
            || dialect.headings.iter().any(holds_group_id));
    if is_list {
        Refusal::OnlyGroupIds
    } else {
        columns.refusal(&dialect.headings, &dialect.guess)
    }
}

/// Labels of the ids that have two columns.
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

/// The byte order mark and blank lines, or the blanks of an empty sheet, before the file's first letter.
fn blanks_in_front(block: &[u8]) -> usize {
    let (encoding, mark) = Encoding::of_file(block);
    // The other half of each blank.
    let has_zeros = encoding != Encoding::Utf8;
    let is_blank = |byte: &&u8| byte.is_ascii_whitespace() || (has_zeros && **byte == 0);
    mark + block[mark..].iter().take_while(is_blank).count()
}

/// About how many rows the file has, and a few more. Blank lines in front are none.
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
        .min(size / LEAST_ROW)
}

/// A file read to its end: doubles are looked for before it is a table.
pub struct Ending {
    table: Table,
    doubles: Doubles,
}

impl Ending {
    fn of(table: Table) -> Self {
        Self {
            doubles: Doubles::new(table.groups().len(), table.user_count()),
            table,
        }
    }

    /// Goes on for a few milliseconds; true once the table is done.
    pub fn step(&mut self) -> bool {
        self.doubles.step(self.table.pairs())
    }

    /// The table.
    #[must_use]
    pub fn table(mut self) -> Table {
        while !self.step() {}
        self.table.settle(self.doubles.found());
        self.table
    }
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
