//! An attempt to start a run's driver: its first order, and what the admin agreed to for this attempt.

use groupsweep_core::journal::WriteBack;
use groupsweep_core::plan::{Approved, ConfirmationError, Scope};
use groupsweep_core::report::wording::CopyGoesOn;
use groupsweep_core::run::{Event, Phase, Run, ToSend};

/// The order that a driver starts with.
#[derive(Clone)]
pub(super) enum StartOrder {
    /// Send what was confirmed.
    Release(Approved),
    /// Continue the run.
    Resume,
}

impl StartOrder {
    pub(super) fn event(&self) -> Event {
        match self {
            Self::Release(approved) => Event::Release(approved.clone()),
            Self::Resume => Event::Resume,
        }
    }

    /// Why a confirmation is outdated, if it is.
    pub(super) fn is_outdated(&self, run: &Run) -> Option<ConfirmationError> {
        match self {
            Self::Release(approved) if !run.is_as_confirmed(approved) => {
                Some(ConfirmationError::RowsChanged)
            }
            Self::Release(_) | Self::Resume => None,
        }
    }

    /// Whether the run is in a phase in which this order can begin.
    pub(super) fn can_begin(&self, run: &Run) -> bool {
        let phase = run.phase();
        match self {
            Self::Release(_) => run.is_at_rest() || phase == Phase::Ready,
            Self::Resume => run.is_at_rest() && matches!(phase, Phase::Stopped | Phase::Halted(_)),
        }
    }

    /// Whether this sends the trial's row. A resumed trial is proven like any other.
    pub(super) fn is_trial(&self, run: &Run) -> bool {
        match self {
            Self::Release(approved) => approved.scope() == Scope::Trial,
            Self::Resume => !run.trial_is_done(),
        }
    }

    pub(super) fn to_send(&self) -> ToSend {
        match self {
            Self::Release(approved) => ToSend::Release(approved.scope()),
            Self::Resume => ToSend::Resume,
        }
    }

    /// How the run continues with this order, and with how many rows.
    pub(super) fn goes_on(&self, run: &Run) -> (CopyGoesOn, usize) {
        match self {
            Self::Release(approved) => (CopyGoesOn::Release, run.covered(approved.scope()).len()),
            Self::Resume => (CopyGoesOn::Resume, run.left_to_resume()),
        }
    }
}

/// One attempt to start a run's driver.
#[derive(Clone)]
pub(super) struct Attempt {
    /// The id of its run. Another run may be in the page by the time it can begin.
    pub(super) run_id: String,
    pub(super) order: StartOrder,
    pub(super) write_back: WriteBack,
}

impl Attempt {
    /// An attempt without an agreement about a lost record.
    pub(super) fn new(run_id: String, order: StartOrder) -> Self {
        Self {
            run_id,
            order,
            write_back: WriteBack::NotAsked,
        }
    }

    /// The same attempt after the admin agreed that this tab's copy becomes the record.
    pub(super) fn agreed(&self) -> Self {
        Self {
            run_id: self.run_id.clone(),
            order: self.order.clone(),
            write_back: WriteBack::Agreed,
        }
    }
}
