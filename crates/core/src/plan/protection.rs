//! What keeps a row out of a plan until the admin unprotects it with a reason.

use serde::{Deserialize, Serialize};

use crate::domain::{Action, shown};

/// Why a row is protected. A row may have several reasons, which are shown in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize, Deserialize)]
pub enum Protection {
    /// The row is about the account that makes the calls.
    OwnAccount,
    /// The site reports that the group grants site administration.
    SiteAdministration,
    /// The site reports that the group administers an app: Jira, Confluence or another one.
    ProductAdministration,
    /// The group has the name of an administration group, and the site could not be asked or does not cover such
    /// groups.
    AdministrationByName,
    /// The account is an app's own.
    AppAccount,
    /// The person or the group is on the keep list. No reason can include such a row.
    KeepList,
    /// An identity provider manages the group. The site would refuse or revert the change, so no reason can include
    /// such a row.
    ExternallyManaged,
    /// The site has another name for the account than the file.
    OtherPerson,
    /// The site has another name for the group than the file.
    OtherGroup,
}

impl Protection {
    /// The reason as a clause: lower-case first letter, no full stop.
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

    /// Whether it concerns administration, so that somebody must remain in the group.
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

    /// Whether it holds back rows with this action. Adding takes nothing away, so it ignores apps, the caller and the
    /// keep list. But it can make somebody an administrator.
    #[must_use]
    pub fn holds_back(self, action: Action) -> bool {
        match action {
            Action::Remove => true,
            Action::Add => {
                self.is_administration() || self.is_about_names() || self == Self::ExternallyManaged
            }
        }
    }

    /// A sentence about what adding a person to such a group means. `None` if the group grants no administration.
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

    /// Whether it is about differing names.
    #[must_use]
    pub fn is_about_names(self) -> bool {
        matches!(self, Self::OtherPerson | Self::OtherGroup)
    }
}

/// Why a row was unprotected, for the record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unprotected {
    /// Why it was protected.
    pub protections: Vec<Protection>,
    /// Why it is included anyway, as the admin typed it.
    pub reason: String,
}

/// Why a row stays protected.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UnprotectError {
    /// The reason is missing or too short.
    #[error(
        "Give a reason for including this row, in three letters or more. The reason is saved in the receipt."
    )]
    NoReason,
    /// The row, or what protects it, differs from what was shown.
    #[error(
        "This row changed while the dialog was open, so nothing was included. Close the dialog and look at the row again."
    )]
    Changed,
    /// The row is on the keep list.
    #[error(
        "This row is on your keep list. To include it, take it off the list first (on Import)."
    )]
    OnKeepList,
    /// An identity provider manages the group.
    #[error(
        "This group is synced from your identity provider (Okta, Microsoft Entra ID or another one). Change the membership there."
    )]
    ExternallyManaged,
    /// Nobody who can log in would remain in this administration group.
    #[error(
        "Nobody who can log in would be left in {}. Decide who stays, then include the others.",
        shown(group)
    )]
    LastAdmin { group: std::sync::Arc<str> },
    /// The members of this administration group are unknown, so it is unknown whether somebody would remain.
    #[error(
        "The site did not show who can log in among the members of {}, so it is unknown whether anybody would be left. Check again, or remove this one in Atlassian Administration.",
        shown(group)
    )]
    ActiveMembersUnknown { group: std::sync::Arc<str> },
}
