//! What stands on a page, whichever product wrote it.

use crate::domain::{AccountId, GroupId};

/// Whether a list goes on behind a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// This is its end.
    End,
    /// It goes on, counted in places.
    Offset,
    /// It goes on behind this mark.
    Cursor(Box<str>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// What stands on it.
    pub values: Vec<T>,
    /// How many there are in all, where the site says. It may change while one reads.
    pub total: Option<u32>,
    /// Whether there is more.
    pub next: Next,
}

impl<T> Page<T> {
    /// Whether nothing is behind it.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.next == Next::End
    }
}

/// Somebody on a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Their account; none on a corrupted record.
    pub account: Option<AccountId>,
    /// The display name, possibly empty.
    pub name: String,
    /// The email, where privacy settings show it.
    pub email: Option<String>,
    /// Whether they can log in; none where the product does not say.
    pub active: Option<bool>,
    /// What kind of account it is.
    pub kind: AccountKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountKind {
    /// A person's Atlassian account.
    Person,
    /// An app's own account.
    App,
    Customer,
    /// The product does not say. The words for it that are documented are `unknown` and nothing at all.
    Untold,
}

impl AccountKind {
    /// The kind of an account that a product describes.
    pub(super) fn of(word: Option<&str>) -> Self {
        match word {
            Some("atlassian") => Self::Person,
            Some("app") => Self::App,
            Some("customer") => Self::Customer,
            Some(_) | None => Self::Untold,
        }
    }
}

impl Person {
    /// Somebody who can log in and administer. Where the product does not say who is deactivated, everybody counts.
    #[must_use]
    pub fn can_log_in(&self) -> bool {
        self.kind == AccountKind::Person && self.active != Some(false)
    }

    /// Whether nobody knows if they can: the product does not say whose account it is.
    #[must_use]
    pub fn may_log_in(&self) -> bool {
        self.kind == AccountKind::Untold && self.active != Some(false)
    }
}

/// A group on a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SiteGroup {
    pub id: Option<GroupId>,
    /// Whether there is an id at all, of whatever form; answers of old sites may lack it.
    pub has_id: bool,
    pub name: String,
    /// Who manages it; `None` where the answer does not report it.
    pub managed_by: Option<ManagedBy>,
    /// A team of the people directory.
    pub is_team: bool,
}

impl SiteGroup {
    /// Whether it is known that the caller cannot change it.
    #[must_use]
    pub fn is_externally_managed(&self) -> bool {
        self.managed_by == Some(ManagedBy::External)
    }
}

/// Who manages a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ManagedBy {
    /// An identity provider or another directory; or the caller may not change it.
    External,
    Internal,
}
