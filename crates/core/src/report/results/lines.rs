//! The lines of a results file: the input's cells and the five added ones.

use std::sync::Arc;

use crate::import::{
    ADDED_COLUMNS, Encoding, FileKind, PreviousOutcome, Record as FileRecord, RecordKind, Role,
    Table, utf8_of,
};
use crate::plan::{Action, action_of_results};
use crate::report::cells::{BYTE_ORDER_MARK, FormulaGuard, LINE_END, guarded, next_cell};
use crate::run::Run;

use super::{ItemsByRow, cells_of, is_left_in_doubt};

/// Writes the lines of a results file.
pub(super) struct Lines {
    pub(super) table: Arc<Table>,
    /// Number of cells before the added ones.
    own: usize,
    /// The file's own columns, if a spreadsheet moved the added ones or put columns after them.
    between: Option<Vec<usize>>,
    own_cells: FormulaGuard,
    /// The action of the run whose results the file contains.
    told: Option<Action>,
    pub(super) out: Vec<u8>,
}

impl Lines {
    pub(super) fn of(table: Arc<Table>, own_cells: FormulaGuard) -> Self {
        let mut lines = Self {
            own_cells,
            told: action_of_results(&table),
            own: match table.origin() {
                FileKind::Results => table.own_columns(),
                FileKind::Export | FileKind::Restore => table.widest(),
            },
            between: table.own_columns_between(),
            out: Vec::new(),
            table,
        };
        lines.begin();
        lines
    }

    /// Writes what precedes the first record.
    fn begin(&mut self) {
        let table = Arc::clone(&self.table);
        let other_letters = table.encoding() != Encoding::Utf8 || table.windows_1252_rows() > 0;
        if table.has_byte_order_mark() || other_letters {
            self.out.extend_from_slice(BYTE_ORDER_MARK);
        }
        if table.has_separator_line() {
            self.out
                .extend_from_slice(&[b's', b'e', b'p', b'=', table.delimiter()]);
            self.out.extend_from_slice(LINE_END);
        }
        if !table.has_headings() {
            self.made_up_headings(&table);
        }
    }

    /// Headings for a file that has none: those of ids as in an export, so that the results can be dropped on
    /// Import.
    fn made_up_headings(&mut self, table: &Table) {
        for (at, heading) in table.headings().iter().enumerate() {
            let role = Role::ALL
                .into_iter()
                .find(|role| table.columns().get(*role) == Some(at));
            if at > 0 {
                self.out.push(table.delimiter());
            }
            let heading = role.map_or_else(|| heading.clone(), |role| role.label().to_owned());
            self.out.extend_from_slice(heading.as_bytes());
        }
        self.added_headings(table.headings().len());
    }

    fn added_headings(&mut self, cells: usize) {
        self.pad(cells, self.own);
        for heading in ADDED_COLUMNS {
            next_cell(&mut self.out, heading, self.table.delimiter());
        }
        self.out.extend_from_slice(LINE_END);
    }

    pub(super) fn line(
        &mut self,
        run: &Run,
        items: &mut ItemsByRow,
        part: RecordKind,
        record: &FileRecord<'_>,
    ) {
        let table = Arc::clone(&self.table);
        let row = match part {
            RecordKind::Headings => {
                let own = table.own_columns();
                if let Some(columns) = self.between.take() {
                    self.cells(record, &columns);
                    self.between = Some(columns);
                    return self.added_headings(own);
                }
                self.front(record, own);
                return self.added_headings(own.min(record.len()));
            }
            RecordKind::Row(row) => row,
        };
        let outcome = items
            .of_row(row)
            .and_then(|at| run.plan().items().get(at).zip(run.records().get(at)));
        // A kept row is reported again, because it may be unusable by now.
        let earlier = table
            .earlier(row)
            .filter(|word| !matches!(word, PreviousOutcome::Kept | PreviousOutcome::ToRestore))
            // Practice outcomes are not carried over to the results of a real run, nor the other way round.
            .filter(|_| table.is_of_practice() == run.plan().connection().target.is_practice());
        let plan = run.plan();
        // Under this run's action, open rows of another action would be selected for something that nobody
        // chose.
        let is_of_this_action = self.told.is_none_or(|told| told == plan.action());
        let says_nothing =
            outcome.is_none_or(|(item, record)| is_left_in_doubt(record, plan, item));
        if earlier.is_some() && says_nothing && is_of_this_action {
            // The outcome of the earlier run still applies.
            self.as_it_is(record);
        } else {
            let before = earlier.filter(|_| !is_of_this_action);
            self.row(record, &cells_of(&table, row, outcome, plan, before));
        }
    }

