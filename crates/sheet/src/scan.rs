//! Finds the bytes that mean something to a record, sixteen at a time.

use wide::u8x16;

/// Bytes looked at in one go.
pub(crate) const WIDTH: usize = 16;

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

    /// One bit per byte, the first byte's lowest.
    #[inline]
    pub(crate) fn in_chunk(self, chunk: &[u8; WIDTH]) -> u32 {
        let chunk = u8x16::new(*chunk);
        let cell = chunk.simd_eq(self.delimiter) | chunk.simd_eq(self.quote);
        let line = chunk.simd_eq(self.line_feed) | chunk.simd_eq(self.carriage_return);
        (cell | line).to_bitmask()
    }

    /// The same for the last bytes of a block, fewer than [`WIDTH`].
    pub(crate) fn in_rest(self, rest: &[u8]) -> u32 {
        let mut chunk = [0; WIDTH];
        let len = rest.len().min(WIDTH);
        chunk[..len].copy_from_slice(&rest[..len]);
        self.in_chunk(&chunk) & ((1_u32 << len) - 1)
    }
}
