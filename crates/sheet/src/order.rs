//! Sorting: texts are ranked once, rows are then sorted by small numbers.

/// The rank of each of `count` texts, 0 for the first: regardless of case, equal texts with
/// equal ranks. Also how many ranks there are.
pub fn rank<'a>(count: usize, text: impl Fn(usize) -> &'a str) -> (Vec<u32>, usize) {
    // Eight letters decide nearly always; only where they agree the whole texts are compared.
    let mut order: Vec<(u64, u32)> = (0..count)
        .map(|at| (prefix(text(at)), u32::try_from(at).unwrap_or(u32::MAX)))
        .collect();
    let folded = |at: u32| text(at as usize).chars().flat_map(char::to_lowercase);
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| folded(a.1).cmp(folded(b.1))));
    let mut ranks = vec![0; count];
    let (mut rank, mut before) = (0_u32, None::<(u64, u32)>);
    for (prefix, at) in order {
        let same = before.is_some_and(|(known, other)| known == prefix && folded(other).eq(folded(at)));
        if before.is_some() && !same {
            rank += 1;
        }
        ranks[at as usize] = rank;
        before = Some((prefix, at));
    }
    (ranks, if count == 0 { 0 } else { rank as usize + 1 })
}

/// The first bytes of the lower-case text, as a number that sorts like them.
fn prefix(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let mut at = 0;
    for letter in text.chars().flat_map(char::to_lowercase) {
        let mut buffer = [0; 4];
        let encoded = letter.encode_utf8(&mut buffer).as_bytes();
        // Of a letter that does not fit whole, the bytes that do: UTF-8 sorts by its bytes as by its letters.
        let room = bytes.len() - at;
        if encoded.len() > room {
            bytes[at..].copy_from_slice(&encoded[..room]);
            break;
        }
        bytes[at..at + encoded.len()].copy_from_slice(encoded);
        at += encoded.len();
    }
    u64::from_be_bytes(bytes)
}

/// Sorts rows by the rank of each, rows of one rank in the order they come in.
#[must_use]
pub fn sort_by_rank(rows: &[u32], ranks: usize, rank: impl Fn(u32) -> u32, descending: bool) -> Vec<u32> {
    let place = |row: u32| {
        let rank = (rank(row) as usize).min(ranks.saturating_sub(1));
        if descending { ranks - 1 - rank } else { rank }
    };
    let mut starts = vec![0_u32; ranks + 1];
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
        let texts = ["beta", "Alpha", "alpha", "émile", "", "alphabetical order", "alphabetical"];
        let (ranks, count) = rank(texts.len(), |at| texts[at]);
        assert_eq!(ranks, [4, 1, 1, 5, 0, 3, 2]);
        assert_eq!(count, 6);
    }

    #[test]
    fn sorting_keeps_the_order_of_equal_rows_both_ways() {
        let ranks = [1, 0, 1, 0];
        let rank = |row: u32| ranks[row as usize];
        assert_eq!(sort_by_rank(&[0, 1, 2, 3], 2, rank, false), [1, 3, 0, 2]);
        assert_eq!(sort_by_rank(&[0, 1, 2, 3], 2, rank, true), [0, 2, 1, 3]);
        assert!(sort_by_rank(&[], 0, rank, true).is_empty());
    }

    #[test]
    fn a_long_first_letter_does_not_disturb_the_order() {
        // The eighth byte falls into the middle of the last letter.
        let texts = ["aaaaaaaé", "aaaaaaab", "aaaaaaaz"];
        assert_eq!(rank(3, |at| texts[at]).0, [2, 0, 1]);
    }
}
