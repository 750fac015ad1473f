//! Sorting: ranks texts once, and then sorts rows by rank.

use std::cmp::Ordering;

use crate::intern::Interner;
use crate::length_prefixed::cells;

/// The prefix that nearly always decides. Whole texts are compared only if it is equal.
const PREFIX: usize = 16;

/// A text to be ranked.
#[derive(Clone, Copy)]
struct Ranked {
    prefix: u128,
    /// The text is longer than its prefix.
    is_longer: bool,
    number: u32,
}

/// The rank of each of `count` texts from 0, ignoring case, and the number of ranks. Equal texts have equal ranks.
pub fn rank<'a>(count: usize, text: impl Fn(usize) -> &'a str) -> (Vec<u32>, usize) {
    let mut order: Vec<Ranked> = (0..count).map(|at| entry(at, text(at))).collect();
    let folded = |entry: &Ranked| {
        text(entry.number as usize)
            .chars()
            .flat_map(char::to_lowercase)
    };
    let compare = |a: &Ranked, b: &Ranked| match a.prefix.cmp(&b.prefix) {
        Ordering::Equal if a.is_longer || b.is_longer => folded(a).cmp(folded(b)),
        decided => decided,
    };
    order.sort_unstable_by(compare);
    let mut ranks = vec![0; count];
    let (mut rank, mut before) = (0_u32, None::<Ranked>);
    for entry in order {
        let differs = before.is_some_and(|before| compare(&before, &entry) != Ordering::Equal);
        rank += u32::from(differs);
        ranks[entry.number as usize] = rank;
        before = Some(entry);
    }
    (ranks, if count == 0 { 0 } else { rank as usize + 1 })
}

/// The first bytes of the lower-case text, as a number that sorts in the same order.
fn entry(at: usize, text: &str) -> Ranked {
    let mut bytes = [0; PREFIX];
    let (mut filled, mut is_longer) = (0, false);
    for letter in text.chars().flat_map(char::to_lowercase) {
        let mut buffer = [0; 4];
        let encoded = letter.encode_utf8(&mut buffer).as_bytes();
        // Takes the bytes of a character that fit: UTF-8 bytes sort like characters.
        let room = PREFIX - filled;
        if encoded.len() > room {
            bytes[filled..].copy_from_slice(&encoded[..room]);
            is_longer = true;
            break;
        }
        bytes[filled..filled + encoded.len()].copy_from_slice(encoded);
        filled += encoded.len();
    }
    Ranked {
        prefix: u128::from_be_bytes(bytes),
        // A NUL in the text looks like its end.
        is_longer: is_longer || text.contains('\0'),
        number: u32::try_from(at).unwrap_or(u32::MAX),
    }
}

/// The ranks of one cell of each text.
#[inline(never)]
#[must_use]
pub fn rank_cells(texts: &Interner, cell: usize) -> (Vec<u32>, usize) {
    rank(texts.len(), |at| {
        let key = texts.get(u32::try_from(at).unwrap_or(u32::MAX));
        let text = cells(key).nth(cell).unwrap_or_default();
        std::str::from_utf8(text).unwrap_or_default()
    })
}

/// Stable sort of rows by the rank of their number in `column`.
#[inline(never)]
#[must_use]
pub fn sort_by_rank(
    rows: &[u32],
    column: &[u32],
    ranks: &[u32],
    count: usize,
    descending: bool,
) -> Vec<u32> {
    let place = |row: u32| {
        let number = column.get(row as usize).copied().unwrap_or(0);
        let rank = ranks.get(number as usize).copied().unwrap_or(0) as usize;
        let rank = rank.min(count.saturating_sub(1));
        if descending {
            count.saturating_sub(1) - rank
        } else {
            rank
        }
    };
    let mut starts = vec![0_u32; count.max(1) + 1];
    for row in rows {
        starts[place(*row) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut sorted = vec![0; rows.len()];
    for row in rows {
        let start = &mut starts[place(*row)];
        sorted[*start as usize] = *row;
        *start += 1;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_ranked_regardless_of_case_and_equal_ones_alike() {
        let texts = [
            "beta",
            "Alpha",
            "alpha",
            "émile",
            "",
            "alphabetical order",
            "alphabetical",
        ];
        let (ranks, count) = rank(texts.len(), |at| texts[at]);
        assert_eq!(ranks, [4, 1, 1, 5, 0, 3, 2]);
        assert_eq!(count, 6);
    }

    #[test]
    fn sorting_keeps_the_order_of_equal_rows_both_ways() {
        let (column, ranks) = ([0, 1, 2, 3], [1, 0, 1, 0]);
        let sort = |descending| sort_by_rank(&[0, 1, 2, 3], &column, &ranks, 2, descending);
        assert_eq!(sort(false), [1, 3, 0, 2]);
        assert_eq!(sort(true), [0, 2, 1, 3]);
        assert!(sort_by_rank(&[], &[], &[], 0, true).is_empty());
    }

    #[test]
    fn texts_that_begin_alike_are_told_apart_by_their_ends() {
        // The sixteenth byte falls into the middle of a letter.
        let texts = [
            "aaaaaaaaaaaaaaaé",
            "aaaaaaaaaaaaaaab",
            "aaaaaaaaaaaaaaaz",
            "AAAAAAAAAAAAAAAébc",
            "aaaaaaaaaaaaaaaé",
        ];
        assert_eq!(rank(5, |at| texts[at]).0, [2, 0, 1, 3, 2]);
    }
}
