//! The restore file: memberships that Import recognizes as ones to add, so that they can be put back with
//! this file alone. After a run it contains only what was removed.

use crate::domain::Timestamp;
use crate::import::{
    PRACTICE_MARK, PreviousOutcome, REASON_COLUMN, RESTORE_COLUMN, SITE_NAME_COLUMNS,
};
use crate::plan::{OtherNames, Plan, PlanItem};
use crate::run::{ItemRecord, KnownChange, Run, UndoScope};

use super::cells::{LINE_END, next_cell, plan_cells, plan_headings};

/// When the run removed the row, in UTC. For people only: Import ignores it, and older files do not have it.
const REMOVED_COLUMN: &str = "removed_at";

/// Before a run: the rows that the check lists as "Will remove", and the unchecked ones. Memberships that are
/// already gone were not there to be put back.
#[must_use]
pub fn restore_of_plan(plan: &Plan) -> Vec<u8> {
    let items = plan.items().iter().enumerate();
    let items = items.filter(|(at, _)| plan.foreseen(*at).may_change());
    restore_csv(plan, items.map(|(_, item)| (item, None)), false)
}

/// After a run: the rows that it removed, with the uncertain ones that `scope` includes.
#[must_use]
pub fn restore_of_run(run: &Run, scope: UndoScope) -> Vec<u8> {
    let items = run.plan().items().iter().enumerate();
    let items = items.filter(|(at, _)| run.is_to_restore(*at, scope));
    let items = items.map(|(at, item)| (item, removed_at(&run.records()[at])));
    restore_csv(run.plan(), items, true)
}

/// When a row was removed; `None` if that is not certain, or if only a later reading showed it.
fn removed_at(record: &ItemRecord) -> Option<Timestamp> {
    let is_known = record.changed() == KnownChange::Certainly && !record.was_found_by_reading();
    record.finished_at().filter(|_| is_known)
}

/// Writes the file. The columns with the site's names are included only if a row needs them, because the
/// person put back is not the one named in the file. Every practice row is marked as one.
fn restore_csv<'a>(
    plan: &Plan,
    items: impl Iterator<Item = (&'a PlanItem, Option<Timestamp>)>,
    has_times: bool,
) -> Vec<u8> {
    let items: Vec<_> = items.collect();
    let differ = |(item, _): &(&PlanItem, Option<Timestamp>)| {
        plan.other_names(item) != OtherNames::default()
    };
    let any_differ = items.iter().any(differ);
    let is_practice = plan.connection().target.is_practice();
    // A practice run removed nothing.
    let has_times = has_times && !is_practice;
    let mut out = Vec::new();
    let mut more = Vec::new();
    if any_differ {
        more.extend(SITE_NAME_COLUMNS);
    }
    if has_times {
        more.push(REMOVED_COLUMN);
    }
    if is_practice {
        more.push(REASON_COLUMN);
    }
    more.push(RESTORE_COLUMN);
    plan_headings(&mut out, &more);
    for (item, removed_at) in items {
        plan_cells(&mut out, item);
        if any_differ {
            let OtherNames { person, group } = plan.other_names(item);
            next_cell(&mut out, person.unwrap_or_default(), b',');
            next_cell(&mut out, group.unwrap_or_default(), b',');
        }
        if has_times {
            let at = removed_at.map(|at| at.rfc3339()).unwrap_or_default();
            next_cell(&mut out, &at, b',');
        }
        if is_practice {
            next_cell(&mut out, PRACTICE_MARK, b',');
        }
        next_cell(&mut out, PreviousOutcome::ToRestore.word(), b',');
        out.extend_from_slice(LINE_END);
    }
    out
}