    /// Writes the record unchanged, padding, and the added cells. Closes an open quote first, which would
    /// include the added cells.
    fn row(&mut self, record: &FileRecord<'_>, cells: &[String; 5]) {
        if let Some(columns) = self.between.take_if(|_| !record.is_too_long()) {
            self.cells(record, &columns);
            for cell in cells {
                next_cell(&mut self.out, cell, self.table.delimiter());
            }
            self.out.extend_from_slice(LINE_END);
            self.between = Some(columns);
            return;
        }
        let is_results = self.table.origin() == FileKind::Results;
        if record.is_too_long() {
            // Its available part may end inside a quote. The reason explains what happened to it.
            self.pad(1, self.own);
        } else {
            let own = if is_results {
                self.own.min(record.len())
            } else {
                record.len()
            };
            self.front(record, own);
            self.close(record.has_open_quote() && own == record.len());
            self.pad(record.len(), self.own);
        }
        for cell in cells {
            next_cell(&mut self.out, cell, self.table.delimiter());
        }
        let cells_after = self.own + ADDED_COLUMNS.len();
        if is_results && !record.is_too_long() && record.len() > cells_after {
            self.cells_after(record, cells_after);
            self.close(record.has_open_quote());
        }
        self.out.extend_from_slice(LINE_END);
    }

    /// Writes a whole record of a results file with its existing cells.
    fn as_it_is(&mut self, record: &FileRecord<'_>) {
        if let Some(columns) = self.between.take() {
            let added = ADDED_COLUMNS.map(|heading| self.table.added_column(heading));
            let missing = record.len();
            let added = added.map(|column| column.unwrap_or(missing));
            self.cells(record, &[columns.as_slice(), &added].concat());
            self.out.extend_from_slice(LINE_END);
            self.between = Some(columns);
            return;
        }
        self.front(record, record.len());
        self.close(record.has_open_quote());
        self.pad(record.len(), self.own + ADDED_COLUMNS.len());
        self.out.extend_from_slice(LINE_END);
    }

    /// Writes the first cells of a record.
    fn front(&mut self, record: &FileRecord<'_>, cells: usize) {
        match self.own_cells {
            FormulaGuard::Off => self.text(record.front(cells)),
            FormulaGuard::On => self.text(&guarded(record, 0..cells)),
        }
    }

    /// Writes these cells of a record, in this order; a missing cell is empty. Closes the last cell of a
    /// record that ends inside a quote.
    fn cells(&mut self, record: &FileRecord<'_>, columns: &[usize]) {
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                self.out.push(self.table.delimiter());
            }
            match self.own_cells {
                FormulaGuard::Off => self.text(record.raw(*column)),
                FormulaGuard::On => {
                    let cell = guarded(record, *column..column.saturating_add(1));
                    let delimiter = usize::from(*column > 0 && !cell.is_empty());
                    self.text(&cell[delimiter..]);
                }
            }
            self.close(record.has_open_quote() && *column + 1 == record.len());
        }
    }

    /// Writes the cells after the first ones.
    fn cells_after(&mut self, record: &FileRecord<'_>, cells: usize) {
        match self.own_cells {
            FormulaGuard::Off => self.text(record.cells_after(cells)),
            FormulaGuard::On => self.text(&guarded(record, cells..record.len())),
        }
    }

    /// Writes bytes of the file. Anything that is not UTF-8 is converted, as on screen.
    fn text(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(&utf8_of(bytes));
    }

    fn pad(&mut self, cells: usize, wanted: usize) {
        let missing = wanted.saturating_sub(cells);
        let delimiter = self.table.delimiter();
        self.out.extend(std::iter::repeat_n(delimiter, missing));
    }

    fn close(&mut self, open_quote: bool) {
        if open_quote {
            self.out.push(b'"');
        }
    }
}
