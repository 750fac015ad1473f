//! The groups of a file. A row's id and name are looked up together, because nearly all rows of a group
//! write both in the same way.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use groupsweep_sheet::{Interner, first_cells};

use crate::domain::{GroupId, IdError, IdMark, RowNo, bare_id};
use crate::identity::{group_key, unguarded};

use super::row_flags::RowFlags;

/// Index of a group in its table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GroupIndex(pub u32);

/// A group of the file.
#[derive(Clone, Debug)]
pub struct Group {
    /// The group's id, or what is wrong with it.
    pub id: Result<GroupId, IdError>,
    /// The name in the file, or the id's text if the file has no name.
    pub name: String,
    /// Some row has no id for this group, and the site's list of groups supplied it by name.
    pub is_filled_in: bool,
    /// Another group of the file has the same name.
    pub(super) has_namesake: bool,
    /// The first row that has its name.
    pub(super) named_in: Option<RowNo>,
}

/// Number of characters of an id that distinguish two groups with the same name.
const SHORT_ID: usize = 8;

impl Group {
    /// The group's name on the page. If the file has another group with that name, the beginning of the id follows.
    #[must_use]
    pub fn label(&self) -> Cow<'_, str> {
        match &self.id {
            Ok(id) if self.has_namesake => Cow::Owned(label_of_namesake(&self.name, id)),
            Ok(_) | Err(_) => Cow::Borrowed(&self.name),
        }
    }
}

/// Adds the beginning of the id to the name of a group that shares it with another one.
#[must_use]
pub fn label_of_namesake(name: &str, id: &GroupId) -> String {
    let short = id.as_str().get(..SHORT_ID).unwrap_or_default();
    format!("{name} ({short}\u{2026})")
}

/// Ids for rows that have a group name and no group id, from the site's list of groups.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GroupIdsByName {
    /// The site that supplied the ids.
    pub site: String,
    /// By trimmed name: the id, or why there is none.
    pub ids: HashMap<String, Result<GroupId, IdError>>,
}

/// The groups while a file is read.
#[derive(Default)]
pub(super) struct GroupTable {
    names: Option<Arc<GroupIdsByName>>,
    /// The file is a results or restore file: an apostrophe precedes names that begin like a formula.
    is_guarded: bool,
    pub(super) all: Vec<Group>,
    /// Id and name as rows write them.
    forms: Interner,
    of_form: Vec<(GroupIndex, RowFlags)>,
    ids: Interner,
    of_id: Vec<GroupIndex>,
    /// The mark found around ids.
    pub(super) mark: Option<IdMark>,
}

impl GroupTable {
    /// Creates a table that fills in missing ids from `names`.
    pub(super) fn with_names(names: Option<Arc<GroupIdsByName>>, is_guarded: bool) -> Self {
        Self {
            names,
            is_guarded,
            ..Self::default()
        }
    }

    /// Returns the group of a row, and flags for how the row writes it.
    #[inline]
    pub(super) fn of_key(&mut self, key: &[u8], row: RowNo) -> (GroupIndex, RowFlags) {
        let (form, is_new) = self.forms.intern(key);
        if is_new {
            let known = self.new_form(key, row);
            self.of_form.push(known);
        }
        self.of_form[form as usize]
    }

    /// Returns the group of a row with misplaced cells. The group name in such a row is not trusted.
    pub(super) fn of_moved(&mut self, key: &[u8], row: RowNo) -> (GroupIndex, RowFlags) {
        let mut nameless = Vec::with_capacity(key.len());
        let [id] = first_cells::<1>(key);
        groupsweep_sheet::push_cell(&mut nameless, id);
        self.of_key(&nameless, row)
    }

    /// Marks the groups of the file that share a name or have names that look alike on the page.
    pub(super) fn mark_namesakes(&mut self) {
        let mut first: HashMap<String, usize> = HashMap::new();
        for at in 0..self.all.len() {
            if self.all[at].id.is_err() {
                continue;
            }
            let name = group_key(&self.all[at].name);
            if let Some(known) = first.get(&name).copied() {
                self.all[known].has_namesake = true;
                self.all[at].has_namesake = true;
            } else {
                first.insert(name, at);
            }
        }
    }

    fn new_form(&mut self, key: &[u8], row: RowNo) -> (GroupIndex, RowFlags) {
        let [id, name] =
            first_cells::<2>(key).map(|cell| std::str::from_utf8(cell).unwrap_or_default());
        let name = match self.is_guarded {
            true => unguarded(name.trim()),
            false => name.trim(),
        };
        let (id, mark) = bare_id(id);
        self.mark = self.mark.or(mark);
        let written = GroupId::parse(id);
        let of_name = match (&self.names, &written) {
            (Some(names), Err(IdError::Empty)) => names.ids.get(name).cloned(),
            _ => None,
        };
        let is_filled_in = of_name.as_ref().is_some_and(Result::is_ok);
        let parsed = of_name.unwrap_or(written);
        let Ok(id) = &parsed else {
            // Rows without a usable id do not form one group: their names keep them apart.
            return (self.add(parsed, name, id.trim(), row), RowFlags::GROUP_ID);
        };
        let (number, is_new) = self.ids.intern(id.as_str().as_bytes());
        if is_new {
            let id = id.as_str().to_owned();
            let group = self.add(parsed, name, &id, row);
            self.all[group.0 as usize].is_filled_in = is_filled_in;
            self.of_id.push(group);
            return (group, RowFlags::NONE);
        }
        let ix = self.of_id[number as usize];
        let group = &mut self.all[ix.0 as usize];
        group.is_filled_in |= is_filled_in;
        // Case does not count, because group names on the site are case-insensitive. Blank cells do not count either.
        let other = match group.named_in {
            _ if name.is_empty() => false,
            Some(_) => group.name.to_lowercase() != name.to_lowercase(),
            None => {
                name.clone_into(&mut group.name);
                group.named_in = Some(row);
                false
            }
        };
        (
            ix,
            if other {
                RowFlags::GROUP_NAME
            } else {
                RowFlags::NONE
            },
        )
    }

    fn add(
        &mut self,
        id: Result<GroupId, IdError>,
        name: &str,
        id_text: &str,
        row: RowNo,
    ) -> GroupIndex {
        let ix = GroupIndex(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let named = !name.is_empty();
        self.all.push(Group {
            id,
            name: if named { name } else { id_text }.to_owned(),
            is_filled_in: false,
            has_namesake: false,
            named_in: named.then_some(row),
        });
        ix
    }
}
