//! Files written by the `csv` crate are read back cell by cell.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use groupsweep_core::import::{Encoding, Importer, Table};

use crate::import::random_files::{blocks, text};
use crate::support::file::{records, remember};
use crate::support::{Dice, account, group};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const LINE_ENDS: [Terminator; 3] = [
    Terminator::CRLF,
    Terminator::Any(b'\n'),
    Terminator::Any(b'\r'),
];
const STYLES: [QuoteStyle; 3] = [
    QuoteStyle::Necessary,
    QuoteStyle::Always,
    QuoteStyle::NonNumeric,
];
const ENCODINGS: [(Encoding, bool); 4] = [
    (Encoding::Utf8, false),
    (Encoding::Utf8, true),
    (Encoding::Utf16Le, true),
    (Encoding::Utf16Be, true),
];

/// Headings, and rows of two to six cells.
fn cells(dice: &mut Dice, rows: usize) -> Vec<Vec<String>> {
    let headings = ["Group id", "User id", "one, \"note\"", "another\nnote"];
    let headings = headings.map(str::to_owned).to_vec();
    let mut all = vec![headings];
    for _ in 0..rows {
        let cells = 2 + dice.below(5);
        all.push((0..cells).map(|_| cell(dice)).collect());
    }
    all
}

fn cell(dice: &mut Dice) -> String {
    match dice.below(5) {
        0 => group(dice.below(9)),
        1 => account(dice.below(9)),
        2 => format!("{}.{}", dice.below(99), dice.below(99)),
        _ => String::from_utf8_lossy(&text(dice)).into_owned(),
    }
}

fn written(
    cells: &[Vec<String>],
    delimiter: u8,
    line_end: Terminator,
    style: QuoteStyle,
) -> String {
    let mut writer = WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(line_end)
        .quote_style(style)
        .flexible(true)
        .from_writer(Vec::new());
    for record in cells {
        writer.write_record(record).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn encoded(text: &str, encoding: Encoding, has_mark: bool) -> Vec<u8> {
    let mark = if has_mark { "\u{feff}" } else { "" };
    let text = format!("{mark}{text}");
    match encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    }
}

fn table_in_blocks(dice: &mut Dice, bytes: &[u8]) -> Table {
    let mut importer = Importer::new("written.csv", bytes.len(), None);
    for block in blocks(dice, bytes) {
        importer.feed(block).unwrap();
    }
    let table = importer.finish().unwrap();
    remember(&table, bytes);
    table
}

/// Writes and reads one table in every encoding.
fn every_cell_comes_back(dice: &mut Dice, rows: usize, delimiter: u8, line_end: Terminator) {
    let cells = cells(dice, rows);
    let text = written(&cells, delimiter, line_end, *dice.pick(&STYLES));
    for (encoding, has_mark) in ENCODINGS {
        let table = table_in_blocks(dice, &encoded(&text, encoding, has_mark));
        assert_eq!(table.encoding(), encoding);
        assert_eq!(table.has_byte_order_mark(), has_mark);
        assert_eq!(table.delimiter(), delimiter);
        assert_eq!(table.headings(), cells[0]);
        assert_eq!(records(&table).cells, cells[1..], "{text:?}");
    }
}

#[test]
fn every_cell_that_is_written_is_read_whatever_the_delimiter_line_end_and_encoding() {
    let mut dice = Dice(77);
    for delimiter in DELIMITERS {
        for line_end in LINE_ENDS {
            for _ in 0..12 {
                let rows = 1 + dice.below(8);
                every_cell_comes_back(&mut dice, rows, delimiter, line_end);
            }
        }
    }
}

#[test]
fn a_file_longer_than_the_first_block_comes_back_too() {
    let mut dice = Dice(78);
    for delimiter in DELIMITERS {
        let line_end = *dice.pick(&LINE_ENDS);
        every_cell_comes_back(&mut dice, 1500, delimiter, line_end);
    }
}
