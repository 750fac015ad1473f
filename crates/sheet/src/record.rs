//! One record: its cells, as they stand and unquoted.

use std::borrow::Cow;

/// One record, in the bytes that it was cut off from.
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
    /// Where it begins in the bytes that it was cut off from.
    #[must_use]
    pub fn start(&self) -> usize {
        self.start
    }

    /// Where it ends there, its line end not included.
    #[must_use]
    pub fn end(&self) -> usize {
        self.start + self.bytes.len()
    }

    /// The record as it stands in the file.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Number of cells, at least one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never: a record has a cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The file ends inside a quoted cell of it.
    #[must_use]
    pub fn has_open_quote(&self) -> bool {
        self.open_quote
    }

    /// A quoted cell of it goes over a line end and does not end with its closing quote: two quotes of two rows, most
    /// likely, with these rows and those between them in one record.
    #[inline]
    #[must_use]
    pub fn hides_lines(&self) -> bool {
        self.hides_lines
    }

    /// A cell of it goes over a line end.
    #[inline]
    #[must_use]
    pub fn has_line_ends(&self) -> bool {
        self.has_quotes && memchr::memchr2(b'\n', b'\r', self.bytes).is_some()
    }

    /// How many lines of the file it takes up.
    #[must_use]
    pub fn lines(&self) -> usize {
        let ends = memchr::memchr2_iter(b'\n', b'\r', self.bytes);
        let is_one = |at: &usize| self.bytes.get(*at..at + 2) != Some(b"\r\n");
        ends.filter(is_one).count() + 1
    }

    /// As long as [`crate::MAX_RECORD`] or longer: the rest of it is not here.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// A line of nothing but white space. What is too long is none: the rest of it is not known.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.ends.len() == 1 && !self.too_long && self.cell(0).iter().all(u8::is_ascii_whitespace)
    }

    /// A cell as it stands in the file, quotes included; empty if there is no such cell.
    #[inline]
    #[must_use]
    pub fn raw(&self, column: usize) -> &'a [u8] {
        let Some(end) = self.ends.get(column) else {
            return &[];
        };
        let start = match column.checked_sub(1) {
            // Behind the delimiter.
            Some(before) => self.ends[before] as usize + 1,
            None => 0,
        };
        self.bytes.get(start..*end as usize).unwrap_or_default()
    }

    /// The bytes from one cell to another, both included, as they stand in the file; none if one is missing.
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

    /// The bytes of the first `cells` cells, delimiters between them included.
    #[must_use]
    pub fn front(&self, cells: usize) -> &'a [u8] {
        match cells.checked_sub(1).and_then(|last| self.ends.get(last)) {
            Some(end) => self.bytes.get(..*end as usize).unwrap_or_default(),
            None if cells == 0 => &[],
            None => self.bytes,
        }
    }

    /// The bytes behind the first `cells` cells, the delimiter before them included.
    #[must_use]
    pub fn cells_after(&self, cells: usize) -> &'a [u8] {
        self.bytes
            .get(self.front(cells).len()..)
            .unwrap_or_default()
    }

    /// A cell without its quotes; empty if there is no such cell.
    #[inline]
    #[must_use]
    pub fn cell(&self, column: usize) -> Cow<'a, [u8]> {
        let raw = self.raw(column);
        match raw.first() {
            Some(b'"') => unquote(raw),
            Some(_) | None => Cow::Borrowed(raw),
        }
    }

    /// What separates its cells.
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
            // The closing quote; what stands behind it is part of the cell all the same.
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
