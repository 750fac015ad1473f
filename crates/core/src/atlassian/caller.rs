//! Who makes the calls.

use crate::domain::AccountId;

/// Who makes the calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Caller {
    Account(Account),
    /// An organization's API key, which is nobody's account.
    OrganizationKey,
    /// Nobody has asked the site: the plan is taken to another machine.
    NotAsked,
}

impl Caller {
    /// The account, if it is one.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Account(account) => Some(account),
            Self::OrganizationKey | Self::NotAsked => None,
        }
    }

    /// The name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Account(account) => &account.name,
            Self::OrganizationKey => "an organization API key",
            Self::NotAsked => "whoever runs it",
        }
    }
}

/// The account that makes the calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    /// Its email, where privacy settings show it.
    pub email: Option<String>,
}
