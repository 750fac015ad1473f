//! A proposal: every selected row with what the site says of it, what protects it, and what the admin decided.
//! What is protected cannot get into the [`Plan`] that is frozen from it, whether the plan removes or adds.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::choose::{Keep, KeepList, Kept, SelectionHistory};
use crate::connect::Connection;
use crate::domain::{AccountId, Action, GroupId, Purpose, Timestamp};

use super::category::{Category, CategoryCounts};
use super::freeze::{Frozen, Plan, PlanItem, Source, items_of_choice};
use super::ids_fit::{IdsDoNotFit, ids_do_not_fit, people_that_moved};
use super::kept::kept_items;
use super::name_check::NameCheck;
use super::protection::{Protection, UnprotectError, Unprotected};
use super::protection_rules::{of_group, of_item};
use super::site_facts::{MembershipStatus, SiteFacts};

/// Shortest reason, in letters: enough to make one think, too short to be a burden.
const MIN_REASON: usize = 3;

/// Where a proposal's rows come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProposalOrigin {
    /// They were ticked, or a run is taken back.
    Chosen,
    /// Another admin sealed them: exactly these rows go, or none.
    Sealed(SealedBy),
}

/// Who sealed a plan, and how it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealedBy {
    /// The account's id.
    pub id: String,
    /// The account's display name.
    pub name: String,
    /// The seal: SHA-256 in 64 hex digits.
    pub seal: String,
}

/// Why a proposal does not become a plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FreezeError {
    /// No row is left that would be sent.
    NothingLeft,
    /// Every row that is left is as it should be already.
    NothingToChange,
    /// An administration group would be left with nobody, or nobody knows.
    Stays(UnprotectError),
    /// Rows of a sealed plan are protected here; it runs whole or not at all.
    SealedAndProtected {
        /// How many.
        rows: usize,
    },
    /// The ids of the file do not belong to its names.
    IdsDoNotFit(IdsDoNotFit),
}

impl FreezeError {
    /// What happened and what to do, for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::NothingLeft => {
                "Nothing is left to send: every row is held back or left out. Include a row with a reason, or select other rows on Choose."
                    .to_owned()
            }
            Self::NothingToChange => {
                "Nothing to remove: every row that would be sent is already gone. Select other rows on Choose.".to_owned()
            }
            Self::Stays(why) => why.sentence(),
            Self::IdsDoNotFit(why) => why.sentence(),
            Self::SealedAndProtected { rows: 1 } => "One row of the sealed plan is held back, and a sealed plan runs whole or not at all. Include it with a reason, or ask for another plan.".to_owned(),
            Self::SealedAndProtected { rows } => format!(
                "{rows} rows of the sealed plan are held back, and a sealed plan runs whole or not at all. Include each of them with a reason, or ask for another plan."
            ),
        }
    }
}

/// Rows that may go, before anything is frozen.
#[derive(Clone, Debug)]
pub struct Proposal {
    purpose: Purpose,
    pub(super) items: Vec<PlanItem>,
    connection: Connection,
    pub(super) source: Source,
    origin: ProposalOrigin,
    pub(super) facts: SiteFacts,
    /// Items that are protected, unprotected ones too.
    pub(super) protections: BTreeMap<usize, Vec<Protection>>,
    /// Why items go nevertheless, and what protected them when that was typed.
    pub(super) unprotected: BTreeMap<usize, Unprotected>,
    /// Reasons that the first admin typed before sealing: shown, and no more. What is protected here is let go by
    /// whoever runs the plan.
    first_reasons: BTreeMap<usize, String>,
    left_out: HashSet<Category>,
    /// Items that the keep list names.
    kept: HashSet<usize>,
    /// Rows of the file that the keep list names: they could not be ticked.
    pub(super) kept_rows: Option<Arc<Kept>>,
    /// How the names of the rows compare with the site's.
    pub(super) names: NameCheck,
    /// Why nothing of the file may be sent.
    pub(super) stopped: Option<IdsDoNotFit>,
    /// The row that the admin wants to try first.
    pub(super) trial: Option<usize>,
    /// See [`super::PriorState::removed_at`].
    removed_at: Option<Timestamp>,
    /// By the places in [`Category::ALL`].
    count: [usize; 6],
}

impl Proposal {
    /// Of what is ticked, in file order; none if nothing is. File and ticks come together: ticks of another
    /// file cannot get in.
    #[must_use]
    pub fn of_choice(
        choice: &SelectionHistory,
        purpose: Purpose,
        connection: Connection,
    ) -> Option<Self> {
        let source = Source {
            mark: choice.table().mark(),
            table: Some(Arc::clone(choice.table())),
        };
        let mut proposal = Self::of(
            purpose,
            items_of_choice(choice),
            connection,
            source,
            ProposalOrigin::Chosen,
        )?;
        if let (Keep::On(kept), Action::Remove) = (choice.keep(), purpose.action()) {
            proposal.kept_rows = Some(Arc::clone(kept));
        }
        Some(proposal)
    }

