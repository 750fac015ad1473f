//! Decides whether the admin may be asked to confirm something, and for which plan. Screens ask here and decide nothing
//! themselves. The gate itself is [`crate::plan::Approved`].

use std::sync::Arc;

use crate::choose::KeepList;
use crate::domain::{PageAddress, Timestamp, plural};
use crate::plan::{Action, FreezeError, Plan, Proposal, Scope};

use super::engine::Run;
use super::event::Phase;
use super::kept::{ToSend, kept_in};
use super::outcome::Outcome;

/// What the admin is asked to confirm.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ToConfirm {
    /// Changes that this page makes.
    Changes(Scope),
    /// An exported plan that is carried out elsewhere.
    Export,
}

/// The state of the page when a confirmation is asked for.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    /// The run in the page.
    pub run: Option<&'a Run>,
    /// The proposal for the next run, if there is no run.
    pub proposal: Option<&'a Proposal>,
    /// The check of the proposal is in progress.
    pub is_being_checked: bool,
    /// There is a connection to the site.
    pub is_connected: bool,
    /// Another tab drives the run.
    pub is_driven_elsewhere: bool,
    /// Why the run cannot be resumed.
    pub closed: Option<Closed>,
    /// The reading of the trial's group lets the rest go.
    pub is_trial_read_back: bool,
}

/// Why a run cannot be resumed, although rows of it may be left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Closed {
    /// A later run undid it.
    Undone,
    /// It is an undo, and a later undo of the same run took over its remaining rows. Holds when that one began.
    TakenOver(Timestamp),
}

/// What is read again at the last moment, because another tab may have changed it.
#[derive(Clone, Debug)]
pub struct LateFacts {
    pub keep_list: LateKeepList,
    /// The stored record of the run in the page.
    pub record: LateRecord,
}

/// The keep list as it was read last.
#[derive(Clone, Debug)]
pub struct LateKeepList {
    /// The address that it is stored for.
    pub here: PageAddress,
    pub read: KeepListReading,
    /// Rows were deselected when it was read.
    pub lost_ticks: bool,
}

/// The result of reading the keep list.
#[derive(Clone, PartialEq, Debug)]
pub enum KeepListReading {
    /// The storage could not be read.
    NotRead,
    /// A list that exists or may exist cannot be read, and the admin has not continued without it.
    Unreadable,
    /// The list, or that there is none.
    Known(Option<Arc<KeepList>>),
}

/// The stored record of the run in the page, as it was read last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LateRecord {
    /// The stored record is what this tab shows, or nothing is stored.
    Current,
    /// Another tab drives the run.
    DrivenElsewhere,
    /// Another tab has changed it.
    Superseded,
    /// The browser cannot read or write it.
    NotStored,
    /// A newer version of the page has upgraded the storage, which this page can no longer read.
    Outdated,
    Gone,
    /// The browser's storage was cleared.
    Cleared,
}

/// Why no confirmation is asked for.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WhyNot {
    /// There is neither a run nor a proposal.
    #[error("Nothing is selected.")]
    NothingProposed,
    /// There is no connection to the site.
    #[error("There is no connection to the site.")]
    NotConnected,
    /// The keep list could not be read now, so whom it protects is unknown.
    #[error(
        "The keep list {} could not be read just now. Nothing was started. Try again, or reload the page.",
        .0.here()
    )]
    KeepListNotRead(PageAddress),
    /// The keep list cannot be read at all, and the admin has not continued without it.
    #[error(
        "The keep list {} cannot be read. Nothing was started. On Import, save a new list or go on without it.",
        .0.here()
    )]
    KeepListUnreadable(PageAddress),
    /// The keep list deselected rows.
    #[error(
        "The keep list was changed, and some selected rows are on it. They were deselected. Nothing was sent. Check the selection, then continue."
    )]
    LostTicks,
    /// Rows of the run that are not sent yet are on the keep list now.
    #[error(
        "{} on your keep list now, the first: {first}. Nothing was sent just now. Take them off the list, or leave them out: {}.",
        plural(*rows, "row of this run is", "rows of this run are"),
        if *is_begun { "start over (on Report) and select again" } else { "choose again or start over" }
    )]
    OnKeepList {
        rows: usize,
        /// Person and group of the first.
        first: String,
        /// Rows of the run were sent before.
        is_begun: bool,
    },
    /// The stored record of the run differs from what this tab shows.
    #[error("The stored record of this run is not as this page shows it. Nothing was sent.")]
    Record(LateRecord),
    /// The site has not answered yet.
    #[error("The check is still under way.")]
    StillChecking,
    /// The proposal cannot become a plan.
    #[error(transparent)]
    NotFrozen(#[from] FreezeError),
    /// Only a file shows that the run took place, so nothing is sent for it.
    #[error("This run took place elsewhere, so nothing is sent for it from here.")]
    FromOutside,
    /// The run was undone.
    #[error("This run was undone, so it cannot be resumed.")]
    Undone,
    /// It is an undo that a later undo took over.
    #[error(
        "A later undo of the same run took over the remaining rows of this one. Nothing was sent. To continue, open the later one on Import, under Past runs."
    )]
    TakenOver,
    /// The run is in progress or waiting.
    #[error("This run is in progress.")]
    UnderWay,
    /// The trial is over, or there is none.
    #[error("The test removal was already made.")]
    TrialOver,
    /// The rest needs a trial that proved something.
    #[error("Try one row first.")]
    TrialFirst,
    /// The site still lists what the trial removed, or the group was not read back yet.
    #[error("The test removal is not confirmed yet.")]
    TrialNotReadBack,
    /// The run stopped or halted. It is resumed instead.
    #[error("This run stopped. Resume it.")]
    ToBeResumed,
    /// No row is left to send.
    #[error("No row is left to send.")]
    NothingCovered,
}

