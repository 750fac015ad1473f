//! Lines of a keep list that hold the name of a group of the file: a name keeps nobody, its id does.

use crate::domain::{GroupId, strip_invisible};
use crate::import::Table;

use super::keep_entry::KeepListParser;

/// A line that should hold an id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupByName {
    /// The name, as the file has it.
    pub name: String,
    /// The group's id.
    pub id: GroupId,
}

/// Lines of a text that are ignored, or taken for account ids without looking like one, and that are the name of one
/// group of the file and nothing else. Of several groups of one name nobody can tell which is meant.
#[must_use]
pub fn groups_by_name(text: &str, table: &Table) -> Vec<GroupByName> {
    let read = KeepListParser::of(text);
    let strange = read.not_understood.iter().chain(&read.unusual);
    let named = strange.filter_map(|line| group_of(table, line));
    named
        .filter(|group| text.lines().any(|line| group.is_alone_on(line)))
        .collect()
}

fn group_of(table: &Table, line: &str) -> Option<GroupByName> {
    let groups = table.groups().iter();
    let mut named = groups.filter(|group| is_same_name(&group.name, line));
    let (group, other) = (named.next()?, named.next());
    let id = group.id.as_ref().ok().filter(|_| other.is_none())?;
    Some(GroupByName {
        name: group.name.trim().to_owned(),
        id: id.clone(),
    })
}

fn is_same_name(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(strip_invisible);
    one.trim().eq_ignore_ascii_case(other.trim())
}

impl GroupByName {
    /// The list with the id in the place of the name; the name stays as a comment.
    #[must_use]
    pub fn put_into(&self, text: &str) -> String {
        let lines = text.lines().map(|line| match self.is_alone_on(line) {
            true => format!("# {}\n{}", self.name, self.id.as_str()),
            false => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn is_alone_on(&self, line: &str) -> bool {
        is_same_name(&self.name, line)
    }
}
