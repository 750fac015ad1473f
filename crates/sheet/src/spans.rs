//! A shortcut: what stands between two cells is most often, byte for byte, what
//! stood there in an earlier record. Then nothing has to be taken apart again.

use std::ops::RangeInclusive;

use crate::cut::Record;
use crate::intern::Interner;

/// Lookups before it is judged whether the shortcut is any.
const TRIAL: u32 = 200_000;

/// Values known by the bytes of some neighbouring cells.
pub struct Spans {
    cells: RangeInclusive<usize>,
    texts: Interner,
    values: Vec<u32>,
    /// Most bytes that are kept.
    room: usize,
    lookups: u32,
    hits: u32,
}

impl Spans {
    /// For these cells; keeps at most about `room` bytes.
    #[must_use]
    pub fn new(cells: RangeInclusive<usize>, room: usize) -> Self {
        Self {
            cells,
            texts: Interner::default(),
            values: Vec::new(),
            room,
            lookups: 0,
            hits: 0,
        }
    }

    /// The value of a record whose cells stood there before; and where not, whether to tell it by [`Self::keep`].
    #[inline(never)]
    pub fn find(&mut self, record: &Record<'_>) -> Found {
        let Some(span) = record.span(*self.cells.start(), *self.cells.end()) else {
            return Found::No;
        };
        self.lookups = self.lookups.saturating_add(1);
        if self.texts.bytes().len() + span.len() > self.room {
            return match self.texts.find(span) {
                Some(number) => self.hit(number),
                None => Found::No,
            };
        }
        match self.texts.intern(span) {
            (number, false) => self.hit(number),
            (_, true) => Found::New,
        }
    }

    fn hit(&mut self, number: u32) -> Found {
        self.hits = self.hits.saturating_add(1);
        self.values
            .get(number as usize)
            .map_or(Found::No, |value| Found::Known(*value))
    }

    /// The value of the record that was [`Found::New`]; to be told before the next is looked for.
    #[inline]
    pub fn keep(&mut self, value: u32) {
        self.values.push(value);
    }

    /// Few records stood there before: looking costs more than it saves.
    #[must_use]
    pub fn is_in_vain(&self) -> bool {
        let is_full = self.texts.bytes().len() > self.room / 2;
        self.lookups > TRIAL && is_full && self.hits < self.lookups / 8
    }
}

/// What is known of a record's cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
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
    use crate::{Cut, Cutter};

    fn find(spans: &mut Spans, line: &str) -> Found {
        let mut cutter = Cutter::new(b',');
        let Cut::Record(record) = cutter.cut(line.as_bytes(), true) else {
            panic!("no record");
        };
        spans.find(&record)
    }

    #[test]
    fn cells_that_stood_there_before_are_known() {
        let mut spans = Spans::new(1..=2, 100);
        assert_eq!(find(&mut spans, "1,b,c,d"), Found::New);
        spans.keep(7);
        assert_eq!(find(&mut spans, "2,b,c,e"), Found::Known(7));
        assert_eq!(find(&mut spans, "2,b,x,e"), Found::New);
        spans.keep(8);
        assert_eq!(find(&mut spans, "1,b"), Found::No, "a cell is missing");
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let mut spans = Spans::new(0..=0, 3);
        assert_eq!(find(&mut spans, "abc"), Found::New);
        spans.keep(1);
        assert_eq!(find(&mut spans, "d"), Found::No);
        assert_eq!(find(&mut spans, "abc"), Found::Known(1));
    }
}
