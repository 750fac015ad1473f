//! Lines of a keep list that hold the name of a group of the file: a name keeps nobody, its id does.

use crate::domain::GroupId;
use crate::import::Table;

use super::keep_list::KeepList;

/// A line that should hold an id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupByName {
    /// The name, as the file has it.
    pub name: String,
    /// The group's id.
    pub id: GroupId,
}

impl KeepList {
    /// Lines that are ignored, or taken for account ids without looking like one, and that are the name of one group of
    /// the file. Of several groups of one name nobody can tell which is meant.
    #[must_use]
    pub fn groups_by_name(&self, table: &Table) -> Vec<GroupByName> {
        let lines = self.not_understood.iter().chain(&self.unusual);
        lines.filter_map(|line| group_of(table, line)).collect()
    }
}

fn group_of(table: &Table, line: &str) -> Option<GroupByName> {
    let groups = table.groups().iter();
    let mut named = groups.filter(|group| group.name.trim().eq_ignore_ascii_case(line.trim()));
    let (group, other) = (named.next()?, named.next());
    let id = group.id.as_ref().ok().filter(|_| other.is_none())?;
    Some(GroupByName {
        name: group.name.trim().to_owned(),
        id: id.clone(),
    })
}

impl GroupByName {
    /// The list with the id in the place of the name; the name stays as a comment.
    #[must_use]
    pub fn put_into(&self, text: &str) -> String {
        let is_it = |line: &str| line.trim().eq_ignore_ascii_case(&self.name);
        let lines = text.lines().map(|line| match is_it(line) {
            true => format!("# {}\n{}", self.name, self.id.as_str()),
            false => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}
