//! Resolves group names of a file to group ids by the site's list of all groups. Never guesses.

use std::collections::{HashMap, HashSet};

use crate::atlassian::SiteGroup;
use crate::domain::{GroupId, IdError};
use crate::import::{GroupIdsByName, Table};

/// The result of looking up a name in the site's list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// One group has exactly this name.
    Exact(GroupId),
    /// One group has this name except for capital letters. The admin decides.
    OtherCase {
        id: GroupId,
        /// Its name on the site.
        name: String,
    },
    /// This many groups have it, so it is ambiguous.
    Several(usize),
    /// No group has it.
    Nowhere,
}

/// A name of the file, and its resolution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resolved {
    /// The name in the file.
    pub name: String,
    pub resolution: Resolution,
}

/// The names of a table's groups without an id, each once, in order of first appearance.
#[must_use]
pub fn names_of(table: &Table) -> Vec<String> {
    let mut seen = HashSet::new();
    let nameless = |id: &Result<GroupId, IdError>| {
        id.as_ref()
            .is_err_and(|why| *why == IdError::Empty || why.is_of_a_name())
    };
    let groups = table.groups().iter();
    let names = groups.filter(|group| nameless(&group.id) && !group.name.is_empty());
    names
        .filter(|group| seen.insert(&group.name))
        .map(|group| group.name.clone())
        .collect()
}

/// The names to look up on a site: unresolved ones, and those that were looked up on another site. Ids of one site mean
/// nothing on another.
#[must_use]
pub fn names_to_look_up(
    table: &Table,
    earlier: Option<&GroupIdsByName>,
    site: &str,
) -> Vec<String> {
    let mut names = names_of(table);
    let of_another_site = earlier.filter(|earlier| earlier.site != site);
    let mut known: Vec<String> = of_another_site
        .into_iter()
        .flat_map(|earlier| earlier.ids.keys().cloned())
        .collect();
    known.sort_unstable();
    let open: HashSet<&str> = names.iter().map(|name| name.trim()).collect();
    known.retain(|name| !open.contains(name.as_str()));
    names.append(&mut known);
    names
}

/// Looks the names up. Ignores white space around a name.
#[must_use]
pub fn resolve(names: Vec<String>, groups: &[SiteGroup]) -> Vec<Resolved> {
    let mut exact: HashMap<&str, Vec<&SiteGroup>> = HashMap::new();
    let mut any_case: HashMap<String, Vec<&SiteGroup>> = HashMap::new();
    for group in groups {
        let name = group.name.trim();
        exact.entry(name).or_default().push(group);
        any_case.entry(name.to_lowercase()).or_default().push(group);
    }
    let of = |name: &str| {
        let name = name.trim();
        if let Some(found) = exact.get(name) {
            return one_of(found, |id, _| Resolution::Exact(id));
        }
        let found = any_case.get(&name.to_lowercase());
        found.map_or(Resolution::Nowhere, |found| {
            one_of(found, |id, group| Resolution::OtherCase {
                id,
                name: group.name.clone(),
            })
        })
    };
    let resolved = |name: String| Resolved {
        resolution: of(&name),
        name,
    };
    names.into_iter().map(resolved).collect()
}

fn one_of(found: &[&SiteGroup], one: impl Fn(GroupId, &SiteGroup) -> Resolution) -> Resolution {
    match found {
        [group] => match &group.id {
            Some(id) => one(id.clone(), group),
            None => Resolution::Nowhere,
        },
        several => Resolution::Several(several.len()),
    }
}

/// The ids that the importer fills in: exact matches, and those that differ in capital letters and were selected.
#[must_use]
pub fn fill_in(
    site: &str,
    resolved: &[Resolved],
    ticked: impl Fn(usize) -> bool,
) -> GroupIdsByName {
    let of = |(at, one): (usize, &Resolved)| {
        let id = match &one.resolution {
            Resolution::Exact(id) => Ok(id.clone()),
            Resolution::OtherCase { id, .. } if ticked(at) => Ok(id.clone()),
            Resolution::OtherCase { .. } => Err(IdError::NameInOtherCase),
            Resolution::Several(_) => Err(IdError::NameNotUnique),
            Resolution::Nowhere => Err(IdError::NameUnknown),
        };
        (one.name.trim().to_owned(), id)
    };
    GroupIdsByName {
        site: site.to_owned(),
        ids: resolved.iter().enumerate().map(of).collect(),
    }
}

impl GroupIdsByName {
    /// Adds the ids of an earlier look-up on the same site.
    #[must_use]
    pub fn after(mut self, earlier: Option<&Self>) -> Self {
        if let Some(earlier) = earlier.filter(|earlier| earlier.site == self.site) {
            for (name, id) in &earlier.ids {
                self.ids.entry(name.clone()).or_insert_with(|| id.clone());
            }
        }
        self
    }
}
