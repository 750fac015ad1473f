//! A plan's digest: the same for the same memberships, so that two people can compare what they hold.

use std::fmt::Write as _;

use groupsweep_sheet::arrange_by_key;
use sha2::{Digest as _, Sha256};

use super::freeze::Plan;

/// SHA-256 of the plan's memberships in lower-case hex digits: lines `groupId accountId`
/// with a line feed each, sorted by their bytes. The same for the same memberships,
/// in whatever order they stand in the file.
#[must_use]
pub fn plan_digest(plan: &Plan) -> String {
    let mut pairs: Vec<(&str, &str)> = plan
        .items()
        .iter()
        .map(|item| {
            let membership = &item.membership;
            (membership.group.as_str(), membership.account.as_str())
        })
        .collect();
    // All group ids are equally long, so pairs sort as their lines do.
    arrange_by_key(&mut pairs, |pair| *pair);
    let mut hash = Sha256::new();
    for (group, account) in pairs {
        for part in [group, " ", account, "\n"] {
            hash.update(part);
        }
    }
    in_hex(&hash.finalize())
}

/// The same of a plan at one place: where it is carried out makes another one of it.
#[must_use]
pub fn digest_at(plan: &Plan, place: &str) -> String {
    let mut hash = Sha256::new();
    for part in [place, "\n", &plan_digest(plan)] {
        hash.update(part);
    }
    in_hex(&hash.finalize())
}

/// Bytes as lower-case hex digits.
pub(super) fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
