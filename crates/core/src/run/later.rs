//! What later and concurrent runs of this browser showed about a run's memberships. An undo does not ask about those:
//! they are back already, or the other run changed them and its own undo covers them.

use std::collections::HashMap;

use crate::domain::{Membership, Timestamp};

use super::engine::Run;
use super::evidence::Evidence;
use super::later_words::{LaterWord, LaterWords, LatestWord, SeenLater};
use super::outcome::Outcome;
use super::undo::KnownChange;

impl LaterWords {
    /// Takes what another run shows of this run's memberships, on the same site. What it did earlier proves nothing.
    pub fn take(&mut self, run: &Run, other: &Run, began: Timestamp) {
        // The file may describe a run whose record is here too. That run is not a later one.
        if run.evidence() == Evidence::ResultsFile && other.began_at() <= run.began_at() {
            return;
        }
        let items = run.plan().items().iter().enumerate();
        let items: HashMap<&Membership, usize> =
            items.map(|(at, item)| (&item.membership, at)).collect();
        for (at, theirs) in other.plan().items().iter().enumerate() {
            let Some(item) = items.get(&theirs.membership).copied() else {
                continue;
            };
            let Some((seen, shown_at)) = run.seen_later(item, other, at) else {
                continue;
            };
            let latest = LatestWord {
                word: seen.map(|seen| LaterWord { seen, by: began }),
                at: shown_at,
                is_put_back: seen != Some(SeenLater::ChangedAgain)
                    || other.records()[at].changed() == KnownChange::Unconfirmed,
            };
            let known = self.0.entry(item).or_insert(latest);
            if known.at <= latest.at {
                *known = latest;
            }
        }
    }
}

impl Run {
    /// Stores what later runs of this browser showed.
    pub fn hear_of_later_runs(&mut self, words: LaterWords) {
        self.later = words;
    }

    /// Numbers of rows that this run changed or may have changed but that its undo leaves out. Grouped by what a later
    /// run showed and when that run began, latest first.
    #[must_use]
    pub fn left_to_later(&self) -> Vec<(SeenLater, Timestamp, usize)> {
        let mut rows: Vec<(SeenLater, Timestamp, usize)> = Vec::new();
        for (item, record) in self.records().iter().enumerate() {
            let word = self.later.of(item);
            let Some(word) = word.filter(|_| record.changed() != KnownChange::No) else {
                continue;
            };
            let same = rows
                .iter_mut()
                .find(|(seen, by, _)| (*seen, *by) == (word.seen, word.by));
            match same {
                Some((.., count)) => *count += 1,
                None => rows.push((word.seen, word.by, 1)),
            }
        }
        groupsweep_sheet::arrange_by_key(&mut rows, |(_, by, _)| std::cmp::Reverse(*by));
        rows
    }

    /// Whether this run changed an item's membership, unless a later run contradicts it.
    pub(super) fn changed(&self, item: usize) -> KnownChange {
        let Some(record) = self.records().get(item) else {
            return KnownChange::No;
        };
        match (record.changed(), self.later.of(item)) {
            (KnownChange::Certainly, _) => KnownChange::Certainly,
            // It was still as before when the later run saw it, so no call of this run had changed it.
            (_, Some(word)) if word.seen == SeenLater::ChangedAgain => KnownChange::No,
            (changed, _) => changed,
        }
    }

    /// When the check before this run read the site, or when the run began without one. Changes by another run count
    /// from then on. `None` for a run without a check that has not begun.
    #[must_use]
    pub fn looked_at(&self) -> Option<Timestamp> {
        let checked = self.plan().summary().before.checked_at;
        match (checked, self.began_at()) {
            (Some(checked), Some(began)) => Some(checked.min(began)),
            (checked, began) => checked.or(began),
        }
    }

    /// Whether the check found an item as planned, and another run of this browser has put it back since. Then the check
    /// no longer says how the membership is.
    pub(super) fn was_put_back(&self, item: usize) -> bool {
        self.later.is_put_back(item) && self.check_found_as_planned(item)
    }

    /// Whether another run has put an item back after this run last heard of it. A call of this run whose answer was lost
    /// before that cannot have caused what is seen now.
    pub(super) fn is_put_back_since_call(&self, item: usize) -> bool {
        let word = self.later.of(item);
        let was_called = self.records[item].finished_at.is_some();
        was_called && word.is_some_and(|word| word.seen == SeenLater::Reversed)
    }

    /// The part of [`Self::changed`] that is left for an undo.
    pub(super) fn left_to_undo(&self, item: usize) -> KnownChange {
        match self.later.of(item) {
            Some(_) => KnownChange::No,
            None => self.changed(item),
        }
    }

    /// What another run's item shows about this run's item, and when. `None` if it is not later or shows nothing. The
    /// inner value is `None` if the membership was undone between this run's check and its change.
    fn seen_later(
        &self,
        item: usize,
        other: &Run,
        at: usize,
    ) -> Option<(Option<SeenLater>, Timestamp)> {
        let (mine, theirs) = (self.records().get(item)?, other.records().get(at)?);
        let action = self.plan().action();
        // The time of a reading does not show when the membership was changed.
        let settled_at = mine.finished_at().filter(|_| !mine.was_found_by_reading());
        let my_time = settled_at.or(self.began_at()).or(self.looked_at())?;
        let is_uncertain = mine.changed() != KnownChange::Certainly;
        let outcome = theirs.outcome();
        let is_later = |shown: &Timestamp| *shown > my_time;
        if other.plan().action() != action {
            let shown_at = theirs.finished_at().filter(|_| outcome.is_done())?;
            if is_later(&shown_at) {
                return Some((Some(SeenLater::Reversed), shown_at));
            }
            let since = self.looked_at()?;
            return (is_uncertain && shown_at > since).then_some((None, shown_at));
        }
        match theirs.changed() {
            KnownChange::No => None,
            // The runs may overlap. What one certainly changed, the other did not.
            KnownChange::Certainly if is_uncertain => {
                let since = self.looked_at()?;
                return theirs
                    .finished_at()
                    .filter(|shown| *shown > since)
                    .map(|shown| (Some(SeenLater::ChangedAgain), shown));
            }
            KnownChange::Certainly => theirs.finished_at(),
            KnownChange::Unconfirmed | KnownChange::SinceCheck => {
                // Lists can lag, so a list does not contradict an answer.
                let was_as_before = other.was_as_wanted(at) == Some(false);
                let checked_at = other.plan().summary().before.checked_at;
                checked_at.filter(|_| is_uncertain && was_as_before && outcome != Outcome::NotTried)
            }
        }
        .filter(is_later)
        .map(|shown_at| (Some(SeenLater::ChangedAgain), shown_at))
    }
}
