//! Detects rows inside a cell. If a quotation mark stays open in the same column of two rows, the rows merge into one
//! record with the usual number of cells.

use groupsweep_sheet::{Record, text};

use super::id_shape::is_an_id;

/// Whether a cell with several lines contains rows. A row begins or ends on each of its lines, so one line has an id
/// with a delimiter beside it. A note hardly ever has.
#[inline]
pub(super) fn are_in_a_cell_of(record: &Record<'_>) -> bool {
    record.has_line_ends() && !record.has_open_quote() && any_cell_holds_rows(record)
}

#[cold]
fn any_cell_holds_rows(record: &Record<'_>) -> bool {
    let delimiter = char::from(record.delimiter());
    (0..record.len()).any(|at| holds_rows(&text(&record.cell(at)), delimiter))
}

fn holds_rows(cell: &str, delimiter: char) -> bool {
    let is_line_end = |letter| matches!(letter, '\n' | '\r');
    let lines = cell.split(is_line_end);
    let mut rows = lines.filter(|line| line.contains(delimiter));
    cell.contains(is_line_end) && rows.any(|row| row.split(delimiter).any(is_an_id))
}
