//! What the open dialog asks.

use std::sync::Arc;

use groupsweep_core::journal::RunHeader;
use groupsweep_core::plan::{Plan, Scope};

use super::damaged_run::DamagedRun;
use super::run::{ChangedRun, CopyOfRun, ReopenFor};

/// What the open dialog asks.
#[derive(Clone)]
pub(in crate::ui) enum Asking {
    /// Leave for a part of this plan.
    Leave(Scope, Arc<Plan>),
    /// Leave to carry this plan out elsewhere.
    Take(Arc<Plan>),
    /// Whether to take this run back.
    Undo,
    /// Whether to go on with this run, whose record came from another address or may have gone to one.
    GoOn(Arc<RunHeader>),
    /// Whether to go on with a run that another tab has changed.
    Resume(Arc<ChangedRun>),
    /// Whether to go on from this tab's copy of a run whose record the browser has lost.
    WriteBack(Arc<CopyOfRun>),
    /// Whether this past run takes the place of rows that were selected and not sent, or of a run that only the page
    /// knows, and what for.
    PutAway(Arc<RunHeader>, ReopenFor),
    /// Whether to start over with rows that were not sent.
    StartOver,
    /// Whether to delete this past run. The head itself: the row that asked may be redrawn meanwhile.
    Forget(Arc<RunHeader>),
    /// Whether to delete this damaged record.
    ForgetDamaged(Arc<DamagedRun>),
}
