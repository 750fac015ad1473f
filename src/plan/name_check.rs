//! The rows' names against the site's, before anything is changed. Calls go by id alone; that an id belongs to the
//! name beside it is something that only this comparison shows.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{AccountId, GroupId, RowNo};
use crate::identity::{
    Described, NameMatch, NotComparable, Verdict, compare_group, compare_names, compare_person,
    name_key,
};
use crate::import::Table;

use super::freeze::PlanItem;
use super::site_facts::{SiteFacts, SitePerson};

/// Names that disagree and are still a matter of single people: somebody married, somebody uses a nickname.
const FEW: usize = 3;
/// Examples that are shown of a file whose ids do not belong to its names.
const EXAMPLES: usize = 10;
/// Names of the file that are searched for one that moved: folding a name takes about a microsecond, and the page waits.
const MAX_SEARCHED: usize = 20_000;

/// What the comparison says of each row.
#[derive(Clone, Debug, Default)]
pub(super) struct NameCheck {
    people: Vec<Verdict>,
    groups: Vec<Verdict>,
}

impl NameCheck {
    pub(super) fn of(items: &[PlanItem], table: Option<&Table>, facts: &SiteFacts) -> Self {
        let mut of_groups: HashMap<&GroupId, Verdict> = HashMap::new();
        let mut groups = Vec::with_capacity(items.len());
        let mut people = Vec::with_capacity(items.len());
        for item in items {
            let group = &item.membership.group;
            groups.push(*of_groups.entry(group).or_insert_with(
                || match facts.group_names.get(group) {
                    Some(site) => compare_group(file_group_name(item), site),
                    None => Verdict::Unknown(NotComparable::NotRead),
                },
            ));
            people.push(match facts.people.get(&item.membership.account) {
                Some(site) => compare_person(in_file(item, table), on_site(site)),
                None => Verdict::Unknown(NotComparable::NotRead),
            });
        }
        Self { people, groups }
    }

    pub(super) fn person(&self, item: usize) -> Verdict {
        let unread = Verdict::Unknown(NotComparable::NotRead);
        self.people.get(item).copied().unwrap_or(unread)
    }

    pub(super) fn group(&self, item: usize) -> Verdict {
        let unread = Verdict::Unknown(NotComparable::NotRead);
        self.groups.get(item).copied().unwrap_or(unread)
    }

    /// How the names of these items compare, for the plan, the dialog and the receipt.
    pub(super) fn summary(&self, items: impl Iterator<Item = usize>) -> NamesCompared {
        let mut compared = NamesCompared::default();
        for item in items {
            let (person, group) = (self.person(item), self.group(item));
            compared.rows += 1;
            if person.disagrees() || group.disagrees() {
                compared.different += 1;
            }
            if let Verdict::Unknown(why) = person {
                *compared.people_unknown.entry(why).or_default() += 1;
            }
            if let Verdict::Unknown(why) = group {
                *compared.groups_unknown.entry(why).or_default() += 1;
            }
        }
        compared
    }
}

/// How the names of rows compare with the site's. Everything is counted in rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NamesCompared {
    /// Rows looked at.
    pub rows: usize,
    /// Rows whose person or group the site calls something else.
    pub different: usize,
    /// Rows whose person could not be compared, by reason.
    pub people_unknown: BTreeMap<NotComparable, usize>,
    /// Rows whose group could not be compared, by reason.
    pub groups_unknown: BTreeMap<NotComparable, usize>,
}

impl NamesCompared {
    /// What was compared and what was not, in sentences for people; the same in the plan, the dialog and the receipt.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        if self.rows == 0 {
            return Vec::new();
        }
        let not_people: usize = self.people_unknown.values().sum();
        let not_groups: usize = self.groups_unknown.values().sum();
        if not_people == 0 && not_groups == 0 {
            return Vec::new();
        }
        if not_people == self.rows && not_groups == self.rows {
            let why = reasons(&self.people_unknown);
            return vec![format!(
                "Names were not compared with the site, because {why}. Rows are identified by id only."
            )];
        }
        let mut sentences = Vec::new();
        let mut say = |what: &str, rows: usize, why: &BTreeMap<NotComparable, usize>| {
            if rows > 0 {
                sentences.push(format!(
                    "{what} of {} not compared with the site, because {}.",
                    rows_were(rows),
                    reasons(why)
                ));
            }
        };
        say("The person", not_people, &self.people_unknown);
        say("The group", not_groups, &self.groups_unknown);
        sentences
    }
}

fn rows_were(rows: usize) -> String {
    match rows {
        1 => "1 row was".to_owned(),
        rows => format!("{rows} rows was"),
    }
}

fn reasons(why: &BTreeMap<NotComparable, usize>) -> String {
    let clauses: Vec<&str> = why.keys().map(|why| why.clause()).collect();
    clauses.join(", or ")
}

/// What kind of name disagrees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameKind {
    /// Names of people.
    People,
    /// Names of groups.
    Groups,
}

