//! Decodes a file's bytes into UTF-8 from the encodings that exports and spreadsheets write.

use std::borrow::Cow;

use groupsweep_sheet::windows_1252;

use super::unwrap::Unwrapper;

/// The encoding of a file's text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark. Cells that are not valid UTF-8 are read as Windows-1252.
    #[default]
    Utf8,
    /// UTF-16, low byte first. Spreadsheets call it "Unicode text".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

impl Encoding {
    /// The name on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
        }
    }

    /// Detects the encoding by the byte order mark, or by the zeros in every other byte of plain UTF-16 text.
    /// Also returns the length of the mark in bytes.
    pub(super) fn of_file(block: &[u8]) -> (Self, usize) {
        match block {
            [0xEF, 0xBB, 0xBF, ..] => (Self::Utf8, 3),
            [0xFF, 0xFE, ..] => (Self::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Self::Utf16Be, 2),
            _ => (Self::without_mark(block), 0),
        }
    }

    fn without_mark(block: &[u8]) -> Self {
        let block = block.get(..1024).unwrap_or(block);
        let zeros = |parity: usize| {
            let every_other = block.iter().skip(parity).step_by(2);
            every_other.filter(|byte| **byte == 0).count()
        };
        let (even, odd) = (zeros(0), zeros(1));
        // Letters of other scripts have no zero byte, and a few have it in the other half.
        let is_utf_16 = |zeros: usize, others: usize| zeros * 8 > block.len() && zeros > others * 3;
        if is_utf_16(odd, even) {
            Self::Utf16Le
        } else if is_utf_16(even, odd) {
            Self::Utf16Be
        } else {
            Self::Utf8
        }
    }
}

/// Decodes blocks into UTF-8. A block may end at any byte of a character.
#[derive(Default)]
pub(super) struct Decoder {
    encoding: Encoding,
    /// The first byte of a UTF-16 unit whose second byte has not arrived yet.
    half: Option<u8>,
    /// A high surrogate that waits for its low surrogate.
    high: Option<u16>,
    /// Removes quotation marks around whole lines.
    unwrapper: Option<Unwrapper>,
}

impl Decoder {
    pub(super) fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            ..Self::default()
        }
    }

    /// Returns this decoder, which also removes quotation marks around whole lines if `is_wrapped`.
    pub(super) fn unwrapping(self, is_wrapped: bool) -> Self {
        Self {
            unwrapper: is_wrapped.then(Unwrapper::default),
            ..self
        }
    }

    /// Whether bytes can be used unchanged.
    pub(super) fn is_plain(&self) -> bool {
        self.encoding == Encoding::Utf8 && self.unwrapper.is_none()
    }

    pub(super) fn push(&mut self, block: &[u8], out: &mut Vec<u8>) {
        let Some(mut unwrapper) = self.unwrapper.take() else {
            return self.decode(block, out);
        };
        let mut text = Vec::with_capacity(block.len());
        self.decode(block, &mut text);
        unwrapper.push(&text, out);
        self.unwrapper = Some(unwrapper);
    }

    fn decode(&mut self, block: &[u8], out: &mut Vec<u8>) {
        if self.encoding == Encoding::Utf8 {
            out.extend_from_slice(block);
            return;
        }
        for byte in block {
            let Some(first) = self.half.take() else {
                self.half = Some(*byte);
                continue;
            };
            let unit = match self.encoding {
                Encoding::Utf16Be => u16::from_be_bytes([first, *byte]),
                Encoding::Utf8 | Encoding::Utf16Le => u16::from_le_bytes([first, *byte]),
            };
            self.unit(unit, out);
        }
    }

    /// Replaces unpaired surrogates with the replacement character.
    fn unit(&mut self, unit: u16, out: &mut Vec<u8>) {
        if (0xD800..0xDC00).contains(&unit) {
            if self.high.replace(unit).is_some() {
                push_letter(char::REPLACEMENT_CHARACTER, out);
            }
            return;
        }
        let units = self.high.take().into_iter().chain([unit]);
        for letter in char::decode_utf16(units) {
            push_letter(letter.unwrap_or(char::REPLACEMENT_CHARACTER), out);
        }
    }

    /// Ends the file. An incomplete character becomes the replacement character.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        if self.half.take().is_some() | self.high.take().is_some() {
            push_letter(char::REPLACEMENT_CHARACTER, out);
        }
    }
}

fn push_letter(letter: char, out: &mut Vec<u8>) {
    out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Decodes a whole small file, whatever its encoding.
#[must_use]
pub fn text_of(bytes: &[u8]) -> String {
    let (encoding, mark) = Encoding::of_file(bytes);
    let (mut decoder, mut text) = (Decoder::new(encoding), Vec::new());
    decoder.push(&bytes[mark..], &mut text);
    decoder.end(&mut text);
    String::from_utf8(text).unwrap_or_else(|not_utf8| windows_1252(not_utf8.as_bytes()))
}

/// Returns a record as UTF-8: unchanged if it is valid UTF-8, else decoded as Windows-1252.
#[must_use]
pub fn utf8_of(record: &[u8]) -> Cow<'_, [u8]> {
    if std::str::from_utf8(record).is_ok() {
        Cow::Borrowed(record)
    } else {
        Cow::Owned(windows_1252(record).into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: Encoding, blocks: &[&[u8]]) -> String {
        let (mut decoder, mut out) = (Decoder::new(encoding), Vec::new());
        for block in blocks {
            decoder.push(block, &mut out);
        }
        decoder.end(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn utf_16_is_read_whatever_its_byte_order_and_wherever_it_is_cut() {
        let text = "Zoë, 東京 🎉\n";
        let low: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let high: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for cut in 0..low.len() {
            let (front, back) = low.split_at(cut);
            assert_eq!(decoded(Encoding::Utf16Le, &[front, back]), text);
        }
        assert_eq!(decoded(Encoding::Utf16Be, &[&high]), text);
    }

    #[test]
    fn half_a_letter_is_shown_as_one_that_is_not_known() {
        assert_eq!(decoded(Encoding::Utf16Le, &[b"a\0\x3c\xd8"]), "a\u{fffd}");
        assert_eq!(
            decoded(Encoding::Utf16Le, &[b"\x3c\xd8a\0b"]),
            "\u{fffd}a\u{fffd}"
        );
    }

    #[test]
    fn the_encoding_is_known_by_its_mark_or_its_zeros() {
        assert_eq!(Encoding::of_file(b"\xef\xbb\xbfa"), (Encoding::Utf8, 3));
        assert_eq!(Encoding::of_file(b"\xff\xfea\0"), (Encoding::Utf16Le, 2));
        assert_eq!(Encoding::of_file(b"\xfe\xff\0a"), (Encoding::Utf16Be, 2));
        assert_eq!(
            Encoding::of_file(b"G\0r\0o\0u\0p\0"),
            (Encoding::Utf16Le, 0)
        );
        assert_eq!(
            Encoding::of_file(b"\0G\0r\0o\0u\0p"),
            (Encoding::Utf16Be, 0)
        );
        assert_eq!(Encoding::of_file(b"Group id,\0"), (Encoding::Utf8, 0));
        assert_eq!(Encoding::of_file(b""), (Encoding::Utf8, 0));
    }
}
