//! What the site says about a proposal before anything is sent: who administers, who is an app, who is still
//! a member. Only reads bring it; where a read failed, the fact is missing and says so.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{AccountId, App, GroupId, Timestamp};

use super::item::PlanItem;
use super::members_seen::MembersSeen;

/// Why something is not known, as a clause: small first letter, no full stop.
pub type Why = Cow<'static, str>;

/// What the site says of one row. The default says nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Default)]
pub enum MembershipStatus {
    /// The person is in the group.
    Member,
    /// The same, by the person's own list of groups. The group's list was not seen to hold them, and may leave them out,
    /// as it does with suspended people.
    HiddenMember,
    /// The person is not in the group.
    NoMember,
    /// The site knows no such group.
    GroupUnknown,
    /// The site knows no such account.
    UserUnknown,
    /// It was not asked, or did not answer.
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

/// Members of a group who can log in: no apps, nobody deactivated.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActiveMembers {
    pub people: HashSet<AccountId>,
    /// Whether that is everybody: a very large group is not read to its end.
    pub is_whole: bool,
    /// Whether others may be among them: members of whose accounts the site does not say whose they are.
    pub has_untold: bool,
}

/// How the site describes an account.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SitePerson {
    /// The display name; empty where the site shows none.
    pub name: Arc<str>,
    /// The email; empty where privacy settings hide it.
    pub email: Arc<str>,
    /// Whether the account can log in; none where the product does not say.
    pub active: Option<bool>,
}

impl SitePerson {
    /// The name for people: the display name, else the email.
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
    /// All but so many.
    AllBut(usize),
    /// None. Holds the reasons, as clauses.
    Nothing(String),
}

/// Whose administration the site's answers cover, besides that of the site itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AdminCoverage {
    /// Jira's: by Jira's API, and by the organization's.
    #[default]
    Jira,
    /// Confluence's. Its API does not report who administers Jira.
    Confluence,
}

/// What the site says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SiteFacts {
    /// How the site describes the accounts of the plan.
    pub people: HashMap<AccountId, SitePerson>,
    /// What the site calls the groups of the plan.
    pub group_names: HashMap<GroupId, Arc<str>>,
    /// Why names of groups could not be read.
    pub group_names_unread: Option<Why>,
    /// Groups that carry site administration.
    pub site_admins: HashSet<GroupId>,
    /// Groups that administer an app: whose, `coverage` says.
    pub admins: HashSet<GroupId>,
    /// Whose administration `admins` covers.
    pub coverage: AdminCoverage,
    /// Why administration groups had to be told by their names.
    pub by_name: Option<Why>,
    /// Which apps groups give.
    pub apps: HashMap<GroupId, Vec<App>>,
    /// Why it is not known which groups give apps.
    pub apps_unread: Option<Why>,
    /// Groups that an identity provider keeps, or that the caller may not change.
    pub kept_elsewhere: HashSet<GroupId>,
    /// Why it is not known of every group whether it is kept elsewhere.
    pub kept_unread: Option<Why>,
    /// Groups that are teams of the people directory.
    pub teams: HashSet<GroupId>,
    /// Accounts of the plan that are apps'.
    pub app_accounts: HashSet<AccountId>,
    /// Why it is not known which accounts are apps'.
    pub accounts_unread: Option<Why>,
    /// Who is in the administration groups of the plan.
    pub active_members: HashMap<GroupId, ActiveMembers>,
    /// How each item stands, by its place; missing ones were not checked.
    pub standings: Vec<MembershipStatus>,
    /// Items among these of which only a check before this one says how they stand. They are sorted by it, and no more:
    /// what a run makes of a row does not rest on what may be long over.
    pub standings_kept: HashSet<usize>,
    /// Why rows could not be checked, each reason once.
    pub unchecked: Vec<Why>,
    /// When the first list was asked for; `None` if none was read. What somebody changes while the check goes on may be
    /// missing from what was read before that.
    pub checked_at: Option<Timestamp>,
    /// Who was in the groups whose whole list was read.
    pub members_seen: Arc<MembersSeen>,
}

impl SiteFacts {
    /// Whether groups that administer Jira can be recognized only by their names.
    pub(super) fn knows_jira_admins_by_name_only(&self) -> bool {
        self.by_name.is_some() || self.coverage == AdminCoverage::Confluence
    }

    /// How an item stands as this check itself found it.
    #[must_use]
    pub fn found(&self, item: usize) -> MembershipStatus {
        let standing = self.standings.get(item).copied();
        standing
            .filter(|_| !self.standings_kept.contains(&item))
            .unwrap_or_default()
    }

    /// How many of so many rows this check could read.
    #[must_use]
    pub fn rows_read(&self, rows: usize) -> RowsRead {
        let read = self.standings.iter().take(rows);
        let read = read.filter(|standing| **standing != MembershipStatus::NotChecked);
        let read = read.count().saturating_sub(self.standings_kept.len());
        match rows - read {
            0 => RowsRead::All,
            unread if unread < rows => RowsRead::AllBut(unread),
            _ if self.unchecked.is_empty() => {
                RowsRead::Nothing("the site did not answer".to_owned())
            }
            _ => RowsRead::Nothing(self.unchecked.join("; ")),
        }
    }

    /// Forgets who is a member: right after a removal a list may still show whom it removed. That somebody is not in a
    /// list stays.
    pub(crate) fn doubt_members(&mut self) {
        let mut doubted = false;
        for standing in &mut self.standings {
            if standing.is_member() {
                *standing = MembershipStatus::NotChecked;
                doubted = true;
            }
        }
        self.members_seen = Arc::default();
        if doubted {
            self.unchecked.push("people were removed less than a minute before the check, and the site may still show them as members".into());
        }
    }

    /// Keeps what the check before found, where this one could not read it: a check that was ended early or went
    /// without an answer lets nothing go that was held back or left out.
    pub(super) fn keep_what_is_known(&mut self, before: &Self) {
        self.keep_standings(before);
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
        if self.kept_unread.is_some() {
            self.kept_elsewhere
                .extend(before.kept_elsewhere.iter().cloned());
        }
    }

    fn keep_standings(&mut self, before: &Self) {
        let rows = self.standings.len().max(before.standings.len());
        self.standings.resize(rows, MembershipStatus::NotChecked);
        self.standings_kept.clear();
        let rows = self.standings.iter_mut().zip(&before.standings);
        for (item, (now, earlier)) in rows.enumerate() {
            if *now == MembershipStatus::NotChecked && *earlier != *now {
                *now = *earlier;
                self.standings_kept.insert(item);
            }
        }
    }
}

/// The email that the site shows of an item's person; empty where it hides it, none where it was not asked.
pub(super) fn email_on_site<'a>(
    people: &'a HashMap<AccountId, SitePerson>,
    item: &PlanItem,
) -> Option<&'a str> {
    let person = people.get(&item.membership.account);
    person.map(|person| &*person.email)
}
