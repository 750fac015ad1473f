//! Cells and lines of the files that are written.

use crate::plan::PlanItem;

/// A membership's own columns, as an export names them: the file can be dropped on Import.
pub(super) const PLAN_COLUMNS: [&str; 4] = ["Group id", "Group name", "User id", "User name"];

/// What ends a line.
pub(super) const LINE_END: &[u8] = b"\r\n";

/// Writes a cell with a delimiter before it.
pub(super) fn next_cell(out: &mut Vec<u8>, cell: &str, delimiter: u8) {
    out.push(delimiter);
    push_cell(out, cell, delimiter);
}

/// Writes the headings of a file that is all ours.
pub(super) fn plan_headings(out: &mut Vec<u8>, more: &[&str]) {
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
