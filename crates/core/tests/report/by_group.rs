//! What a run did, group by group.

use std::sync::Arc;

use groupsweep_core::domain::GroupId;
use groupsweep_core::plan::{Action, Plan, Scope};
use groupsweep_core::report::wording::group_members;
use groupsweep_core::report::{GroupOutcome, ListedMembers, by_group};
use groupsweep_core::run::{Rate, Run};

use crate::journal::there_and_back;
use crate::support::replies::removed;
use crate::support::stored::frozen;
use crate::support::sweep::Sweep;
use crate::support::{error, group, plan_as};

/// The check counted seven members in the second group and could not read the others. It found the people of the group's
/// three rows; those in `hidden` it found on their own lists of groups alone.
fn plan(hidden: &[u32]) -> Arc<Plan> {
    let plan = plan_as(99, &[(1, 1), (2, 1), (2, 2), (2, 3), (3, 4)]);
    let mut frozen = frozen(&plan);
    frozen.summary.group_sizes = [(GroupId::parse(&group(2)).unwrap(), 7)].into();
    frozen.summary.before.members = [1, 2, 3].into();
    frozen.summary.before.hidden = hidden.iter().copied().collect();
    Arc::new(Plan::thaw(frozen).unwrap())
}

/// Rows, changed, open and members before of each group.
fn counts(groups: &[GroupOutcome]) -> Vec<(u32, u32, u32, Option<u32>)> {
    let counts = |group: &GroupOutcome| {
        let before = group.members.map(|listed| listed.before);
        (group.rows, group.changed, group.open, before)
    };
    groups.iter().map(counts).collect()
}

#[test]
fn each_group_counts_its_rows_its_changes_and_its_members_before() {
    let mut sweep = Sweep::new(plan(&[]), 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|call| {
        let is_third = format!("{call:?}").contains(&group(3));
        if is_third {
            Ok(error(403, "no"))
        } else {
            removed()
        }
    });
    let groups = by_group(&sweep.run);
    assert_eq!(
        counts(&groups),
        [(3, 3, 0, Some(7)), (1, 1, 0, None), (1, 0, 1, None)],
        "most changes first: {groups:?}"
    );
}

#[test]
fn the_members_before_are_known_after_a_reload() {
    let plan = Arc::new(there_and_back(&plan(&[])));
    let run = Run::recover(plan, Rate::per_second(50), [], true);
    let members: Vec<_> = by_group(&run).iter().map(|group| group.members).collect();
    let listed = ListedMembers {
        before: 7,
        changed: 0,
    };
    assert_eq!(members, [None, Some(listed), None]);
}

/// What Report says of the members of the second group once all its rows are removed.
fn said_of_members(hidden: &[u32]) -> String {
    let mut sweep = Sweep::new(plan(hidden), 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    let group = &by_group(&sweep.run)[0];
    group_members(Action::Remove, group.members.unwrap(), group.changed)
}

#[test]
fn rows_of_people_whom_the_list_left_out_are_no_part_of_its_members() {
    assert_eq!(said_of_members(&[]), "3 of 7 removed");
    assert_eq!(said_of_members(&[3]), "3 removed, 7 listed before");
}
