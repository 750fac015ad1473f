//! What the confirmation shows about a proposal, and what the record stores about the origin of its plan.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use groupsweep_sheet::arrange_by_key;

use crate::choose::{Selection, SelectionImpact};
use crate::domain::{AccountId, Action, GroupId, Membership, shown};
use crate::import::{GroupIndex, label_of_namesake};
use crate::plan::category::Category;
use crate::plan::default_groups::gives_confluence;
use crate::plan::foreseen::PredictedStatuses;
use crate::plan::held_back::{LEFT_OUT, NOT_SELECTED, OTHER_NAME, PROTECTED};
use crate::plan::item::PlanItem;
use crate::plan::name_check::{rows_of, site_groups, site_names};
use crate::plan::origin::ProposalOrigin;
use crate::plan::prior_state::PriorState;
use crate::plan::protection::Protection;
use crate::plan::site_facts::MembershipStatus;
use crate::plan::summary::{AccessLoss, PlanSummary};

use super::Proposal;

impl Proposal {
    /// The apps that the rows take away, by group, most rows first. Ignores rows that are not sent or change nothing.
    #[must_use]
    pub fn access_lost(&self) -> Vec<AccessLoss> {
        let going: Vec<usize> = (0..self.items().len())
            .filter(|at| self.goes(*at))
            .collect();
        self.access(&going)
    }

    fn access(&self, going: &[usize]) -> Vec<AccessLoss> {
        if self.action() == Action::Add {
            return Vec::new();
        }
        let mut rows: BTreeMap<&GroupId, (usize, &PlanItem)> = BTreeMap::new();
        let changing = going.iter().filter(|at| self.sort(**at).may_change());
        for item in changing.map(|at| &self.items()[*at]) {
            let group = rows.entry(&item.membership.group);
            group.or_insert((0, item)).0 += 1;
        }
        let namesakes = self.namesakes();
        let loss = |(group, (rows, first)): (&GroupId, (usize, &PlanItem))| {
            let by_id = self.facts().apps.get(group).into_iter().flatten();
            let mut apps: Vec<String> = by_id.map(|app| app.name().to_owned()).collect();
            let site_name = self.facts().group_names.get(group).map_or("", |name| name);
            if gives_confluence(&first.group_name) || gives_confluence(site_name) {
                apps.push("Confluence".to_owned());
            }
            let group = self.label_of(first, &namesakes);
            (!apps.is_empty()).then_some(AccessLoss { group, apps, rows })
        };
        let mut lost: Vec<AccessLoss> = rows.into_iter().filter_map(loss).collect();
        arrange_by_key(&mut lost, |loss| std::cmp::Reverse(loss.rows));
        lost
    }

    /// The group's name in the plan's summary, distinguished from other groups with that name.
    fn label_of(&self, item: &PlanItem, namesakes: &HashSet<&str>) -> Arc<str> {
        match self.group_label(item) {
            Cow::Owned(label) => label.into(),
            Cow::Borrowed(name) if namesakes.contains(name) => {
                label_of_namesake(name, &item.membership.group).into()
            }
            Cow::Borrowed(_) => Arc::clone(&item.group_name),
        }
    }

    /// Names that several groups share, if there is no file to show that.
    fn namesakes(&self) -> HashSet<&str> {
        let mut of_name: HashMap<&str, &GroupId> = HashMap::new();
        let mut namesakes = HashSet::new();
        if self.source().table.is_none() {
            for item in self.items() {
                let (name, group) = (&*item.group_name, &item.membership.group);
                if *of_name.entry(name).or_insert(group) != group {
                    namesakes.insert(name);
                }
            }
        }
        namesakes
    }

    fn held_back(&self) -> BTreeMap<u32, String> {
        let items = self.items().iter().enumerate();
        let held = items.filter(|(at, _)| !self.goes(*at));
        // Insert one by one: collecting a BTreeMap adds sort code to the page's download.
        let mut by_row = BTreeMap::new();
        let kept = self.kept_rows.iter().flat_map(|kept| kept.rows().iter());
        let kept = kept.filter_map(|row| u32::try_from(row).ok());
        let why = format!("{NOT_SELECTED}{}", Protection::KeepList.clause());
        by_row.extend(kept.map(|row| (row, why.clone())));
        by_row.extend(held.map(|(at, item)| (item.row.0, self.why_held_back(at))));
        by_row
    }

    fn why_held_back(&self, item: usize) -> String {
        let clauses: Vec<&str> = self
            .protections(item)
            .iter()
            .map(|why| why.clause())
            .collect();
        match self.sort(item) {
            Category::Protected => format!("{PROTECTED}{}", clauses.join("; ")),
            Category::OtherName => format!("{OTHER_NAME}{}", self.names_side_by_side(item)),
            sort => format!("{LEFT_OUT}{}", sort.label(self.action()).to_lowercase()),
        }
    }

    /// A clause with the file's and the site's names of a row's person or group, if they differ.
    #[must_use]
    pub fn names_side_by_side(&self, item: usize) -> String {
        let Some(planned) = self.items().get(item) else {
            return String::new();
        };
        let (_, group) = self.site_names(item);
        let why = self.protections(item);
        let mut clauses = Vec::new();
        if why.contains(&Protection::OtherPerson) {
            let (file, site) = self.descriptions(item);
            clauses.push(format!(
                "the file calls this account {}, the site calls it {}",
                shown(&file),
                shown(&site)
            ));
        }
        if why.contains(&Protection::OtherGroup) {
            let (file, site) = (shown(&planned.group_name), shown(group.unwrap_or_default()));
            clauses.push(format!(
                "the file calls this group {file}, the site calls it {site}"
            ));
        }
        clauses.join("; ")
    }

