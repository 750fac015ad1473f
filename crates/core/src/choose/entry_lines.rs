//! The lines of a list. A line may name one person in several ways, and any of them is enough. A bare UUID is the id of
//! a group, or of a person in any system, and an email beside it shows who else may be meant.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use serde::{Deserialize, Serialize};

/// What one line names.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub(super) struct EntryLine<E> {
    /// What the line is about, as shown to people.
    pub(super) named: Vec<E>,
    /// Ids beside that which may be another system's. Alone, they are neither counted nor reported as missing, because
    /// a file has no ids of another system.
    pub(super) beside: Vec<E>,
    /// Who else may be meant. They count in lists that protect people, and never in lists that choose people.
    pub(super) perhaps: Vec<E>,
}

impl<E> EntryLine<E> {
    /// A line that names one thing in one way.
    pub(super) fn of(entry: E) -> Self {
        Self {
            named: vec![entry],
            beside: Vec::new(),
            perhaps: Vec::new(),
        }
    }

    /// A line that does not show which of these it is about.
    pub(super) fn unclear(perhaps: Vec<E>) -> Self {
        Self {
            named: Vec::new(),
            beside: Vec::new(),
            perhaps,
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &E> {
        self.certain().chain(&self.perhaps)
    }

    fn certain(&self) -> impl Iterator<Item = &E> {
        self.named.iter().chain(&self.beside)
    }

    fn map<F>(&self, mut f: impl FnMut(&E) -> F) -> EntryLine<F> {
        EntryLine {
            named: self.named.iter().map(&mut f).collect(),
            beside: self.beside.iter().map(&mut f).collect(),
            perhaps: self.perhaps.iter().map(f).collect(),
        }
    }
}

/// The distinct entries of a list, and the lines that contain them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct EntryLines<E> {
    entries: Vec<E>,
    /// Distinct lines, as indices into `entries`.
    lines: Vec<EntryLine<usize>>,
}

impl<E> Default for EntryLines<E> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            lines: Vec::new(),
        }
    }
}

impl<E: Clone + Eq + Hash> EntryLines<E> {
    pub(super) fn of(lines: impl IntoIterator<Item = EntryLine<E>>) -> Self {
        let mut all = Self::default();
        let (mut places, mut known) = (HashMap::new(), HashSet::new());
        for line in lines {
            let line = line.map(|entry| {
                *places.entry(entry.clone()).or_insert_with(|| {
                    all.entries.push(entry.clone());
                    all.entries.len() - 1
                })
            });
            if known.insert(line.clone()) {
                all.lines.push(line);
            }
        }
        all
    }

    /// The entries, in list order.
    pub(super) fn entries(&self) -> &[E] {
        &self.entries
    }

    /// The lines that the entries came from.
    pub(super) fn lines(&self) -> impl Iterator<Item = EntryLine<E>> {
        self.lines
            .iter()
            .map(|line| line.map(|place| self.entries[*place].clone()))
    }

    /// The entries that some line is about.
    pub(super) fn named(&self) -> impl Iterator<Item = &E> {
        self.where_told(|_| true, |line| &line.named)
    }

    /// Counts unmatched entries that appear only beside others, in lines where one of those others matched.
    pub(super) fn unmet_beside(&self, met: &[bool]) -> usize {
        let mut is_beside = vec![false; self.entries.len()];
        let was_met = |line: &&EntryLine<usize>| line.named.iter().any(|place| met[*place]);
        for line in self.lines.iter().filter(was_met) {
            line.beside
                .iter()
                .for_each(|place| is_beside[*place] = true);
        }
        for line in &self.lines {
            line.named
                .iter()
                .for_each(|place| is_beside[*place] = false);
        }
        let places = is_beside.iter().enumerate();
        places.filter(|(place, is)| **is && !met[*place]).count()
    }

    /// The entries of lines without any match.
    pub(super) fn missing(&self, met: &[bool]) -> impl Iterator<Item = &E> {
        self.where_told(
            |line| !line.all().any(|place| met[*place]),
            |line| &line.named,
        )
    }

    /// The entries of unclear lines without any match.
    pub(super) fn missing_of_unclear(&self, met: &[bool]) -> impl Iterator<Item = &E> {
        self.where_told(
            |line| line.named.is_empty() && !line.all().any(|place| met[*place]),
            |line| &line.perhaps,
        )
    }

    /// Marks the entries that are certain only in lines that have one of these beside them.
    pub(super) fn only_with(&self, is_one: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut only = vec![true; self.entries.len()];
        for line in &self.lines {
            if !line.beside.iter().any(|place| is_one(*place)) {
                line.certain().for_each(|place| only[*place] = false);
            }
        }
        only
    }

    fn where_told(
        &self,
        is_wanted: impl Fn(&EntryLine<usize>) -> bool,
        told: impl Fn(&EntryLine<usize>) -> &Vec<usize>,
    ) -> impl Iterator<Item = &E> {
        let mut is_one = vec![false; self.entries.len()];
        for line in self.lines.iter().filter(|line| is_wanted(line)) {
            for place in told(line) {
                is_one[*place] = true;
            }
        }
        let entries = self.entries.iter().zip(is_one);
        entries.filter_map(|(entry, is_one)| is_one.then_some(entry))
    }
}
