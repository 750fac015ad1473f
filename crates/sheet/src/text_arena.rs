//! An arena of texts in blocks. It never moves when it grows, so a large file takes no more memory than its texts.

/// Bytes in a block. A longer text gets its own block.
const BLOCK: usize = 1 << OFFSET_BITS;
const OFFSET_BITS: u32 = 20;

/// Texts by number.
#[derive(Default)]
pub(crate) struct Texts {
    blocks: Vec<TextBlock>,
    /// Where each text begins: the number of its block, and its offset there in the low bits.
    starts: Vec<u32>,
    /// Bytes of all texts.
    size: usize,
}

/// A block of texts.
struct TextBlock {
    /// The number of its first text.
    first: u32,
    bytes: Vec<u8>,
}

/// The texts of one block, for scanning at once.
pub(crate) struct Neighbours<'a> {
    /// The number of the first of them.
    pub(crate) first: usize,
    pub(crate) bytes: &'a [u8],
    /// Where each begins, with its block's number in the high bits.
    starts: &'a [u32],
}

impl Texts {
    /// Appends a text.
    pub(crate) fn push(&mut self, text: &[u8]) {
        let has_room = |block: &TextBlock| block.bytes.len() + text.len() <= BLOCK;
        if !self.blocks.last().is_some_and(has_room) {
            self.begin_block(text.len());
        }
        let number = self.blocks.len() - 1;
        if let Some(block) = self.blocks.last_mut() {
            // Four gigabytes of blocks are more than a page can hold. A text after them would not be found.
            self.starts
                .push(u32::try_from(number << OFFSET_BITS | block.bytes.len()).unwrap_or(u32::MAX));
            block.bytes.extend_from_slice(text);
            self.size += text.len();
        }
    }

    fn begin_block(&mut self, least: usize) {
        // The first block grows as needed, because most arenas are small.
        let room = if self.blocks.is_empty() { 0 } else { BLOCK };
        self.blocks.push(TextBlock {
            first: u32::try_from(self.starts.len()).unwrap_or(u32::MAX),
            bytes: Vec::with_capacity(room.max(least)),
        });
    }

    /// A text by its number. Empty if there is none.
    #[inline]
    pub(crate) fn get(&self, number: u32) -> &[u8] {
        let at = number as usize;
        let Some(start) = self.starts.get(at) else {
            return &[];
        };
        let (block, from) = (start >> OFFSET_BITS, *start as usize & (BLOCK - 1));
        let Some(bytes) = self.blocks.get(block as usize).map(|block| &block.bytes) else {
            return &[];
        };
        let to = match self.starts.get(at + 1) {
            Some(next) if next >> OFFSET_BITS == block => *next as usize & (BLOCK - 1),
            _ => bytes.len(),
        };
        bytes.get(from..to).unwrap_or_default()
    }

    /// Number of texts.
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Bytes of all texts.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// All texts, block by block.
    pub(crate) fn neighbours(&self) -> impl Iterator<Item = Neighbours<'_>> {
        let firsts = self.blocks.iter().map(|block| block.first as usize);
        let ends = firsts.skip(1).chain(std::iter::once(self.starts.len()));
        self.blocks.iter().zip(ends).map(|(block, end)| Neighbours {
            first: block.first as usize,
            bytes: &block.bytes,
            starts: &self.starts[block.first as usize..end],
        })
    }
}

impl Neighbours<'_> {
    /// Where a text ends in these bytes. Counted from the first text of the block.
    #[inline]
    pub(crate) fn end(&self, at: usize) -> usize {
        match self.starts.get(at + 1) {
            Some(next) => *next as usize & (BLOCK - 1),
            None => self.bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_length_come_back_also_where_a_block_ends() {
        let text = |number: usize| {
            let len = match number % 50 {
                0 => BLOCK / 3,
                7 => BLOCK,
                9 => BLOCK + 5,
                11 => 0,
                other => other,
            };
            vec![u8::try_from(number % 251).unwrap_or(0); len]
        };
        let mut texts = Texts::default();
        for number in 0..150 {
            texts.push(&text(number));
        }
        assert_eq!(texts.len(), 150);
        assert_eq!(
            texts.size(),
            (0..150).map(|number| text(number).len()).sum()
        );
        for number in 0..150 {
            assert!(texts.get(number) == text(number as usize), "text {number}");
        }
        assert!(texts.get(150).is_empty());

        let mut next = 0;
        for neighbours in texts.neighbours() {
            assert_eq!(neighbours.first, next);
            let mut from = 0;
            while from < neighbours.bytes.len() || neighbours.starts.len() > next - neighbours.first
            {
                let to = neighbours.end(next - neighbours.first);
                assert!(neighbours.bytes[from..to] == text(next));
                (from, next) = (to, next + 1);
            }
        }
        assert_eq!(next, 150);
    }
}
