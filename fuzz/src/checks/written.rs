//! What was read, written with every cell quoted and read once more.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use groupsweep_core::import::{ColumnMap, FindingKind, Table, read};

use super::case::Case;
use super::records::{One, Records};

/// Headings longer than this may not fit into the block that is looked at first.
const LONG: usize = 16 * 1024;

pub(crate) fn is_read_alike(table: &Table, records: &Records, terminator: Terminator) {
    if !can_be_known_again(table, records) {
        return;
    }
    let case = Case {
        file: written(table, records, terminator),
        first: 0,
        block: usize::MAX,
        columns: Some(table.columns().clone()),
    };
    let again = read("again.csv", &case.file, case.columns.clone()).expect("it is read again");
    let found = Records::of(&again, &case);
    let cells = |records: &Records| -> Vec<_> {
        records.all().map(|record| record.cells.clone()).collect()
    };
    assert_eq!(cells(&found), cells(records));
    for row in table.row_numbers() {
        let is_cut = |kind| matches!(kind, FindingKind::OpenQuote | FindingKind::TooLong);
        let findings = table.findings().of_row(row);
        if !findings.iter().any(|finding| is_cut(finding.kind)) {
            assert_eq!(again.membership(row), table.membership(row));
        }
    }
}

/// The headings say how the file is to be read, and nothing makes it another kind of file.
fn can_be_known_again(table: &Table, records: &Records) -> bool {
    let of_headings = |headings: &One| headings.cells.iter().map(Vec::len).sum::<usize>() < LONG;
    let has_zero = |record: &One| record.cells.iter().flatten().any(|byte| *byte == 0);
    table.delimiter() != b'"'
        && records.headings.as_ref().is_some_and(of_headings)
        && ColumnMap::of_headings(table.headings()).is_complete()
        && !records.all().any(has_zero)
}

fn written(table: &Table, records: &Records, terminator: Terminator) -> Vec<u8> {
    let mut file = b"\xEF\xBB\xBFsep=".to_vec();
    file.push(table.delimiter());
    file.push(b'\n');
    let mut writer = WriterBuilder::new()
        .delimiter(table.delimiter())
        .terminator(terminator)
        .quote_style(QuoteStyle::Always)
        .flexible(true)
        .from_writer(file);
    for record in records.all() {
        writer.write_record(&record.cells).expect("in memory");
    }
    writer.into_inner().expect("in memory")
}