/// Returns the plan to confirm.
///
/// # Errors
/// [`WhyNot`]: the reason that an admin can act on first.
pub fn prepare_confirmation(
    what: ToConfirm,
    now: &Situation<'_>,
    late: &LateFacts,
) -> Result<Arc<Plan>, WhyNot> {
    keep_list_allows(ToSend::from(what), now, &late.keep_list)?;
    record_allows(now, late.record)?;
    may_be_asked(what, now)?;
    plan_of(now)
}

/// Returns the plan of the run, or the frozen proposal.
///
/// # Errors
/// [`WhyNot::NotFrozen`], or [`WhyNot::NothingProposed`].
pub fn plan_of(now: &Situation<'_>) -> Result<Arc<Plan>, WhyNot> {
    match (now.run, now.proposal) {
        (Some(run), _) => Ok(Arc::clone(run.plan())),
        (None, Some(proposal)) => Ok(Arc::new(proposal.freeze()?)),
        (None, None) => Err(WhyNot::NothingProposed),
    }
}

/// Checks that no row that is about to be confirmed or sent is on the keep list.
///
/// # Errors
/// [`WhyNot`] about the keep list.
pub fn keep_list_allows(
    what: ToSend,
    now: &Situation<'_>,
    late: &LateKeepList,
) -> Result<(), WhyNot> {
    // An addition takes nothing away from anybody.
    if now.action() == Some(Action::Add) {
        return Ok(());
    }
    let list = match &late.read {
        KeepListReading::NotRead => return Err(WhyNot::KeepListNotRead(late.here.clone())),
        KeepListReading::Unreadable => return Err(WhyNot::KeepListUnreadable(late.here.clone())),
        KeepListReading::Known(list) => list,
    };
    match (now.run, list) {
        (Some(run), Some(list)) => kept_in(run, what, list),
        (Some(_), None) => Ok(()),
        (None, _) if late.lost_ticks => Err(WhyNot::LostTicks),
        (None, _) => Ok(()),
    }
}

/// Checks what a button can offer: everything except what is read at the last moment.
///
/// # Errors
/// [`WhyNot`].
pub fn may_be_asked(what: ToConfirm, now: &Situation<'_>) -> Result<(), WhyNot> {
    match (what, now.run) {
        (ToConfirm::Export, Some(_)) => Ok(()),
        (ToConfirm::Export, None) => now.proposal_allows(),
        (ToConfirm::Changes(_), _) if !now.is_connected => Err(WhyNot::NotConnected),
        (ToConfirm::Changes(scope), Some(run)) => now.run_allows(scope, run),
        (ToConfirm::Changes(scope), None) => {
            now.proposal_allows()?;
            match (scope, now.action()) {
                (Scope::Trial, Some(Action::Remove)) | (Scope::Remaining, Some(Action::Add)) => {
                    Ok(())
                }
                (Scope::Trial, _) => Err(WhyNot::TrialOver),
                (Scope::Remaining, _) => Err(WhyNot::TrialFirst),
                (Scope::Failed, _) => Err(WhyNot::NothingCovered),
            }
        }
    }
}

