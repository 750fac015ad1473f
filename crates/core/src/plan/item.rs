//! One membership of a proposal or a plan.

use std::sync::Arc;

use crate::domain::{AccountId, Membership, RowNo};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanItem {
    /// The row of the file.
    pub row: RowNo,
    /// The membership to remove or add.
    pub membership: Membership,
    /// The person's name in the file.
    pub user_name: Arc<str>,
    /// The group's name in the file.
    pub group_name: Arc<str>,
}

/// Compares ids regardless of case. A row wrongly taken for the caller's own is only protected.
pub(super) fn is_same(one: &AccountId, other: &AccountId) -> bool {
    one.as_str().eq_ignore_ascii_case(other.as_str())
}
