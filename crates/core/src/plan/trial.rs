//! Which row of a proposal is tried first.

use crate::domain::Action;

use super::category::Category;
use super::proposal::Proposal;
use super::protection::Protection;

impl Proposal {
    /// Chooses the row to try first. Returns whether it may be: only a row that will change something proves anything.
    pub fn try_first(&mut self, item: usize) -> bool {
        let may = self.is_good_trial(item);
        if may {
            self.trial = Some(item);
            self.conclude();
        }
        may
    }

    /// Whether the removal of this row would prove something: a check found the person in the group, and the person can
    /// log in. Lists that are read afterwards may omit people who cannot.
    #[must_use]
    pub fn is_good_trial(&self, item: usize) -> bool {
        let Some(planned) = self.items.get(item) else {
            return false;
        };
        let person = self.facts.people.get(&planned.membership.account);
        let active = person.and_then(|person| person.active) != Some(false);
        self.action() == Action::Remove
            && active
            && self.goes(item)
            && self.sort(item) == Category::WillChange
    }

    /// Finds the row for [`Proposal::trial`].
    pub(super) fn first_to_go(&self) -> Option<usize> {
        let chosen = self.trial.filter(|item| self.is_good_trial(*item));
        let own = |item: &usize| self.protections(*item).contains(&Protection::OwnAccount);
        // A row that had to be included shows little about the others, and nobody chose it to go first.
        let plain = |item: &usize| self.protections(*item).is_empty();
        let all = || 0..self.items.len();
        chosen
            .or_else(|| all().find(|item| self.is_good_trial(*item) && plain(item)))
            .or_else(|| all().find(|item| self.is_good_trial(*item) && !own(item)))
            .or_else(|| all().find(|item| self.is_good_trial(*item)))
            .or_else(|| all().find(|item| self.goes(*item) && plain(item)))
            .or_else(|| all().find(|item| self.goes(*item) && !own(item)))
            .or_else(|| all().find(|item| self.goes(*item)))
    }

    /// Whether the row to try first can prove something: this check found its person in the group.
    #[must_use]
    pub fn trial_can_prove(&self) -> bool {
        self.trial().is_some_and(|item| self.was_seen(item))
    }

    /// Whether this check found the row's person in its group.
    pub(super) fn was_seen(&self, item: usize) -> bool {
        self.facts.found(item).is_member()
    }
}
