//! A run, the run that it follows, and its stored record.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::mpsc::UnboundedSender;
use groupsweep_core::domain::Timestamp;
use groupsweep_core::journal::RunHeader;
use groupsweep_core::report::wording::CopyGoesOn;
use groupsweep_core::run::{Event, PauseEnd, ProofVerdict, Run};
use groupsweep_core::verify::{ReadProgress, Verification};
use groupsweep_driver::ports::Journal;

use crate::browser::RunRecord;
use crate::ui::attempt::Attempt;

/// The read-back of the trial's group.
#[derive(Clone, PartialEq)]
pub(in crate::ui) enum ProofState {
    None,
    /// In progress. Holds the end of the site's pause, if any.
    Reading(Option<PauseEnd>),
    Done(ProofVerdict, Timestamp),
}

/// A run, its record, and the channel to its driver.
#[derive(Clone)]
pub(in crate::ui) struct ActiveRun {
    pub(in crate::ui) run: Rc<RefCell<Run>>,
    pub(in crate::ui) head: Rc<RunHeader>,
    pub(in crate::ui) journal: Rc<dyn Journal>,
    pub(in crate::ui) orders: Option<UnboundedSender<Event>>,
    /// Its stored record. `None` if nothing is stored.
    pub(in crate::ui) kept: Option<RunRecord>,
    /// The run that this one undoes or continues, if that was confirmed in this tab.
    pub(in crate::ui) source: Option<SourceRun>,
    /// If another tab has changed the run: how this tab showed it before. A resume has to be confirmed again.
    pub(in crate::ui) shown: Option<Arc<RunHeader>>,
}

impl ActiveRun {
    /// A run to be undone or continued, with its record as it is now.
    pub(in crate::ui) fn as_source(&self) -> SourceRun {
        SourceRun {
            id: self.head.id.clone(),
            kept: self.kept.clone(),
        }
    }
}

/// The run that another one undoes or continues.
#[derive(Clone)]
pub(in crate::ui) struct SourceRun {
    pub(in crate::ui) id: String,
    /// Its record at the time of confirmation.
    pub(in crate::ui) kept: Option<RunRecord>,
}

/// A run that another tab has changed.
pub(in crate::ui) struct ChangedRun {
    /// The run as this tab showed it.
    pub(in crate::ui) shown: Arc<RunHeader>,
    /// The run as it is stored.
    pub(in crate::ui) now: RunHeader,
    /// Number of rows that a resume would send.
    pub(in crate::ui) left: usize,
}

/// A tab's copy of a run whose record the browser has lost.
pub(in crate::ui) struct CopyOfRun {
    /// The run as this tab holds it.
    pub(in crate::ui) now: RunHeader,
    /// The attempt that found the record lost. Repeated if the admin agrees.
    pub(in crate::ui) attempt: Attempt,
    /// How the run would continue.
    pub(in crate::ui) goes_on: CopyGoesOn,
    /// Number of rows that it would continue with.
    pub(in crate::ui) left: usize,
}

/// How the record of a run in this tab was lost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum RecordLoss {
    /// Another tab deleted it.
    Deleted,
    /// The browser's storage was cleared.
    Cleared,
}

/// The state of Verify.
#[derive(Clone)]
pub(in crate::ui) enum VerificationState {
    Not,
    Reading(ReadProgress),
    Read(Rc<Verification>),
}

/// Why a past run is reopened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum ReopenFor {
    Report,
    Resume,
    /// To continue a run from another address.
    GoOn,
    Undo,
}