    /// Of a plan that takes a run back: a removal goes by the same guards as every other.
    #[must_use]
    pub fn of_plan(plan: &Plan) -> Option<Self> {
        let source = plan.source().clone();
        let items = plan.items().to_vec();
        let connection = plan.connection().clone();
        let mut proposal = Self::of(
            plan.purpose(),
            items,
            connection,
            source,
            ProposalOrigin::Chosen,
        )?;
        proposal.removed_at = plan.summary().before.removed_at;
        Some(proposal)
    }

    /// Of rows from elsewhere; none without rows.
    pub(super) fn of(
        purpose: Purpose,
        items: Vec<PlanItem>,
        connection: Connection,
        source: Source,
        origin: ProposalOrigin,
    ) -> Option<Self> {
        if items.is_empty() {
            return None;
        }
        let mut proposal = Self {
            purpose,
            items,
            connection,
            source,
            facts: SiteFacts {
                by_name: Some("the site was not asked".into()),
                ..SiteFacts::default()
            },
            protections: BTreeMap::new(),
            unprotected: BTreeMap::new(),
            first_reasons: BTreeMap::new(),
            // A sealed plan goes whole; elsewhere what the site does not know stays behind until it is asked for.
            left_out: match origin {
                ProposalOrigin::Chosen => HashSet::from([Category::NotFound]),
                ProposalOrigin::Sealed(_) => HashSet::new(),
            },
            origin,
            kept: HashSet::new(),
            kept_rows: None,
            names: NameCheck::default(),
            stopped: None,
            trial: None,
            removed_at: None,
            count: [0; 6],
        };
        proposal.protect();
        Some(proposal)
    }

    pub(super) fn with_first_reasons(mut self, reasons: &[(usize, String)]) -> Self {
        self.first_reasons.extend(reasons.iter().cloned());
        self
    }

    /// Lays the keep list over the rows, or takes it away; whether that changed anything. What is ticked has it
    /// over it already; a sealed plan and a run that is taken back have not.
    pub fn keep_back(&mut self, list: Option<&Arc<KeepList>>) -> bool {
        let table = self.source.table.as_ref();
        let kept = list.map(|list| kept_items(&self.items, table, list));
        let kept: HashSet<usize> = kept.into_iter().flatten().collect();
        let changed = self.action() == Action::Remove && kept != self.kept;
        if changed {
            self.kept = kept;
            self.protect();
        }
        changed
    }

    /// Takes what the site says. A reason that was typed stays as long as nothing else protects its row; what is no
    /// longer protected needs none.
    pub fn learn(&mut self, mut facts: SiteFacts) {
        facts.keep_what_protects(&self.facts);
        self.forget_reasons_of_other_names(&facts);
        let table = self.source.table.as_deref();
        self.names = NameCheck::of(&self.items, table, &facts);
        let moved = people_that_moved(&self.items, table, &facts);
        self.names.doubt(&self.items, &moved);
        self.facts = facts;
        self.protect();
    }

    fn protect(&mut self) {
        self.protections.clear();
        let mut of_groups = HashMap::new();
        for (at, item) in self.items.iter().enumerate() {
            let group = &item.membership.group;
            let of_group = of_groups
                .entry((group, &item.group_name))
                .or_insert_with(|| of_group(&self.facts, group, &item.group_name));
            let mut protections = of_item(&self.facts, &self.connection, item, of_group);
            if self.kept.contains(&at) {
                protections.push(Protection::KeepList);
            }
            protections.retain(|protection| protection.holds_back(self.action()));
            if !protections.is_empty() {
                self.protections.insert(at, protections);
            }
        }
        self.protect_other_names();
        let protections = &self.protections;
        let kept = &self.kept;
        self.unprotected.retain(|at, why| {
            let mine = protections.get(at);
            // A reason says nothing of what was not known when it was typed.
            let known = |mine: &Vec<Protection>| {
                let mut mine = mine.iter();
                mine.all(|one| why.protections.contains(one))
            };
            mine.is_some_and(known) && !kept.contains(at)
        });
        self.recount();
    }

    pub(super) fn recount(&mut self) {
        let mut count = [0; 6];
        for at in 0..self.items.len() {
            count[self.sort(at) as usize] += 1;
        }
        self.count = count;
        let counts = |item: usize| !self.unprotected.contains_key(&item);
        let table = self.source.table.as_deref();
        self.stopped = ids_do_not_fit(&self.names, &self.items, table, &self.facts, counts);
    }

