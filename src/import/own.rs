//! The input's own part of a record: in a results file whatever is not among
//! its five columns, byte for byte.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::earlier::{ADDED_COLUMNS, Origin};
use super::table::Table;

/// One record, cut into what is the input's own and what a results file added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parts<'a> {
    /// The input's own cells.
    pub own: &'a [u8],
    /// Cells behind the added ones, with the delimiter before them. Only a ragged record has any.
    pub behind: &'a [u8],
}

/// Cuts the records of one file.
pub struct Splitter {
    /// None where nothing was added.
    cut: Option<Cut>,
}

/// The automaton, and the input's own columns.
struct Cut {
    core: Reader,
    own: usize,
}

impl Table {
    /// Columns that the input has of its own; in a results file these are without the five at the end.
    #[must_use]
    pub fn own_columns(&self) -> usize {
        match self.origin {
            Origin::Results => self.headings.len().saturating_sub(ADDED_COLUMNS.len()),
            Origin::Export | Origin::Restore => self.headings.len(),
        }
    }

    /// Cuts records of this file.
    #[must_use]
    pub fn splitter(&self) -> Splitter {
        let cut = (self.origin == Origin::Results).then(|| Cut {
            core: ReaderBuilder::new().delimiter(self.delimiter).build(),
            own: self.own_columns(),
        });
        Splitter { cut }
    }
}

impl Splitter {
    /// Cuts a record of the file.
    pub fn split<'a>(&mut self, record: &'a [u8]) -> Parts<'a> {
        let Some(cut) = &mut self.cut else {
            let behind = &[];
            return Parts {
                own: record,
                behind,
            };
        };
        let end_of_own = cut.end_of(record, cut.own);
        let end_of_added = cut.end_of(record, cut.own + ADDED_COLUMNS.len());
        Parts {
            own: record.get(..end_of_own).unwrap_or(record),
            behind: record.get(end_of_added..).unwrap_or_default(),
        }
    }
}

impl Cut {
    /// Where the first `cells` cells of a record end, before the delimiter behind them.
    fn end_of(&mut self, record: &[u8], cells: usize) -> usize {
        self.core.reset();
        let (mut at, mut left) = (0, cells);
        let mut text = [0; 256];
        while left > 0 && at < record.len() {
            let (result, read, _) = self.core.read_field(&record[at..], &mut text);
            at += read;
            match result {
                ReadFieldResult::Field { record_end: false } => left -= 1,
                // The rest of a long cell.
                ReadFieldResult::OutputFull => {}
                ReadFieldResult::InputEmpty
                | ReadFieldResult::Field { record_end: true }
                | ReadFieldResult::End => return record.len(),
            }
        }
        if left == 0 {
            at.saturating_sub(1)
        } else {
            record.len()
        }
    }
}