    /// Groups whose whole list the check read and that become empty, in plan order.
    fn emptied_on_site(&self, going: &[usize]) -> Vec<Arc<str>> {
        let mut leaving: HashMap<&GroupId, HashSet<&AccountId>> = HashMap::new();
        let mut groups = Vec::new();
        for item in going.iter().map(|at| &self.items()[*at]) {
            let Membership { group, account } = &item.membership;
            let people = leaving.entry(group).or_insert_with(|| {
                groups.push((group, item));
                HashSet::new()
            });
            people.insert(account);
        }
        // Read each list once, not once for each row: both may have a hundred thousand entries.
        let keeps_nobody = |(group, _): &(&GroupId, _)| {
            let members = self.facts().members_seen.of(group);
            members.is_some_and(|members| {
                let mut accounts = members.keys();
                !members.is_empty() && accounts.all(|account| leaving[*group].contains(account))
            })
        };
        let namesakes = self.namesakes();
        let emptied = groups.into_iter().filter(keeps_nobody);
        let label = |(_, first): (_, &PlanItem)| self.label_of(first, &namesakes);
        emptied.map(label).collect()
    }

    /// The number of members in the groups of these rows whose whole list the check read.
    fn group_sizes(&self, going: &[usize]) -> BTreeMap<GroupId, u32> {
        let mut sizes = BTreeMap::new();
        for item in going.iter().map(|at| &self.items()[*at]) {
            let group = &item.membership.group;
            if !sizes.contains_key(group)
                && let Some(members) = self.facts().members_seen.of(group)
            {
                let size = u32::try_from(members.len()).unwrap_or(u32::MAX);
                sizes.insert(group.clone(), size);
            }
        }
        sizes
    }

    pub(super) fn summary(&self, going: &[usize]) -> PlanSummary {
        let mut summary = PlanSummary {
            sorted: self.sorted(),
            access: self.access(going),
            unprotected: self
                .unprotected()
                .filter(|(at, _)| self.goes(*at))
                .map(|(at, why)| (self.items()[at].row.0, why))
                .collect(),
            held_back: self.held_back(),
            before: self.prior_state(going),
            names: self.names_compared(),
            names_not_compared: rows_of(self.items(), going, |item| !self.names.is_compared(item)),
            site_names: site_names(self.items(), going, self.facts()),
            site_groups: site_groups(self.items(), going, self.facts()),
            trial: self.trial().map(|item| self.items()[item].row.0),
            foreseen: self.foreseen(going),
            sealed: match self.origin() {
                ProposalOrigin::Chosen => None,
                ProposalOrigin::Sealed(by) => Some(by.clone()),
            },
            first_reasons: self.first_reasons(),
            group_sizes: self.group_sizes(going),
            ..PlanSummary::default()
        };
        // A sealed plan keeps the row order of whoever sealed it, with their own rows last.
        arrange_by_key(&mut summary.unprotected, |(row, _)| *row);
        if self.action() == Action::Remove {
            summary.emptied = self.emptied_on_site(going);
        }
        if let (Action::Remove, Some(table)) = (self.action(), &self.source().table) {
            let rows = going.iter().map(|at| self.items()[*at].row);
            let change = SelectionImpact::of(table, &Selection::of_rows(table.len(), rows));
            let groups = change
                .emptied
                .iter()
                .filter_map(|at: &GroupIndex| table.group(*at));
            // The site's list takes precedence over a file that may contain only some of the members.
            let unread = groups.filter(|group| {
                let id = group.id.as_ref().ok();
                id.is_none_or(|id| self.facts().members_seen.of(id).is_none())
            });
            summary.emptied_in_file = unread.map(|group| group.label().into()).collect();
            summary.org_admins = change.org_admins.len();
        }
        summary
    }

    /// What is known about the rows before the run.
    fn prior_state(&self, going: &[usize]) -> PriorState {
        let mut before = PriorState {
            members: rows_of(self.items(), going, |item| self.was_seen(item)),
            hidden: rows_of(self.items(), going, |item| {
                self.facts().found(item) == MembershipStatus::HiddenMember
            }),
            absent: rows_of(self.items(), going, |item| {
                self.facts().found(item) == MembershipStatus::NoMember
            }),
            checked_at: self.facts().checked_at,
            in_doubt: rows_of(self.items(), going, |item| self.stood_in_doubt(item)),
            removed_at: self.removed_at(),
            ..PriorState::default()
        };
        if self.connection().endpoint.api().reports_no_op() {
            return before;
        }
        for at in going {
            let row = self.items()[*at].row.0;
            match (self.facts().found(*at), self.action()) {
                (MembershipStatus::NoMember, Action::Remove)
                | (MembershipStatus::Member | MembershipStatus::HiddenMember, Action::Add) => {
                    before.without_effect.insert(row);
                }
                (MembershipStatus::NotChecked, _) => {
                    before.unknown.insert(row);
                }
                (MembershipStatus::Member | MembershipStatus::HiddenMember, Action::Remove)
                | (MembershipStatus::NoMember, Action::Add) => {}
                // The site will refuse the change, or the check was wrong.
                (MembershipStatus::GroupUnknown | MembershipStatus::UserUnknown, _) => {
                    before.unknown.insert(row);
                }
            }
        }
        before
    }

    /// The rows for which the check does not expect a change.
    fn foreseen(&self, going: &[usize]) -> PredictedStatuses {
        let mut foreseen = PredictedStatuses::default();
        for at in going {
            let row = self.items()[*at].row.0;
            let place = match self.sort(*at) {
                Category::Already => &mut foreseen.already,
                Category::NotFound => &mut foreseen.not_found,
                Category::NotChecked => &mut foreseen.not_checked,
                Category::WillChange | Category::OtherName | Category::Protected => continue,
            };
            place.insert(row);
        }
        foreseen
    }
}
