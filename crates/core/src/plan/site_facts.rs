//! What the site reports about a proposal before anything is sent: who administers, which accounts are apps, who is
//! still a member. Only reads fill it in. If a read fails, the fact is missing, with the reason.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{AccountId, App, GroupId, Timestamp};

use super::item::PlanItem;
use super::members_seen::MembersSeen;

/// Why something is unknown, as a clause: lower-case first letter, no full stop.
pub type Why = Cow<'static, str>;

/// What the site reports about one row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Default)]
pub enum MembershipStatus {
    /// The person is in the group.
    Member,
    /// The person is in the group according to their own list of groups. The group's list was not seen to contain them,
    /// and may omit them, as it does for suspended people.
    HiddenMember,
    /// The person is not in the group.
    NoMember,
    /// The site has no such group.
    GroupUnknown,
    /// The site has no such account.
    UserUnknown,
    /// The site was not asked, or did not answer.
    #[default]
    NotChecked,
}

impl MembershipStatus {
    /// Whether the person is in the group.
    #[must_use]
    pub fn is_member(self) -> bool {
        matches!(self, Self::Member | Self::HiddenMember)
    }
}

/// Members of a group who can log in, without apps and deactivated accounts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActiveMembers {
    pub people: HashSet<AccountId>,
    /// Whether these are all of them. A very large group is not read to the end.
    pub is_whole: bool,
    /// Whether some members are missing here because the site does not identify their accounts.
    pub has_unknown_kind: bool,
}

/// How the site describes an account.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SitePerson {
    /// The display name. Empty if the site shows none.
    pub name: Arc<str>,
    /// The email. Empty if privacy settings hide it.
    pub email: Arc<str>,
    /// Whether the account can log in. `None` if the product does not report it.
    pub active: Option<bool>,
}

impl SitePerson {
    /// The display name, or else the email.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.name.is_empty() {
            &self.email
        } else {
            &self.name
        }
    }
}

/// How much of the plan a check could read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowsRead {
    /// Every row.
    All,
    /// All but this many rows.
    AllBut(usize),
    /// No rows. Holds the reasons, as clauses.
    Nothing(String),
}

/// Which product's administration the site's responses cover, besides that of the site itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AdminCoverage {
    /// Jira's: through Jira's API and the organization's.
    #[default]
    Jira,
    /// Confluence's. Its API does not report who administers Jira.
    Confluence,
}

/// What the site reports about a proposal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SiteFacts {
    /// How the site describes the accounts of the plan.
    pub people: HashMap<AccountId, SitePerson>,
    /// The site's names of the plan's groups.
    pub group_names: HashMap<GroupId, Arc<str>>,
    /// Why group names could not be read.
    pub group_names_unread: Option<Why>,
    /// Groups that grant site administration.
    pub site_admins: HashSet<GroupId>,
    /// Groups that administer an app, as far as `coverage` reaches.
    pub admins: HashSet<GroupId>,
    /// Which product's administration `admins` covers.
    pub coverage: AdminCoverage,
    /// Why administration groups had to be recognized by name.
    pub by_name: Option<Why>,
    /// Which apps the groups grant access to.
    pub apps: HashMap<GroupId, Vec<App>>,
    /// Why it is unknown which groups grant access to apps.
    pub apps_unread: Option<Why>,
    /// Groups that an identity provider manages, or that the caller may not change.
    pub externally_managed: HashSet<GroupId>,
    /// Why it is unknown for some groups whether they are managed elsewhere.
    pub external_management_unread: Option<Why>,
    /// Groups that are teams of the people directory.
    pub teams: HashSet<GroupId>,
    /// Accounts of the plan that belong to apps.
    pub app_accounts: HashSet<AccountId>,
    /// Why it is unknown which accounts belong to apps.
    pub accounts_unread: Option<Why>,
    /// Who is in the administration groups of the plan.
    pub active_members: HashMap<GroupId, ActiveMembers>,
    /// The status of each item, by index. Missing ones were not checked.
    pub statuses: Vec<MembershipStatus>,
    /// Items in `statuses` whose status comes only from an earlier check. It decides their category and nothing else:
    /// what a run concludes about a row must not rest on a status that may be outdated.
    pub statuses_kept: HashSet<usize>,
    /// Why rows could not be checked, each reason once.
    pub unchecked: Vec<Why>,
    /// When the first list was requested. `None` if none was read. Lists may miss changes that somebody makes during
    /// the check.
    pub checked_at: Option<Timestamp>,
    /// Who was in the groups whose whole list was read.
    pub members_seen: Arc<MembersSeen>,
}

