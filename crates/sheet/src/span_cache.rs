//! A cache of cell spans: the bytes between two cells often repeat those of an earlier record, and then need no
//! parsing.

use std::ops::RangeInclusive;

use crate::bytes_eq::same;
use crate::intern::Interner;
use crate::record::Record;

/// Lookups before the cache's hit rate is judged.
const TRIAL: u32 = 200_000;

/// Values by the bytes of some adjacent cells.
pub struct Spans {
    cells: RangeInclusive<usize>,
    texts: Interner,
    /// One for each text.
    known: Vec<SpanCacheEntry>,
    /// The text that was found last.
    last: u32,
    /// The most bytes kept.
    room: usize,
    lookups: u32,
    hits: u32,
}

/// What is known about a text.
struct SpanCacheEntry {
    value: u32,
    /// The text that followed it last time.
    next: u32,
}

/// No text has this number.
const NONE: u32 = u32::MAX;

impl Spans {
    /// A cache for these cells, of at most about `room` bytes.
    #[must_use]
    pub fn new(cells: RangeInclusive<usize>, room: usize) -> Self {
        Self {
            cells,
            texts: Interner::default(),
            known: Vec::new(),
            last: NONE,
            room,
            lookups: 0,
            hits: 0,
        }
    }

    /// Returns the value of a record whose cells are known. Otherwise whether to pass it to [`Self::keep`].
    #[inline(never)]
    pub fn find(&mut self, record: &Record<'_>) -> SpanHit {
        let Some(span) = record.span(*self.cells.start(), *self.cells.end()) else {
            return SpanHit::No;
        };
        self.lookups = self.lookups.saturating_add(1);
        if let Some(number) = self.guess(span) {
            return self.hit(number);
        }
        if self.texts.size() + span.len() > self.room {
            return match self.texts.find(span) {
                Some(number) => self.hit(number),
                None => SpanHit::No,
            };
        }
        match self.texts.intern(span) {
            (number, false) => self.hit(number),
            (number, true) => {
                self.go_on_to(number);
                SpanHit::New
            }
        }
    }

    /// Exports are sorted, so the same people often follow each other in each group. Trying the follower first avoids
    /// most table lookups, each of which is a cache miss.
    #[inline]
    fn guess(&self, span: &[u8]) -> Option<u32> {
        let number = self.known.get(self.last as usize)?.next;
        let is_it = number != NONE && same(self.texts.get(number), span);
        is_it.then_some(number)
    }

    fn hit(&mut self, number: u32) -> SpanHit {
        self.hits = self.hits.saturating_add(1);
        self.go_on_to(number);
        self.known
            .get(number as usize)
            .map_or(SpanHit::No, |known| SpanHit::Known(known.value))
    }

    #[inline]
    fn go_on_to(&mut self, number: u32) {
        if let Some(before) = self.known.get_mut(self.last as usize) {
            before.next = number;
        }
        self.last = number;
    }

    /// Stores the value of the record that was [`SpanHit::New`]. Has to be called before the next lookup.
    #[inline]
    pub fn keep(&mut self, value: u32) {
        self.known.push(SpanCacheEntry { value, next: NONE });
    }

    /// Whether the hit rate is so low that lookups cost more than they save.
    #[must_use]
    pub fn is_in_vain(&self) -> bool {
        let is_full = self.texts.size() > self.room / 2;
        self.lookups > TRIAL && is_full && self.hits < self.lookups / 8
    }
}

/// The result of a lookup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SpanHit {
    /// An earlier record had these cells, with this value.
    Known(u32),
    /// The cells are new, and kept from now on.
    New,
    /// The cells are unknown, and not kept.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cut, RecordReader};

    fn find(spans: &mut Spans, line: &str) -> SpanHit {
        let mut cutter = RecordReader::new(b',');
        let Cut::Record(record) = cutter.cut(line.as_bytes(), true) else {
            panic!("no record");
        };
        spans.find(&record)
    }

    #[test]
    fn cells_that_stood_there_before_are_known() {
        let mut spans = Spans::new(1..=2, 100);
        assert_eq!(find(&mut spans, "1,b,c,d"), SpanHit::New);
        spans.keep(7);
        assert_eq!(find(&mut spans, "2,b,c,e"), SpanHit::Known(7));
        assert_eq!(find(&mut spans, "2,b,x,e"), SpanHit::New);
        spans.keep(8);
        assert_eq!(find(&mut spans, "1,b"), SpanHit::No, "a cell is missing");
    }

    #[test]
    fn texts_are_known_in_any_order() {
        let mut spans = Spans::new(0..=0, 1 << 10);
        for value in 0..5 {
            assert_eq!(find(&mut spans, &format!("{value}")), SpanHit::New);
            spans.keep(value * 10);
        }
        for value in [0, 1, 2, 3, 4, 4, 4, 0, 2, 4, 0, 1, 0, 2, 3, 1, 0] {
            assert_eq!(
                find(&mut spans, &format!("{value}")),
                SpanHit::Known(value * 10)
            );
        }
    }

    #[test]
    fn empty_cells_are_a_text_like_others() {
        let mut spans = Spans::new(1..=1, 1 << 10);
        assert_eq!(find(&mut spans, "a,x"), SpanHit::New);
        spans.keep(1);
        assert_eq!(find(&mut spans, "a,"), SpanHit::New);
        spans.keep(2);
        assert_eq!(find(&mut spans, "a,"), SpanHit::Known(2));
        assert_eq!(find(&mut spans, "a,x"), SpanHit::Known(1));
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let mut spans = Spans::new(0..=0, 3);
        assert_eq!(find(&mut spans, "abc"), SpanHit::New);
        spans.keep(1);
        assert_eq!(find(&mut spans, "d"), SpanHit::No);
        assert_eq!(find(&mut spans, "abc"), SpanHit::Known(1));
    }
}
