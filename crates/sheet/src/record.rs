//! One record, with its cells raw and unquoted.

use std::borrow::Cow;

/// One record, borrowed from the bytes that it was cut from.
pub struct Record<'a> {
    /// Without line ends.
    pub(super) bytes: &'a [u8],
    pub(super) ends: &'a [u32],
    pub(super) start: usize,
    pub(super) delimiter: u8,
    pub(super) open_quote: bool,
    pub(super) hides_lines: bool,
    pub(super) has_quotes: bool,
    pub(super) too_long: bool,
}

impl<'a> Record<'a> {
    /// Its start in the bytes that it was cut from.
    #[must_use]
    pub fn start(&self) -> usize {
        self.start
    }

    /// Its end in those bytes, without its line end.
    #[must_use]
    pub fn end(&self) -> usize {
        self.start + self.bytes.len()
    }

    /// The raw record.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Number of cells, at least one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never true: a record has at least one cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether the file ends inside one of its quoted cells.
    #[must_use]
    pub fn has_open_quote(&self) -> bool {
        self.open_quote
    }

    /// Whether a quoted cell spans lines and has text after its closing quote. Most likely two unclosed quotes of two
    /// rows made one record of these rows and those between them.
    #[inline]
    #[must_use]
    pub fn hides_lines(&self) -> bool {
        self.hides_lines
    }

    /// Whether a cell spans lines.
    #[inline]
    #[must_use]
    pub fn has_line_ends(&self) -> bool {
        self.has_quotes && memchr::memchr2(b'\n', b'\r', self.bytes).is_some()
    }

    /// The number of its lines in the file.
    #[must_use]
    pub fn lines(&self) -> usize {
        let ends = memchr::memchr2_iter(b'\n', b'\r', self.bytes);
        let is_one = |at: &usize| self.bytes.get(*at..at + 2) != Some(b"\r\n");
        ends.filter(is_one).count() + 1
    }

    /// Whether it has [`crate::MAX_RECORD`] bytes or more, so that the rest of it is missing.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// Whether it is only white space. False if it is too long, because the rest is unknown.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.ends.len() == 1 && !self.too_long && self.cell(0).iter().all(u8::is_ascii_whitespace)
    }

    /// A raw cell, including quotes. Empty if there is no such cell.
    #[inline]
    #[must_use]
    pub fn raw(&self, column: usize) -> &'a [u8] {
        let Some(end) = self.ends.get(column) else {
            return &[];
        };
        let start = match column.checked_sub(1) {
            // After the delimiter.
            Some(before) => self.ends[before] as usize + 1,
            None => 0,
        };
        self.bytes.get(start..*end as usize).unwrap_or_default()
    }

    /// The raw bytes from one cell to another, inclusive. `None` if one is missing.
    #[inline]
    #[must_use]
    pub fn span(&self, from: usize, to: usize) -> Option<&'a [u8]> {
        let end = *self.ends.get(to)? as usize;
        let start = match from.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize + 1,
            None => 0,
        };
        self.bytes.get(start..end)
    }

    /// The bytes of the first `cells` cells, including the delimiters between them.
    #[must_use]
    pub fn front(&self, cells: usize) -> &'a [u8] {
        match cells.checked_sub(1).and_then(|last| self.ends.get(last)) {
            Some(end) => self.bytes.get(..*end as usize).unwrap_or_default(),
            None if cells == 0 => &[],
            None => self.bytes,
        }
    }

    /// The bytes after the first `cells` cells, including the delimiter before them.
    #[must_use]
    pub fn cells_after(&self, cells: usize) -> &'a [u8] {
        self.bytes
            .get(self.front(cells).len()..)
            .unwrap_or_default()
    }

    /// A cell without its quotes. Empty if there is no such cell.
    #[inline]
    #[must_use]
    pub fn cell(&self, column: usize) -> Cow<'a, [u8]> {
        let raw = self.raw(column);
        match raw.first() {
            Some(b'"') => unquote(raw),
            Some(_) | None => Cow::Borrowed(raw),
        }
    }

    /// The delimiter of its cells.
    #[must_use]
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }
}

/// The text of a cell that begins with a quote.
fn unquote(raw: &[u8]) -> Cow<'_, [u8]> {
    let inside = &raw[1..];
    match memchr::memchr(b'"', inside) {
        None => Cow::Borrowed(inside),
        Some(last) if last + 1 == inside.len() => Cow::Borrowed(&inside[..last]),
        Some(first) => Cow::Owned(without_doubles(inside, first)),
    }
}

fn without_doubles(inside: &[u8], first: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(inside.len());
    let (mut from, mut quote) = (0, first);
    loop {
        text.extend_from_slice(&inside[from..quote]);
        if inside.get(quote + 1) != Some(&b'"') {
            // The closing quote. Text after it still belongs to the cell.
            text.extend_from_slice(&inside[quote + 1..]);
            return text;
        }
        text.push(b'"');
        from = quote + 2;
        match memchr::memchr(b'"', &inside[from..]) {
            Some(next) => quote = from + next,
            None => {
                text.extend_from_slice(&inside[from..]);
                return text;
            }
        }
    }
}
