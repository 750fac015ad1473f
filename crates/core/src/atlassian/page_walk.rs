//! Reads one list of the site page by page.
//!
//! If a list changes while it is read, an entry can fall between two offset-based pages. So each such page
//! starts at the last entry of the page before it. If that entry is the same on both, no entry that was there
//! all along was skipped, however long the pause between the two calls. A cursor-based page begins where the
//! one before ended.

use super::pages::{Next, Page};
use crate::domain::PageToken;

/// How far a list has been read. `K` identifies an entry.
#[derive(Clone, Debug)]
pub(crate) struct PageWalk<K> {
    pages: u32,
    read: u32,
    border: Border<K>,
}

/// What the next page must begin with.
#[derive(Clone, Debug)]
enum Border<K> {
    /// Anything, because it is the first page or follows a cursor.
    Open,
    /// This entry. `None` if the last entry of the page before has no key; then no entry matches.
    At(Option<K>),
}

/// What a page adds to its list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PageRead {
    /// Whether the page begins with the expected entry. If not, the list changed, and an entry may be missing
    /// between two pages.
    pub(crate) joins: bool,
    /// Entries at its beginning that were on the page before.
    pub(crate) repeated: u32,
    /// The other entries.
    pub(crate) added: u32,
    /// The next page to request; `None` after the last one.
    pub(crate) next: Option<PageToken>,
}

impl<K> Default for PageWalk<K> {
    fn default() -> Self {
        Self {
            pages: 0,
            read: 0,
            border: Border::Open,
        }
    }
}

impl<K: PartialEq> PageWalk<K> {
    pub(crate) fn pages(&self) -> u32 {
        self.pages
    }

    /// Entries read so far; one shared by two pages counts once. Counted so that a site which repeats one
    /// page is not read for ever.
    pub(crate) fn read(&self) -> u32 {
        self.read
    }

    /// Adds a page. `key` identifies an entry; `None` if it cannot be told from others.
    pub(crate) fn take<E>(&mut self, page: &Page<E>, key: impl Fn(&E) -> Option<K>) -> PageRead {
        let last = page.values.last();
        let (repeated, joins) = match std::mem::replace(&mut self.border, Border::Open) {
            Border::Open => (0, true),
            Border::At(before) => (
                1,
                are_one(before.as_ref(), page.values.first().and_then(&key).as_ref()),
            ),
        };
        let on_page = u32::try_from(page.values.len()).unwrap_or(u32::MAX);
        let added = on_page.saturating_sub(repeated);
        self.pages = self.pages.saturating_add(1);
        self.read = self.read.saturating_add(added);
        let next = match &page.next {
            Next::End => None,
            Next::Cursor(cursor) => Some(PageToken::Cursor(cursor.clone())),
            Next::Offset => {
                self.border = Border::At(last.and_then(key));
                Some(PageToken::Place(self.read.saturating_sub(1)))
            }
        };
        PageRead {
            joins,
            repeated,
            added,
            next,
        }
    }
}

/// Whether two entries are surely the same. Entries without a key are not.
pub(crate) fn are_one<K: PartialEq>(before: Option<K>, first: Option<K>) -> bool {
    before.is_some() && before == first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(values: &[&'static str], next: Next) -> Page<&'static str> {
        Page {
            values: values.to_vec(),
            total: None,
            next,
        }
    }

    /// Entries are known by name; "?" has no key.
    fn key(entry: &&'static str) -> Option<&'static str> {
        (*entry != "?").then_some(*entry)
    }

    #[test]
    fn a_further_page_that_is_counted_in_places_begins_with_the_last_entry_of_the_one_before() {
        let mut walk = PageWalk::default();
        let first = walk.take(&page(&["a", "b", "c"], Next::Offset), key);
        assert_eq!(first.next, Some(PageToken::Place(2)));
        let second = walk.take(&page(&["c", "d"], Next::End), key);
        assert_eq!((second.joins, second.repeated, second.added), (true, 1, 1));
        assert_eq!((second.next, walk.read(), walk.pages()), (None, 4, 2));
    }

    #[test]
    fn a_page_that_begins_with_another_entry_does_not_join() {
        for begins in [&["d", "e"][..], &[], &["?"]] {
            let mut walk = PageWalk::default();
            walk.take(&page(&["a", "b", "c"], Next::Offset), key);
            assert!(
                !walk.take(&page(begins, Next::End), key).joins,
                "{begins:?}"
            );
        }
    }

    #[test]
    fn an_entry_that_cannot_be_told_from_others_joins_nothing() {
        let mut walk = PageWalk::default();
        walk.take(&page(&["a", "?"], Next::Offset), key);
        assert!(!walk.take(&page(&["?", "b"], Next::End), key).joins);
    }

    #[test]
    fn a_page_behind_a_cursor_may_begin_with_anything() {
        let mut walk = PageWalk::default();
        let first = walk.take(&page(&["a"], Next::Cursor("x".into())), key);
        assert_eq!(first.next, Some(PageToken::Cursor("x".into())));
        let second = walk.take(&page(&["b"], Next::End), key);
        assert_eq!((second.joins, second.repeated, walk.read()), (true, 0, 2));
    }
}
