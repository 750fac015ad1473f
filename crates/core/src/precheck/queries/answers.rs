//! Interprets the answers about groups and accounts.

use std::collections::HashSet;
use std::sync::Arc;

use crate::atlassian::{AccountKind, Next, Page, Person, SiteGroup};
use crate::domain::{Access, AccountId, GroupId, plural};
use crate::plan::{SitePerson, Why};

use super::calls::GroupsRead;
use super::{PrecheckCall, Questions, call};

/// Accounts per call if the site does not return all of them on one page: its documented default.
const FEW_ACCOUNTS: usize = 10;
/// The most groups read for one kind of access, in case a site restarts its list on each page.
const MAX_GIVING: u32 = 5000;
/// The most members read of an admin group. Nobody removes that many admins here.
const MAX_ACTIVE_MEMBERS: u32 = 2000;

impl Questions {
    /// Takes a page of groups that give access. Each page begins with the last group of the previous page. If they
    /// differ, the list changed and may hide a group between them.
    pub(super) fn groups_giving(
        &mut self,
        access: Access,
        behind: Option<&GroupsRead>,
        page: &Page<SiteGroup>,
    ) {
        let groups = page.values.iter().filter_map(|group| group.id.clone());
        match access {
            Access::SiteAdmin => self.facts.site_admins.extend(groups),
            Access::Admin => self.facts.admins.extend(groups),
            Access::App(app) => {
                for group in groups {
                    let apps = self.facts.apps.entry(group).or_default();
                    if !apps.contains(&app) {
                        apps.push(app);
                    }
                }
            }
        }
        let id = |group: &SiteGroup| group.id.clone();
        let joins = behind
            .is_none_or(|behind| page.values.first().and_then(id) == Some(behind.last.clone()));
        let start_at = behind.map_or(0, |behind| behind.place);
        let on_page = u32::try_from(page.values.len()).unwrap_or(u32::MAX);
        let read = start_at.saturating_add(on_page);
        let adds = on_page > u32::from(behind.is_some());
        let last = page.values.last().and_then(id);
        if !joins {
            let why = "the list of these groups changed while it was read";
            self.groups_unfound(access, why);
        } else if let Some(last) = last
            && page.next == Next::Offset
            && adds
            && read < MAX_GIVING
        {
            let place = read - 1;
            let behind = Some(GroupsRead { place, last });
            self.ask(PrecheckCall::Groups { access, behind });
        } else if !page.is_last() {
            self.groups_unfound(
                access,
                "the list of these groups is too long to read completely",
            );
        } else if access == Access::SiteAdmin && self.facts.site_admins.is_empty() {
            // In the centralized experience this role has no group.
            let why = "the site lists no group that gives site administration";
            self.facts.by_name.get_or_insert(why.into());
        }
    }

    fn groups_unfound(&mut self, access: Access, why: &'static str) {
        let behind = None;
        self.lost(&PrecheckCall::Groups { access, behind }, &why.into());
    }

    pub(super) fn groups_unread(&mut self, why: &Why) {
        self.facts
            .external_management_unread
            .get_or_insert_with(|| why.clone());
        let unread = &mut self.facts.group_names_unread;
        unread.get_or_insert_with(|| why.clone());
    }

    /// Notes the site's description of a person.
    pub(in crate::precheck) fn describe(&mut self, person: &Person) {
        let Some(account) = &person.account else {
            return;
        };
        match person.kind {
            AccountKind::App => {
                self.facts.app_accounts.insert(account.clone());
            }
            AccountKind::Unknown => {
                self.unknown_kinds.insert(account.clone());
            }
            AccountKind::Person | AccountKind::Customer => {}
        }
        let described = SitePerson {
            name: person.name.as_str().into(),
            email: person.email.as_deref().unwrap_or_default().into(),
            active: person.active,
        };
        self.facts.people.insert(account.clone(), described);
    }

    pub(super) fn accounts(&mut self, asked: &[AccountId], page: &Page<Person>) {
        let known: HashSet<AccountId> = page
            .values
            .iter()
            .filter_map(|person| person.account.clone())
            .collect();
        for person in &page.values {
            self.describe(person);
        }
        let missing: Vec<AccountId> = asked
            .iter()
            .filter(|id| !known.contains(*id))
            .cloned()
            .collect();
        self.known.extend(known);
        if page.is_last() || missing.is_empty() {
            self.unknown.extend(missing);
        } else if asked.len() > FEW_ACCOUNTS {
            // The page may be shorter than requested. An account that did not fit must not count as unknown.
            for few in missing.chunks(FEW_ACCOUNTS) {
                self.ask(PrecheckCall::Accounts(few.to_vec()));
            }
        } else {
            let why = "the site returned fewer accounts than requested";
            self.facts.accounts_unread.get_or_insert(why.into());
        }
    }