    /// What the rows are for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// What is done with the rows.
    #[must_use]
    pub fn action(&self) -> Action {
        self.purpose.action()
    }

    /// The rows, in file order.
    #[must_use]
    pub fn items(&self) -> &[PlanItem] {
        &self.items
    }

    /// When the last membership was removed that the rows add again, where only a file tells of it.
    #[must_use]
    pub fn removed_at(&self) -> Option<Timestamp> {
        self.removed_at
    }

    /// Site and account.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Where the rows come from.
    #[must_use]
    pub fn origin(&self) -> &ProposalOrigin {
        &self.origin
    }

    /// What the site says.
    #[must_use]
    pub fn facts(&self) -> &SiteFacts {
        &self.facts
    }

    /// The file that the rows were chosen from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Groups of the rows that administer, with their names: whose members have to be known.
    #[must_use]
    pub fn administration_groups(&self) -> Vec<GroupId> {
        let mut seen = HashSet::new();
        let administration = self
            .protections
            .iter()
            .filter(|(_, why)| why.iter().any(|protection| protection.is_administration()));
        let groups = administration.map(|(at, _)| self.items[*at].membership.group.clone());
        groups.filter(|group| seen.insert(group.clone())).collect()
    }

    /// The names of groups that are teams of the people directory, sorted.
    #[must_use]
    pub fn team_names(&self) -> Vec<&str> {
        let teams = self.items.iter();
        let teams = teams.filter(|item| self.facts.teams.contains(&item.membership.group));
        let names: BTreeSet<&str> = teams
            .map(|item| {
                let name = self.facts.group_names.get(&item.membership.group);
                &**name.unwrap_or(&item.group_name)
            })
            .collect();
        names.into_iter().collect()
    }

    /// What will become of an item.
    #[must_use]
    pub fn sort(&self, item: usize) -> Category {
        if self.is_protected(item) {
            let only_names = self
                .protections(item)
                .iter()
                .all(|why| why.is_about_names());
            return if only_names {
                Category::OtherName
            } else {
                Category::Protected
            };
        }
        let removes = self.action() == Action::Remove;
        match self.facts.standings.get(item).copied().unwrap_or_default() {
            MembershipStatus::Member if removes => Category::WillChange,
            MembershipStatus::Member => Category::Already,
            MembershipStatus::NoMember if removes => Category::Already,
            MembershipStatus::NoMember => Category::WillChange,
            MembershipStatus::GroupUnknown | MembershipStatus::UserUnknown => Category::NotFound,
            MembershipStatus::NotChecked => Category::NotChecked,
        }
    }

    /// How many items of a sort there are.
    #[must_use]
    pub fn count(&self, sort: Category) -> usize {
        self.count[sort as usize]
    }

    /// How many items would be sent.
    #[must_use]
    pub fn going(&self) -> usize {
        let sorts = Category::ALL.into_iter();
        sorts
            .filter(|sort| self.goes_as(*sort))
            .map(|sort| self.count(sort))
            .sum()
    }

    fn goes_as(&self, sort: Category) -> bool {
        !sort.is_held_back() && !self.left_out.contains(&sort)
    }

    pub(super) fn goes(&self, item: usize) -> bool {
        self.goes_as(self.sort(item))
    }

    /// What protects an item, also one that was unprotected.
    #[must_use]
    pub fn protections(&self, item: usize) -> &[Protection] {
        self.protections.get(&item).map_or(&[], Vec::as_slice)
    }

    /// Why an item was unprotected, as typed.
    #[must_use]
    pub fn reason(&self, item: usize) -> Option<&str> {
        self.unprotected.get(&item).map(|why| why.reason.as_str())
    }

    /// Why the first admin let an item of a sealed plan go. It lets nothing go here.
    #[must_use]
    pub fn first_reason(&self, item: usize) -> Option<&str> {
        self.first_reasons.get(&item).map(String::as_str)
    }

    /// All of them, by the rows in the file.
    pub(super) fn first_reasons(&self) -> BTreeMap<u32, String> {
        let reasons = self.first_reasons.iter();
        reasons
            .filter_map(|(at, reason)| Some((self.items.get(*at)?.row.0, reason.clone())))
            .collect()
    }

    fn is_protected(&self, item: usize) -> bool {
        self.protections.contains_key(&item) && !self.unprotected.contains_key(&item)
    }