impl SiteFacts {
    /// Whether groups that administer Jira can be recognized only by their names.
    pub(super) fn knows_jira_admins_by_name_only(&self) -> bool {
        self.by_name.is_some() || self.coverage == AdminCoverage::Confluence
    }

    /// The status of an item as this check itself found it.
    #[must_use]
    pub fn found(&self, item: usize) -> MembershipStatus {
        let status = self.statuses.get(item).copied();
        status
            .filter(|_| !self.statuses_kept.contains(&item))
            .unwrap_or_default()
    }

    /// How many of this number of rows this check could read.
    #[must_use]
    pub fn rows_read(&self, rows: usize) -> RowsRead {
        let read = self.statuses.iter().take(rows);
        let read = read.filter(|status| **status != MembershipStatus::NotChecked);
        let read = read.count().saturating_sub(self.statuses_kept.len());
        match rows - read {
            0 => RowsRead::All,
            unread if unread < rows => RowsRead::AllBut(unread),
            _ if self.unchecked.is_empty() => {
                RowsRead::Nothing("the site did not answer".to_owned())
            }
            _ => RowsRead::Nothing(self.unchecked.join("; ")),
        }
    }

    /// Forgets who is a member, because right after a removal, a list may still show the removed people. Absence from a
    /// list stays valid.
    pub(crate) fn doubt_members(&mut self) {
        let mut doubted = false;
        for status in &mut self.statuses {
            if status.is_member() {
                *status = MembershipStatus::NotChecked;
                doubted = true;
            }
        }
        self.members_seen = Arc::default();
        if doubted {
            self.unchecked.push("people were removed less than a minute before the check, and the site may still show them as members".into());
        }
    }

    /// Carries over what the earlier check found and this one could not read. A check that was cancelled or got no
    /// response must not release rows that were held back or left out.
    pub(super) fn keep_what_is_known(&mut self, before: &Self) {
        self.keep_statuses(before);
        for (account, person) in &before.people {
            let now = self.people.entry(account.clone()).or_default();
            if now.label().is_empty() {
                now.name = Arc::clone(&person.name);
                now.email = Arc::clone(&person.email);
                now.active = now.active.or(person.active);
            }
        }
        for (group, name) in &before.group_names {
            let known = self.group_names.entry(group.clone());
            known.or_insert_with(|| Arc::clone(name));
        }
        if self.by_name.is_some() {
            self.site_admins.extend(before.site_admins.iter().cloned());
            self.admins.extend(before.admins.iter().cloned());
        }
        if self.accounts_unread.is_some() {
            self.app_accounts
                .extend(before.app_accounts.iter().cloned());
        }
        if self.external_management_unread.is_some() {
            self.externally_managed
                .extend(before.externally_managed.iter().cloned());
        }
    }

    fn keep_statuses(&mut self, before: &Self) {
        let rows = self.statuses.len().max(before.statuses.len());
        self.statuses.resize(rows, MembershipStatus::NotChecked);
        self.statuses_kept.clear();
        let rows = self.statuses.iter_mut().zip(&before.statuses);
        for (item, (now, earlier)) in rows.enumerate() {
            if *now == MembershipStatus::NotChecked && *earlier != *now {
                *now = *earlier;
                self.statuses_kept.insert(item);
            }
        }
    }
}

/// The email that the site shows for an item's person. Empty if the site hides it, `None` if it was not asked.
pub(super) fn email_on_site<'a>(
    people: &'a HashMap<AccountId, SitePerson>,
    item: &PlanItem,
) -> Option<&'a str> {
    let person = people.get(&item.membership.account);
    person.map(|person| &*person.email)
}