/// A file whose ids do not belong to its names: nothing of it is sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdsDoNotFit {
    /// Which names.
    pub kind: NameKind,
    /// How many ids the site knows by another name.
    pub different: usize,
    /// How many ids were compared.
    pub compared: usize,
    /// Among the different ones, how many have a name that the file gives to another id.
    pub moved: usize,
    /// Some of them.
    pub examples: Vec<NameExample>,
}

/// One name in the file and on the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NameExample {
    /// Where it is in the file.
    pub row: RowNo,
    /// The name in the file.
    pub file: Arc<str>,
    /// The site's name for the same id.
    pub site: Arc<str>,
}

impl IdsDoNotFit {
    /// What is wrong, why that happens, and what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        let what = match self.kind {
            NameKind::People => "people",
            NameKind::Groups => "groups",
        };
        let moved = if self.moved > 0 {
            format!(
                " {} of these names belong to other ids in the same file.",
                self.moved
            )
        } else {
            String::new()
        };
        format!(
            "The ids of this file do not belong to its names: the site has another name for {} of {} {what}.{moved} This usually happens when one column was sorted or pasted without the others. Nothing can be sent from this file. Export the users again and do not sort single columns.",
            self.different, self.compared
        )
    }
}

/// Whether the file as a whole is to be stopped: more than a few names disagree, and either names turn up beside
/// other ids, or the share is too large for nicknames and marriages. Rows that were let go with a reason do not count.
pub(super) fn ids_do_not_fit(
    check: &NameCheck,
    items: &[PlanItem],
    table: Option<&Table>,
    facts: &SiteFacts,
    counts: impl Fn(usize) -> bool,
) -> Option<IdsDoNotFit> {
    let people = people_that_differ(check, items, facts, &counts).judged(items, table);
    let groups = groups_that_differ(check, items, facts, &counts).judged(items, table);
    let too_many = |found: &IdsDoNotFit| found.moved > 1 || found.different * 10 > found.compared;
    let people = people.filter(|found| found.different > FEW && too_many(found));
    // A renamed group is common, and so is a new prefix for all of them; two that swapped their names are not.
    let groups = groups.filter(|found| found.moved > 1);
    people.or(groups)
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
    let mut seen: HashSet<&GroupId> = HashSet::new();
    let mut found = Differing {
        kind: NameKind::Groups,
        compared: 0,
        items: Vec::new(),
    };
    for (at, item) in items.iter().enumerate() {
        let verdict = check.group(at);
        let group = &item.membership.group;
        if matches!(verdict, Verdict::Unknown(_)) || !seen.insert(group) {
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

/// The ids beside which the file has one of these names: of the whole file where it is at hand and not very large,
/// else of the plan.
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

/// Rows whose person or group the site spells in another way than the file, by their row in the file.
pub(super) fn site_names(
    items: &[PlanItem],
    going: &[usize],
    facts: &SiteFacts,
) -> BTreeMap<u32, Arc<str>> {
    let mut names = BTreeMap::new();
    for item in going.iter().map(|at| &items[*at]) {
        let site = facts.people.get(&item.membership.account);
        if let Some(site) =
            site.filter(|site| !site.name.is_empty() && *site.name != *item.user_name)
        {
            names.insert(item.row.0, Arc::clone(&site.name));
        }
    }
    names
}

/// The rows whose person the check saw in the group, by their row in the file.
pub(super) fn rows_of(
    items: &[PlanItem],
    going: &[usize],
    is: impl Fn(usize) -> bool,
) -> BTreeSet<u32> {
    let rows = going.iter().filter(|at| is(**at));
    rows.map(|at| items[*at].row.0).collect()
}

/// How the file and the site describe a person, for people: the emails are shown where the names tell nothing apart.
pub(super) fn describe_both(
    item: &PlanItem,
    table: Option<&Table>,
    site: &SitePerson,
) -> (String, String) {
    let file = in_file(item, table);
    let names_differ = compare_names(file.name, &site.name) != NameMatch::Same;
    let describe = |name: &str, email: &str| match (name, email) {
        ("", email) => email.to_owned(),
        (name, "") => name.to_owned(),
        (name, _) if names_differ => name.to_owned(),
        (name, email) => format!("{name} ({email})"),
    };
    (
        describe(file.name, file.email),
        describe(&site.name, &site.email),
    )
}

/// A file without names shows the id in their place.
fn file_group_name(item: &PlanItem) -> &str {
    if *item.group_name == *item.membership.group.as_str() {
        ""
    } else {
        &item.group_name
    }
}

fn in_file<'a>(item: &'a PlanItem, table: Option<&'a Table>) -> Described<'a> {
    let row = table.and_then(|table| Some((table, table.row(item.row)?)));
    let email = row.and_then(|(table, row)| Some(table.user(row.user)?.email));
    let name = if *item.user_name == *item.membership.account.as_str() {
        ""
    } else {
        &item.user_name
    };
    Described {
        name,
        email: email.unwrap_or(""),
    }
}

fn on_site(person: &SitePerson) -> Described<'_> {
    Described {
        name: &person.name,
        email: &person.email,
    }
}
