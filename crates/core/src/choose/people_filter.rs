//! Whose rows cannot be selected, or whose rows alone can be: a list of people applied to the file.

use std::sync::Arc;

use groupsweep_sheet::BitSet;
use serde::{Deserialize, Serialize};

use crate::domain::{grouped, plural, shown};
use crate::import::{GroupIndex, Table};

use super::people_list::{ListMatches, PeopleList, UnclearLines};

/// What a list of people does to the rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ListMode {
    /// Their rows cannot be selected.
    Keep,
    /// Only their rows can be selected.
    Only,
}

/// Why a list cannot be used with a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Objection {
    /// Nobody on it is in the file.
    NobodyHere,
    /// It names groups of the file, but nobody in it.
    OnlyGroups,
    /// The list is to choose people, but some lines name several people or have cells out of place.
    SeveralInALine(UnclearLines),
}

impl Objection {
    /// Explains what is wrong and what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::NobodyHere => {
                "Nobody on this list is in the file, so it changes nothing. Check that it is the right list.".to_owned()
            }
            Self::OnlyGroups => {
                "These are group ids, not people. To see only these groups, press \"Show only these groups\". To keep everybody in them, add the ids to the keep list.".to_owned()
            }
            Self::SeveralInALine(lines) => {
                let first = shown(&lines.first);
                let which = match lines.count {
                    1 => format!("1 line of this list is unclear: \"{first}\". It names more than one person, has cells out of place, or was"),
                    n => format!("{} lines of this list are unclear. The first is \"{first}\". They name more than one person, have cells out of place, or were", grouped(n)),
                };
                format!("{which} joined by a stray quotation mark. Enter one person per line. In a file with headings, put names with commas in quotation marks.")
            }
        }
    }
}

/// A list of people applied to a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeopleFilter {
    pub what: ListMode,
    pub list: Arc<PeopleList>,
    /// Entries that match nobody in this file.
    pub missing: Vec<String>,
    /// Number of people in the file who are on the list.
    pub people: usize,
    /// Groups of the file whose ids are on the list. They name nobody, so they neither protect nor choose a row.
    pub groups: Vec<GroupIndex>,
    /// Number of ids that nobody in this file has, beside emails that somebody has.
    other_ids: usize,
    /// The usable rows of these people.
    pub(super) theirs: BitSet,
}

impl PeopleFilter {
    /// Applies a list to a file.
    #[must_use]
    pub fn of(table: &Table, list: &Arc<PeopleList>, what: ListMode) -> Self {
        let ListMatches {
            users,
            people,
            missing,
            groups,
            other_ids,
        } = list.find(table, what);
        Self {
            what,
            list: Arc::clone(list),
            missing,
            people,
            groups,
            other_ids,
            theirs: BitSet::places(table.row_users(), &users).and(table.usable()),
        }
    }

    /// Why the list cannot be used with this file. `None` if it can.
    #[must_use]
    pub fn objection(&self) -> Option<Objection> {
        let unclear = self.list.unclear.clone();
        match (self.people, self.groups.len()) {
            _ if self.what == ListMode::Only && unclear.is_some() => {
                unclear.map(Objection::SeveralInALine)
            }
            (0, 0) => Some(Objection::NobodyHere),
            (0, _) => Some(Objection::OnlyGroups),
            _ => None,
        }
    }

    /// Describes who on the list is in the file and what that does. `tickable` is the number of rows that can be
    /// selected.
    #[must_use]
    pub fn sentence(&self, tickable: usize) -> String {
        let does = match (self.what, self.people) {
            (ListMode::Keep, 0) => String::new(),
            (ListMode::Only, 0) => " No row can be selected.".to_owned(),
            (ListMode::Keep, _) => match self.theirs.len() {
                0 => " None of their rows can be used.".to_owned(),
                1 => " Their row cannot be selected.".to_owned(),
                rows => format!(" Their {} rows cannot be selected.", grouped(rows)),
            },
            (ListMode::Only, _) => match tickable {
                0 => " None of their rows can be selected.".to_owned(),
                1 if self.theirs.len() == 1 => " Only their row can be selected.".to_owned(),
                rows if rows == self.theirs.len() => {
                    format!(" Only their {} rows can be selected.", grouped(rows))
                }
                rows => format!(" Only {} of their rows can be selected.", grouped(rows)),
            },
        };
        let here = match self.people {
            0 => "Nobody on the list is in this file.".to_owned(),
            1 => "1 person on the list is in this file.".to_owned(),
            people => format!("{} people on the list are in this file.", grouped(people)),
        };
        format!("{here}{does}")
    }

    /// Note about ids of the list that are not in this file, beside emails that show who is meant.
    #[must_use]
    pub fn other_ids_in_words(&self) -> Option<String> {
        (self.other_ids > 0).then(|| {
            let ids = plural(self.other_ids, "id on the list is", "ids on the list are");
            let emails = match self.other_ids {
                1 => "The email beside it is used.",
                _ => "The emails beside them are used.",
            };
            format!("{ids} not in this file and may be another system's. {emails}")
        })
    }

    /// A warning for a list that chooses people and has a column with groups: it chooses their rows in every group.
    #[must_use]
    pub fn ignored_groups_in_words(&self) -> Option<String> {
        let heading = self.list.group_column.as_ref();
        heading.filter(|_| self.what == ListMode::Only).map(|heading| {
            format!(
                "The list's column \"{}\" is ignored. The rows of these people can be selected in every group. To select rows of one group, set the group filter too.",
                shown(heading)
            )
        })
    }

    /// The usable rows of the people on the list.
    #[must_use]
    pub fn theirs(&self) -> &BitSet {
        &self.theirs
    }

    /// The rows among `rows` that may be selected.
    #[must_use]
    pub fn allowed(&self, rows: &BitSet) -> BitSet {
        match self.what {
            ListMode::Keep => rows.without(&self.theirs),
            ListMode::Only => rows.and(&self.theirs),
        }
    }
}
