//! Who may not be ticked, or who alone may: a list of people laid over the file.

use std::sync::Arc;

use groupsweep_sheet::Set;
use serde::{Deserialize, Serialize};

use crate::import::Table;

use super::list::{Found, NameList};

/// What a list of people does to the rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ListUse {
    /// Their rows can not be ticked.
    Keep,
    /// Only their rows can be ticked.
    Only,
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
        } = list.find(table);
        Self {
            what,
            list: Arc::clone(list),
            missing,
            people,
            theirs: Set::places(table.row_users(), &users),
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