/// Whether Resume may be offered.
///
/// # Errors
/// [`WhyNot`].
pub fn may_be_resumed(now: &Situation<'_>) -> Result<(), WhyNot> {
    let run = now.run.ok_or(WhyNot::NothingProposed)?;
    if !now.is_connected {
        return Err(WhyNot::NotConnected);
    }
    if run.is_from_outside() {
        return Err(WhyNot::FromOutside);
    }
    now.is_here_as_it_was()?;
    match run.phase() {
        Phase::Paused(_) => Ok(()),
        Phase::Stopped | Phase::Halted(_) if run.is_at_rest() => Ok(()),
        Phase::Stopped | Phase::Halted(_) | Phase::Running => Err(WhyNot::UnderWay),
        Phase::Ready | Phase::Finished => Err(WhyNot::NothingCovered),
    }
}

impl Situation<'_> {
    fn action(&self) -> Option<Action> {
        let of_run = self.run.map(|run| run.plan().action());
        of_run.or_else(|| self.proposal.map(Proposal::action))
    }

    fn proposal_allows(&self) -> Result<(), WhyNot> {
        let proposal = self.proposal.ok_or(WhyNot::NothingProposed)?;
        if self.is_being_checked {
            return Err(WhyNot::StillChecking);
        }
        Ok(proposal.may_be_frozen()?)
    }

    fn run_allows(&self, scope: Scope, run: &Run) -> Result<(), WhyNot> {
        if run.is_from_outside() {
            return Err(WhyNot::FromOutside);
        }
        match scope {
            Scope::Trial => {
                self.is_here_as_it_was()?;
                trial_allowed(run)
            }
            Scope::Remaining => {
                self.is_here_as_it_was()?;
                rest_allowed(run, self.is_trial_read_back)
            }
            Scope::Failed => match self.closed {
                Some(Closed::TakenOver(_)) => Err(WhyNot::TakenOver),
                // If another tab undid the run, the attempt itself reports it.
                Some(Closed::Undone) | None => retry_allowed(run),
            },
        }
    }

    fn is_here_as_it_was(&self) -> Result<(), WhyNot> {
        match self.closed {
            Some(Closed::Undone) => return Err(WhyNot::Undone),
            Some(Closed::TakenOver(_)) => return Err(WhyNot::TakenOver),
            None => {}
        }
        if self.is_driven_elsewhere {
            return Err(WhyNot::Record(LateRecord::DrivenElsewhere));
        }
        Ok(())
    }
}

fn trial_allowed(run: &Run) -> Result<(), WhyNot> {
    if matches!(run.phase(), Phase::Stopped | Phase::Halted(_)) {
        return Err(WhyNot::ToBeResumed);
    }
    if !run.is_at_rest() {
        return Err(WhyNot::UnderWay);
    }
    if run.trial_is_done() || !run.can_try() {
        return Err(WhyNot::TrialOver);
    }
    Ok(())
}

fn rest_allowed(run: &Run, is_trial_read_back: bool) -> Result<(), WhyNot> {
    let adds = run.plan().action() == Action::Add;
    match run.phase() {
        Phase::Finished => {}
        // Adding needs no trial.
        Phase::Ready if adds => {}
        Phase::Ready => return Err(WhyNot::TrialFirst),
        Phase::Stopped | Phase::Halted(_) => return Err(WhyNot::ToBeResumed),
        Phase::Running | Phase::Paused(_) => return Err(WhyNot::UnderWay),
    }
    if run.tally().of(Outcome::NotTried) == 0 {
        return Err(WhyNot::NothingCovered);
    }
    // If the trial proved nothing, the dialog asks whether to continue anyway.
    if !run.trial_is_done() && !run.needs_acceptance() {
        return Err(WhyNot::TrialFirst);
    }
    if !adds && !is_trial_read_back {
        return Err(WhyNot::TrialNotReadBack);
    }
    Ok(())
}

fn retry_allowed(run: &Run) -> Result<(), WhyNot> {
    if !run.is_at_rest() {
        return Err(WhyNot::UnderWay);
    }
    if !run.trial_is_done() {
        return Err(WhyNot::TrialFirst);
    }
    let mut items = 0..run.records().len();
    if !items.any(|item| run.covers(Scope::Failed, item)) {
        return Err(WhyNot::NothingCovered);
    }
    Ok(())
}

/// If the storage was cleared, the attempt itself asks whether to continue from this tab's copy.
fn record_allows(now: &Situation<'_>, record: LateRecord) -> Result<(), WhyNot> {
    match (now.run, record) {
        (None, _) | (Some(_), LateRecord::Current | LateRecord::Cleared) => Ok(()),
        (Some(_), record) => Err(WhyNot::Record(record)),
    }
}
