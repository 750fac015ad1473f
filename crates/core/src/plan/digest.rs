//! A plan's digest, with which two people can check that they have the same plan.

use std::fmt::Write as _;

use groupsweep_sheet::arrange_by_key;
use sha2::{Digest as _, Sha256};

use super::freeze::Plan;
use super::item::PlanItem;

/// SHA-256 of the plan's memberships in lower-case hex digits. The input is one line `groupId accountId` for each
/// membership, with a line feed, sorted by bytes. The order of rows in the file does not matter.
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
    // All group ids have the same length, so pairs sort as their lines do.
    arrange_by_key(&mut pairs, |pair| *pair);
    let mut hash = Sha256::new();
    for (group, account) in pairs {
        for part in [group, " ", account, "\n"] {
            hash.update(part);
        }
    }
    in_hex(&hash.finalize())
}

/// The digest of some items together with where they are carried out: another place makes it another plan.
#[must_use]
pub fn digest_at<'a>(items: impl Iterator<Item = &'a PlanItem>, place: &str) -> String {
    let mut hash = Sha256::new();
    for part in [place, "\n", &digest_of(items)] {
        hash.update(part);
    }
    in_hex(&hash.finalize())
}

/// Formats bytes as lower-case hex digits.
pub(super) fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
