//! One run, one owner: before a tab writes to a run's record, it takes the run's lock and claims the record. If
//! another tab has changed the run, this one shows the stored state instead.

use std::sync::Arc;

use groupsweep_core::domain::Span;
use groupsweep_core::journal::{RunHeader, WriteBack, closed_in};
use groupsweep_core::run::{Closed, LateRecord, Phase, WhyNot};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::{BrowserClock, LockAnswer, RunRecord, StoreError, locks_of_others, take_lock};

use super::app_state::{ActiveRun, AppState, Asking, CopyOfRun};
use super::attempt::Attempt;

/// The prefix of a run's lock name. The run's id follows.
pub(super) const LOCK: &str = "groupsweep run ";
/// A tab that only notes something holds the lock for a moment. A driver holds it for minutes.
const MOMENT: Span = Span(150);
const TRIES: u8 = 4;

/// Another tab drives the run.
pub(super) const GOING_ON: &str =
    "This run is in progress in another tab. Let it finish or stop it there, then try again.";
const NOT_STORED: &str = "The browser still cannot store the record of this run, so nothing was sent. Free up disk space or allow storage for this page, then try again. If that does not help, download the results, reload the page, and resume the run under Past runs. Download them first: only this tab has the latest outcomes.";
const CHANGED: &str = "This run changed in another tab. This is its current state.";
const OLDER_STORED: &str = "Another tab stored an older copy of this run after the browser's storage was cleared. This page still shows its own, newer copy, and nothing was sent. Download the results here before you close this tab. To continue from the stored copy, open the run under Past runs.";
const UNDONE: &str = "This run was undone, so it cannot be resumed. Nothing was sent. To change these memberships again, start a new run.";

/// Why nothing was sent for a run that cannot be resumed.
fn sentence_of(why: Closed) -> String {
    match why {
        Closed::Undone => UNDONE.to_owned(),
        Closed::TakenOver(_) => WhyNot::TakenOver.to_string(),
    }
}

pub(super) fn can_resume(sweep: &ActiveRun) -> bool {
    matches!(
        sweep.run.borrow().phase(),
        Phase::Stopped | Phase::Halted(_)
    )
}

/// The state of a record after an error of the storage.
fn record_after(fault: StoreError) -> LateRecord {
    match fault {
        StoreError::Superseded => LateRecord::Superseded,
        StoreError::Unavailable | StoreError::HeldUp | StoreError::Full | StoreError::Broken => {
            LateRecord::NotStored
        }
        StoreError::Outdated => LateRecord::Outdated,
        StoreError::Gone => LateRecord::Gone,
        StoreError::Cleared => LateRecord::Cleared,
    }
}

/// Why this tab does not own a run's record. Nothing was changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(super) enum NotOwnedError {
    /// The page says why.
    #[error("another tab owns the record, or has changed it")]
    Refused,
    /// The browser's storage was cleared, and this tab's copy may be old. Nothing was said yet: whoever asked may have
    /// a question to ask.
    #[error("the browser's storage was cleared")]
    Cleared,
}

/// Requests the lock of a run.
pub(super) async fn take_run_lock(id: &str) -> LockAnswer {
    let name = format!("{LOCK}{id}");
    let mut answer = take_lock(&name).await;
    for _ in 1..TRIES {
        if !matches!(answer, LockAnswer::Taken) {
            break;
        }
        BrowserClock.sleep(MOMENT).await;
        answer = take_lock(&name).await;
    }
    answer
}

impl AppState {
    /// Makes this tab the owner of a run's record while it holds the lock.
    ///
    /// # Errors
    /// [`NotOwnedError`]. Where the stored run is another one by now, the page shows it anew.
    pub(super) async fn own(
        self,
        sweep: &ActiveRun,
        write_back: WriteBack,
    ) -> Result<LockAnswer, NotOwnedError> {
        let lock = take_run_lock(&sweep.head.id).await;
        if matches!(lock, LockAnswer::Taken) {
            self.trouble.set(Some(GOING_ON.to_owned()));
            self.list_records().await;
            return Err(NotOwnedError::Refused);
        }
        let Some(kept) = &sweep.kept else {
            return Ok(lock);
        };
        match kept.claim(write_back).await {
            Ok(()) => {
                self.stored_runs.note_not_lost();
                Ok(lock)
            }
            Err(StoreError::Cleared) => Err(NotOwnedError::Cleared),
            Err(fault) => {
                self.not_current(sweep, record_after(fault)).await;
                Err(NotOwnedError::Refused)
            }
        }
    }

