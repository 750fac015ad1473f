//! Resolves duplicates in results files that were saved one after the other and dropped together. A later file may come
//! first, and an older outcome must not hide a newer one.

use std::collections::BTreeMap;

use super::previous_outcome::PreviousOutcome;

/// What a row of a results file reports.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) word: Option<PreviousOutcome>,
    /// A list contradicted the change after the site had confirmed it.
    pub(super) was_contradicted: bool,
    /// In seconds since 1970.
    pub(super) finished_at: Option<u32>,
}

/// Which rows to use for memberships that are in several files.
pub(super) struct Binding {
    /// Duplicates, each with the row that is used instead.
    pub(super) doubles: Vec<(u32, u32)>,
    /// Rows in use that failed after another file had reported a change. Their membership is in an unknown state.
    pub(super) unclear: Vec<u32>,
}

/// For each membership, uses the row with the most binding outcome, or a later attempt that failed, instead of the
/// first row.
pub(super) fn by_binding(doubles: &[(u32, u32)], told: impl Fn(u32) -> Told) -> Binding {
    let mut memberships: BTreeMap<u32, Attempts> = BTreeMap::new();
    for (row, first) in doubles {
        let attempts = memberships.entry(*first);
        let attempts = attempts.or_insert_with(|| Attempts::of(*first, told(*first)));
        attempts.add(*row, told(*row));
    }
    let rows = doubles.iter().copied();
    let rows = rows.chain(memberships.keys().map(|first| (*first, *first)));
    let counts = |first: u32| memberships[&first].counts();
    let mut doubles: Vec<(u32, u32)> = rows.map(|(row, first)| (row, counts(first))).collect();
    doubles.retain(|(row, counts)| row != counts);
    doubles.sort_unstable();
    let unclear = memberships.values().filter_map(Attempts::unclear);
    Binding {
        unclear: unclear.collect(),
        doubles,
    }
}

/// What the files report about one membership.
struct Attempts {
    /// The row with the most binding outcome.
    best: (u32, Told),
    /// When the change was last done, in seconds. `u32::MAX` if such a row has no time.
    done_at: Option<u32>,
    /// The latest attempt with a time that left the membership open.
    open: Option<(u32, Told)>,
}

impl Attempts {
    fn of(row: u32, told: Told) -> Self {
        let mut attempts = Self {
            best: (row, told),
            done_at: None,
            open: None,
        };
        attempts.add(row, told);
        attempts
    }

    fn add(&mut self, row: u32, told: Told) {
        if binding(told) > binding(self.best.1) {
            self.best = (row, told);
        }
        if is_done(told) {
            // No row can be shown to be later than a row without a time.
            self.done_at = self.done_at.max(Some(told.finished_at.unwrap_or(u32::MAX)));
        }
        let is_last = |(_, last): &(u32, Told)| last.finished_at < told.finished_at;
        if is_open(told) && told.finished_at.is_some() && self.open.as_ref().is_none_or(is_last) {
            self.open = Some((row, told));
        }
    }

    /// Returns the attempt that left open what earlier ones had done.
    fn left_open(&self) -> Option<(u32, Told)> {
        let done = Some(self.done_at).filter(|_| is_done(self.best.1))?;
        self.open.filter(|(_, told)| told.finished_at > done)
    }

    fn counts(&self) -> u32 {
        self.left_open().unwrap_or(self.best).0
    }

    fn unclear(&self) -> Option<u32> {
        let (row, told) = self.left_open()?;
        let hides_a_change = told.word == Some(PreviousOutcome::Failed) && !told.was_contradicted;
        (hides_a_change && is_change(self.best.1)).then_some(row)
    }
}

/// Ranks outcomes. Those that may have changed something rank highest.
fn binding(told: Told) -> u8 {
    match told.word {
        Some(PreviousOutcome::Removed | PreviousOutcome::Added) => 8,
        Some(PreviousOutcome::GoneSinceCheck | PreviousOutcome::ThereSinceCheck) => 7,
        Some(PreviousOutcome::InDoubt) => 6,
        Some(PreviousOutcome::Failed) if told.was_contradicted => 5,
        Some(PreviousOutcome::AlreadyGone | PreviousOutcome::AlreadyMember) => 4,
        Some(PreviousOutcome::Failed) => 3,
        Some(PreviousOutcome::NotTried) => 2,
        Some(PreviousOutcome::Kept | PreviousOutcome::Unusable | PreviousOutcome::ToRestore) => 1,
        None => 0,
    }
}

/// Whether a row reports a change that its run may have made.
fn is_change(told: Told) -> bool {
    matches!(
        told.word,
        Some(
            PreviousOutcome::Removed
                | PreviousOutcome::Added
                | PreviousOutcome::GoneSinceCheck
                | PreviousOutcome::ThereSinceCheck
        )
    )
}

fn is_done(told: Told) -> bool {
    let was_so = [PreviousOutcome::AlreadyGone, PreviousOutcome::AlreadyMember];
    is_change(told) || told.word.is_some_and(|word| was_so.contains(&word))
}

fn is_open(told: Told) -> bool {
    let open = [PreviousOutcome::Failed, PreviousOutcome::InDoubt];
    told.word.is_some_and(|word| open.contains(&word))
}
