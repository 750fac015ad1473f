//! The results file: the input's rows byte for byte, and five columns behind
//! them, keyed by the row of the file. Where the file is not at hand (after a
//! crash, until it is dropped again) the plan's ids and names stand in for it.

use crate::domain::RowNo;
use crate::import::{FindingKind, Table};
use crate::plan::Action;
use crate::run::{Outcome, Record, Run};

/// The columns added behind the input's own.
pub const ADDED_COLUMNS: [&str; 5] = [
    "outcome",
    "http_status",
    "reason",
    "attempts",
    "finished_at",
];

/// The plan's own columns, as an export names them: the file can be dropped on Import.
const PLAN_COLUMNS: [&str; 4] = ["Group id", "Group name", "User id", "User name"];

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
    line(&mut out, PLAN_COLUMNS.into_iter().chain(ADDED_COLUMNS));
    for (item, record) in run.plan().items().iter().zip(run.records()) {
        let of_plan = [
            item.membership.group.as_str(),
            &item.group_name,
            item.membership.account.as_str(),
            &item.user_name,
        ];
        let cells = cells_of_record(record, run.plan().action());
        line(
            &mut out,
            of_plan
                .into_iter()
                .chain(cells.each_ref().map(String::as_str)),
        );
    }
    out
}

/// One line of a file that is all ours.
pub(super) fn line<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        push_cell(out, cell, b',');
    }
    out.extend_from_slice(b"\r\n");
}

fn behind_the_file(run: &Run, table: &Table) -> Vec<u8> {
    let mut out = Vec::with_capacity(table.size() + table.len() * 64);
    out.extend_from_slice(table.byte_order_mark());
    let padding = table.widest().saturating_sub(table.headings().len());
    added(
        &mut out,
        table,
        table.heading_bytes(),
        false,
        padding,
        ADDED_COLUMNS,
    );
    let records = records_by_row(run, table.len());
    let action = run.plan().action();
    for row in table.row_numbers() {
        let record = records.get(row.index()).copied().flatten();
        let cells = cells_of(table, row, record, action);
        let padding = table.widest().saturating_sub(cell_count(table, row));
        added(
            &mut out,
            table,
            table.record_bytes(row),
            has_open_quote(table, row),
            padding,
            cells.each_ref().map(String::as_str),
        );
    }
    out
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
    match (record, table.row(row)) {
        (Some(record), _) => cells_of_record(record, action),
        (None, Some(entry)) if entry.usable => {
            ["kept".to_owned(), blank(), blank(), blank(), blank()]
        }
        (None, _) => [
            "unusable".to_owned(),
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

/// Writes one line: the record as it is, padding, the added cells. A quote left
/// open is closed first: it would swallow what is added.
fn added(
    out: &mut Vec<u8>,
    table: &Table,
    record: &[u8],
    open_quote: bool,
    padding: usize,
    cells: [&str; 5],
) {
    out.extend_from_slice(record);
    if open_quote {
        out.push(b'"');
    }
    out.extend(std::iter::repeat_n(table.delimiter(), padding));
    for cell in cells {
        out.push(table.delimiter());
        push_cell(out, cell, table.delimiter());
    }
    out.extend_from_slice(b"\r\n");
}

/// Quotes where the format needs it, and defuses what a spreadsheet would run as a formula.
fn push_cell(out: &mut Vec<u8>, cell: &str, delimiter: u8) {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = formula
        || cell
            .bytes()
            .any(|b| b == delimiter || matches!(b, b'"' | b'\r' | b'\n'));
    if !quoted {
        out.extend_from_slice(cell.as_bytes());
        return;
    }
    out.push(b'"');
    if formula {
        out.push(b'\'');
    }
    for byte in cell.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}
