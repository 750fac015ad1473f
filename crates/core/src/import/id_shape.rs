//! Recognizes ids by their shape alone.

use crate::domain::{AccountId, GroupId, bare_id};

/// Whether the cell looks like a group id or an account id.
pub(super) fn is_an_id(cell: &str) -> bool {
    is_group_id(cell) || is_account(cell)
}

pub(super) fn is_group_id(cell: &str) -> bool {
    GroupId::check(bare_id(cell).0).is_ok()
}

pub(super) fn is_account(cell: &str) -> bool {
    is_account_id(bare_id(cell).0)
}

/// Matches the known shapes of account ids: 24 characters, or a kind, a colon and at least eight characters. Both
/// contain a digit.
pub(super) fn is_account_id(cell: &str) -> bool {
    let (cell, _) = bare_id(cell);
    let known = cell.len() == 24
        || cell
            .split_once(':')
            .is_some_and(|(kind, rest)| !kind.is_empty() && rest.len() >= 8);
    known && cell.bytes().any(|byte| byte.is_ascii_digit()) && AccountId::check(cell).is_ok()
}
