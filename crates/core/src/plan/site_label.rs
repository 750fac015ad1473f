//! How a plan's rows are named after the check has read the site's names. A change affects whoever the site identifies
//! by the id. If the file has another name, both are shown, the site's first.

use std::borrow::Cow;

use crate::domain::shown;
use crate::identity::{NameMatch, compare_group, compare_names};
use crate::import::site_names_in_reason;

use super::freeze::Plan;
use super::item::PlanItem;
use super::name_check::{file_group_name, file_user_name, notes_on, practice_note};

/// The site's names of a row's person and group, if the file has others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OtherNames<'a> {
    pub person: Option<&'a str>,
    pub group: Option<&'a str>,
}

impl OtherNames<'_> {
    /// Both names in sentences, for the results file. `None` if the names agree or were not compared.
    #[must_use]
    pub fn sentences(&self) -> Option<String> {
        site_names_in_reason(self.person, self.group)
    }
}

/// Notes about what was compared with the site, by importance.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NamesNoted {
    /// Informational notes.
    pub calm: Vec<String>,
    /// What was not compared.
    pub not_compared: Vec<String>,
}

impl Plan {
    /// What was compared with the site and what was not, in sentences.
    #[must_use]
    pub fn names_notes(&self) -> Vec<String> {
        notes_on(&self.connection().target, &self.summary().names)
    }

    /// The same, by importance.
    #[must_use]
    pub fn names_noted(&self) -> NamesNoted {
        let names = &self.summary().names;
        let practice = practice_note(&self.connection().target).into_iter();
        NamesNoted {
            calm: practice.chain(names.renamed_with_same_email()).collect(),
            not_compared: names.not_compared(),
        }
    }

    /// The site's names of an item's person and group, if the file has others.
    #[must_use]
    pub fn other_names(&self, item: &PlanItem) -> OtherNames<'_> {
        let row = &item.row.0;
        let person = self.summary().site_names.get(row).filter(|site| {
            let file = file_user_name(item);
            !file.is_empty()
                && !matches!(
                    compare_names(file, site),
                    NameMatch::Same | NameMatch::Abbreviated
                )
        });
        let group = self.summary().site_groups.get(row);
        let group = group.filter(|site| compare_group(file_group_name(item), site).disagrees());
        OtherNames {
            person: person.map(|name| &**name),
            group: group.map(|name| &**name),
        }
    }

    /// The name of an item's person, in the site's spelling if the check read it. If the file has another name, both:
    /// `Tobias Okoro (Ines Varga in the file)`.
    #[must_use]
    pub fn user_label<'a>(&'a self, item: &'a PlanItem) -> Cow<'a, str> {
        if let Some(site) = self.other_names(item).person {
            let (site, file) = (shown(site), shown(&item.user_name));
            return Cow::Owned(format!("{site} ({file} in the file)"));
        }
        let site = self.summary().site_names.get(&item.row.0);
        Cow::Borrowed(site.unwrap_or(&item.user_name))
    }

    /// The name of an item's group, in the same way, distinguished from other groups with that name.
    #[must_use]
    pub fn group_label<'a>(&'a self, item: &'a PlanItem) -> Cow<'a, str> {
        let label = item.group_label(self.table().map(AsRef::as_ref));
        if let Some(site) = self.other_names(item).group {
            let (site, file) = (shown(site), shown(&label));
            return Cow::Owned(format!("{site} ({file} in the file)"));
        }
        match self.summary().site_groups.get(&item.row.0) {
            Some(site) if file_group_name(item).is_empty() => Cow::Borrowed(site),
            Some(_) | None => label,
        }
    }
}