    /// The same for a note in the record: nothing is sent then, so nobody is asked whether to go on from this tab's
    /// copy.
    pub(super) async fn own_to_note(self, sweep: &ActiveRun) -> Option<LockAnswer> {
        match self.own(sweep, WriteBack::NotAsked).await {
            Ok(lock) => Some(lock),
            Err(NotOwnedError::Cleared) => {
                self.not_current(sweep, LateRecord::Cleared).await;
                None
            }
            Err(NotOwnedError::Refused) => None,
        }
    }

    /// Asks whether a run goes on from this tab's copy, because the browser lost its record.
    pub(super) fn ask_to_write_back(self, sweep: &ActiveRun, attempt: &Attempt) {
        let run = sweep.run.borrow();
        let (goes_on, left) = attempt.order.goes_on(&run);
        // As the page shows it: what happened last may not have been stored.
        let mut now = sweep.head.of(&run, BrowserClock.now_on_the_wall());
        now.progress.counts = run.counts().tally;
        let copy = CopyOfRun {
            now,
            attempt: attempt.clone(),
            goes_on,
            left,
        };
        self.open_dialog
            .set(Some(Asking::WriteBack(Arc::new(copy))));
    }

    /// Holds the lock of the run that this one takes back or continues: nobody resumes or deletes it meanwhile. `None`
    /// if another tab works on that run, or has changed it since this one was confirmed: then the page shows that run
    /// as it is stored now.
    pub(super) async fn hold_source(self, next: &ActiveRun) -> Option<LockAnswer> {
        let Some(id) = next.head.undoes.as_ref().or(next.head.continues.as_ref()) else {
            return Some(LockAnswer::Unknown);
        };
        let lock = take_run_lock(id).await;
        if matches!(lock, LockAnswer::Taken) {
            self.trouble.set(Some(GOING_ON.to_owned()));
            self.list_records().await;
            return None;
        }
        let has_begun = next.run.borrow().began_at().is_some();
        let kept = next.source.as_ref().and_then(|source| source.kept.as_ref());
        let Some(kept) = kept.filter(|_| !has_begun) else {
            return Some(lock);
        };
        match kept.is_current().await {
            Ok(()) => Some(lock),
            Err(fault) => {
                self.back_to_source(id, fault).await;
                None
            }
        }
    }

    /// The run that was to be taken back, in the place of an undo that did not begin.
    async fn back_to_source(self, id: &str, fault: StoreError) {
        let why = match (fault, self.read_back_run(id).await) {
            (StoreError::Superseded, Ok(fresh)) => {
                self.put_in_page(fresh);
                CHANGED.to_owned()
            }
            (StoreError::Superseded, Err(why)) => why,
            (fault, _) => fault.to_string(),
        };
        self.trouble.set(Some(why));
        self.list_records().await;
    }

    /// Whether the run in the page is what is stored. If it is not, the page shows it anew and says so.
    pub(super) async fn is_current(self) -> bool {
        let record = self.late_record().await;
        self.show_late_record(record).await;
        record == LateRecord::Current
    }

    /// The stored record of the run in the page as it is now.
    pub(super) async fn late_record(self) -> LateRecord {
        let Some(sweep) = self.run.active() else {
            return LateRecord::Current;
        };
        let Some(kept) = &sweep.kept else {
            return LateRecord::Current;
        };
        // A run that this tab drives is its own, and may be in the middle of a write.
        if !sweep.run.borrow().is_at_rest() {
            return LateRecord::Current;
        }
        if self.is_driven_elsewhere(&sweep.head.id).await {
            return LateRecord::DrivenElsewhere;
        }
        match kept.is_current().await {
            Ok(()) => LateRecord::Current,
            Err(fault) => record_after(fault),
        }
    }

