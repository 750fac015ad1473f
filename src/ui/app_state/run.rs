//! A run, what it follows from, and what became of its record.

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

/// What the trial's reading back said.
#[derive(Clone, PartialEq)]
pub(in crate::ui) enum ProofState {
    None,
    /// With the end of the pause that the site asked for, if it did.
    Reading(Option<PauseEnd>),
    Done(ProofVerdict, Timestamp),
}

/// One run, its record, and the line to its driver.
#[derive(Clone)]
pub(in crate::ui) struct ActiveRun {
    pub(in crate::ui) run: Rc<RefCell<Run>>,
    pub(in crate::ui) head: Rc<RunHeader>,
    pub(in crate::ui) journal: Rc<dyn Journal>,
    pub(in crate::ui) orders: Option<UnboundedSender<Event>>,
    /// Its place in the browser's storage; none where nothing is kept.
    pub(in crate::ui) kept: Option<RunRecord>,
    /// The run that this one takes back or continues, where that was confirmed in this tab.
    pub(in crate::ui) source: Option<SourceRun>,
    /// The run as this tab showed it last, where another tab has changed it since: a resume is confirmed anew.
    pub(in crate::ui) shown: Option<Arc<RunHeader>>,
}

impl ActiveRun {
    /// A run that is about to be taken back or continued, with its record as it is now.
    pub(in crate::ui) fn as_source(&self) -> SourceRun {
        SourceRun {
            id: self.head.id.clone(),
            kept: self.kept.clone(),
        }
    }
}

/// The run that another one takes back or continues.
#[derive(Clone)]
pub(in crate::ui) struct SourceRun {
    pub(in crate::ui) id: String,
    /// Its record as it was when that was confirmed.
    pub(in crate::ui) kept: Option<RunRecord>,
}

/// A run that another tab has changed.
pub(in crate::ui) struct ChangedRun {
    /// The run as this tab showed it.
    pub(in crate::ui) shown: Arc<RunHeader>,
    /// The run as it is stored.
    pub(in crate::ui) now: RunHeader,
    /// Rows that a resume goes on with.
    pub(in crate::ui) left: usize,
}

/// A tab's copy of a run whose record the browser has lost.
pub(in crate::ui) struct CopyOfRun {
    /// The run as this tab holds it.
    pub(in crate::ui) now: RunHeader,
    /// The attempt that found the record lost. It is made again if somebody agrees.
    pub(in crate::ui) attempt: Attempt,
    /// How the run goes on then.
    pub(in crate::ui) goes_on: CopyGoesOn,
    /// Rows that it goes on with.
    pub(in crate::ui) left: usize,
}

/// What became of a record that this tab holds a copy of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum RecordLoss {
    /// Another tab deleted it.
    Deleted,
    /// The browser's storage was cleared.
    Cleared,
}

/// What is known from reading the groups back.
#[derive(Clone)]
pub(in crate::ui) enum VerificationState {
    Not,
    Reading(ReadProgress),
    Read(Rc<Verification>),
}

/// What a run is brought back for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum ReopenFor {
    Report,
    Resume,
    /// What a run from another address left to do.
    GoOn,
    Undo,
}
