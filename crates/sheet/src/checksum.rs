//! Checksums of texts and of rows with two texts. They detect changes, and do not protect against deliberate
//! collisions.

use crate::bit_set::BitSet;

/// The checksum of a text: 64-bit FNV-1a. The same in every version, so it can be stored.
#[must_use]
pub fn checksum_of(text: &[u8]) -> u64 {
    text.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The checksum of rows: of each row's number, and of two texts that columns refer to.
#[inline(never)]
#[must_use]
pub fn sum_of_pairs(rows: &BitSet, first: (&[u32], &[u64]), second: (&[u32], &[u64])) -> u64 {
    let of = |(column, sums): (&[u32], &[u64]), row: usize| {
        let number = column
            .get(row)
            .map_or(usize::MAX, |number| *number as usize);
        sums.get(number).copied().unwrap_or(0)
    };
    rows.iter().fold(0, |sum: u64, row| {
        let pair = of(first, row).rotate_left(32) ^ of(second, row).wrapping_mul(3);
        sum.wrapping_add(mixed(pair ^ mixed(row as u64)))
    })
}

/// Every bit of the result depends on every bit of the number (the finish of `splitmix64`).
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_checksum_that_the_definition_gives() {
        assert_eq!(checksum_of(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(checksum_of(b"a"), 0xaf63_dc4c_8601_ec8c);
    }

    #[test]
    fn rows_pairs_and_their_order_count() {
        let sums = [checksum_of(b"x"), checksum_of(b"y")];
        let of = |rows: &[usize], first: &[u32], second: &[u32]| {
            let rows = BitSet::of(4, |row| rows.contains(&row));
            sum_of_pairs(&rows, (first, &sums), (second, &sums))
        };
        let whole = of(&[0, 1], &[0, 1, 0, 1], &[1, 0, 0, 1]);
        assert_eq!(
            whole,
            of(&[0, 1], &[0, 1, 1, 0], &[1, 0, 1, 1]),
            "other rows do not count"
        );
        for other in [
            of(&[0], &[0, 1, 0, 1], &[1, 0, 0, 1]),
            of(&[0, 2], &[0, 1, 1, 1], &[1, 0, 0, 1]),
            of(&[0, 1], &[1, 0, 0, 1], &[0, 1, 0, 1]),
            of(&[0, 1], &[1, 1, 0, 1], &[1, 0, 0, 1]),
            of(&[0, 1], &[0, 1, 0, 1], &[1, 1, 0, 1]),
        ] {
            assert_ne!(whole, other);
        }
    }
}
