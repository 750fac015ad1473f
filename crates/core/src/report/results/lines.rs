//! The lines of a results file: the cells of the input and the five added ones.

use std::sync::Arc;

use crate::import::{
    ADDED_COLUMNS, Encoding, FileKind, PreviousOutcome, Record as FileRecord, RecordKind, Role,
    Table, utf8_of,
};
use crate::plan::{Action, action_of_results};
use crate::report::cells::{BYTE_ORDER_MARK, FormulaGuard, LINE_END, guarded, next_cell};
use crate::run::Run;

use super::{ItemsByRow, cells_of, is_left_in_doubt};

/// The lines of a results file.
pub(super) struct Lines {
    pub(super) table: Arc<Table>,
    /// Cells before the added ones.
    own: usize,
    /// The columns before the added ones, where a spreadsheet moved these or added more after them.
    between: Option<Vec<usize>>,
    own_cells: FormulaGuard,
    /// What the run did whose results the file holds.
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

    /// What stands before the first record of the file.
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

    /// Headings for a file without: the ids' own, so that the results can be dropped on Import.
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
        // A row that was kept is told of anew: it may be unusable by now.
        let earlier = table
            .earlier(row)
            .filter(|word| !matches!(word, PreviousOutcome::Kept | PreviousOutcome::ToRestore))
            // What happened in practice is not carried on among the results of a real run, nor the other way round.
            .filter(|_| table.is_of_practice() == run.plan().connection().target.is_practice());
        let plan = run.plan();
        // Under this run's action the open rows of another would be ticked for what nobody chose.
        let is_of_this_action = self.told.is_none_or(|told| told == plan.action());
        let says_nothing =
            outcome.is_none_or(|(item, record)| is_left_in_doubt(record, plan, item));
        if earlier.is_some() && says_nothing && is_of_this_action {
            // What an earlier run said of the row is still the last word.
            self.as_it_is(record);
        } else {
            let before = earlier.filter(|_| !is_of_this_action);
            self.row(record, &cells_of(&table, row, outcome, plan, before));
        }
    }

    /// The record as it is, padding, the added cells. A quote left open is closed first: it would
    /// swallow what is added.
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
            // What is here of it may end inside a quote; the reason says what became of it.
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

    /// The whole record of a results file with the cells that it has.
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

    /// The first cells of a record.
    fn front(&mut self, record: &FileRecord<'_>, cells: usize) {
        match self.own_cells {
            FormulaGuard::Off => self.text(record.front(cells)),
            FormulaGuard::On => self.text(&guarded(record, 0..cells)),
        }
    }

    /// These cells of a record, in this order; one that it does not have is empty. The last of a record that ends
    /// inside a quote is closed.
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

    /// What stands behind the first cells of a record.
    fn cells_after(&mut self, record: &FileRecord<'_>, cells: usize) {
        match self.own_cells {
            FormulaGuard::Off => self.text(record.cells_after(cells)),
            FormulaGuard::On => self.text(&guarded(record, cells..record.len())),
        }
    }

    /// Bytes of the file; what is no UTF-8 becomes it, as it was shown.
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
