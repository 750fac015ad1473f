//! An admitted call, and the checks that operations share.

use super::account::Right;
use super::messages::Text;
use super::model::Directory;
use super::profiles::{Language, NotSiteAdmin, SyncedGroup};
use super::request::{Query, Reply, SimRequest};
use super::responses::collection;
use super::settings::Settings;
use groupsweep_core::domain::Timestamp;

/// The longest account id, in characters.
const MAX_ACCOUNT_ID: usize = 128;

/// What an operation needs to know about its call.
#[derive(Clone, Copy, Debug)]
pub(super) struct JiraCall<'a> {
    pub(super) now: Timestamp,
    pub(super) settings: &'a Settings,
    pub(super) request: &'a SimRequest,
    pub(super) query: &'a Query,
    pub(super) right: Option<Right>,
    /// The caller's account id.
    pub(super) account_id: Option<&'a str>,
    pub(super) language: Language,
    /// `origin/rest/api/{version}`, in front of every link.
    pub(super) base: &'a str,
    /// The number of replies so far. Drives what changes from page to page.
    pub(super) turn: u64,
}

impl JiraCall<'_> {
    /// Both admins administer Jira, and that includes browsing.
    pub(super) fn may_browse(&self) -> bool {
        matches!(self.right, Some(Right::SiteAdmin | Right::JiraAdmin))
    }

    /// An error collection with one text.
    pub(super) fn refuse(&self, status: u16, text: Text<'_>) -> Reply {
        collection(status, &[text.in_language(self.language)])
    }

    /// The group the query names, by id or by name but not by both.
    pub(super) fn group(&self, directory: &Directory) -> Result<u32, Reply> {
        let (found, named) = match (self.query.get("groupId"), self.query.get("groupname")) {
            (Some(id), None) => (directory.find_group(id), id),
            (None, Some(name)) => (directory.find_group_named(name), name),
            (Some(_), Some(_)) => return Err(self.refuse(400, Text::BothGroups)),
            (None, None) => return Err(self.refuse(400, Text::GroupMissing)),
        };
        found.ok_or_else(|| self.refuse(404, Text::UnknownGroup { group: named }))
    }

    /// Checks parameters, then the right, then group and user: a caller without
    /// the right does not learn which groups there are.
    pub(super) fn target(
        &self,
        directory: &Directory,
        account_id: &str,
    ) -> Result<(u32, u32), Reply> {
        let group = self.group(directory);
        if let Err(refusal) = &group
            && refusal.status == 400
        {
            return Err(refusal.clone());
        }
        if account_id.chars().count() > MAX_ACCOUNT_ID {
            return Err(self.refuse(400, Text::AccountTooLong));
        }
        if self.right != Some(Right::SiteAdmin) {
            return Err(self.without_the_right());
        }
        let group = group?;
        match directory.find_account(account_id) {
            Some(account) => Ok((group, account)),
            None => Err(self.refuse(404, Text::UnknownUser)),
        }
    }

    fn without_the_right(&self) -> Reply {
        match self.settings.profiles.not_site_admin {
            NotSiteAdmin::Forbidden => self.refuse(403, Text::NotSiteAdmin),
            NotSiteAdmin::MaskedNotFound => self.refuse(404, Text::UnknownUser),
            NotSiteAdmin::EmptyForbidden => collection(403, &[]),
        }
    }

    /// The refusal of a write to a group that an identity provider manages. `done` is the answer if the site only
    /// pretends.
    pub(super) fn synced(&self, group_id: &str, done: impl FnOnce() -> Reply) -> Option<Reply> {
        if !self.settings.synced_groups.contains(group_id) {
            return None;
        }
        Some(match self.settings.profiles.synced_group {
            SyncedGroup::Forbidden => self.refuse(403, Text::Synced),
            SyncedGroup::BadRequest => self.refuse(400, Text::Synced),
            SyncedGroup::NothingChanges => done(),
        })
    }
}
