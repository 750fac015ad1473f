//! What the confirmation says and the record keeps of how a plan came about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::{GroupId, RowNo};

use super::category::CategoryCounts;
use super::foreseen::PredictedStatuses;
use super::name_check::NamesCompared;
use super::origin::SealedBy;
use super::prior_state::PriorState;
use super::protection::Unprotected;

/// What the confirmation says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlanSummary {
    /// Groups that keep nobody, by the whole list of members that the check read; by their labels, which tell groups of
    /// one name apart.
    pub emptied: Vec<Arc<str>>,
    /// Groups of which the check did not read the whole list and that keep nobody of the file; by their labels.
    pub emptied_in_file: Vec<Arc<str>>,
    /// People whom the file calls organization admins.
    pub org_admins: usize,
    /// How the selected rows stood when the plan was frozen.
    pub sorted: CategoryCounts,
    /// Groups that give apps, and how many rows take them away.
    pub access: Vec<AccessLoss>,
    /// Rows that were protected and go nevertheless, by their row in the file.
    pub unprotected: Vec<(u32, Unprotected)>,
    /// Selected rows that are not in the plan, by their row in the file, and why: a clause for the results file.
    pub held_back: BTreeMap<u32, String>,
    /// Who sealed it, if somebody else did.
    pub sealed: Option<SealedBy>,
    /// Why the first admin let rows of a sealed plan go, by their row in the file. They let nothing go here.
    pub first_reasons: BTreeMap<u32, String>,
    /// How rows stood, where the product will not tell.
    pub before: PriorState,
    /// How the names of the rows compare with the site's.
    pub names: NamesCompared,
    /// Rows whose person or group could not be compared, by their row in the file.
    pub names_not_compared: BTreeSet<u32>,
    /// The site's names of people, for rows whose name in the file is spelled in another way, by row.
    pub site_names: BTreeMap<u32, Arc<str>>,
    /// The same of groups.
    pub site_groups: BTreeMap<u32, Arc<str>>,
    /// The row that is tried first.
    pub trial: Option<u32>,
    /// What the check said of the rows, where that is not that they will change.
    pub foreseen: PredictedStatuses,
    /// Members of each group whose whole list the check read.
    pub group_sizes: BTreeMap<GroupId, u32>,
}

/// A group that gives apps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessLoss {
    /// The group, by its label.
    pub group: Arc<str>,
    /// The apps, by the names that admins see.
    pub apps: Vec<String>,
    /// Rows of the plan in it that may take somebody out.
    pub rows: usize,
}

impl PlanSummary {
    /// Why a row goes that was protected. Only for a plan just frozen, whose rows are in order.
    #[must_use]
    pub fn why_unprotected(&self, row: RowNo) -> Option<&Unprotected> {
        let at = self
            .unprotected
            .binary_search_by_key(&row.0, |(row, _)| *row);
        self.unprotected.get(at.ok()?).map(|(_, why)| why)
    }
}
