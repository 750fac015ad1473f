//! A run as the browser stores it: its head, the parts of its plan, its log.

use std::sync::Arc;

use groupsweep_core::journal::{RunHeader, StoredRecord, write_batch, write_plan};
use groupsweep_core::plan::{Frozen, Plan, Source};
use groupsweep_core::run::Batch;

use super::sweep::Sweep;

/// The id of every stored run that needs no other.
pub(crate) const RUN: &str = "0123456789abcdef";

/// The parts of a plan, and the head that binds them.
pub(crate) fn stored_plan(head: &RunHeader, plan: &Plan) -> (RunHeader, Vec<Vec<u8>>) {
    let parts: Vec<Vec<u8>> = write_plan(head, plan).collect();
    (head.bound_to(&parts), parts)
}

/// A log, batch by batch, and the head that binds it.
pub(crate) fn stored_log(head: RunHeader, batches: &[Batch]) -> (RunHeader, Vec<Vec<u8>>) {
    let mut log = Vec::new();
    let append = |head: RunHeader, batch: &Batch| {
        let (head, bytes) = write_batch(&head, batch);
        log.push(bytes);
        head
    };
    (batches.iter().fold(head, append), log)
}

/// A whole record, under this head.
pub(crate) fn stored_record(head: RunHeader, sweep: &Sweep) -> StoredRecord {
    let id = head.id.clone();
    let (head, parts) = stored_plan(&head, &sweep.plan);
    let (head, log) = stored_log(head, &sweep.journal);
    StoredRecord {
        id,
        head: Some(head.write()),
        parts,
        log,
    }
}

/// The same plan after a check that saw every person on the list of their group.
pub(crate) fn listed_by_check(plan: &Plan) -> Arc<Plan> {
    let mut frozen = frozen(plan);
    frozen.summary.before.members = plan.items().iter().map(|item| item.row.0).collect();
    Arc::new(Plan::thaw(frozen).unwrap())
}

/// A plan's content, to thaw another plan of.
pub(crate) fn frozen(plan: &Plan) -> Frozen {
    Frozen {
        purpose: plan.purpose(),
        items: plan.items().to_vec(),
        connection: plan.connection().clone(),
        summary: plan.summary().clone(),
        source: Source::of_mark(plan.file().clone()),
    }
}
