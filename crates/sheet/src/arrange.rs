//! A small sort for short lists. The library's sort is compiled for each type and comparison, five kilobytes of the
//! page each time. This one is compiled once and moves indices. It is two or three times slower, so a table's million
//! rows are sorted elsewhere (see [`crate::sort_by_rank`]).

use std::cmp::Ordering;

/// Stable sort by a key, which is computed once per item.
pub fn arrange_by_key<T, K: Ord>(items: &mut [T], key: impl FnMut(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    let order = sorted(keys.len(), &|a, b| keys[a].cmp(&keys[b]));
    carry_out(order, &mut |a, b| items.swap(a, b));
}

/// Fills an ordered map or set item by item. Of equal keys the last counts. `collect` would sort the items first, with
/// the library's sort for their type.
pub fn fill<All: Default + Extend<T>, T>(items: impl IntoIterator<Item = T>) -> All {
    let mut all = All::default();
    all.extend(items);
    all
}

/// The indices, sorted by `compare`.
fn sorted(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Permutes the items: index `i` gets the item at `order[i]`. Goes cycle by cycle.
fn carry_out(mut order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for first in 0..order.len() {
        let mut at = first;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == first {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_map_is_filled_as_collect_fills_it() {
        let items = [(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd'), (1, 'e')];
        let collected: BTreeMap<i32, char> = items.into_iter().collect();
        assert_eq!(fill::<BTreeMap<_, _>, _>(items), collected);
    }

    #[test]
    fn arrange_sorts_as_the_librarys_stable_sort_does() {
        let mut seed = 1_u32;
        for length in (0..40).chain([1000, 4097]) {
            let mut mine: Vec<(u32, usize)> = (0..length)
                .map(|at| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 28, at)
                })
                .collect();
            let mut theirs = mine.clone();
            arrange_by_key(&mut mine, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            assert_eq!(mine, theirs, "{length}");
        }
    }
}
