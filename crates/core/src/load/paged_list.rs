//! The two kinds of lists that are read page by page.

use std::sync::Arc;

use crate::atlassian::{GroupApi, Page, Person, SiteGroup};
use crate::domain::{Answer, GroupId, PageToken, SiteCall};

/// A list on the site.
pub trait PagedList {
    /// Its entries.
    type Item;
    /// The meaning of a 404.
    const UNKNOWN: &'static str;

    /// The call for a page.
    fn call(&self, at: &PageToken) -> SiteCall;

    /// Reads a page. `None` if the answer is not one.
    fn page(api: &dyn GroupApi, answer: &Answer) -> Option<Page<Self::Item>>;

    /// The key of an entry. `None` if the site gives none.
    fn key(entry: &Self::Item) -> Option<&str>;
}

/// All groups.
pub struct AllGroups;

impl PagedList for AllGroups {
    type Item = SiteGroup;
    const UNKNOWN: &'static str = "the site does not list its groups (404)";

    fn call(&self, at: &PageToken) -> SiteCall {
        SiteCall::Groups(at.clone())
    }

    fn page(api: &dyn GroupApi, answer: &Answer) -> Option<Page<SiteGroup>> {
        api.groups(answer)
    }

    fn key(group: &SiteGroup) -> Option<&str> {
        group.id.as_ref().map(GroupId::as_str)
    }
}

/// The members of one group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupMembers {
    pub id: GroupId,
    pub name: Arc<str>,
}

impl PagedList for GroupMembers {
    type Item = Person;
    const UNKNOWN: &'static str = "the site no longer knows this group (404)";

    fn call(&self, at: &PageToken) -> SiteCall {
        let group = self.id.clone();
        match at {
            PageToken::Place(start_at) => SiteCall::Members {
                group,
                start_at: *start_at,
            },
            PageToken::Cursor(cursor) => SiteCall::MoreMembers {
                group,
                cursor: cursor.clone(),
            },
        }
    }

    fn page(api: &dyn GroupApi, answer: &Answer) -> Option<Page<Person>> {
        api.people(answer)
    }

    fn key(person: &Person) -> Option<&str> {
        person.account.as_ref().map(|account| account.as_str())
    }
}
