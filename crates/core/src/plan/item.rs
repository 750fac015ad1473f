//! One membership of a proposal or a plan.

use std::sync::Arc;

use crate::domain::{AccountId, Membership, RowNo};

/// One membership of the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanItem {
    /// The row of the file it stands for.
    pub row: RowNo,
    /// What is removed or added.
    pub membership: Membership,
    /// The person, as the file names them.
    pub user_name: Arc<str>,
    /// The group, as the file names it.
    pub group_name: Arc<str>,
}

/// Ids are compared regardless of case: a row wrongly taken for the caller's is protected, no more.
pub(super) fn is_same(one: &AccountId, other: &AccountId) -> bool {
    one.as_str().eq_ignore_ascii_case(other.as_str())
}
