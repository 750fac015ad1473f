//! Finds the structural bytes of records, 64 at a time: one word of marks covers about a third of a row, so branch
//! predictions rarely fail.

use wide::u8x16;

/// Bytes scanned at once.
pub(crate) const WIDTH: usize = 64;
const LANES: usize = 16;

/// The bytes that end a cell, end a record or open a quote.
#[derive(Clone, Copy)]
pub(crate) struct Marks {
    delimiter: u8x16,
    quote: u8x16,
    line_feed: u8x16,
    carriage_return: u8x16,
}

impl Marks {
    pub(crate) fn new(delimiter: u8) -> Self {
        Self {
            delimiter: u8x16::splat(delimiter),
            quote: u8x16::splat(b'"'),
            line_feed: u8x16::splat(b'\n'),
            carriage_return: u8x16::splat(b'\r'),
        }
    }

    /// The marks of one chunk: one bit per byte, the lowest for the first byte.
    #[inline]
    pub(crate) fn in_chunk(self, chunk: &[u8; WIDTH]) -> Delimiters {
        let (parts, _) = chunk.as_chunks::<LANES>();
        let [a, b, c, d] = parts else {
            return Delimiters::default();
        };
        let word = |marks: fn(Self, u8x16) -> u32| {
            let of = |part: &[u8; LANES]| u64::from(marks(self, u8x16::new(*part)));
            of(a) | of(b) << 16 | of(c) << 32 | of(d) << 48
        };
        let delimiters = word(|marks, part| part.simd_eq(marks.delimiter).to_bitmask());
        let others = word(|marks, part| {
            let line = part.simd_eq(marks.line_feed) | part.simd_eq(marks.carriage_return);
            (line | part.simd_eq(marks.quote)).to_bitmask()
        });
        Delimiters {
            delimiters,
            others: others & !delimiters,
        }
    }

    /// The marks of the last bytes of a block, fewer than [`WIDTH`].
    pub(crate) fn in_rest(self, rest: &[u8]) -> Delimiters {
        let mut chunk = [0; WIDTH];
        let len = rest.len().min(WIDTH - 1);
        chunk[..len].copy_from_slice(&rest[..len]);
        let there = (1_u64 << len) - 1;
        let found = self.in_chunk(&chunk);
        Delimiters {
            delimiters: found.delimiters & there,
            others: found.others & there,
        }
    }
}

/// The marks of a chunk.
#[derive(Clone, Copy, Default)]
pub(crate) struct Delimiters {
    pub(crate) delimiters: u64,
    /// Quotes and line ends.
    pub(crate) others: u64,
}