    /// Says what is the matter with the stored record, and shows the run anew where another tab has changed it.
    pub(super) async fn show_late_record(self, record: LateRecord) {
        if let Some(sweep) = self.run.active() {
            self.not_current(&sweep, record).await;
        }
    }

    async fn not_current(self, sweep: &ActiveRun, record: LateRecord) {
        let why = match record {
            LateRecord::Current => return,
            LateRecord::DrivenElsewhere => GOING_ON.to_owned(),
            LateRecord::Superseded => self.show_anew(sweep).await,
            LateRecord::NotStored => NOT_STORED.to_owned(),
            LateRecord::Outdated => StoreError::Outdated.to_string(),
            LateRecord::Gone => StoreError::Gone.to_string(),
            LateRecord::Cleared => StoreError::Cleared.to_string(),
        };
        self.trouble.set(Some(why));
        self.list_records().await;
    }

    /// Puts the run as it is stored in the place of this tab's old copy; the sentence that says so. A copy that is
    /// newer than what is stored stays: it may be the only one that knows what was removed.
    pub(super) async fn show_anew(self, old: &ActiveRun) -> String {
        if old.kept.as_ref().is_some_and(RunRecord::is_displaced) {
            return OLDER_STORED.to_owned();
        }
        let id = &old.head.id;
        let fresh = match self.read_back_run(id).await {
            Ok(fresh) => fresh,
            Err(why) => return why,
        };
        if let (Some(mine), Some(stored)) = (&old.kept, &fresh.kept)
            && mine.note_displaced(stored)
        {
            return OLDER_STORED.to_owned();
        }
        let is_open = can_resume(&fresh);
        if self.run_id().as_ref() == Some(id) {
            let now = || {
                old.head
                    .of(&old.run.borrow(), BrowserClock.now_on_the_wall())
            };
            let shown = old.shown.clone().unwrap_or_else(|| Arc::new(now()));
            self.put_in_page(ActiveRun {
                shown: Some(shown),
                ..fresh
            });
        }
        match self.closed(id).await.filter(|_| is_open) {
            Some(why) => sentence_of(why),
            None => CHANGED.to_owned(),
        }
    }

    fn put_in_page(self, fresh: ActiveRun) {
        self.open_dialog.set(None);
        self.put_run(fresh);
    }

    /// Whether a run can be resumed. A run that was undone, or an undo that a later one took over, cannot, and the
    /// page says so.
    pub(super) async fn may_go_on(self, sweep: &ActiveRun) -> bool {
        let Some(why) = self.closed(&sweep.head.id).await else {
            return true;
        };
        self.trouble.set(Some(sentence_of(why)));
        self.list_records().await;
        false
    }

    /// Why a run cannot be resumed, according to the current records.
    async fn closed(self, id: &str) -> Option<Closed> {
        let heads = self.storage.store()?.heads().await.ok()?;
        // Also of damaged records: what took the run back counts, even if its record cannot be opened any more.
        let heads: Vec<RunHeader> = heads
            .iter()
            .filter_map(|bytes| RunHeader::read(bytes).ok())
            .collect();
        let head = heads.iter().find(|head| head.id == id)?;
        closed_in(head, &heads)
    }

    /// Why the run in the page cannot be resumed, according to the list of past runs.
    pub(super) fn closed_now(self) -> Option<Closed> {
        let id = self.run.with_active(|active| active.head.id.clone())?;
        self.stored_runs.with_heads(|heads| {
            let head = heads.iter().find(|head| head.id == id)?;
            closed_in(head, heads.iter().map(|it| &**it))
        })
    }

    /// Whether the run in the page was undone, according to the list of past runs.
    pub(super) fn is_undone_now(self) -> bool {
        self.closed_now() == Some(Closed::Undone)
    }

    /// Whether another tab drives a run.
    pub(super) async fn is_driven_elsewhere(self, id: &str) -> bool {
        let name = format!("{LOCK}{id}");
        locks_of_others().await.contains(&name)
    }
}