    /// Lets one protected item go.
    ///
    /// # Errors
    /// [`UnprotectError`] says why it does not.
    pub fn unprotect(&mut self, item: usize, reason: &str) -> Result<(), UnprotectError> {
        self.let_go(item, reason)?;
        self.recount();
        Ok(())
    }

    pub(super) fn let_go(&mut self, item: usize, reason: &str) -> Result<(), UnprotectError> {
        let reason = reason.trim();
        if reason.chars().count() < MIN_REASON {
            return Err(UnprotectError::NoReason);
        }
        if !self.is_protected(item) {
            return Ok(());
        }
        if self.kept.contains(&item) {
            return Err(UnprotectError::OnKeepList);
        }
        if self
            .protections(item)
            .contains(&Protection::ExternallyManaged)
        {
            return Err(UnprotectError::ExternallyManaged);
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

    /// Whether rows of a sort stay behind; a sealed plan goes whole.
    pub fn leave_out(&mut self, sort: Category, left_out: bool) {
        if self.origin != ProposalOrigin::Chosen || !sort.may_be_left_out() {
            return;
        }
        if left_out {
            self.left_out.insert(sort);
        } else {
            self.left_out.remove(&sort);
        }
    }

    /// Whether rows of a sort stay behind.
    #[must_use]
    pub fn is_left_out(&self, sort: Category) -> bool {
        self.left_out.contains(&sort)
    }

    /// Somebody who can log in stays in an administration group, or nobody was there anyway. Adding takes nobody away.
    fn somebody_stays(&self, group: &GroupId) -> Result<(), UnprotectError> {
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
        let Some(staff) = self.facts.staff.get(group) else {
            return Err(UnprotectError::StaffUnknown { group: name });
        };
        let mut leaving: HashSet<&AccountId> =
            going.map(|(_, item)| &item.membership.account).collect();
        leaving.insert(&first.membership.account);
        if staff.people.iter().any(|person| !leaving.contains(person)) {
            return Ok(());
        }
        match (staff.is_whole, staff.people.is_empty()) {
            (true, true) => Ok(()),
            (true, false) => Err(UnprotectError::LastAdmin { group: name }),
            (false, _) => Err(UnprotectError::StaffUnknown { group: name }),
        }
    }

    /// Whether it can be frozen as it stands.
    ///
    /// # Errors
    /// [`FreezeError`] says why there is nothing to send, or nothing may be.
    pub fn may_be_frozen(&self) -> Result<(), FreezeError> {
        for group in self.administration_groups() {
            self.somebody_stays(&group).map_err(FreezeError::Stays)?;
        }
        let is_held_back = |item: &usize| self.sort(*item).is_held_back();
        if let Some(why) = &self.stopped {
            return Err(FreezeError::IdsDoNotFit(why.clone()));
        }
        let protected = (0..self.items.len()).filter(is_held_back).count();
        if protected > 0 && self.origin != ProposalOrigin::Chosen {
            return Err(FreezeError::SealedAndProtected { rows: protected });
        }
        if self.going() == 0 {
            return Err(FreezeError::NothingLeft);
        }
        // A trial would find nothing either, and without one nothing else may go.
        if self.action() == Action::Remove && self.going() == self.count(Category::Already) {
            return Err(FreezeError::NothingToChange);
        }
        Ok(())
    }

    /// Freezes what is to be sent.
    ///
    /// # Errors
    /// [`FreezeError`], as [`Proposal::may_be_frozen`] says.
    pub fn freeze(&self) -> Result<Plan, FreezeError> {
        self.may_be_frozen()?;
        let going: Vec<usize> = (0..self.items.len()).filter(|at| self.goes(*at)).collect();
        Plan::thaw(Frozen {
            purpose: self.purpose,
            items: going.iter().map(|at| self.items[*at].clone()).collect(),
            connection: self.connection.clone(),
            summary: self.summary(&going),
            source: self.source.clone(),
        })
        .ok_or(FreezeError::NothingLeft)
    }

    /// The reasons typed, with what they are about, by item.
    pub(super) fn unprotected(&self) -> impl Iterator<Item = (usize, Unprotected)> + '_ {
        self.unprotected.iter().map(|(at, why)| {
            let unprotected = Unprotected {
                protections: self.protections(*at).to_vec(),
                reason: why.reason.clone(),
            };
            (*at, unprotected)
        })
    }

    /// The counts, for the confirmation and the record.
    #[must_use]
    pub fn sorted(&self) -> CategoryCounts {
        CategoryCounts(Category::ALL.map(|sort| {
            let left_out = self.is_left_out(sort) || sort.is_held_back();
            (
                u32::try_from(self.count(sort)).unwrap_or(u32::MAX),
                !left_out,
            )
        }))
    }
}
