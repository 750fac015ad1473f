//! Lines of a keep list that contain the name of a group of the file. A name protects nobody, but its id does.

use std::collections::{HashMap, HashSet};

use crate::domain::{GroupId, strip_invisible};
use crate::import::{Group, Table};

use super::keep_entry::KeepListParser;

/// A line with a group's name instead of its id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupByName {
    /// The name, as written in the file.
    pub name: String,
    pub id: GroupId,
}

/// Finds lines that are ignored, or read as unusual account ids, and that are exactly the name of one group of the
/// file. If several groups have that name, nobody can tell which one is meant, so the line is skipped.
#[must_use]
pub fn groups_by_name(text: &str, table: &Table) -> Vec<GroupByName> {
    let read = KeepListParser::of(text);
    let mut strange = read.not_understood.iter().chain(&read.unusual).peekable();
    if strange.peek().is_none() {
        return Vec::new();
    }
    let alone: HashSet<String> = text.lines().map(one_form).collect();
    let groups = by_name(table);
    let on_own_line = strange
        .map(|line| one_form(line))
        .filter(|line| alone.contains(line));
    let named = on_own_line.filter_map(|line| match groups.get(&line)?.as_slice() {
        [group] => GroupByName::of(group),
        _ => None,
    });
    named.collect()
}

fn by_name(table: &Table) -> HashMap<String, Vec<&Group>> {
    let mut groups: HashMap<String, Vec<&Group>> = HashMap::new();
    for group in table.groups() {
        groups.entry(one_form(&group.name)).or_default().push(group);
    }
    groups
}

fn one_form(name: &str) -> String {
    strip_invisible(name).trim().to_ascii_lowercase()
}

impl GroupByName {
    fn of(group: &Group) -> Option<Self> {
        let id = group.id.as_ref().ok()?;
        Some(Self {
            name: group.name.trim().to_owned(),
            id: id.clone(),
        })
    }

    /// Replaces the name in the list with the id, and leaves the name as a comment.
    #[must_use]
    pub fn put_into(&self, text: &str) -> String {
        let lines = text.lines().map(|line| match self.is_alone_on(line) {
            true => format!("# {}\n{}", self.name, self.id.as_str()),
            false => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn is_alone_on(&self, line: &str) -> bool {
        one_form(&self.name) == one_form(line)
    }
}
