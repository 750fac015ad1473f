//! A plan's digest: the same for the same memberships, so that two people can compare what they hold.

use std::fmt::Write as _;

use groupsweep_sheet::arrange_by_key;
use sha2::{Digest as _, Sha256};

use super::freeze::Plan;
use super::item::PlanItem;

/// SHA-256 of the plan's memberships in lower-case hex digits: lines `groupId accountId`
/// with a line feed each, sorted by their bytes. The same for the same memberships,
/// in whatever order they stand in the file.
#[must_use]
pub fn plan_digest(plan: &Plan) -> String {
    digest_of(plan.items().iter())
}

fn digest_of<'a>(items: impl Iterator<Item = &'a PlanItem>) -> String {
    let mut pairs: Vec<(&str, &str)> = items
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

/// The same of some items at one place: where they are carried out makes another plan of them.
#[must_use]
pub fn digest_at<'a>(items: impl Iterator<Item = &'a PlanItem>, place: &str) -> String {
    let mut hash = Sha256::new();
    for part in [place, "\n", &digest_of(items)] {
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
