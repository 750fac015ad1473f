//! What keeps a row out of a plan until it is unprotected, one by one and with a reason.

use serde::{Deserialize, Serialize};

use crate::domain::{Action, shown};

/// Why a row is protected. A row may be for several reasons; the first of this order is told first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize, Deserialize)]
pub enum Protection {
    /// It is the account that the calls are made with.
    OwnAccount,
    /// The site says that the group grants site administration.
    SiteAdministration,
    /// The site says that the group administers an app: Jira, Confluence or another one.
    ProductAdministration,
    /// The group has a name that administration groups have, and the site could not be asked.
    AdministrationByName,
    /// The account is an app's own.
    AppAccount,
    /// The keep list names the person or the group. No reason lets such a row go.
    KeepList,
    /// An identity provider keeps the group. The site would refuse the change or take it back, so no reason lets
    /// such a row go.
    ExternallyManaged,
    /// The site has another name for the account than the file.
    OtherPerson,
    /// The site has another name for the group than the file.
    OtherGroup,
}

impl Protection {
    /// Why, as a clause: small first letter, no full stop.
    #[must_use]
    pub fn clause(self) -> &'static str {
        match self {
            Self::OwnAccount => "your own account",
            Self::SiteAdministration => "the group grants site administration",
            Self::ProductAdministration => "the group administers Jira, Confluence or another app",
            Self::AdministrationByName => "the group's name is that of an administration group",
            Self::AppAccount => "the account belongs to an app, which may stop working",
            Self::KeepList => "on your keep list",
            Self::ExternallyManaged => {
                "the group is synced from your identity provider: change it there"
            }
            Self::OtherPerson => "the site has another name for this account",
            Self::OtherGroup => "the site has another name for this group",
        }
    }

    /// Whether it is about who administers: then somebody has to stay.
    #[must_use]
    pub fn is_administration(self) -> bool {
        match self {
            Self::SiteAdministration | Self::ProductAdministration | Self::AdministrationByName => {
                true
            }
            Self::OwnAccount
            | Self::AppAccount
            | Self::KeepList
            | Self::ExternallyManaged
            | Self::OtherPerson
            | Self::OtherGroup => false,
        }
    }

    /// Whether it holds back a row of such a plan. Adding takes nothing from anybody, so it needs no guard for apps,
    /// for the caller or for whoever is on the keep list; but it can make somebody an administrator.
    #[must_use]
    pub fn holds_back(self, action: Action) -> bool {
        match action {
            Action::Remove => true,
            Action::Add => {
                self.is_administration() || self.is_about_names() || self == Self::ExternallyManaged
            }
        }
    }

    /// What adding the person to such a group means, as a sentence; none where the group gives no administration.
    #[must_use]
    pub fn addition_means(self, user: &str, group: &str) -> Option<String> {
        let (user, group) = (shown(user), shown(group));
        match self {
            Self::SiteAdministration => Some(format!(
                "This makes {user} an administrator of the whole site: the site reports that {group} grants site administration."
            )),
            Self::ProductAdministration => Some(format!(
                "This makes {user} an administrator of an app: the site says that {group} administers Jira, Confluence or another one."
            )),
            Self::AdministrationByName => Some(format!(
                "This probably makes {user} an administrator: {group} is the name of an administration group, and the site did not report what this group can do."
            )),
            Self::OwnAccount
            | Self::AppAccount
            | Self::KeepList
            | Self::ExternallyManaged
            | Self::OtherPerson
            | Self::OtherGroup => None,
        }
    }

    /// Whether it is about names that disagree.
    #[must_use]
    pub fn is_about_names(self) -> bool {
        matches!(self, Self::OtherPerson | Self::OtherGroup)
    }
}

/// A row that was unprotected: part of the record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unprotected {
    /// Why it was protected.
    pub protections: Vec<Protection>,
    /// Why it goes nevertheless, as the admin typed it.
    pub reason: String,
}

/// Why a row stays protected.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UnprotectError {
    /// No reason was given.
    #[error(
        "Give a reason for including this row, in three letters or more. The reason is saved in the receipt."
    )]
    NoReason,
    /// It is another row, or it is protected for something else, than when it was shown.
    #[error(
        "This row changed while the dialog was open, so nothing was included. Close the dialog and look at the row again."
    )]
    Changed,
    /// It is on the keep list.
    #[error(
        "This row is on your keep list. To include it, take it off the list first (on Import)."
    )]
    OnKeepList,
    /// An identity provider keeps the group.
    #[error(
        "This group is synced from your identity provider (Okta, Microsoft Entra ID or another one). Change the membership there."
    )]
    ExternallyManaged,
    /// Nobody would be left in this administration group.
    #[error(
        "Nobody who can log in would be left in {}. Decide who stays, then include the others.",
        shown(group)
    )]
    LastAdmin { group: std::sync::Arc<str> },
    /// The members of this administration group are not known, so nobody can tell whether somebody is left.
    #[error(
        "The site did not show who can log in among the members of {}, so it is unknown whether anybody would be left. Check again, or remove this one in Atlassian Administration.",
        shown(group)
    )]
    ActiveMembersUnknown { group: std::sync::Arc<str> },
}
