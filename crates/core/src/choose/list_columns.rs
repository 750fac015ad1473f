//! A list in the columns of a text: whatever separates its cells, and whatever its quotes do.

use groupsweep_sheet::{Cut, Record, RecordReader};

/// The rows of a text whose first line has the headings that `columns` looks for, whatever separates its cells.
pub(super) fn in_columns<C>(
    text: &str,
    columns: impl Fn(&[String]) -> Option<C>,
) -> Option<(C, Vec<Vec<String>>)> {
    [b',', b';', b'\t', b'|'].into_iter().find_map(|delimiter| {
        let mut cutter = RecordReader::new(delimiter);
        let (mut rows, mut at, mut found) = (Vec::new(), 0, None);
        while let Cut::Record(record) = cutter.cut(&text.as_bytes()[at..], true) {
            at += record.end();
            for cells in rows_of(&record) {
                match found {
                    None => found = Some(columns(&cells)?),
                    Some(_) => rows.push(cells),
                }
            }
        }
        Some((found?, rows))
    })
}

/// The cells of a record. If it goes over line ends, a stray quote may have joined rows, and nobody may be lost from a
/// list: then each of its lines is a row as well, in which quotes mean nothing.
fn rows_of(record: &Record<'_>) -> Vec<Vec<String>> {
    let cells = (0..record.len()).map(|column| cell(&record.cell(column)));
    let mut rows = vec![cells.collect()];
    if record.lines() > 1 || record.has_open_quote() {
        let text = String::from_utf8_lossy(record.bytes());
        let delimiter = char::from(record.delimiter());
        let bare = |text: &str| cell(text.replace('"', " ").as_bytes());
        rows.extend(
            text.split(['\r', '\n'])
                .map(|line| line.split(delimiter).map(bare).collect()),
        );
    }
    rows
}

fn cell(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// The column under one of these headings.
pub(super) fn place_of(headings: &[String], known: &[&str]) -> Option<usize> {
    headings.iter().position(|heading| {
        let folded: String = heading
            .chars()
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        known.contains(&folded.as_str())
    })
}
