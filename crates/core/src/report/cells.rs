//! Writes cells and lines of CSV files.

use std::ops::Range;

use crate::import::Record;
use crate::plan::PlanItem;

/// The columns of a membership, named as in an export, so that the file can be dropped on Import.
pub(super) const PLAN_COLUMNS: [&str; 4] = ["Group id", "Group name", "User id", "User name"];

pub(crate) const LINE_END: &[u8] = b"\r\n";

/// Writes a delimiter and a cell.
pub(crate) fn next_cell(out: &mut Vec<u8>, cell: &str, delimiter: u8) {
    out.push(delimiter);
    push_cell(out, cell, delimiter);
}

/// Spreadsheets need it to recognize UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the start of a file that contains only plan columns. Without the byte order mark, a spreadsheet
/// corrupts names.
pub(super) fn plan_headings(out: &mut Vec<u8>, more: &[&str]) {
    out.extend_from_slice(BYTE_ORDER_MARK);
    out.extend_from_slice(PLAN_COLUMNS.join(",").as_bytes());
    for heading in more {
        next_cell(out, heading, b',');
    }
    out.extend_from_slice(LINE_END);
}

/// Writes the cells of a membership. Ids are written unchanged: they need no quotes, and a changed one could
/// not be read back.
pub(super) fn plan_cells(out: &mut Vec<u8>, item: &PlanItem) {
    out.extend_from_slice(item.membership.group.as_str().as_bytes());
    next_cell(out, &item.group_name, b',');
    out.push(b',');
    out.extend_from_slice(item.membership.account.as_str().as_bytes());
    next_cell(out, &item.user_name, b',');
}

/// The cells of a membership, as a line of a results file begins.
pub(crate) fn plan_row_of(item: &PlanItem) -> String {
    let mut out = Vec::with_capacity(128);
    plan_cells(&mut out, item);
    String::from_utf8_lossy(&out).into_owned()
}

/// How the file's own cells are written to the results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormulaGuard {
    /// Byte for byte as they are.
    #[default]
    Off,
    /// With an apostrophe before anything that a spreadsheet would treat as a formula.
    On,
}

/// Whether a spreadsheet would run the cell as a formula:
/// <https://owasp.org/www-community/attacks/CSV_Injection>. Full-width characters, as Japanese keyboards
/// produce, count too.
fn begins_a_formula(cell: &[u8]) -> bool {
    const WIDE: [&str; 4] = ["\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}"];
    matches!(
        cell.first(),
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n')
    ) || WIDE.iter().any(|wide| cell.starts_with(wide.as_bytes()))
}

/// Returns these columns of a record as in the file, with the delimiters between and before them, each cell
/// guarded. An apostrophe goes after an opening quote, so that the cell stays quoted.
pub(super) fn guarded(record: &Record<'_>, columns: Range<usize>) -> Vec<u8> {
    let mut out = Vec::with_capacity(record.bytes().len() + 8);
    for column in columns.start..columns.end.min(record.len()) {
        if column > 0 {
            out.push(record.delimiter());
        }
        let raw = record.raw(column);
        let (quote, inside) = raw.split_at(usize::from(raw.first() == Some(&b'"')));
        out.extend_from_slice(quote);
        if begins_a_formula(inside) {
            out.push(b'\'');
        }
        out.extend_from_slice(inside);
    }
    out
}

/// Writes a cell, quoted if the format requires it and with formulas defused. A cell that contains any common
/// delimiter is quoted too. A spreadsheet with another delimiter than the file's would otherwise split it,
/// and a part could begin a formula.
fn push_cell(out: &mut Vec<u8>, cell: &str, delimiter: u8) {
    let formula = begins_a_formula(cell.as_bytes());
    let quoted = formula
        || cell.bytes().any(|b| {
            b == delimiter || matches!(b, b'"' | b'\r' | b'\n' | b',' | b';' | b'\t' | b'|')
        });
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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cell: &str, delimiter: u8) -> String {
        let mut out = Vec::new();
        push_cell(&mut out, cell, delimiter);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn a_cell_that_begins_a_formula_is_defused() {
        for cell in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\u{ff1d}1",
            "\u{ff0b}1",
            "\u{ff0d}1",
            "\u{ff20}1",
        ] {
            assert_eq!(written(cell, b','), format!("\"'{cell}\""));
        }
        for cell in ["a=1", "'=1", "7-1", " =1", "User 1", "\u{ff11}", ""] {
            assert_eq!(written(cell, b','), cell);
        }
    }

    #[test]
    fn a_cell_comes_apart_at_no_separator() {
        for cell in ["a,=1", "a;=1", "a\t=1", "a|=1", "a\n=1"] {
            for delimiter in [b',', b';', b'\t', b'|'] {
                assert_eq!(written(cell, delimiter), format!("\"{cell}\""));
            }
        }
    }
}
