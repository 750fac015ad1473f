//! What the confirmation shows, and what the record stores about the origin of a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::{GroupId, RowNo};

use super::category::CategoryCounts;
use super::foreseen::PredictedStatuses;
use super::name_check::NamesCompared;
use super::origin::SealedBy;
use super::prior_state::PriorState;
use super::protection::Unprotected;

/// What the confirmation shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlanSummary {
    /// Groups that become empty according to the whole member list that the check read. By label, which distinguishes
    /// groups with the same name.
    pub emptied: Vec<Arc<str>>,
    /// Groups whose whole list the check did not read and that become empty according to the file. By label.
    pub emptied_in_file: Vec<Arc<str>>,
    /// Number of people whom the file calls organization admins.
    pub org_admins: usize,
    /// The counts by category when the plan was frozen.
    pub sorted: CategoryCounts,
    /// Groups that grant app access, and how many rows take it away.
    pub access: Vec<AccessLoss>,
    /// Rows that were protected and are sent anyway, by row number.
    pub unprotected: Vec<(u32, Unprotected)>,
    /// Selected rows that are not in the plan, by row number, and why: a clause for the results file.
    pub held_back: BTreeMap<u32, String>,
    /// Who sealed the plan, if somebody else did.
    pub sealed: Option<SealedBy>,
    /// The first admin's reasons for including rows of a sealed plan, by row number. They include nothing here.
    pub first_reasons: BTreeMap<u32, String>,
    /// What was known about the rows before the run.
    pub before: PriorState,
    /// How the names of the rows compare with the site's.
    pub names: NamesCompared,
    /// Rows whose person or group could not be compared, by row number.
    pub names_not_compared: BTreeSet<u32>,
    /// The site's names of people, for rows whose name in the file is spelled differently, by row number.
    pub site_names: BTreeMap<u32, Arc<str>>,
    /// The same for groups.
    pub site_groups: BTreeMap<u32, Arc<str>>,
    /// The row to try first.
    pub trial: Option<u32>,
    /// The rows for which the check does not expect a change.
    pub foreseen: PredictedStatuses,
    /// Number of members of each group whose whole list the check read.
    pub group_sizes: BTreeMap<GroupId, u32>,
}

/// A group that grants app access.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessLoss {
    /// The group's label.
    pub group: Arc<str>,
    /// The apps, by the names that admins see.
    pub apps: Vec<String>,
    /// Number of the plan's rows that may take somebody out of the group.
    pub rows: usize,
}

impl PlanSummary {
    /// Why a protected row is sent anyway. Only for a plan that was just frozen, whose rows are sorted.
    #[must_use]
    pub fn why_unprotected(&self, row: RowNo) -> Option<&Unprotected> {
        let at = self
            .unprotected
            .binary_search_by_key(&row.0, |(row, _)| *row);
        self.unprotected.get(at.ok()?).map(|(_, why)| why)
    }
}
