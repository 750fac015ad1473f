//! The entries of a page, for all products.

use crate::domain::{AccountId, GroupId};

/// Whether a list continues after a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// This is the last page.
    End,
    /// The next page starts at an offset.
    Offset,
    /// The next page starts at this cursor.
    Cursor(Box<str>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    pub values: Vec<T>,
    /// The total of all pages, if the site reports it. It may change between pages.
    pub total: Option<u32>,
    pub next: Next,
}

impl<T> Page<T> {
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.next == Next::End
    }
}

/// A member or an account on a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// `None` on a corrupted record.
    pub account: Option<AccountId>,
    /// The display name; may be empty.
    pub name: String,
    /// The email, if privacy settings show it.
    pub email: Option<String>,
    /// Whether the person can log in; `None` if the product does not report it.
    pub active: Option<bool>,
    pub kind: AccountKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountKind {
    /// A person's Atlassian account.
    Person,
    /// An app's own account.
    App,
    Customer,
    /// The product does not report it. The documented values for this are `unknown` and an absent field.
    Unknown,
}

impl AccountKind {
    /// Reads a product's account type.
    pub(super) fn of(word: Option<&str>) -> Self {
        match word {
            Some("atlassian") => Self::Person,
            Some("app") => Self::App,
            Some("customer") => Self::Customer,
            Some(_) | None => Self::Unknown,
        }
    }
}

impl Person {
    /// Whether this is a person who can log in and administer. If the product does not report deactivation,
    /// every person counts.
    #[must_use]
    pub fn can_log_in(&self) -> bool {
        self.kind == AccountKind::Person && self.active != Some(false)
    }

    /// Whether the account may be a person who can log in: the product does not report the kind of account.
    #[must_use]
    pub fn may_log_in(&self) -> bool {
        self.kind == AccountKind::Unknown && self.active != Some(false)
    }
}

/// A group on a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SiteGroup {
    pub id: Option<GroupId>,
    /// Whether the entry has an id of any form. Answers of old sites may lack it.
    pub has_id: bool,
    pub name: String,
    /// Who manages it; `None` if the answer does not report it.
    pub managed_by: Option<ManagedBy>,
    /// Whether it is a team of the people directory.
    pub is_team: bool,
}

impl SiteGroup {
    /// Whether the site reports that the caller cannot change this group.
    #[must_use]
    pub fn is_externally_managed(&self) -> bool {
        self.managed_by == Some(ManagedBy::External)
    }
}

/// Who manages a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ManagedBy {
    /// An identity provider or another directory manages it, or the caller may not change it.
    External,
    Internal,
}
