//! What a run did, group by group.

use std::collections::HashMap;
use std::sync::Arc;

use groupsweep_core::domain::{AccountId, GroupId};
use groupsweep_core::plan::MembersSeen;
use groupsweep_core::report::by_group;

use crate::support::replies::removed;
use crate::support::sweep::Sweep;
use crate::support::{account, error, group, plan_as};

#[test]
fn each_group_counts_its_rows_its_changes_and_its_members_before() {
    let plan = plan_as(99, &[(1, 1), (2, 1), (2, 2), (2, 3), (3, 4)]);
    let mut sweep = Sweep::new(plan, 50);
    let mut seen = MembersSeen::default();
    let members: HashMap<AccountId, Arc<str>> = (1..=7)
        .map(|n| (AccountId::parse(&account(n)).unwrap(), Arc::from("")))
        .collect();
    seen.keep(&GroupId::parse(&group(2)).unwrap(), members);
    sweep.run.remember_members(Arc::new(seen));
    sweep.try_the_first();
    sweep.release(groupsweep_core::plan::Scope::Remaining);
    sweep.play(|call| {
        let is_third = format!("{call:?}").contains(&group(3));
        if is_third {
            Ok(error(403, "no"))
        } else {
            removed()
        }
    });
    let groups = by_group(&sweep.run);
    let counts: Vec<_> = groups
        .iter()
        .map(|group| (group.rows, group.changed, group.open, group.members))
        .collect();
    assert_eq!(
        counts,
        [(3, 3, 0, Some(7)), (1, 1, 0, None), (1, 0, 1, None)],
        "most changes first: {groups:?}"
    );
}
