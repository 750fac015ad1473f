//! The pages of one list, put together.
//!
//! A list that changes while it is read may hide somebody between two pages that are counted in places. So each page
//! begins with the last entry of the page before it: where both are the same, nobody who was there all the time stood
//! between them, however much later the one was read than the other. Pages behind a mark go on where the one before
//! ended.

use std::collections::{BTreeMap, HashSet};

use crate::atlassian::{Next, Page};
use crate::domain::PageToken;

/// Pages asked for at once, where the site says how many there are.
const AHEAD: usize = 200;
/// Pages of one list. One that goes on behind that many never ends.
const MAX_PAGES: usize = 20_000;

/// What a page leads to.
pub(super) enum NextPage<E> {
    /// Others of the list are still to come.
    Wait,
    /// These are asked for.
    Ask(Vec<PageToken>),
    /// The list is read to its end; entries that stood there twice are there once. Holds what the site counts, where
    /// that is more.
    Whole(Vec<E>, Option<u32>),
    /// The pages do not join: the list has to be read again.
    Changed,
}

/// The pages so far.
pub(super) struct Pages<E> {
    /// By the place that each begins at.
    placed: BTreeMap<u32, Page<E>>,
    /// Of pages that go on behind a mark.
    marked: Vec<E>,
    /// Marks met so far: a list that leads back to one of them never ends.
    marks: HashSet<Box<str>>,
    taken: usize,
    /// Pages asked for that have not come.
    open: usize,
    /// How many entries two pages share. Another number at each reading, so that a border which cannot be told (an
    /// entry without an id) lies elsewhere.
    overlap: u32,
    total: Option<u32>,
}

impl<E> Pages<E> {
    /// For the reading of this number, from 0; its first page is asked for.
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

    /// Takes a page; `key` is what an entry is known by.
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
            return NextPage::Changed;
        }
        match (at, page.next) {
            (_, Next::Cursor(cursor)) if !self.marks.insert(cursor.clone()) => NextPage::Changed,
            (_, Next::Cursor(cursor)) => {
                self.marked.extend(page.values);
                self.ask(vec![PageToken::Cursor(cursor)])
            }
            (PageToken::Cursor(_), Next::End) => {
                self.marked.extend(page.values);
                let all = std::mem::take(&mut self.marked);
                self.whole(all, key)
            }
            (PageToken::Cursor(_), Next::Offset) => NextPage::Changed,
            (PageToken::Place(start), next) => {
                self.placed.insert(*start, Page { next, ..page });
                if self.open > 0 {
                    return NextPage::Wait;
                }
                self.settle(key)
            }
        }
    }

    /// Every page that was asked for is there.
    fn settle(&mut self, key: impl Fn(&E) -> Option<&str>) -> NextPage<E> {
        let joins = |((start, page), (further, behind)): (_, _)| {
            let (start, further): (&u32, &u32) = (start, further);
            let (page, behind): (&Page<E>, &Page<E>) = (page, behind);
            let shared = page.values.get((further - start) as usize);
            let known = shared.and_then(&key);
            known.is_some() && known == behind.values.first().and_then(&key)
        };
        let behind = self.placed.iter().skip(1);
        if !self.placed.iter().zip(behind).all(joins) {
            return NextPage::Changed;
        }
        let Some((start, last)) = self.placed.last_key_value() else {
            return NextPage::Changed;
        };
        if last.is_last() {
            let pages = std::mem::take(&mut self.placed).into_values();
            return self.whole(pages.flat_map(|page| page.values).collect(), key);
        }
        let on_page = u32::try_from(last.values.len()).unwrap_or(u32::MAX);
        // A page that adds nobody would be read for ever.
        let Some(new) = on_page.checked_sub(self.overlap).filter(|new| *new > 0) else {
            return NextPage::Changed;
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
        // An entry without an id is like no other.
        let is_new = |entry: &E| key(entry).is_none_or(|known| seen.insert(known.to_owned()));
        let mut is_new = is_new;
        let all: Vec<E> = all.into_iter().filter(|entry| is_new(entry)).collect();
        let counted = self.total.filter(|total| *total as usize > all.len());
        NextPage::Whole(all, counted)
    }
}
