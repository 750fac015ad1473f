//! Protected rows that are included anyway, each with a reason that the admin typed. Somebody who can log in must
//! remain in every administration group.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use groupsweep_sheet::fill;

use crate::domain::{AccountId, Action, GroupId};
use crate::plan::protection::{Protection, UnprotectError, Unprotected};

use super::Proposal;

/// Minimum characters of a reason: enough to make the admin think, short enough not to be a burden.
const MIN_REASON: usize = 3;

impl Proposal {
    pub(super) fn is_protected(&self, item: usize) -> bool {
        self.protections.contains_key(&item) && !self.unprotected.contains_key(&item)
    }

    /// The reason for unprotecting an item, as typed.
    #[must_use]
    pub fn reason(&self, item: usize) -> Option<&str> {
        self.unprotected.get(&item).map(|why| why.reason.as_str())
    }

    /// The first admin's reason for including an item of a sealed plan. It does not include the item here.
    #[must_use]
    pub fn first_reason(&self, item: usize) -> Option<&str> {
        self.first_reasons.get(&item).map(String::as_str)
    }

    /// All of the first admin's reasons, by row number.
    pub(in crate::plan) fn first_reasons(&self) -> BTreeMap<u32, String> {
        let reasons = self.first_reasons.iter();
        fill(reasons.filter_map(|(at, reason)| Some((self.items.get(*at)?.row.0, reason.clone()))))
    }

    /// The typed reasons and the protections that they override, by item.
    pub(in crate::plan) fn unprotected(&self) -> impl Iterator<Item = (usize, Unprotected)> + '_ {
        self.unprotected.iter().map(|(at, why)| {
            let unprotected = Unprotected {
                protections: self.protections(*at).to_vec(),
                reason: why.reason.clone(),
            };
            (*at, unprotected)
        })
    }

    /// Whether some held-back row can be included with a reason. Never for a file that is stopped as a whole.
    #[must_use]
    pub fn can_include_any(&self) -> bool {
        !self.is_stopped()
            && (0..self.items.len())
                .any(|item| self.never_goes(item).is_none() && self.is_protected(item))
    }

    /// Why no reason can include an item. `None` if one can.
    fn never_goes(&self, item: usize) -> Option<UnprotectError> {
        if self.kept.contains(&item) {
            return Some(UnprotectError::OnKeepList);
        }
        let why = self.protections(item);
        why.contains(&Protection::ExternallyManaged)
            .then_some(UnprotectError::ExternallyManaged)
    }

    /// Includes one protected item.
    ///
    /// # Errors
    /// [`UnprotectError`] if the item stays protected.
    pub fn unprotect(&mut self, item: usize, reason: &str) -> Result<(), UnprotectError> {
        self.let_go(item, reason)?;
        self.recount();
        Ok(())
    }

    pub(in crate::plan) fn let_go(
        &mut self,
        item: usize,
        reason: &str,
    ) -> Result<(), UnprotectError> {
        let reason = reason.trim();
        if reason.chars().count() < MIN_REASON {
            return Err(UnprotectError::NoReason);
        }
        if !self.is_protected(item) {
            return Ok(());
        }
        if let Some(never) = self.never_goes(item) {
            return Err(never);
        }
        let why = Unprotected {
            protections: self.protections(item).to_vec(),
            reason: reason.to_owned(),
        };
        self.unprotected.insert(item, why);
        let group = self.items[item].membership.group.clone();
        if self
            .protections(item)
            .iter()
            .any(|why| why.is_administration())
            && let Err(stays) = self.somebody_stays(&group)
        {
            self.unprotected.remove(&item);
            return Err(stays);
        }
        Ok(())
    }

    /// Protects an item again.
    pub fn protect_again(&mut self, item: usize) {
        self.unprotected.remove(&item);
        self.recount();
    }

    /// Checks that somebody who can log in remains in an administration group, or that it had nobody. Additions always
    /// pass.
    pub(super) fn somebody_stays(&self, group: &GroupId) -> Result<(), UnprotectError> {
        if self.action() == Action::Add {
            return Ok(());
        }
        let mut going = self
            .items
            .iter()
            .enumerate()
            .filter(|(at, item)| item.membership.group == *group && self.goes(*at));
        let Some((_, first)) = going.next() else {
            return Ok(());
        };
        let name = Arc::clone(&first.group_name);
        let Some(active_members) = self.facts.active_members.get(group) else {
            return Err(UnprotectError::ActiveMembersUnknown { group: name });
        };
        let mut leaving: HashSet<&AccountId> =
            going.map(|(_, item)| &item.membership.account).collect();
        leaving.insert(&first.membership.account);
        if active_members
            .people
            .iter()
            .any(|person| !leaving.contains(person))
        {
            return Ok(());
        }
        match (
            active_members.is_whole && !active_members.has_unknown_kind,
            active_members.people.is_empty(),
        ) {
            (true, true) => Ok(()),
            (true, false) => Err(UnprotectError::LastAdmin { group: name }),
            (false, _) => Err(UnprotectError::ActiveMembersUnknown { group: name }),
        }
    }
}