    pub(super) fn groups_by_id(&mut self, asked: &[GroupId], page: Page<SiteGroup>) {
        let known: HashSet<GroupId> = page
            .values
            .iter()
            .filter_map(|group| group.id.clone())
            .collect();
        let missing: Vec<GroupId> = asked
            .iter()
            .filter(|id| !known.contains(*id))
            .cloned()
            .collect();
        if page.is_last() {
            self.unknown_groups.extend(missing);
        } else if !missing.is_empty() && asked.len() > FEW_ACCOUNTS {
            // The page is shorter than requested. A group that did not fit may be externally managed too.
            for few in missing.chunks(FEW_ACCOUNTS) {
                self.ask(PrecheckCall::GroupsById(few.to_vec()));
            }
        } else if !missing.is_empty() {
            let why = "the site returned fewer groups than requested";
            self.groups_unread(&why.into());
        }
        for group in page.values {
            let Some(id) = &group.id else { continue };
            let name: Arc<str> = group.name.as_str().into();
            if !name.is_empty() {
                let names = &mut self.facts.group_names;
                names.insert(id.clone(), Arc::clone(&name));
            }
            if group.managed_by.is_some() {
                self.managed(id, &group);
            } else {
                self.ask_for_management(id, name);
            }
        }
    }

    /// Asks who manages a group, by its name on the site, because names in a file may be old.
    fn ask_for_management(&mut self, group: &GroupId, name: Arc<str>) {
        let group = group.clone();
        let ask = PrecheckCall::Management { group, name };
        if self.endpoint.request(&call(&ask)).is_some() {
            self.ask(ask);
        } else {
            self.unmanaged += 1;
        }
    }

    /// Takes the groups whose name contains the name. The wanted one is found by its id.
    pub(super) fn management(&mut self, group: &GroupId, page: &Page<SiteGroup>) {
        let mut groups = page.values.iter();
        let found = groups.find(|found| found.id.as_ref() == Some(group));
        if let Some(found) = found {
            self.managed(group, found);
        }
        if found.is_none_or(|found| found.managed_by.is_none()) {
            self.unmanaged += 1;
        }
    }

    fn managed(&mut self, id: &GroupId, group: &SiteGroup) {
        if group.is_externally_managed() {
            self.facts.externally_managed.insert(id.clone());
        }
        if group.is_team {
            self.facts.teams.insert(id.clone());
        }
    }

    /// Notes why it is unknown whether some accounts are apps, unless a worse reason is known.
    pub(in crate::precheck) fn count_unknown_kinds(&mut self) {
        let why: Why = if !self.endpoint.api().reports_apps() {
            let product = self.endpoint.product().in_sentence();
            format!("{product} does not report it").into()
        } else if !self.unknown_kinds.is_empty() {
            let accounts = plural(self.unknown_kinds.len(), "account", "accounts");
            format!("the site did not report the kind of {accounts}").into()
        } else {
            return;
        };
        self.facts.accounts_unread.get_or_insert(why);
    }

    /// Notes why it is unknown who manages some groups, unless a worse reason is known.
    pub(in crate::precheck) fn count_unmanaged(&mut self) {
        let of = match (
            self.unmanaged,
            self.groups.len() - self.unknown_groups.len(),
        ) {
            (0, _) => return,
            (unsaid, all) if unsaid == all => "it".to_owned(),
            (unsaid, all) => format!("it for {unsaid} of {all} groups"),
        };
        let product = self.endpoint.product().in_sentence();
        let why = format!("{product} does not report {of}");
        self.facts
            .external_management_unread
            .get_or_insert(why.into());
    }

    pub(super) fn active_members(&mut self, group: &GroupId, start_at: u32, page: Page<Person>) {
        let has_unknown_kind = page.values.iter().any(Person::may_log_in);
        let active_members = page.values.iter().filter(|person| person.can_log_in());
        let people = active_members.filter_map(|person| person.account.clone());
        let known = self.facts.active_members.entry(group.clone()).or_default();
        known.has_unknown_kind |= has_unknown_kind;
        known.people.extend(people);
        known.is_whole = page.is_last();
        let on_page = u32::try_from(page.values.len()).unwrap_or(u32::MAX);
        let read = start_at.saturating_add(on_page);
        if on_page == 0 || read >= MAX_ACTIVE_MEMBERS {
            return;
        }
        let group = group.clone();
        match page.next {
            Next::End => {}
            Next::Offset => self.ask(PrecheckCall::ActiveMembers {
                group,
                start_at: read,
            }),
            Next::Cursor(cursor) => self.ask(PrecheckCall::MoreActiveMembers {
                group,
                cursor,
                read,
            }),
        }
    }
}
