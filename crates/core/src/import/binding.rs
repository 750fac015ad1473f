//! Rows of one membership in results that were saved one after the other and dropped together: a later file may come
//! first, and an older word must not hide a newer one.

use std::collections::BTreeMap;

use super::previous_outcome::PreviousOutcome;

/// Doubles, each with the row that counts: in place of the first row of a membership the one whose word binds most.
pub(super) fn by_binding(
    doubles: &[(u32, u32)],
    word: impl Fn(u32) -> Option<PreviousOutcome>,
) -> Vec<(u32, u32)> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for (row, first) in doubles {
        let best = counts.entry(*first).or_insert(*first);
        if binding(word(*row)) > binding(word(*best)) {
            *best = *row;
        }
    }
    let rows = doubles.iter().copied();
    let rows = rows.chain(counts.keys().map(|first| (*first, *first)));
    let mut doubles: Vec<(u32, u32)> = rows.map(|(row, first)| (row, counts[&first])).collect();
    doubles.retain(|(row, counts)| row != counts);
    doubles.sort_unstable();
    doubles
}

/// How much a word binds: what may have been changed before what was not.
fn binding(word: Option<PreviousOutcome>) -> u8 {
    match word {
        Some(PreviousOutcome::Removed | PreviousOutcome::Added) => 7,
        Some(PreviousOutcome::GoneSinceCheck | PreviousOutcome::ThereSinceCheck) => 6,
        Some(PreviousOutcome::AlreadyGone | PreviousOutcome::AlreadyMember) => 5,
        Some(PreviousOutcome::InDoubt) => 4,
        Some(PreviousOutcome::Failed) => 3,
        Some(PreviousOutcome::NotTried) => 2,
        Some(PreviousOutcome::Kept | PreviousOutcome::Unusable | PreviousOutcome::ToRestore) => 1,
        None => 0,
    }
}
