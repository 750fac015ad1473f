//! Who may not be ticked, or who alone may: a list of people laid over the file.

use std::sync::Arc;

use groupsweep_sheet::Set;
use serde::{Deserialize, Serialize};

use crate::import::{GroupIx, Table};

use super::list::{Found, NameList};

/// What a list of people does to the rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ListUse {
    /// Their rows can not be ticked.
    Keep,
    /// Only their rows can be ticked.
    Only,
}

/// Why a list cannot be used with a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Objection {
    /// Nobody on it is in the file.
    NobodyHere,
    /// It names groups of the file and nobody in it.
    OnlyGroups,
    /// It is meant to choose people, and some lines name several.
    SeveralInALine,
}

impl Objection {
    /// What is wrong and what to do, for people.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NobodyHere => {
                "Nobody on this list is in the file, so it changes nothing. Check that it is the right list."
            }
            Self::OnlyGroups => {
                "These are group ids, not people. To see only these groups, press \"Show only these groups\". To keep everybody in them, add the ids to the keep list."
            }
            Self::SeveralInALine => {
                "Some lines of this list name more than one person, so it is unclear who is meant. Give one person per line, or a file with a heading \"email\" or \"User id\"."
            }
        }
    }
}

/// A list of people laid over a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guard {
    /// What it does.
    pub what: ListUse,
    /// Whom it names.
    pub list: Arc<NameList>,
    /// Entries that are nobody of this file.
    pub missing: Vec<String>,
    /// People of the file that are on the list.
    pub people: usize,
    /// Groups of the file whose ids are on the list. They name nobody, so they neither keep nor choose a row.
    pub groups: Vec<GroupIx>,
    /// The rows of these people.
    pub(super) theirs: Set,
}

impl Guard {
    /// Lays a list over a file.
    #[must_use]
    pub fn of(table: &Table, list: &Arc<NameList>, what: ListUse) -> Self {
        let Found {
            users,
            people,
            missing,
            groups,
        } = list.find(table);
        Self {
            what,
            list: Arc::clone(list),
            missing,
            people,
            groups,
            theirs: Set::places(table.row_users(), &users),
        }
    }

    /// Why the list cannot be used with this file; `None` if it can.
    #[must_use]
    pub fn objection(&self) -> Option<Objection> {
        match (self.people, self.groups.len()) {
            (0, 0) => Some(Objection::NobodyHere),
            (0, _) => Some(Objection::OnlyGroups),
            _ if self.what == ListUse::Only && self.list.several_in_a_line => {
                Some(Objection::SeveralInALine)
            }
            _ => None,
        }
    }

    /// The rows of the people on the list.
    #[must_use]
    pub fn theirs(&self) -> &Set {
        &self.theirs
    }

    /// The rows among `rows` that may be ticked.
    #[must_use]
    pub fn allowed(&self, rows: &Set) -> Set {
        match self.what {
            ListUse::Keep => rows.without(&self.theirs),
            ListUse::Only => rows.and(&self.theirs),
        }
    }
}
