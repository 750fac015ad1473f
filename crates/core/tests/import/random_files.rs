//! Files with something in every corner, made by dice: the same seed, the same file.

use crate::support::{Dice, account, group};

/// What separates cells. The last is known by a line `sep=^` only.
const DELIMITERS: [u8; 5] = [b',', b';', b'\t', b'|', b'^'];
/// What cells are made of; sixteen bytes and more matter, because so many are looked at in one go.
const PARTS: [&[u8]; 16] = [
    b"a",
    b" ",
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"|",
    b"\r",
    b"\n",
    b"\r\n",
    b"quoted",
    b"fifteen letters",
    b"a text that is longer than thirty-two bytes",
    "\u{e9}\u{1f600}".as_bytes(),
    b"\xe9\xff",
];
const LINE_ENDS: [&str; 4] = ["\n", "\r", "\r\n", "\n \r\n\n"];

/// A file, and what separates its cells.
pub(crate) struct Wild {
    pub(crate) bytes: Vec<u8>,
    pub(crate) delimiter: u8,
    /// Bytes before the headings.
    pub(crate) before: usize,
}

impl Wild {
    /// A file with headings and `rows` rows: ragged, with quotes open and closed anywhere, often without a last line
    /// end.
    pub(crate) fn new(dice: &mut Dice, rows: usize) -> Self {
        let delimiter = *dice.pick(&DELIMITERS);
        let line = if delimiter == b'^' { "sep=^\n" } else { "" };
        let between = char::from(delimiter);
        let mut bytes = format!("{line}Group id{between}User id{between}\"a note\"").into_bytes();
        for _ in 0..rows {
            bytes.extend_from_slice(dice.pick(&LINE_ENDS).as_bytes());
            push_row(&mut bytes, dice, delimiter);
        }
        if dice.below(2) == 0 {
            bytes.extend_from_slice(dice.pick(&LINE_ENDS).as_bytes());
        }
        Self {
            bytes,
            delimiter,
            before: line.len(),
        }
    }
}

fn push_row(bytes: &mut Vec<u8>, dice: &mut Dice, delimiter: u8) {
    for cell in 0..1 + dice.below(5) {
        if cell > 0 {
            bytes.push(delimiter);
        }
        match dice.below(8) {
            0 => bytes.extend_from_slice(group(dice.below(9)).as_bytes()),
            1 => bytes.extend_from_slice(account(dice.below(9)).as_bytes()),
            // No rule: most often a quote that swallows some of the next rows.
            2 => bytes.extend(text(dice)),
            3 => {}
            4 | 5 => bytes.extend(quoted(&text(dice))),
            _ => bytes.extend_from_slice(b"plain"),
        }
    }
}

/// Some parts in sequence.
pub(crate) fn text(dice: &mut Dice) -> Vec<u8> {
    let parts = dice.below(6);
    (0..parts)
        .flat_map(|_| *dice.pick(&PARTS))
        .copied()
        .collect()
}

/// As a cell in quotes.
fn quoted(text: &[u8]) -> Vec<u8> {
    let inside = text.iter().flat_map(|byte| match byte {
        b'"' => vec![b'"'; 2],
        byte => vec![*byte],
    });
    std::iter::once(b'"').chain(inside).chain([b'"']).collect()
}

/// The bytes in blocks of any size, most of them small.
pub(crate) fn blocks<'a>(dice: &mut Dice, bytes: &'a [u8]) -> Vec<&'a [u8]> {
    let (mut rest, mut blocks) = (bytes, Vec::new());
    while !rest.is_empty() {
        let most = *dice.pick(&[1, 3, 40, 1000, 70_000]);
        let (front, back) = rest.split_at(dice.below(most + 1).min(rest.len()));
        blocks.push(front);
        rest = back;
    }
    blocks
}
