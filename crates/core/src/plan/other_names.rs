//! Rows of a proposal whose names differ from the site's: what holds them back, what is shown, and how to include them.

use super::category::Category;
use super::counts::PlanCounts;
use super::ids_fit::IdsDoNotFit;
use super::name_check::{NamesCompared, describe_both, notes_on};
use super::proposal::Proposal;
use super::protection::{Protection, UnprotectError};
use super::site_facts::{SiteFacts, SitePerson};

impl Proposal {
    /// Protects rows with differing names from every action, because no row may be changed by its id alone.
    pub(super) fn protect_other_names(&mut self) {
        for at in 0..self.items.len() {
            let person = self.names.person(at).disagrees();
            let group = self.names.group(at).disagrees();
            if person || group {
                let protections = self.protections.entry(at).or_default();
                let person = person.then_some(Protection::OtherPerson);
                protections.extend(person);
                protections.extend(group.then_some(Protection::OtherGroup));
            }
        }
    }

    /// Drops reasons for rows whose names on the site have changed since the last check. A reason is about the names
    /// that were compared when it was typed.
    pub(super) fn forget_reasons_of_other_names(&mut self, facts: &SiteFacts) {
        let (items, before) = (&self.items, &self.facts);
        self.unprotected.retain(|at, why| {
            let Some(item) = items.get(*at) else {
                return false;
            };
            let person = |facts: &SiteFacts| facts.people.get(&item.membership.account).cloned();
            let group = |facts: &SiteFacts| facts.group_names.get(&item.membership.group).cloned();
            why.protections.iter().all(|protection| match protection {
                Protection::OtherPerson => {
                    let names = |person: SitePerson| (person.name, person.email);
                    person(facts).map(names) == person(before).map(names)
                }
                Protection::OtherGroup => group(facts) == group(before),
                _ => true,
            })
        });
    }

    /// Whether the whole file is stopped and no reason overrides it.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.as_ref().is_some_and(IdsDoNotFit::is_final)
    }

    /// The label of a category. In a file that is stopped as a whole, rows that would change are "Not sent".
    #[must_use]
    pub fn label(&self, category: Category) -> &'static str {
        match category {
            Category::WillChange if self.stopped.is_some() => "Not sent",
            category => category.label(self.action()),
        }
    }

    /// Number of rows that may change according to the check. 0 for a file that is stopped as a whole.
    #[must_use]
    pub fn may_change(&self) -> usize {
        match self.stopped.is_some() {
            true => 0,
            false => PlanCounts::of(&self.sorted()).may_change() as usize,
        }
    }

    /// Includes an item and every row that is held back for the same other name: of the same group if the group's name
    /// differs, else of the same account. Does not include rows that are also protected for another reason.
    ///
    /// # Errors
    /// [`UnprotectError`] if no row was included.
    pub fn unprotect_alike(&mut self, item: usize, reason: &str) -> Result<(), UnprotectError> {
        let mut done = Ok(());
        for at in self.held_alike(item) {
            done = done.and(self.let_go(at, reason));
        }
        self.recount();
        done
    }

    /// The rows that [`Proposal::unprotect_alike`] includes, with this one.
    #[must_use]
    pub fn held_alike(&self, item: usize) -> Vec<usize> {
        let why = self.protections(item);
        if self.sort(item) != Category::OtherName {
            return vec![item];
        }
        let one = &self.items[item];
        let is_alike = |at: &usize| {
            let other = &self.items[*at];
            let (one_id, other_id) = (&one.membership, &other.membership);
            // One id may have two names in a file, and a reason is about one of them.
            let same = if why.contains(&Protection::OtherGroup) {
                other_id.group == one_id.group && other.group_name == one.group_name
            } else {
                other_id.account == one_id.account && other.user_name == one.user_name
            };
            same && self.sort(*at) == Category::OtherName && self.protections(*at) == why
        };
        (0..self.items.len()).filter(is_alike).collect()
    }

    /// The site's names of an item's person and group, if the check read them.
    #[must_use]
    pub fn site_names(&self, item: usize) -> (Option<&str>, Option<&str>) {
        let Some(item) = self.items.get(item) else {
            return (None, None);
        };
        let person = self.facts.people.get(&item.membership.account);
        let group = self.facts.group_names.get(&item.membership.group);
        (
            person
                .map(|person| person.label())
                .filter(|name| !name.is_empty()),
            group.map(|name| &**name).filter(|name| !name.is_empty()),
        )
    }

    /// Whether the site has another name for an item's person, and the row is sent because the email agrees.
    #[must_use]
    pub fn is_renamed(&self, item: usize) -> bool {
        self.names.is_renamed(item)
    }

    /// Whether the site has another name for an item's person, for its group, and the row is sent because the file
    /// records that an earlier run changed it under that name.
    #[must_use]
    pub fn recorded(&self, item: usize) -> [bool; 2] {
        self.names.recorded(item)
    }

    /// Whether such a row is sent. The note about names counts these.
    #[must_use]
    pub fn goes_renamed(&self, item: usize) -> bool {
        self.is_renamed(item) && self.goes(item)
    }

    /// How the file and the site describe an item's person: by name, and also by email if the names agree.
    #[must_use]
    pub fn descriptions(&self, item: usize) -> (String, String) {
        let Some(planned) = self.items.get(item) else {
            return (String::new(), String::new());
        };
        let site = self.facts.people.get(&planned.membership.account);
        let site = site.cloned().unwrap_or_default();
        describe_both(planned, self.source.table.as_deref(), &site)
    }

    /// What was compared with the site and with the keep list and what was not, in sentences.
    #[must_use]
    pub fn names_notes(&self) -> Vec<String> {
        let mut notes = notes_on(&self.connection().target, &self.names_compared());
        notes.extend(self.keep_list_note());
        notes
    }

    /// How the names of the rows to be sent compare with the site's.
    #[must_use]
    pub fn names_compared(&self) -> NamesCompared {
        let going = (0..self.items.len()).filter(|at| self.goes(*at));
        self.names.summary(going)
    }
}
