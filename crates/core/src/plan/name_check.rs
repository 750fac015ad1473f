//! Compares the rows' names with the site's before anything is changed. Calls use the id alone, so only this comparison
//! shows whether an id belongs to the name beside it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use groupsweep_sheet::fill;

use crate::connect::Target;
use crate::domain::{AccountId, GroupId};
use crate::identity::{
    Described, NameMatch, NotComparable, Verdict, compare_group, compare_names, compare_person,
    is_placeholder,
};
use crate::import::Table;

use super::item::PlanItem;
use super::site_facts::{MembershipStatus, SiteFacts, SitePerson};

/// The result of the comparison for each row.
#[derive(Clone, Debug, Default)]
pub(super) struct NameCheck {
    people: Vec<Verdict>,
    groups: Vec<Verdict>,
    /// The email agrees, and the site has another name.
    renamed: Vec<bool>,
    /// Whether the file records that an earlier run changed the row under the site's name for the person, for the
    /// group.
    recorded: Vec<[bool; 2]>,
}

impl NameCheck {
    pub(super) fn of(items: &[PlanItem], table: Option<&Table>, facts: &SiteFacts) -> Self {
        // One id may have two names in a file, and each is compared.
        let mut of_groups: HashMap<(&GroupId, &str), Verdict> = HashMap::new();
        let mut of_people: HashMap<(&AccountId, *const u8), (Verdict, bool)> = HashMap::new();
        let mut groups = Vec::with_capacity(items.len());
        let mut people = Vec::with_capacity(items.len());
        let mut renamed = Vec::with_capacity(items.len());
        let mut recorded = Vec::with_capacity(items.len());
        let unread = |at: usize, unknown: MembershipStatus| {
            Verdict::Unknown(match facts.statuses.get(at) {
                Some(status) if *status == unknown => NotComparable::NotOnSite,
                _ => NotComparable::NotRead,
            })
        };
        for (at, item) in items.iter().enumerate() {
            let group = &item.membership.group;
            groups.push(
                *of_groups
                    .entry((group, &item.group_name))
                    .or_insert_with(|| match facts.group_names.get(group) {
                        Some(site) => compare_group(file_group_name(item), site),
                        None => unread(at, MembershipStatus::GroupUnknown),
                    }),
            );
            // All rows of one person share one name allocation, so compare it once, not once for each row.
            let described = (
                &item.membership.account,
                Arc::as_ptr(&item.user_name).cast::<u8>(),
            );
            let (person, is_renamed) = *of_people.entry(described).or_insert_with(|| {
                match facts.people.get(&item.membership.account) {
                    Some(site) => {
                        let (file, site) = (in_file(item, table), on_site(site));
                        let verdict = compare_person(file, site);
                        (verdict, is_other_name(file.name, site.name))
                    }
                    None => (unread(at, MembershipStatus::UserUnknown), false),
                }
            });
            people.push(person);
            renamed.push(is_renamed);
            recorded.push([false; 2]);
        }
        let mut check = Self {
            people,
            groups,
            renamed,
            recorded,
        };
        if let Some(table) = table {
            check.accept_recorded(items, table, facts);
        }
        check
    }

    /// Accepts the site's name if the file records it: whoever included the row in the earlier run saw that name, so it
    /// does not hold the row back again. Any other name does.
    fn accept_recorded(&mut self, items: &[PlanItem], table: &Table, facts: &SiteFacts) {
        for (at, item) in items.iter().enumerate() {
            let [person, group] = table.recorded_names(item.row);
            let site_person = facts.people.get(&item.membership.account);
            let site_group = facts.group_names.get(&item.membership.group);
            let is_person = !person.is_empty()
                && site_person
                    .is_some_and(|site| compare_names(person, &site.name) == NameMatch::Same);
            let is_group = !group.is_empty()
                && site_group.is_some_and(|site| compare_group(group, site) == Verdict::Same);
            let verdicts = [&mut self.people[at], &mut self.groups[at]];
            self.recorded[at] = [is_person, is_group];
            for (verdict, recorded) in verdicts.into_iter().zip(&mut self.recorded[at]) {
                *recorded &= verdict.disagrees();
                if *recorded {
                    *verdict = Verdict::Same;
                }
            }
        }
    }

    /// Whether an item is sent because the file records the site's other name for its person, for its group.
    pub(super) fn recorded(&self, item: usize) -> [bool; 2] {
        self.recorded.get(item).copied().unwrap_or_default()
    }

    /// Changes the verdict on these accounts from the same to different.
    pub(super) fn doubt(&mut self, items: &[PlanItem], accounts: &HashSet<AccountId>) {
        for (at, (verdict, item)) in self.people.iter_mut().zip(items).enumerate() {
            if *verdict == Verdict::Same && accounts.contains(&item.membership.account) {
                *verdict = Verdict::Different;
                if let Some([is_person, _]) = self.recorded.get_mut(at) {
                    *is_person = false;
                }
            }
        }
    }

    pub(super) fn person(&self, item: usize) -> Verdict {
        let unread = Verdict::Unknown(NotComparable::NotRead);
        self.people.get(item).copied().unwrap_or(unread)
    }

    pub(super) fn group(&self, item: usize) -> Verdict {
        let unread = Verdict::Unknown(NotComparable::NotRead);
        self.groups.get(item).copied().unwrap_or(unread)
    }

    /// Whether the site has another name for an item's person but the same email, so that the row is not held back.
    pub(super) fn is_renamed(&self, item: usize) -> bool {
        self.person(item) == Verdict::Same
            && self.renamed.get(item) == Some(&true)
            && !self.recorded(item)[0]
    }

