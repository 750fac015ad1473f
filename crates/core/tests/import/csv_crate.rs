//! Beside the `csv` crate, cell by cell. Two differences are meant: lines of nothing
//! but white space are no rows of a table, and a byte order mark is taken off by the
//! reader before the first record is cut. Blanks around texts are taken off later,
//! where a cell is read for its meaning; here they stand.

use groupsweep_core::import::{ImportError, Importer, Record, RecordKind, Rewind, Table};
use groupsweep_sheet::{Cut, RecordReader};

use crate::import::random_files::{Wild, blocks};
use crate::support::Dice;

type CsvCells = Vec<Vec<u8>>;

/// All records that the crate finds.
fn theirs(bytes: &[u8], delimiter: u8) -> Vec<CsvCells> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(bytes);
    let cells = |record: csv::ByteRecord| record.iter().map(<[u8]>::to_vec).collect();
    reader
        .byte_records()
        .map(|record| cells(record.unwrap()))
        .collect()
}

fn cells(record: &Record<'_>) -> CsvCells {
    (0..record.len())
        .map(|at| record.cell(at).into_owned())
        .collect()
}

/// All records that the cutter finds in bytes that come in blocks.
fn ours<'a>(blocks: impl IntoIterator<Item = &'a [u8]>, delimiter: u8) -> Vec<CsvCells> {
    let (mut cutter, mut held, mut found) = (RecordReader::new(delimiter), Vec::new(), Vec::new());
    for block in blocks.into_iter().map(Some).chain([None]) {
        held.extend_from_slice(block.unwrap_or_default());
        let mut at = 0;
        loop {
            match cutter.cut(&held[at..], block.is_none()) {
                Cut::Record(record) => {
                    found.push(cells(&record));
                    at += record.end();
                }
                Cut::Unfinished(useless) => {
                    at += useless;
                    break;
                }
                Cut::End => break,
            }
        }
        held.drain(..at);
    }
    found
}

fn is_blank(record: &CsvCells) -> bool {
    matches!(record.as_slice(), [cell] if cell.iter().all(u8::is_ascii_whitespace))
}

fn table_of(blocks: &[&[u8]]) -> Result<Table, ImportError> {
    let mut importer = Importer::new("wild.csv", 0, None);
    for block in blocks {
        importer.feed(block)?;
    }
    importer.finish()
}

/// Headings and rows of a table, read from its file once more.
fn again(table: &Table, blocks: &[&[u8]]) -> Vec<CsvCells> {
    let (mut rewind, mut found) = (Rewind::of(table), Vec::new());
    let mut take = |_: RecordKind, record: &Record<'_>| found.push(cells(record));
    for block in blocks {
        rewind.feed(table, block, &mut take).unwrap();
    }
    rewind.finish(table, &mut take).unwrap();
    found
}

#[test]
fn records_are_cut_as_the_csv_crate_cuts_them() {
    for seed in 0..3000 {
        let mut dice = Dice(seed);
        let rows = dice.below(12);
        let file = Wild::new(&mut dice, rows);
        let expected = theirs(&file.bytes, file.delimiter);
        let whole = ours([file.bytes.as_slice()], file.delimiter);
        assert_eq!(whole, expected, "seed {seed}");
        let blocks = blocks(&mut dice, &file.bytes);
        assert_eq!(ours(blocks, file.delimiter), expected, "seed {seed}");
    }
}

#[test]
fn a_file_cut_short_at_any_byte_ends_as_it_does_there() {
    for seed in 0..16 {
        let file = Wild::new(&mut Dice(seed), 6);
        for end in 0..file.bytes.len() {
            let bytes = &file.bytes[..end];
            let expected = theirs(bytes, file.delimiter);
            assert_eq!(
                ours([bytes], file.delimiter),
                expected,
                "seed {seed}, {end}"
            );
        }
    }
}

fn a_table_holds_the_records_of(seed: u64, rows: usize) {
    let mut dice = Dice(seed);
    let file = Wild::new(&mut dice, rows);
    let mut expected = theirs(&file.bytes[file.before..], file.delimiter);
    expected.retain(|record| !is_blank(record));
    match table_of(&blocks(&mut dice, &file.bytes)) {
        Ok(table) => {
            assert_eq!(table.delimiter(), file.delimiter, "seed {seed}");
            assert_eq!(table.len() + 1, expected.len(), "seed {seed}");
            let found = again(&table, &blocks(&mut dice, &file.bytes));
            assert!(found == expected, "seed {seed}");
        }
        Err(refusal) => assert_eq!((refusal, expected.len()), (ImportError::NoRows, 1)),
    }
}

#[test]
fn a_table_holds_the_cells_that_the_csv_crate_reads() {
    for seed in 0..1000 {
        a_table_holds_the_records_of(seed, 1 + usize::try_from(seed).unwrap() % 12);
    }
}

#[test]
fn a_file_longer_than_the_first_block_holds_them_too() {
    for seed in 0..8 {
        a_table_holds_the_records_of(seed, 2000);
    }
}
