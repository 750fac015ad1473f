//! The restore file: what a plan is about to remove, so that it can be put back from this file alone.

use crate::import::{Earlier, RESTORE_COLUMN};
use crate::plan::Plan;

use super::cells::{LINE_END, next_cell, plan_cells, plan_headings};

/// A file of the plan's memberships that Import knows again as one to add back.
#[must_use]
pub fn restore_csv(plan: &Plan) -> Vec<u8> {
    let mut out = Vec::with_capacity(plan.items().len() * 128);
    plan_headings(&mut out, &[RESTORE_COLUMN]);
    for item in plan.items() {
        plan_cells(&mut out, item);
        next_cell(&mut out, Earlier::ToRestore.word(), b',');
        out.extend_from_slice(LINE_END);
    }
    out
}
