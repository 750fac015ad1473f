//! What was read, and the export made from it.

use std::collections::HashSet;
use std::sync::Arc;

use groupsweep_sheet::arrange_by_key;

use crate::atlassian::{Endpoint, Person, Reason, SiteGroup};
use crate::report::{LINE_END, next_cell};
use crate::run::Rate;

use super::list_reader::{ListRead, ListReader, Whole};
use super::paged_list::{AllGroups, GroupMembers};

/// The headings of an export with "Pivot to column" that the site's API has data for.
const HEADINGS: &[u8] = b"Group id,Group name,User id,User name,email,User status\r\n";
/// Written instead of an account id that the site does not report, as in the site's own export.
const CORRUPTED: &str = "unknown";

/// All groups of the site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GroupList {
    pub groups: Vec<SiteGroup>,
    /// What is odd about the list.
    pub note: Option<Reason>,
}

impl GroupList {
    /// Returns the list if it is known to be complete. In a part of it, no name is known to be unique.
    ///
    /// # Errors
    /// What is odd about it, as a clause.
    pub fn whole(self) -> Result<Self, Reason> {
        match self.note {
            None => Ok(self),
            Some(note) => Err(note),
        }
    }
}

impl ListReader<AllGroups> {
    /// Reads the list of all groups.
    #[must_use]
    pub fn of_all(endpoint: Endpoint, bound: Rate) -> Self {
        Self::new(endpoint, vec![AllGroups], bound)
    }

    /// The list, read to its end or not at all.
    ///
    /// # Errors
    /// Why it could not be read, as a clause.
    pub fn into_groups(mut self) -> Result<GroupList, Reason> {
        self.end_all(&"the reading was not finished".into());
        let end = self.lists.pop().and_then(|reading| reading.end);
        let whole = end.unwrap_or_else(|| Err("nothing was read".into()))?;
        let mut groups = whole.entries;
        arrange_by_key(&mut groups, |group| {
            (group.name.to_lowercase(), group.name.clone())
        });
        let note = whole.note;
        Ok(GroupList { groups, note })
    }
}

/// A group that was read to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoadedGroup {
    pub group: GroupMembers,
    /// Its members, each once.
    pub people: Vec<Person>,
    /// What is odd about it, as a clause.
    pub note: Option<Reason>,
}

/// A group that was not read to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MissingGroup {
    pub group: GroupMembers,
    /// Why, as a clause.
    pub why: Reason,
}

/// Missing groups by reason, in order of first appearance.
#[must_use]
pub fn by_reason(missing: &[MissingGroup]) -> Vec<(&Reason, Vec<&str>)> {
    let mut reasons: Vec<(&Reason, Vec<&str>)> = Vec::new();
    for MissingGroup { group, why } in missing {
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(&group.name),
            None => reasons.push((why, vec![&group.name])),
        }
    }
    reasons
}

/// The picked groups that were read, complete groups only.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Loaded {
    /// Groups with all their members.
    pub groups: Vec<LoadedGroup>,
    /// Groups that are left out.
    pub missing: Vec<MissingGroup>,
}

impl ListReader<GroupMembers> {
    /// Reads the members of these groups.
    #[must_use]
    pub fn of_groups(endpoint: Endpoint, groups: Vec<GroupMembers>, bound: Rate) -> Self {
        Self::new(endpoint, groups, bound)
    }

    /// Reads the groups that an earlier reading is missing.
    #[must_use]
    pub fn of_missing(endpoint: Endpoint, before: Loaded, bound: Rate) -> Self {
        let read = before.groups.into_iter().map(|loaded| {
            let LoadedGroup {
                group,
                people: entries,
                note,
            } = loaded;
            ListRead::read(group, Whole { entries, note })
        });
        let missing = before.missing.into_iter();
        let unread = missing.map(|missing| ListRead::unread(missing.group));
        Self::of(endpoint, read.chain(unread).collect(), bound)
    }

    /// The result so far. Incomplete groups are missing.
    #[must_use]
    pub fn into_loaded(mut self) -> Loaded {
        self.end_all(&"the reading was not finished".into());
        let mut loaded = Loaded::default();
        for ListRead {
            list: group, end, ..
        } in self.lists
        {
            match end {
                Some(Ok(Whole { entries, note })) => loaded.groups.push(LoadedGroup {
                    group,
                    people: entries,
                    note,
                }),
                Some(Err(why)) => loaded.missing.push(MissingGroup { group, why }),
                None => {}
            }
        }
        loaded
    }
}

impl Loaded {
    /// Number of memberships in all loaded groups.
    #[must_use]
    pub fn memberships(&self) -> usize {
        self.groups.iter().map(|group| group.people.len()).sum()
    }

    /// Number of people in them, each once.
    #[must_use]
    pub fn people(&self) -> usize {
        let people = self.groups.iter().flat_map(|group| &group.people);
        let known: HashSet<_> = people.filter_map(|one| one.account.as_ref()).collect();
        known.len()
    }

    /// The export as the site would have written it: one row per membership, with every cell quoted.
    #[must_use]
    pub fn export(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.memberships() * 140 + HEADINGS.len());
        out.extend_from_slice(HEADINGS);
        for LoadedGroup { group, people, .. } in &self.groups {
            for person in people {
                let account = person.account.as_ref();
                let status = match person.active {
                    Some(true) => "Active",
                    Some(false) => "Inactive",
                    None => "",
                };
                // Ids contain nothing that needs quoting.
                out.extend_from_slice(group.id.as_str().as_bytes());
                next_cell(&mut out, &group.name, b',');
                out.push(b',');
                let id = account.map_or(CORRUPTED, |account| account.as_str());
                out.extend_from_slice(id.as_bytes());
                next_cell(&mut out, &person.name, b',');
                next_cell(&mut out, person.email.as_deref().unwrap_or(""), b',');
                next_cell(&mut out, status, b',');
                out.extend_from_slice(LINE_END);
            }
        }
        out
    }

    /// The file name of that export: site, time, and whether groups are missing. Shown wherever the file is named,
    /// also in records of a run.
    #[must_use]
    pub fn file_name(&self, site: &str, day_and_time: &str) -> String {
        let (here, missing) = (self.groups.len(), self.missing.len());
        let part = match missing {
            0 => String::new(),
            _ => format!(", {here} of {} groups", here + missing),
        };
        format!("{site}, {day_and_time}{part}.csv")
    }
}

/// A group that can be read. `None` if the site gives no id.
#[must_use]
pub fn readable(group: &SiteGroup) -> Option<GroupMembers> {
    Some(GroupMembers {
        id: group.id.clone()?,
        name: Arc::from(group.name.as_str()),
    })
}
