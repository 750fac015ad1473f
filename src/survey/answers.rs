//! What pages of groups, accounts and members say.

use serde::Deserialize;

use crate::domain::{AccountId, Answer, GroupId};

/// One page of `group/bulk`. Source: Jira Cloud platform REST API v3, "Bulk get groups".
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupsPage {
    /// Missing on a site that does not page: then this is all.
    #[serde(default = "yes")]
    pub(super) is_last: bool,
    pub(super) values: Vec<Group>,
}

/// One group on it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Group {
    #[serde(default)]
    group_id: String,
}

/// One page of `group/member` or `user/bulk`. Source: the same API, "Get users from group", "Bulk get users".
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PeoplePage {
    #[serde(default)]
    pub(super) is_last: bool,
    pub(super) values: Vec<Person>,
}

/// One person on it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Person {
    #[serde(default)]
    account_id: Option<String>,
    #[serde(default)]
    account_type: String,
    #[serde(default)]
    active: bool,
}

impl Group {
    pub(super) fn id(&self) -> Option<GroupId> {
        GroupId::parse(&self.group_id).ok()
    }
}

impl Person {
    pub(super) fn id(&self) -> Option<AccountId> {
        AccountId::parse(self.account_id.as_deref()?).ok()
    }

    /// An app's own account, as the site says.
    pub(super) fn is_app(&self) -> bool {
        self.account_type == "app"
    }

    /// Somebody who can log in and administer.
    pub(super) fn is_staff(&self) -> bool {
        self.active && self.account_type == "atlassian"
    }
}

/// The answer's body, if it is of this form.
pub(super) fn body<T: for<'de> Deserialize<'de>>(answer: &Answer) -> Option<T> {
    serde_json::from_str(&answer.body).ok()
}

fn yes() -> bool {
    true
}