    /// Whether both of an item's names were compared.
    pub(super) fn is_compared(&self, item: usize) -> bool {
        let is_known = |verdict| !matches!(verdict, Verdict::Unknown(_));
        is_known(self.person(item)) && is_known(self.group(item))
    }

    /// Summarizes how the names of these items compare, for the plan, the dialog and the receipt.
    pub(super) fn summary(&self, items: impl Iterator<Item = usize>) -> NamesCompared {
        let mut compared = NamesCompared::default();
        for item in items {
            let (person, group) = (self.person(item), self.group(item));
            compared.rows += 1;
            if person.disagrees() || group.disagrees() {
                compared.different += 1;
            }
            if self.is_renamed(item) {
                compared.renamed += 1;
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

/// How the names of rows compare with the site's. All counts are rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NamesCompared {
    pub rows: usize,
    /// Rows whose person or group has a different name on the site.
    pub different: usize,
    /// Rows whose person has another name on the site but the same email.
    pub renamed: usize,
    /// Rows whose person could not be compared, by reason.
    pub people_unknown: BTreeMap<NotComparable, usize>,
    /// Rows whose group could not be compared, by reason.
    pub groups_unknown: BTreeMap<NotComparable, usize>,
}

impl NamesCompared {
    /// What was compared and what was not, in sentences. The plan, the dialog and the receipt show the same.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let renamed = self.renamed_with_same_email().into_iter();
        renamed.chain(self.not_compared()).collect()
    }

    /// Note about rows that are sent although the names differ, because the email is the same.
    pub(super) fn renamed_with_same_email(&self) -> Option<String> {
        (self.renamed > 0).then(|| {
            format!(
                "In {}, the person's name on the site differs from your file, but the email address is the same. A different name alone does not hold a row back.",
                in_rows(self.renamed)
            )
        })
    }

    /// What was not compared, and why.
    pub(super) fn not_compared(&self) -> Vec<String> {
        if self.rows == 0 {
            return Vec::new();
        }
        let not_people: usize = self.people_unknown.values().sum();
        let not_groups: usize = self.groups_unknown.values().sum();
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
                    "In {}, {what} was not compared with the site, because {}.",
                    in_rows(rows),
                    reasons(why)
                ));
            }
        };
        say("the person", not_people, &self.people_unknown);
        say("the group", not_groups, &self.groups_unknown);
        sentences
    }
}

/// A practice site made from the file always agrees with it, even if the ids belong to somebody else.
const PRACTICE: &str = "The practice site is made from your file, so practice cannot show whether the ids belong to the names. Only the check on your own site compares them. Practice runs as an account that is not in your file, so no row is held back as your own account. Your own site's check holds those rows back.";

/// What was compared with the site and what was not, in sentences. The plan, the dialog and the receipt show the same.
pub(super) fn notes_on(target: &Target, names: &NamesCompared) -> Vec<String> {
    let practice = practice_note(target).into_iter();
    practice.chain(names.sentences()).collect()
}

/// The note that practice compares nothing. `None` for a real site.
pub(super) fn practice_note(target: &Target) -> Option<String> {
    target.is_practice().then(|| PRACTICE.to_owned())
}

fn in_rows(rows: usize) -> String {
    match rows {
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    }
}

fn reasons(why: &BTreeMap<NotComparable, usize>) -> String {
    let clauses: Vec<&str> = why.keys().map(|why| why.clause()).collect();
    clauses.join(", or ")
}

/// The site's names of people, for rows whose name in the file is spelled differently, by row number.
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

/// The site's names of groups, for rows whose group has a different name in the file, by row number.
pub(super) fn site_groups(
    items: &[PlanItem],
    going: &[usize],
    facts: &SiteFacts,
) -> BTreeMap<u32, Arc<str>> {
    let rows = going.iter().map(|at| &items[*at]);
    let other = rows.filter_map(|item| {
        let site = facts.group_names.get(&item.membership.group)?;
        (**site != *item.group_name).then(|| (item.row.0, Arc::clone(site)))
    });
    // Insert one by one: collecting a BTreeMap adds sort code to the page's download.
    let mut names = BTreeMap::new();
    names.extend(other);
    names
}

/// The row numbers of the items for which `is` returns `true`.
pub(super) fn rows_of(
    items: &[PlanItem],
    going: &[usize],
    is: impl Fn(usize) -> bool,
) -> BTreeSet<u32> {
    let rows = going.iter().filter(|at| is(**at));
    fill(rows.map(|at| items[*at].row.0))
}

/// Describes a person by the file and by the site. Adds the emails if the names agree.
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

/// The person's name in the file. A file without names has the id in its place, which counts as empty.
pub(super) fn file_user_name(item: &PlanItem) -> &str {
    if *item.user_name == *item.membership.account.as_str() {
        ""
    } else {
        &item.user_name
    }
}

/// The group's name in the file. A file without names has the id in its place, which counts as empty.
pub(super) fn file_group_name(item: &PlanItem) -> &str {
    if *item.group_name == *item.membership.group.as_str() {
        ""
    } else {
        &item.group_name
    }
}

fn in_file<'a>(item: &'a PlanItem, table: Option<&'a Table>) -> Described<'a> {
    let row = table.and_then(|table| Some((table, table.row(item.row)?)));
    let email = row.and_then(|(table, row)| Some(table.user(row.user)?.email));
    Described {
        name: file_user_name(item),
        email: email.unwrap_or(""),
    }
}

/// Whether two names of one account are more than two spellings. A placeholder on the site is not a name.
fn is_other_name(file: &str, site: &str) -> bool {
    !is_placeholder(site)
        && matches!(
            compare_names(file, site),
            NameMatch::Similar | NameMatch::Different
        )
}

fn on_site(person: &SitePerson) -> Described<'_> {
    Described {
        name: &person.name,
        email: &person.email,
    }
}
