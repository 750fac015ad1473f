//! The results file: the input's rows byte for byte, and five columns behind
//! them, keyed by the row of the file. In a file that has these columns from an
//! earlier run they are replaced, and a row that this run is not about keeps
//! what the earlier one said. Where the file is not at hand (after a crash,
//! until it is dropped again) the plan's ids and names stand in for it.

use crate::domain::RowNo;
use crate::import::{ADDED_COLUMNS, Earlier, FindingKind, Origin, Splitter, Table};
use crate::plan::Action;
use crate::run::{Outcome, Record, Run};

use super::cells::{LINE_END, next_cell, plan_cells, plan_headings};

/// The reason in a file that is written while a call has no answer yet.
const UNANSWERED: &str =
    "When this file was written, the answer to a call had not come or was lost.";

/// The results file of a run, as it stands.
///
/// Every row of the run's own file stands in it, also those that were kept or are
/// unusable. Records shorter than the widest are padded with empty cells, so
/// that the added columns stand under their headings. Without the file: the
/// plan's rows alone.
#[must_use]
pub fn results_csv(run: &Run) -> Vec<u8> {
    match run.plan().table() {
        Some(table) => behind_the_file(run, table),
        None => behind_the_plan(run),
    }
}

fn behind_the_plan(run: &Run) -> Vec<u8> {
    let mut out = Vec::with_capacity(run.records().len() * 160);
    plan_headings(&mut out, &ADDED_COLUMNS);
    for (item, record) in run.plan().items().iter().zip(run.records()) {
        plan_cells(&mut out, item);
        for cell in cells_of_record(record, run.plan().action()) {
            next_cell(&mut out, &cell, b',');
        }
        out.extend_from_slice(LINE_END);
    }
    out
}

fn behind_the_file(run: &Run, table: &Table) -> Vec<u8> {
    let mut lines = Lines::of(table);
    lines.headings();
    let records = records_by_row(run, table.len());
    let action = run.plan().action();
    for row in table.row_numbers() {
        let record = records.get(row.index()).copied().flatten();
        // A row that was kept is told of anew: it may be unusable by now.
        let earlier = table
            .earlier(row)
            .filter(|word| !matches!(word, Earlier::Kept | Earlier::ToRestore));
        match (record, earlier) {
            // What an earlier run said of the row is still the last word.
            (None, Some(_)) => lines.as_it_is(row),
            (Some(_), _) | (None, None) => lines.row(row, &cells_of(table, row, record, action)),
        }
    }
    lines.out
}

fn records_by_row(run: &Run, rows: usize) -> Vec<Option<&Record>> {
    let mut records = vec![None; rows];
    for (item, record) in run.plan().items().iter().zip(run.records()) {
        if let Some(slot) = records.get_mut(item.row.index()) {
            *slot = Some(record);
        }
    }
    records
}

/// The five added cells of a row.
fn cells_of(table: &Table, row: RowNo, record: Option<&Record>, action: Action) -> [String; 5] {
    let blank = String::new;
    let word = |word: Earlier| word.word().to_owned();
    match (record, table.row(row)) {
        (Some(record), _) => cells_of_record(record, action),
        (None, Some(entry)) if entry.usable => {
            [word(Earlier::Kept), blank(), blank(), blank(), blank()]
        }
        (None, _) => [
            word(Earlier::Unusable),
            blank(),
            why_unusable(table, row),
            blank(),
            blank(),
        ],
    }
}

fn cells_of_record(record: &Record, action: Action) -> [String; 5] {
    let settled = record.outcome() != Outcome::NotTried;
    // A file written in the middle of a run must not call a row not tried that may be done.
    let unanswered = record.may_be_done();
    let outcome = if unanswered {
        Outcome::InDoubt
    } else {
        record.outcome()
    };
    [
        outcome.word(action).to_owned(),
        record
            .http_status()
            .map(|status| status.to_string())
            .unwrap_or_default(),
        record
            .reason()
            .filter(|_| settled)
            .map(ToString::to_string)
            .or_else(|| unanswered.then(|| UNANSWERED.to_owned()))
            .unwrap_or_default(),
        record.attempts().to_string(),
        record
            .finished_at()
            .map(|at| at.rfc3339())
            .unwrap_or_default(),
    ]
}

fn why_unusable(table: &Table, row: RowNo) -> String {
    let findings = table
        .findings()
        .of_row(row)
        .iter()
        .filter(|finding| finding.kind.makes_unusable());
    findings
        .map(|finding| finding.kind.clause())
        .collect::<Vec<_>>()
        .join("; ")
}

fn cell_count(table: &Table, row: RowNo) -> usize {
    let ragged = table
        .findings()
        .of_row(row)
        .iter()
        .find_map(|finding| match finding.kind {
            FindingKind::Ragged { cells, .. } => Some(cells as usize),
            _ => None,
        });
    ragged.unwrap_or(table.headings().len())
}

/// The last row of a file that ends inside a quote.
fn has_open_quote(table: &Table, row: RowNo) -> bool {
    table
        .findings()
        .of_row(row)
        .iter()
        .any(|finding| finding.kind == FindingKind::OpenQuote)
}

/// The lines of a results file.
struct Lines<'a> {
    table: &'a Table,
    splitter: Splitter,
    /// Cells before the added ones.
    own: usize,
    out: Vec<u8>,
}

impl<'a> Lines<'a> {
    fn of(table: &'a Table) -> Self {
        let mut out = Vec::with_capacity(table.size() + table.len() * 64);
        out.extend_from_slice(table.byte_order_mark());
        Self {
            table,
            splitter: table.splitter(),
            own: match table.origin() {
                Origin::Results => table.own_columns(),
                Origin::Export | Origin::Restore => table.widest(),
            },
            out,
        }
    }

    fn headings(&mut self) {
        let parts = self.splitter.split(self.table.heading_bytes());
        self.out.extend_from_slice(parts.own);
        self.pad(self.table.own_columns(), self.own);
        for heading in ADDED_COLUMNS {
            next_cell(&mut self.out, heading, self.table.delimiter());
        }
        self.out.extend_from_slice(LINE_END);
    }

    /// The record as it is, padding, the added cells. A quote left open is closed first: it would
    /// swallow what is added.
    fn row(&mut self, row: RowNo, cells: &[String; 5]) {
        let record = self.table.record_bytes(row);
        let open = has_open_quote(self.table, row);
        let parts = self.splitter.split(record);
        self.out.extend_from_slice(parts.own);
        self.close(open && parts.own.len() == record.len());
        self.pad(cell_count(self.table, row), self.own);
        for cell in cells {
            next_cell(&mut self.out, cell, self.table.delimiter());
        }
        self.out.extend_from_slice(parts.behind);
        self.close(open && !parts.behind.is_empty());
        self.out.extend_from_slice(LINE_END);
    }

    /// The whole record of a results file with the cells that it has.
    fn as_it_is(&mut self, row: RowNo) {
        self.out.extend_from_slice(self.table.record_bytes(row));
        self.close(has_open_quote(self.table, row));
        let whole = self.own + ADDED_COLUMNS.len();
        self.pad(cell_count(self.table, row), whole);
        self.out.extend_from_slice(LINE_END);
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
