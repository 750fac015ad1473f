//! The results file: the input's rows byte for byte, and five columns behind
//! them, keyed by the row of the file.

use crate::domain::RowNo;
use crate::import::{FindingKind, Table};
use crate::run::{Outcome, Record, Run};

/// The columns added behind the input's own.
pub const ADDED_COLUMNS: [&str; 5] = [
    "outcome",
    "http_status",
    "reason",
    "attempts",
    "finished_at",
];

/// The reason in a file that is written while a removal has no answer yet.
const UNANSWERED: &str =
    "When this file was written, the answer to a removal had not come or was lost.";

/// The results file of a run, as it stands.
///
/// Every row of the run's own file stands in it, also those that were kept or are
/// unusable. Records shorter than the widest are padded with empty cells, so
/// that the added columns stand under their headings.
#[must_use]
pub fn results_csv(run: &Run) -> Vec<u8> {
    let table: &Table = run.plan().table();
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
    let records = records_by_row(run);
    for row in table.row_numbers() {
        let record = records.get(row.index()).copied().flatten();
        let cells = cells_of(table, row, record);
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

fn records_by_row(run: &Run) -> Vec<Option<&Record>> {
    let mut records = vec![None; run.plan().table().len()];
    for (item, record) in run.plan().items().iter().zip(run.records()) {
        if let Some(slot) = records.get_mut(item.row.index()) {
            *slot = Some(record);
        }
    }
    records
}

/// The five added cells of a row.
fn cells_of(table: &Table, row: RowNo, record: Option<&Record>) -> [String; 5] {
    let blank = String::new;
    let Some(record) = record else {
        return match table.row(row) {
            Some(entry) if entry.usable => ["kept".to_owned(), blank(), blank(), blank(), blank()],
            Some(_) | None => [
                "unusable".to_owned(),
                blank(),
                why_unusable(table, row),
                blank(),
                blank(),
            ],
        };
    };
    let settled = record.outcome() != Outcome::NotTried;
    // A file written in the middle of a run must not call a row not tried that may be gone.
    let unanswered = record.may_be_gone();
    let outcome = if unanswered {
        Outcome::InDoubt
    } else {
        record.outcome()
    };
    [
        outcome.word().to_owned(),
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
