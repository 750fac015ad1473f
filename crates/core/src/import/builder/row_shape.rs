//! Whether the cells of a row are under their headings, and what its outcome cell contains.

use groupsweep_sheet::{Record, text};

use crate::domain::RowNo;
use crate::import::finding_kind::is_only_double;
use crate::import::hidden_rows;
use crate::import::place::{CellPlacement, MovedBy, placement};
use crate::import::previous_outcome::{CONTRADICTED, PRACTICE_MARK, PreviousOutcome};
use crate::import::row_flags::RowFlags;
use crate::import::sniff::Dialect;
use crate::import::usual_ids::RowIds;

use super::Builder;

impl Builder {
    /// Returns the flags for the record's own shape.
    pub(super) fn shape(&mut self, record: &Record<'_>, row: RowNo, word: Word) -> RowFlags {
        let mut flags = RowFlags::NONE;
        let cells = record.len();
        self.widest = self.widest.max(cells);
        if word == Word::Known(PreviousOutcome::Unusable) {
            // All rows of a results file have the same number of cells, so the evidence of misplaced ids is gone.
            let by = match self.was_double(record) {
                true => MovedBy::DoubleBefore,
                false => MovedBy::LeftOutBefore,
            };
            flags = self.moved(record, row, by);
        } else if record.hides_lines() || hidden_rows::are_in_a_cell_of(record) {
            let lines = u32::try_from(record.lines()).unwrap_or(u32::MAX);
            flags = self.moved(record, row, MovedBy::HiddenRows { lines });
        } else if cells != self.named || self.is_examined_throughout {
            flags = self.placement(record, row);
        }
        if record.has_open_quote() {
            flags = flags.with(RowFlags::OPEN_QUOTE);
        }
        if record.is_too_long() {
            flags = flags.with(RowFlags::TOO_LONG);
        }
        flags
    }

    #[cold]
    fn moved(&mut self, record: &Record<'_>, row: RowNo, by: MovedBy) -> RowFlags {
        let cells = u32::try_from(record.len()).unwrap_or(u32::MAX);
        self.details.ragged(row, cells, CellPlacement::Moved(by));
        RowFlags::MOVED
    }

    /// Checks whether the cells of an odd row are under their headings.
    #[cold]
    pub(super) fn placement(&mut self, record: &Record<'_>, row: RowNo) -> RowFlags {
        let Dialect {
            headings, habit, ..
        } = &self.dialect;
        let is_only_empty = is_only_empty_behind(record, self.named);
        let is_whole = record.len() == self.named || is_only_empty;
        if is_whole
            && habit.width == self.named
            && are_empty(record, habit.spare.iter().copied())
            && RowIds::of(record, &self.columns, habit).are_usual()
        {
            return RowFlags::NONE;
        }
        let headings = headings.get(..self.named).unwrap_or(headings);
        let placement = placement(record, &self.columns, headings, habit);
        // A cell under an empty heading is a note that somebody put in the next free column.
        let is_ragged = record.len() != self.named && !is_only_empty;
        let is_note = is_ragged && (self.named..=self.headings).contains(&record.len());
        let cells = u32::try_from(record.len()).unwrap_or(u32::MAX);
        match placement {
            CellPlacement::Moved(_) => {
                self.details.ragged(row, cells, placement);
                RowFlags::MOVED
            }
            CellPlacement::InPlace if is_note => RowFlags::NONE,
            CellPlacement::InPlace | CellPlacement::AsTheOthers if is_ragged => {
                self.details.ragged(row, cells, placement);
                RowFlags::RAGGED
            }
            CellPlacement::InPlace | CellPlacement::AsTheOthers => RowFlags::NONE,
        }
    }

    /// Reads the row's outcome in an earlier run, if the file is a results or restore file.
    pub(super) fn word(&mut self, record: &Record<'_>, row: RowNo) -> Word {
        let ours = &self.dialect.ours;
        let reason = ours.practice_column().map(|column| record.cell(column));
        let is_practice = reason.is_some_and(|reason| reason.starts_with(PRACTICE_MARK.as_bytes()));
        if is_practice {
            self.practice.push(row.0);
        }
        if let Some(number) = ours.plan_row_column() {
            self.plan_rows.push(&text(&record.cell(number)));
        }
        let Some(column) = ours.word_column() else {
            return Word::NoColumn;
        };
        match PreviousOutcome::read(ours.origin, &record.cell(column)) {
            Some(word) => {
                let is_of_site = word.was_sent() || word == PreviousOutcome::ToRestore;
                self.was_sent |= !is_practice && is_of_site;
                self.recorded_names.read(ours, record, row, word);
                let reason = ours
                    .reason_column()
                    .filter(|_| word == PreviousOutcome::Kept);
                if let Some(reason) = reason {
                    self.kept_because.push(row, &text(&record.cell(reason)));
                }
                if word.was_sent()
                    && let Some(time) = ours.finished_column()
                {
                    self.finished_at.push(row, &text(&record.cell(time)));
                }
                if word == PreviousOutcome::Failed {
                    self.note_contradiction(record, row);
                }
                Word::Known(word)
            }
            None => Word::Other,
        }
    }
}

impl Builder {
    /// Whether the earlier run left the row out only because another row has the same membership.
    fn was_double(&self, record: &Record<'_>) -> bool {
        let reason = self.dialect.ours.reason_column();
        let reason = reason.map(|column| text(&record.cell(column)).into_owned());
        reason.is_some_and(|reason| is_only_double(&reason))
    }

    fn note_contradiction(&mut self, record: &Record<'_>, row: RowNo) {
        let reason = self.dialect.ours.reason_column();
        let reason = reason.map(|column| record.cell(column));
        let is_ours = |reason: &[u8]| {
            let mut beginnings = CONTRADICTED.iter();
            beginnings.any(|words| reason.starts_with(words.as_bytes()))
        };
        if reason.is_some_and(|reason| is_ours(&reason)) {
            self.contradicted.push(row.0);
        }
    }
}

/// What a row's outcome cell contains.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// The file has no outcome column.
    NoColumn,
    Known(PreviousOutcome),
    /// A value that Groupsweep does not write.
    Other,
}

pub(super) fn told(word: Word, flags: RowFlags) -> RowFlags {
    match word {
        Word::NoColumn => flags,
        Word::Known(word) => flags.with_earlier(Some(word)),
        Word::Other => flags.with(RowFlags::WORD),
    }
}

/// Whether the record has cells after the last heading, all of them empty.
fn is_only_empty_behind(record: &Record<'_>, headings: usize) -> bool {
    record.len() > headings && are_empty(record, headings..record.len())
}

fn are_empty(record: &Record<'_>, mut columns: impl Iterator<Item = usize>) -> bool {
    columns.all(|at| record.cell(at).trim_ascii().is_empty())
}
