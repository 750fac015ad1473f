//! A shortcut: what stands between two cells is most often, byte for byte, what
//! stood there in an earlier record. Then nothing has to be taken apart again.

use std::ops::RangeInclusive;

use crate::bytes_eq::same;
use crate::intern::Interner;
use crate::record::Record;

/// Lookups before it is judged whether the shortcut is any.
const TRIAL: u32 = 200_000;

/// Values known by the bytes of some neighbouring cells.
pub struct Spans {
    cells: RangeInclusive<usize>,
    texts: Interner,
    /// One for each text.
    known: Vec<SpanCacheEntry>,
    /// The text that was found last.
    last: u32,
    /// Most bytes that are kept.
    room: usize,
    lookups: u32,
    hits: u32,
}

/// What is known of a text.
struct SpanCacheEntry {
    value: u32,
    /// The text that came behind it, the last time it was there.
    next: u32,
}

/// No text has this number.
const NONE: u32 = u32::MAX;

impl Spans {
    /// For these cells; keeps at most about `room` bytes.
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

    /// The value of a record whose cells stood there before; and where not, whether to tell it by [`Self::keep`].
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

    /// Exports stand in order of something: the same people follow each other in one group as in the group before.
    /// Looking there first saves most ways into the table, each of which waits for the memory.
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

    /// The value of the record that was [`SpanHit::New`]; to be told before the next is looked for.
    #[inline]
    pub fn keep(&mut self, value: u32) {
        self.known.push(SpanCacheEntry { value, next: NONE });
    }

    /// Few records stood there before: looking costs more than it saves.
    #[must_use]
    pub fn is_in_vain(&self) -> bool {
        let is_full = self.texts.size() > self.room / 2;
        self.lookups > TRIAL && is_full && self.hits < self.lookups / 8
    }
}

/// What is known of a record's cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SpanHit {
    /// They stood in an earlier record, with this value.
    Known(u32),
    /// They are kept from now on.
    New,
    /// They are not known and not kept.
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
