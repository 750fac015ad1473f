//! Later runs of this browser on the same site: what they found out about the run in the page, and what they undid.

use std::sync::Arc;

use groupsweep_core::journal::{
    RunHeader, WholeRecord, is_wholly_undone, nothing_is_left_to_undo, read_record, taken_back_by,
    undo_notes,
};
use groupsweep_core::run::{LaterWords, Rate, Run};
use groupsweep_driver::ports::Clock;

use crate::browser::{BrowserClock, LockAnswer, Store, StoreError};

use super::app_state::{ActiveRun, AppState};
use super::owner::take_run_lock;

impl AppState {
    /// Takes in what later runs showed, for a report: its restore file leaves out what a later run found in place.
    pub(super) fn look_at_later_runs(self) {
        leptos::task::spawn_local(async move {
            let sweep = self.run.active();
            if sweep.is_some_and(|sweep| sweep.run.borrow().is_at_rest()) {
                self.hear_of_later_runs().await;
            }
        });
    }

    /// Reads what later runs on the same site showed of the memberships of the run in the page.
    pub(super) async fn hear_of_later_runs(self) {
        let (Some(store), Some(sweep)) = (self.storage.store(), self.run.active()) else {
            return;
        };
        let Some(looked) = sweep.run.borrow().looked_at() else {
            return;
        };
        // As they are now: another tab may have written some.
        let Ok(heads) = store.heads().await else {
            return;
        };
        let heads = heads.iter().filter_map(|bytes| RunHeader::read(bytes).ok());
        let heads: Vec<RunHeader> = heads.collect();
        let all: Vec<&RunHeader> = heads.iter().collect();
        // Every practice site is another one, but for the undos of a run, and theirs.
        let is_same_site = |head: &RunHeader| match &sweep.head.site {
            None => taken_back_by(head, &all)
                .iter()
                .any(|it| it.id == sweep.head.id),
            site => head.site == *site,
        };
        let later = all.iter().copied().filter(|head| {
            head.id != sweep.head.id && head.progress.at >= looked && is_same_site(head)
        });
        let mut words = LaterWords::default();
        for head in later {
            let Ok(stored) = store.load(&head.id).await else {
                continue;
            };
            // What can be read of a damaged record counts too.
            let other = match read_record(&stored) {
                Ok(WholeRecord { plan, batches, .. }) => {
                    Some(Run::recover(Arc::new(plan), Rate::DEFAULT, batches, true))
                }
                Err(wreck) => wreck.run,
            };
            if let Some(other) = other {
                words.take(&sweep.run.borrow(), &other, head.created);
            }
        }
        sweep.run.borrow_mut().hear_of_later_runs(words);
        self.run.changed();
    }

    /// Notes in the records of the runs that this one takes back, the last one and those before it, what became of
    /// them. Where that fails, the list of past runs still shows it, as long as all records are kept.
    pub(super) async fn note_undone(self, sweep: &ActiveRun) {
        let (Some(store), Some(source)) = (self.storage.store(), &sweep.head.undoes) else {
            return;
        };
        let now = sweep
            .head
            .of(&sweep.run.borrow(), BrowserClock.now_on_the_wall());
        let past = self.stored_runs.heads_untracked();
        let others = past.iter().map(|it| &**it).filter(|it| it.id != now.id);
        let heads: Vec<&RunHeader> = others.chain([&now]).collect();
        for earlier in taken_back_by(&now, &heads) {
            // This tab holds the run that it undoes. Whoever drives one before it goes by the list.
            let lock = match earlier.id == *source {
                true => LockAnswer::Unknown,
                false => take_run_lock(&earlier.id).await,
            };
            if !matches!(lock, LockAnswer::Taken) {
                let _ = note_undos(&store, earlier, &heads).await;
            }
        }
    }

    /// Whether later runs have taken all of the run in the page back.
    pub(super) fn is_run_undone(self) -> bool {
        self.head_now().is_some_and(|head| {
            self.stored_runs
                .with_heads(|heads| is_wholly_undone(&head, heads.iter().map(|it| &**it)))
        })
    }

    /// Whether an undo of the run in the page has nothing to do.
    pub(super) fn nothing_is_left_to_undo(self) -> bool {
        self.head_now().is_some_and(|head| {
            self.stored_runs
                .with_heads(|heads| nothing_is_left_to_undo(&head, heads.iter().map(|it| &**it)))
        })
    }
}

/// Writes into the record of a run what its undos left, if that is not there yet.
pub(super) async fn note_undos(
    store: &Store,
    run: &RunHeader,
    heads: &[&RunHeader],
) -> Result<(), StoreError> {
    if undo_notes(run, heads.iter().copied()) == run.undone {
        return Ok(());
    }
    let note = |head| RunHeader {
        undone: undo_notes(&head, heads.iter().copied()),
        ..head
    };
    store.change_head(&run.id, note).await
}
