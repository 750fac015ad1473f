//! Detects files whose ids do not belong to their names. If somebody sorts or pastes one column alone, many rows get
//! another person's id at once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{AccountId, GroupId, RowNo};
use crate::identity::{NameMatch, Verdict, compare_names, name_key};
use crate::import::Table;

use super::item::PlanItem;
use super::name_check::NameCheck;
use super::site_facts::{SiteFacts, SitePerson};

/// Up to this many differing names are individual cases: somebody married, somebody uses a nickname.
const FEW: usize = 3;
/// Number of examples shown for such a file.
const EXAMPLES: usize = 10;
/// Maximum names of the file to search for one that moved. Folding a name takes about a microsecond while the page
/// waits.
const MAX_SEARCHED: usize = 20_000;

/// Which names differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameKind {
    People,
    Groups,
}

/// A file whose ids do not belong to its names. Nothing from it is sent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "The ids of this file do not belong to its names: the site has another name for {different} of {compared} {}.{} This usually happens when one column was sorted or pasted without the others. {}",
    self.what(),
    self.where_they_moved(),
    self.way_on()
)]
pub struct IdsDoNotFit {
    pub kind: NameKind,
    /// Number of ids that have another name on the site.
    pub different: usize,
    /// Number of ids that were compared.
    pub compared: usize,
    /// Number of differing ids whose name on the site is another id's name in the file.
    pub moved: usize,
    pub examples: Vec<NameExample>,
}

/// One id's name in the file and on the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NameExample {
    /// The row of the file.
    pub row: RowNo,
    /// The name in the file.
    pub file: Arc<str>,
    /// The site's name for the same id.
    pub site: Arc<str>,
}

impl IdsDoNotFit {
    /// Whether names appear beside other ids of the same file. Nicknames cannot explain that, so no reason overrides
    /// it.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.moved > 1
    }

    fn what(&self) -> &'static str {
        match self.kind {
            NameKind::People => "people",
            NameKind::Groups => "groups",
        }
    }

    fn where_they_moved(&self) -> String {
        match self.moved {
            0 => String::new(),
            moved => format!(" {moved} of these names belong to other ids in the same file."),
        }
    }

    fn way_on(&self) -> &'static str {
        if self.is_final() {
            "Nothing can be sent from this file. Export the users again. If you sort, sort whole rows."
        } else {
            "Nothing can be sent yet. Export the users again. If the site only uses other names for them, include the rows that differ, with a reason."
        }
    }
}

/// Decides whether to stop the whole file. Typed reasons do not matter if names appear beside other ids: those of more
/// than [`FEW`] differing people, or of groups. Otherwise, more than [`FEW`] people without a reason must differ, and
/// more than a tenth of those compared, which is too many for nicknames and marriages.
pub(super) fn ids_do_not_fit(
    check: &NameCheck,
    items: &[PlanItem],
    table: Option<&Table>,
    facts: &SiteFacts,
    counts: impl Fn(usize) -> bool,
) -> Option<IdsDoNotFit> {
    let all = |_: usize| true;
    let people = people_that_differ(check, items, facts, all).judged(items, table);
    let people = people.filter(|found| found.different > FEW && found.is_final());
    let groups = groups_that_differ(check, items, facts, all).judged(items, table);
    // A renamed group is common, and so is a new prefix for all groups. Two groups that swapped names are not.
    let groups = groups.filter(IdsDoNotFit::is_final);
    let many = || {
        let people = people_that_differ(check, items, facts, &counts).judged(items, table);
        people.filter(|found| found.different > FEW && found.different * 10 > found.compared)
    };
    people.or(groups).or_else(many)
}

/// Returns accounts whose name on the site is another id's name in the file. A matching email does not clear them,
/// because ids and emails may have stayed together while the names moved.
pub(super) fn people_that_moved(
    items: &[PlanItem],
    table: Option<&Table>,
    facts: &SiteFacts,
) -> HashSet<AccountId> {
    let mut asked: HashSet<(&AccountId, &str)> = HashSet::new();
    let mut suspects: Vec<(&AccountId, String)> = Vec::new();
    for item in items {
        let account = &item.membership.account;
        let site = facts.people.get(account).map_or("", |person| &person.name);
        let file = &*item.user_name;
        if file != site
            && asked.insert((account, file))
            && compare_names(file, site) == NameMatch::Different
        {
            suspects.push((account, name_key(site)));
        }
    }
    if suspects.is_empty() {
        return HashSet::new();
    }
    let keys = suspects.iter().map(|(_, key)| key.clone()).collect();
    let ids = ids_by_name(items, table, NameKind::People, &keys);
    let has_moved = |(account, key): &(&AccountId, String)| {
        let ids = ids.get(key);
        ids.is_some_and(|ids| ids.iter().any(|id| id != account.as_str()))
    };
    let moved = suspects.into_iter().filter(has_moved);
    moved.map(|(account, _)| account.clone()).collect()
}

