//! The files of a run: results file, its re-import, restore file, receipt.

mod by_group;
mod journeys;
mod receipt;
mod rerun;
mod restore;
mod results;
mod sentences;
mod wording;

/// The file, read by a reader that insists on equally long records.
pub(crate) fn read(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(bytes);
    let cells = |record: csv::ByteRecord| -> Vec<String> {
        record
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect()
    };
    reader
        .byte_records()
        .map(|record| cells(record.unwrap()))
        .collect()
}

/// The five added cells of a row.
pub(crate) fn added(rows: &[Vec<String>], row: usize) -> Vec<String> {
    let cells = &rows[row + 1];
    cells[cells.len() - 5..].to_vec()
}
