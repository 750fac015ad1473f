//! The groups of a file. A row's id and name are looked up together: nearly all
//! rows of a group write both alike.

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
    /// Its id, or what is wrong with it.
    pub id: Result<GroupId, IdError>,
    /// Its name in the file; the id's text where the file has no name.
    pub name: String,
    /// The file has no id for it in some row, and the site's list of groups gave it by its name.
    pub is_filled_in: bool,
    /// Another group of the file has the same name.
    pub(super) has_namesake: bool,
    /// The first row that names it.
    pub(super) named_in: Option<RowNo>,
}

/// Letters of an id that tell two groups of one name apart.
const SHORT_ID: usize = 8;

impl Group {
    /// The group's name on the page; where the file has another group of that name, with the beginning of its id.
    #[must_use]
    pub fn label(&self) -> Cow<'_, str> {
        match &self.id {
            Ok(id) if self.has_namesake => Cow::Owned(label_of_namesake(&self.name, id)),
            Ok(_) | Err(_) => Cow::Borrowed(&self.name),
        }
    }
}

/// The name of a group that another one has too, with the beginning of its id.
#[must_use]
pub fn label_of_namesake(name: &str, id: &GroupId) -> String {
    let short = id.as_str().get(..SHORT_ID).unwrap_or_default();
    format!("{name} ({short}\u{2026})")
}

/// Ids for rows that have a group name and no group id, as the site's list of groups gives them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GroupIdsByName {
    /// The site that was asked.
    pub site: String,
    /// By name without blanks around it: the id, or why there is none.
    pub ids: HashMap<String, Result<GroupId, IdError>>,
}

/// Groups while a file is read.
#[derive(Default)]
pub(super) struct GroupTable {
    names: Option<Arc<GroupIdsByName>>,
    /// The file is one of ours: an apostrophe guards names that begin as a formula does.
    is_guarded: bool,
    pub(super) all: Vec<Group>,
    /// Id and name as rows write them.
    forms: Interner,
    of_form: Vec<(GroupIndex, RowFlags)>,
    ids: Interner,
    of_id: Vec<GroupIndex>,
    /// A mark that was around ids.
    pub(super) mark: Option<IdMark>,
}

impl GroupTable {
    /// Groups whose ids may be filled in.
    pub(super) fn with_names(names: Option<Arc<GroupIdsByName>>, is_guarded: bool) -> Self {
        Self {
            names,
            is_guarded,
            ..Self::default()
        }
    }

    /// The group of a row, and what is odd about how the row writes it.
    #[inline]
    pub(super) fn of_key(&mut self, key: &[u8], row: RowNo) -> (GroupIndex, RowFlags) {
        let (form, is_new) = self.forms.intern(key);
        if is_new {
            let known = self.new_form(key, row);
            self.of_form.push(known);
        }
        self.of_form[form as usize]
    }

    /// The group of a row whose cells moved: what such a row says of a name is not believed.
    pub(super) fn of_moved(&mut self, key: &[u8], row: RowNo) -> (GroupIndex, RowFlags) {
        let mut nameless = Vec::with_capacity(key.len());
        let [id] = first_cells::<1>(key);
        groupsweep_sheet::push_cell(&mut nameless, id);
        self.of_key(&nameless, row)
    }

    /// Marks the groups of the file that have one name, or names that a page shows alike.
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
            // Rows without a usable id are no single group: their names keep them apart.
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
        // Case says nothing: the site does not tell group names apart by it. Blank cells say nothing either.
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