struct Differing {
    kind: NameKind,
    compared: usize,
    items: Vec<(usize, Arc<str>)>,
}

impl Differing {
    fn judged(self, items: &[PlanItem], table: Option<&Table>) -> Option<IdsDoNotFit> {
        if self.items.is_empty() {
            return None;
        }
        let keys = self.items.iter().map(|(_, site)| name_key(site)).collect();
        let ids = ids_by_name(items, table, self.kind, &keys);
        let is_moved = |(at, site): &&(usize, Arc<str>)| {
            let ids = ids.get(&name_key(site));
            ids.is_some_and(|ids| ids.iter().any(|id| id != self.id(&items[*at])))
        };
        let moved = self.items.iter().filter(is_moved).count();
        let example = |(at, site): &(usize, Arc<str>)| NameExample {
            row: items[*at].row,
            file: match self.kind {
                NameKind::People => Arc::clone(&items[*at].user_name),
                NameKind::Groups => Arc::clone(&items[*at].group_name),
            },
            site: Arc::clone(site),
        };
        Some(IdsDoNotFit {
            kind: self.kind,
            different: self.items.len(),
            compared: self.compared,
            moved,
            examples: self.items.iter().take(EXAMPLES).map(example).collect(),
        })
    }

    fn id<'a>(&self, item: &'a PlanItem) -> &'a str {
        match self.kind {
            NameKind::People => item.membership.account.as_str(),
            NameKind::Groups => item.membership.group.as_str(),
        }
    }
}

fn people_that_differ(
    check: &NameCheck,
    items: &[PlanItem],
    facts: &SiteFacts,
    counts: impl Fn(usize) -> bool,
) -> Differing {
    let mut seen: HashSet<&AccountId> = HashSet::new();
    let mut found = Differing {
        kind: NameKind::People,
        compared: 0,
        items: Vec::new(),
    };
    for (at, item) in items.iter().enumerate() {
        let verdict = check.person(at);
        let account = &item.membership.account;
        if matches!(verdict, Verdict::Unknown(_)) || !seen.insert(account) {
            continue;
        }
        found.compared += 1;
        if verdict == Verdict::Different && counts(at) {
            let site = facts.people.get(account).map(SitePerson::label);
            found.items.push((at, site.unwrap_or_default().into()));
        }
    }
    found
}

fn groups_that_differ(
    check: &NameCheck,
    items: &[PlanItem],
    facts: &SiteFacts,
    counts: impl Fn(usize) -> bool,
) -> Differing {
    // One id may have two names in a file.
    let mut seen: HashSet<(&GroupId, &str)> = HashSet::new();
    let mut found = Differing {
        kind: NameKind::Groups,
        compared: 0,
        items: Vec::new(),
    };
    for (at, item) in items.iter().enumerate() {
        let verdict = check.group(at);
        let group = &item.membership.group;
        if matches!(verdict, Verdict::Unknown(_)) || !seen.insert((group, &item.group_name)) {
            continue;
        }
        found.compared += 1;
        if verdict == Verdict::Different && counts(at) {
            let site = facts.group_names.get(group).map(Arc::clone);
            found.items.push((at, site.unwrap_or_default()));
        }
    }
    found
}

/// Returns the ids that the file has beside each of these names. Searches the items and, if the file is loaded, its
/// table, at most [`MAX_SEARCHED`] entries of each.
fn ids_by_name(
    items: &[PlanItem],
    table: Option<&Table>,
    kind: NameKind,
    keys: &HashSet<String>,
) -> HashMap<String, HashSet<String>> {
    let mut ids: HashMap<String, HashSet<String>> = HashMap::new();
    let mut add = |name: &str, id: &str| {
        let key = name_key(name);
        if !key.is_empty() && keys.contains(&key) {
            ids.entry(key).or_default().insert(id.to_owned());
        }
    };
    match kind {
        NameKind::People => {
            for item in items.iter().take(MAX_SEARCHED) {
                add(&item.user_name, item.membership.account.as_str());
            }
            for user in table.into_iter().flat_map(Table::users).take(MAX_SEARCHED) {
                add(user.name, user.id.unwrap_or_default());
            }
        }
        NameKind::Groups => {
            for item in items.iter().take(MAX_SEARCHED) {
                add(&item.group_name, item.membership.group.as_str());
            }
            for group in table.into_iter().flat_map(Table::groups).take(MAX_SEARCHED) {
                add(&group.name, group.id.as_ref().map_or("", GroupId::as_str));
            }
        }
    }
    ids
}
