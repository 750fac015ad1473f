//! The question of the open dialog.

use std::sync::Arc;

use groupsweep_core::journal::RunHeader;
use groupsweep_core::plan::{Plan, Scope};

use super::damaged_run::DamagedRun;
use super::run::{ChangedRun, CopyOfRun, ReopenFor};

/// The question of the open dialog.
#[derive(Clone)]
pub(in crate::ui) enum Asking {
    /// Confirmation for a part of this plan.
    Leave(Scope, Arc<Plan>),
    /// Confirmation to export this plan.
    Take(Arc<Plan>),
    /// Whether to undo this run.
    Undo,
    /// Whether to resume this run, whose record came from another address or may have gone to one.
    GoOn(Arc<RunHeader>),
    /// Whether to resume a run that another tab has changed.
    Resume(Arc<ChangedRun>),
    /// Whether to continue from this tab's copy of a run whose record the browser has lost.
    WriteBack(Arc<CopyOfRun>),
    /// Whether to discard unsent selected rows, or a run that is not stored, for this past run, and why the run is
    /// opened.
    PutAway(Arc<RunHeader>, ReopenFor),
    /// Whether to start over with rows that were not sent.
    StartOver,
    /// Whether to delete this past run. Holds the head, because the row with the button may be redrawn meanwhile.
    Forget(Arc<RunHeader>),
    /// Whether to delete this damaged record.
    ForgetDamaged(Arc<DamagedRun>),
}
