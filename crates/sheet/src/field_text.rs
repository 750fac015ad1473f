//! Text of cells: trimmed, limited in length, and UTF-8.

use std::borrow::Cow;

/// The longest text kept of a cell, in bytes. Ids are far shorter, and nobody reads more of a name.
const MAX_LEN: usize = 4096;

/// The letters of Windows-1252 from 0x80 on (WHATWG Encoding, index windows-1252); from 0xA0 on they are Unicode's own.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Decodes bytes as Windows-1252.
#[must_use]
pub fn windows_1252(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        byte => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}

/// The text of a cell. Bytes that are not UTF-8 are read as Windows-1252.
#[must_use]
pub fn text(cell: &[u8]) -> Cow<'_, str> {
    let cell = front(cell);
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(windows_1252(cell)),
    }
}

/// Text without white space around it. Nearly every cell has none, which its first and last byte show.
#[must_use]
pub fn trimmed(text: &str) -> &str {
    let is_plain = |end: Option<&u8>| end.is_none_or(u8::is_ascii_graphic);
    if is_plain(text.as_bytes().first()) && is_plain(text.as_bytes().last()) {
        text
    } else {
        text.trim()
    }
}

/// The cell without white space around it, cut to [`MAX_LEN`].
#[inline]
pub(crate) fn front(cell: &[u8]) -> &[u8] {
    let cell = match cell {
        [first, .., last] if !first.is_ascii_whitespace() && !last.is_ascii_whitespace() => cell,
        _ => cell.trim_ascii(),
    };
    if cell.len() <= MAX_LEN {
        return cell;
    }
    // Not in the middle of a character: UTF-8 continuation bytes begin with the bits 10.
    let is_start = |at: &usize| cell[*at] & 0xC0 != 0x80;
    let end = (MAX_LEN - 3..=MAX_LEN).rev().find(is_start);
    &cell[..end.unwrap_or(MAX_LEN)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_letters_are_read() {
        assert_eq!(
            windows_1252(b"Caf\xe9 \x80 \x84Gr\xf6\xdfe\x93"),
            "Café € „Größe“"
        );
        assert_eq!(text(b" Caf\xe9 "), "Café");
        assert_eq!(text("Zoë".as_bytes()), "Zoë");
    }

    #[test]
    fn white_space_of_any_kind_is_trimmed() {
        for text in [
            "",
            " ",
            "a",
            " a",
            "a\u{a0}",
            "\u{2003}é\t",
            "é",
            "a b",
            "\u{7f}",
        ] {
            assert_eq!(trimmed(text), text.trim(), "{text:?}");
        }
    }

    #[test]
    fn an_endless_text_is_cut_between_two_letters() {
        let long = format!("{}é", "x".repeat(MAX_LEN - 1));
        assert_eq!(text(long.as_bytes()), "x".repeat(MAX_LEN - 1));
        assert_eq!(text(&[b'x'; MAX_LEN]).len(), MAX_LEN);
    }
}
