//! Cells and lines of the files that are written.

use std::ops::Range;

use crate::import::Record;
use crate::plan::PlanItem;

/// A membership's own columns, as an export names them: the file can be dropped on Import.
pub(super) const PLAN_COLUMNS: [&str; 4] = ["Group id", "Group name", "User id", "User name"];

/// What ends a line.
pub(crate) const LINE_END: &[u8] = b"\r\n";

/// Writes a cell with a delimiter before it.
pub(crate) fn next_cell(out: &mut Vec<u8>, cell: &str, delimiter: u8) {
    out.push(delimiter);
    push_cell(out, cell, delimiter);
}

/// Spreadsheets need it to see that a file is UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the beginning of a file that is all ours. Without the mark, a spreadsheet spoils the names.
pub(super) fn plan_headings(out: &mut Vec<u8>, more: &[&str]) {
    out.extend_from_slice(BYTE_ORDER_MARK);
    out.extend_from_slice(PLAN_COLUMNS.join(",").as_bytes());
    for heading in more {
        next_cell(out, heading, b',');
    }
    out.extend_from_slice(LINE_END);
}

/// Writes a membership's own cells. Ids stand as they are: they hold nothing that needs a quote,
/// and one that is changed can not be read back.
pub(super) fn plan_cells(out: &mut Vec<u8>, item: &PlanItem) {
    out.extend_from_slice(item.membership.group.as_str().as_bytes());
    next_cell(out, &item.group_name, b',');
    out.push(b',');
    out.extend_from_slice(item.membership.account.as_str().as_bytes());
    next_cell(out, &item.user_name, b',');
}

/// A membership's own cells, as a line of a results file begins.
pub(crate) fn plan_row_of(item: &PlanItem) -> String {
    let mut out = Vec::with_capacity(128);
    plan_cells(&mut out, item);
    String::from_utf8_lossy(&out).into_owned()
}

/// What the cells of the file itself become in the results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormulaGuard {
    /// Byte for byte what they are.
    #[default]
    Off,
    /// An apostrophe stands in front of what a spreadsheet would take for a formula.
    On,
}

/// Spreadsheets run a cell that begins so: <https://owasp.org/www-community/attacks/CSV_Injection>.
/// The wide ones are what Japanese keyboards write, and count too.
fn begins_a_formula(cell: &[u8]) -> bool {
    const WIDE: [&str; 4] = ["\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}"];
    matches!(
        cell.first(),
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n')
    ) || WIDE.iter().any(|wide| cell.starts_with(wide.as_bytes()))
}

/// The cells `columns` of a record as they stand in the file, delimiters between and before them, each
/// guarded. An apostrophe goes behind an opening quote, so that the cell stays a quoted one.
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

/// Quotes where the format needs it, and defuses what a spreadsheet would run as a formula. Where a
/// spreadsheet is set to another separator than the file's, a cell that held it bare would come apart
/// and could begin a formula in its middle: such cells are quoted too.
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
