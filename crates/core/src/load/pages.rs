//! Joins the pages of one list.
//!
//! Pages at an offset are requested many at once. They overlap by one, for the same reason as those of a
//! [`PageWalk`](crate::atlassian::PageWalk).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use groupsweep_sheet::fill;

use crate::atlassian::{Next, Page, are_one};
use crate::domain::PageToken;

/// Pages requested at once, if the site reports how many there are.
const AHEAD: usize = 200;
/// The most pages of one list. A longer list is taken to be endless.
const MAX_PAGES: usize = 20_000;

/// What follows a page.
pub(super) enum NextPage<E> {
    /// Other pages are still in flight.
    Wait,
    /// Request these pages.
    Ask(Vec<PageToken>),
    /// The list is read to its end, without duplicates. Includes the site's count if that is higher.
    Whole(Vec<E>, Option<u32>),
    /// The pages do not join, so the list has to be read again.
    Broken(Break),
}

/// How pages fail to join.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Break {
    /// Entries at a page border differ, or a cursor repeats: the list changed.
    Changed,
    /// A page is shorter than expected, although the list continues.
    Gap,
}

impl Break {
    /// Why the list cannot be read if this happens each time, as a clause.
    pub(super) fn clause(self) -> &'static str {
        match self {
            Self::Changed => "it changed each time that it was read",
            Self::Gap => "its pages have gaps, so nobody can tell whether the list is complete",
        }
    }
}

/// The pages so far.
pub(super) struct Pages<E> {
    /// By start offset.
    placed: BTreeMap<u32, Page<E>>,
    /// Entries of pages at cursors.
    marked: Vec<E>,
    /// Cursors so far. A list that returns to one of them never ends.
    marks: HashSet<Box<str>>,
    taken: usize,
    /// Number of requested pages that have not come.
    open: usize,
    /// How many entries two pages share. Differs at each reading, so that an entry without an id is not always at a
    /// border.
    overlap: u32,
    total: Option<u32>,
}

impl<E> Pages<E> {
    /// Starts the reading of this number, from 0, with its first page requested.
    pub(super) fn of_reading(number: u8) -> Self {
        Self {
            placed: BTreeMap::new(),
            marked: Vec::new(),
            marks: HashSet::new(),
            taken: 0,
            open: 1,
            overlap: u32::from(number) + 1,
            total: None,
        }
    }

    /// The keys of all entries so far.
    pub(super) fn shown(&self, key: impl Fn(&E) -> Option<&str>) -> BTreeSet<String> {
        let entries = self.placed.values().flat_map(|page| &page.values);
        fill(entries.filter_map(|entry| key(entry).map(str::to_owned)))
    }

    /// Takes a page. `key` returns the key of an entry.
    pub(super) fn take(
        &mut self,
        at: &PageToken,
        page: Page<E>,
        key: impl Fn(&E) -> Option<&str>,
    ) -> NextPage<E> {
        self.open -= 1;
        self.taken += 1;
        self.total = page.total.or(self.total);
        if self.taken > MAX_PAGES {
            return NextPage::Broken(Break::Changed);
        }
        match (at, page.next) {
            (_, Next::Cursor(cursor)) if !self.marks.insert(cursor.clone()) => {
                NextPage::Broken(Break::Changed)
            }
            (_, Next::Cursor(cursor)) => {
                self.marked.extend(page.values);
                self.ask(vec![PageToken::Cursor(cursor)])
            }
            (PageToken::Cursor(_), Next::End) => {
                self.marked.extend(page.values);
                let all = std::mem::take(&mut self.marked);
                self.whole(all, key)
            }
            (PageToken::Cursor(_), Next::Offset) => NextPage::Broken(Break::Changed),
            (PageToken::Place(start), next) => {
                self.placed.insert(*start, Page { next, ..page });
                if self.open > 0 {
                    return NextPage::Wait;
                }
                self.settle(key)
            }
        }
    }

    /// Joins the pages once all requested ones have come.
    fn settle(&mut self, key: impl Fn(&E) -> Option<&str>) -> NextPage<E> {
        let broken = |((start, page), (further, behind)): (_, _)| {
            let (start, further): (&u32, &u32) = (start, further);
            let (page, behind): (&Page<E>, &Page<E>) = (page, behind);
            let shared = page.values.get((further - start) as usize);
            let (Some(shared), Some(first)) = (shared, behind.values.first()) else {
                return Some(Break::Gap);
            };
            (!are_one(key(shared), key(first))).then_some(Break::Changed)
        };
        let behind = self.placed.iter().skip(1);
        if let Some(why) = self.placed.iter().zip(behind).find_map(broken) {
            return NextPage::Broken(why);
        }
        let Some((start, last)) = self.placed.last_key_value() else {
            return NextPage::Broken(Break::Changed);
        };
        if last.is_last() {
            let pages = std::mem::take(&mut self.placed).into_values();
            return self.whole(pages.flat_map(|page| page.values).collect(), key);
        }
        let on_page = u32::try_from(last.values.len()).unwrap_or(u32::MAX);
        // Pages that add nobody could go on for ever.
        let Some(new) = on_page.checked_sub(self.overlap).filter(|new| *new > 0) else {
            return NextPage::Broken(Break::Gap);
        };
        let mut starts = vec![start.saturating_add(new)];
        while let Some(next) = starts.last().map(|start| start.saturating_add(new))
            && starts.len() < AHEAD
            && self
                .total
                .is_some_and(|total| next.saturating_add(self.overlap) < total)
        {
            starts.push(next);
        }
        self.ask(starts.into_iter().map(PageToken::Place).collect())
    }

    fn ask(&mut self, pages: Vec<PageToken>) -> NextPage<E> {
        self.open += pages.len();
        NextPage::Ask(pages)
    }

    fn whole(&self, all: Vec<E>, key: impl Fn(&E) -> Option<&str>) -> NextPage<E> {
        let mut seen = HashSet::new();
        // An entry without an id equals no other.
        let is_new = |entry: &E| key(entry).is_none_or(|known| seen.insert(known.to_owned()));
        let mut is_new = is_new;
        let all: Vec<E> = all.into_iter().filter(|entry| is_new(entry)).collect();
        let counted = self.total.filter(|total| *total as usize > all.len());
        NextPage::Whole(all, counted)
    }
}
