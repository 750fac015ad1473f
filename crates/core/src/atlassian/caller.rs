//! Who makes the calls.

use crate::domain::AccountId;

/// Who makes the calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Caller {
    Account(Account),
    /// An organization's API key, which belongs to no account.
    OrganizationKey,
    /// Not known, because the site was not contacted: the plan is exported to another machine.
    NotAsked,
}

impl Caller {
    /// The account; `None` if the caller is not an account.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Account(account) => Some(account),
            Self::OrganizationKey | Self::NotAsked => None,
        }
    }

    /// The display name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Account(account) => &account.name,
            Self::OrganizationKey => "an organization API key",
            Self::NotAsked => "whoever runs it",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    /// The email, if privacy settings show it.
    pub email: Option<String>,
}
