//! A set of row numbers, one bit each.

/// Numbers below a fixed limit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BitSet {
    words: Vec<u64>,
    count: usize,
}

impl BitSet {
    /// An empty set of numbers below `limit`.
    #[must_use]
    pub fn none(limit: usize) -> Self {
        Self {
            words: vec![0; limit.div_ceil(64)],
            count: 0,
        }
    }

    /// The numbers below `limit` for which `is_in` is true.
    pub fn of(limit: usize, mut is_in: impl FnMut(usize) -> bool) -> Self {
        let mut words = vec![0_u64; limit.div_ceil(64)];
        for number in 0..limit {
            words[number / 64] |= u64::from(is_in(number)) << (number % 64);
        }
        Self::of_words(words)
    }

    /// Every number below `limit`.
    #[must_use]
    pub fn all(limit: usize) -> Self {
        let mut words = vec![u64::MAX; limit.div_ceil(64)];
        if let (Some(last), rest @ 1..) = (words.last_mut(), limit % 64) {
            *last = (1 << rest) - 1;
        }
        Self {
            words,
            count: limit,
        }
    }

    /// The indices in `column` whose number is in `wanted`.
    #[inline(never)]
    #[must_use]
    pub fn places(column: &[u32], wanted: &Self) -> Self {
        let word = |numbers: &[u32]| {
            let bits = numbers.iter().enumerate();
            bits.fold(0_u64, |word, (at, number)| {
                word | u64::from(wanted.contains(*number as usize)) << at
            })
        };
        Self::of_words(column.chunks(64).map(word).collect())
    }

    /// How often each number below `numbers` is at these indices in `column`.
    #[inline(never)]
    #[must_use]
    pub fn tally(&self, column: &[u32], numbers: usize) -> Vec<u32> {
        let mut tally = vec![0; numbers];
        for (word, column) in self.words.iter().zip(column.chunks(64)) {
            let mut left = *word;
            while left != 0 {
                let at = left.trailing_zeros() as usize;
                left &= left - 1;
                let count = column
                    .get(at)
                    .and_then(|number| tally.get_mut(*number as usize));
                if let Some(count) = count {
                    *count += 1;
                }
            }
        }
        tally
    }

    /// Extends the limit by one number, in the set or not. `limit` is the current limit.
    #[inline]
    pub fn push(&mut self, limit: usize, is_in: bool) {
        if limit.is_multiple_of(64) {
            crate::intern::make_room(&mut self.words, 1);
            self.words.push(0);
        }
        if let Some(last) = self.words.last_mut() {
            *last |= u64::from(is_in) << (limit % 64);
        }
        self.count += usize::from(is_in);
    }

    /// The numbers in ascending order.
    #[inline(never)]
    #[must_use]
    pub fn to_vec(&self) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(self.count);
        for (word, base) in self.words.iter().zip((0_u32..).step_by(64)) {
            let mut left = *word;
            while left != 0 {
                numbers.push(base + left.trailing_zeros());
                left &= left - 1;
            }
        }
        numbers
    }

    /// A set from its words. The lowest bit of the first word is number 0.
    #[must_use]
    pub fn of_words(words: Vec<u64>) -> Self {
        let count = words.iter().map(|word| word.count_ones() as usize).sum();
        Self { words, count }
    }

    /// The words of the set.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a number is in it.
    #[inline]
    #[must_use]
    pub fn contains(&self, number: usize) -> bool {
        self.words
            .get(number / 64)
            .is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Adds or removes a number. Numbers above the limit are ignored.
    pub fn put(&mut self, number: usize, is_in: bool) {
        let Some(word) = self.words.get_mut(number / 64) else {
            return;
        };
        let before = word.count_ones() as usize;
        *word = *word & !(1 << (number % 64)) | u64::from(is_in) << (number % 64);
        self.count = self.count + word.count_ones() as usize - before;
    }

    /// The intersection.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    /// The union.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.with(other, |a, b| a | b)
    }

    /// The difference: in this set and not in the other.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & !b)
    }

    /// The symmetric difference: in exactly one of them.
    #[must_use]
    pub fn either(&self, other: &Self) -> Self {
        self.with(other, |a, b| a ^ b)
    }

    fn with(&self, other: &Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let others = other.words.iter().copied().chain(std::iter::repeat(0));
        Self::of_words(
            self.words
                .iter()
                .zip(others)
                .map(|(a, b)| join(*a, b))
                .collect(),
        )
    }

    /// The numbers in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    at * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_in_it_and_counted_once() {
        let mut set = BitSet::none(130);
        for number in [0, 63, 64, 129, 64] {
            set.put(number, true);
        }
        set.put(63, false);
        set.put(1000, true);
        assert_eq!(
            (set.len(), set.iter().collect::<Vec<_>>()),
            (3, vec![0, 64, 129])
        );
        assert!(set.contains(129) && !set.contains(63) && !set.contains(1000));
    }

    #[test]
    fn a_set_grows_at_its_end() {
        let mut set = BitSet::default();
        for number in 0..200 {
            set.push(number, number % 3 == 0);
        }
        assert_eq!(set, BitSet::of(200, |number| number % 3 == 0));
        assert_eq!(BitSet::all(130), BitSet::of(130, |_| true));
        assert_eq!(set.to_vec().len(), set.len());
    }

    #[test]
    fn places_are_found_and_counted_by_their_numbers() {
        let column = [2, 0, 1, 2, 2];
        let wanted = BitSet::of(3, |number| number == 2);
        let places = BitSet::places(&column, &wanted);
        assert_eq!(places.to_vec(), [0, 3, 4]);
        assert_eq!(BitSet::all(5).tally(&column, 3), [1, 1, 3]);
    }

    #[test]
    fn sets_are_joined_bit_by_bit() {
        let (even, third) = (
            BitSet::of(10, |n| n % 2 == 0),
            BitSet::of(10, |n| n % 3 == 0),
        );
        let numbers = |set: BitSet| set.iter().collect::<Vec<_>>();
        assert_eq!(numbers(even.and(&third)), [0, 6]);
        assert_eq!(numbers(even.or(&third)), [0, 2, 3, 4, 6, 8, 9]);
        assert_eq!(numbers(even.without(&third)), [2, 4, 8]);
        assert_eq!(numbers(even.either(&third)), [2, 3, 4, 8, 9]);
    }
}
