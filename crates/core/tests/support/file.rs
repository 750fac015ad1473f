//! The bytes of a table's file. The page reads them from the file again, and the tests keep them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use groupsweep_core::connect::Connection;
use groupsweep_core::domain::RowNo;
use groupsweep_core::import::{FileFingerprint, Record, RecordKind, Rewind, RowColumns, Table};
use groupsweep_core::plan::Plan;
use groupsweep_core::report::{ADDED_COLUMNS, FormulaGuard};
use groupsweep_core::run::Run;

thread_local! {
    static FILES: RefCell<HashMap<(u64, u32), Vec<u8>>> = RefCell::default();
}

pub(crate) fn remember(table: &Table, bytes: &[u8]) {
    let mark = table.mark();
    FILES.with_borrow_mut(|files| files.insert((mark.size, mark.first_block), bytes.to_vec()));
}

fn bytes_of(mark: &FileFingerprint) -> Vec<u8> {
    FILES.with_borrow(|files| files[&(mark.size, mark.first_block)].clone())
}

/// Records of a table's file.
#[derive(Debug, PartialEq, Eq, Default)]
pub(crate) struct Records {
    /// The headings as they stand in the file.
    pub(crate) heading: Vec<u8>,
    /// Each row as in the file.
    pub(crate) rows: Vec<Vec<u8>>,
    /// The cells of each row, without quotes.
    pub(crate) cells: Vec<Vec<String>>,
    /// The input's own part of headings and rows.
    pub(crate) own: Vec<Vec<u8>>,
}

/// Reads a table's file once more.
pub(crate) fn records(table: &Table) -> Records {
    let mut records = Records::default();
    let own = table.own_columns();
    let mut take = |part: RecordKind, record: &groupsweep_core::import::Record<'_>| {
        records.own.push(record.front(own).to_vec());
        let cells =
            (0..record.len()).map(|at| String::from_utf8_lossy(&record.cell(at)).into_owned());
        match part {
            RecordKind::Headings => records.heading = record.bytes().to_vec(),
            RecordKind::Row(row) => {
                assert_eq!(row.index(), records.rows.len(), "rows come in order");
                records.rows.push(record.bytes().to_vec());
                records.cells.push(cells.collect());
            }
        }
    };
    let mut rewind = Rewind::of(table);
    rewind
        .feed(table, &bytes_of(&table.mark()), &mut take)
        .unwrap();
    rewind.finish(table, &mut take).unwrap();
    records
}

/// The cells of one row, without quotes.
pub(crate) fn cells(table: &Table, row: RowNo) -> Vec<String> {
    records(table).cells[row.index()].clone()
}

/// The results of a run, appended to its file if it has one.
pub(crate) fn results_csv(run: &Run) -> Vec<u8> {
    results_with(run, FormulaGuard::Off)
}

/// The results, with or without guards on the file's own cells.
pub(crate) fn results_with(run: &Run, own_cells: FormulaGuard) -> Vec<u8> {
    match run.plan().table() {
        Some(_) => {
            let file = bytes_of(run.plan().file());
            groupsweep_core::report::results_csv(run, &file, own_cells).unwrap()
        }
        None => groupsweep_core::report::results_of_plan(run),
    }
}

/// The run in a results file that was dropped on Import.
pub(crate) fn taken_back(bytes: &[u8], connection: Connection) -> Run {
    let table = Arc::new(super::table(bytes));
    let plan = Arc::new(Plan::of_results(&table, connection).unwrap());
    let cells = std::array::from_fn(|at| {
        let column = table.added_column(ADDED_COLUMNS[at + 1]).unwrap();
        let mut cells = RowColumns::of(column);
        let mut rewind = Rewind::of(&table);
        let mut push = |part, record: &Record<'_>| {
            if part != RecordKind::Headings {
                cells.push(record);
            }
        };
        rewind.feed(&table, bytes, &mut push).unwrap();
        rewind.finish(&table, &mut push).unwrap();
        cells
    });
    Run::imported(plan, &table, &cells)
}
