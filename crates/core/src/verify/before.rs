//! The reading before a run: finds out who is a member now.

use std::sync::Arc;

use crate::atlassian::{Endpoint, Person, Reason};
use crate::domain::{AccountId, GroupId, Membership, Timestamp};
use crate::plan::{MembersSeen, MembershipStatus as PredictedStatuses, PlanItem};
use crate::run::Rate;

use super::machine::Verifier;
use super::states::{CheckedRow, ReadState};

/// Calls in flight. The admin is waiting.
const MAX_AT_ONCE: usize = 6;

impl Verifier {
    /// Reads the memberships of a proposal before anything is sent.
    #[must_use]
    pub fn before(endpoint: Endpoint, items: &[PlanItem], rate: Rate) -> Self {
        let mut verifying = Self::empty(endpoint, true, rate, MAX_AT_ONCE);
        verifying.keeps_members = true;
        for (at, item) in items.iter().enumerate() {
            let row = verifying.take_row(at, item);
            verifying.rows[row].absence_is_proof = false;
        }
        for group in 0..verifying.groups.len() {
            verifying.begin(group);
        }
        verifying
    }

    /// Sets the accounts for which absence from a group's list is proof. Their own groups are not asked for.
    pub(crate) fn trust_absence_of(&mut self, is_proof: impl Fn(&AccountId) -> bool) {
        for row in &mut self.rows {
            row.absence_is_proof = is_proof(&self.people[row.person].account);
        }
    }

    /// The members of the groups whose whole list was read.
    pub(crate) fn members_seen(&self) -> MembersSeen {
        let mut seen = MembersSeen::default();
        for group in &self.groups {
            if let Some(members) = &group.members {
                seen.keep(&group.id, members.clone());
            }
        }
        seen
    }

    /// When the last answer came; `None` if none did.
    pub(crate) fn last_read_at(&self) -> Option<Timestamp> {
        (self.read_at != Timestamp(0)).then_some(self.read_at)
    }

    /// The membership of each row, in order.
    pub(crate) fn memberships(&self) -> impl Iterator<Item = Membership> {
        let membership = |row: &CheckedRow| Membership {
            group: self.groups[row.group].id.clone(),
            account: self.people[row.person].account.clone(),
        };
        self.rows.iter().map(membership)
    }

    /// How member lists describe the people of the rows.
    pub(crate) fn described(&self) -> impl Iterator<Item = (&AccountId, &Person)> {
        let people = self.people.iter();
        people.filter_map(|person| Some((&person.account, person.described.as_ref()?)))
    }

    /// Names of the rows' groups in the lists of people's groups.
    pub(crate) fn group_names(&self) -> impl Iterator<Item = (&GroupId, &Arc<str>)> {
        let groups = self.groups.iter();
        groups.filter_map(|group| Some((&group.id, group.site_name.as_ref()?)))
    }

    /// The status of each row in order, and the distinct reasons why some are unknown. `is_shown`: whether the site is
    /// known to have an account, or never reports it. `is_known`: whether the site described the account; then a 404
    /// only hides its groups.
    #[must_use]
    pub fn into_foreseen(
        self,
        is_shown: impl Fn(&AccountId) -> bool,
        is_known: impl Fn(&AccountId) -> bool,
    ) -> (Vec<PredictedStatuses>, Vec<Reason>) {
        let mut reasons: Vec<Reason> = Vec::new();
        let statuses = self.rows.iter().map(|row| {
            let (group, person) = (&self.groups[row.group], &self.people[row.person]);
            match row.state {
                ReadState::AsPlanned if row.was_asked => PredictedStatuses::HiddenMember,
                ReadState::AsPlanned => PredictedStatuses::Member,
                ReadState::NotAsPlanned if person.has_no_groups && !is_shown(&person.account) => {
                    let why = "an account is in no group, and Groupsweep could not read whether it exists";
                    if !reasons.iter().any(|known| known == why) {
                        reasons.push(why.into());
                    }
                    PredictedStatuses::NotChecked
                }
                ReadState::NotAsPlanned => PredictedStatuses::NoMember,
                _ if group.is_unknown => PredictedStatuses::GroupUnknown,
                _ if person.is_unknown && !is_known(&person.account) => {
                    PredictedStatuses::UserUnknown
                }
                ReadState::Open | ReadState::Asked | ReadState::Unread => {
                    let why = group.why.clone().unwrap_or_default();
                    if !why.is_empty() && !reasons.contains(&why) {
                        reasons.push(why);
                    }
                    PredictedStatuses::NotChecked
                }
            }
        });
        let statuses = statuses.collect();
        (statuses, reasons)
    }
}
