//! Deletes the record of a run: as it was when somebody was asked, and after the run that it takes back says what became of
//! it.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::journal::{Held, RunHeader, taken_back_by, undone_in};
use leptos::prelude::*;

use crate::browser::{LockAnswer, Store, StoreError};

use super::app_state::{AppState, Asking};
use super::focus::give_lost_focus;
use super::owner::{GOING_ON, take_run_lock};

/// What is stored is not what somebody was asked about.
const CHANGED_MEANWHILE: &str = "This run changed in the meantime, so its record was not deleted. Look at it under Past runs, then decide again.";

/// A record that is to be deleted.
#[derive(Clone)]
pub(super) enum DoomedRecord {
    /// A run's, as it stood when that was decided.
    Run(String, Held),
    /// What is left of a damaged one, whatever that is.
    Damaged(String),
}

impl DoomedRecord {
    fn id(&self) -> &String {
        match self {
            Self::Run(id, _) | Self::Damaged(id) => id,
        }
    }
}

impl AppState {
    /// Asks before a kept run is forgotten.
    pub(super) fn ask_forget(self, head: Rc<RunHeader>) {
        self.open_dialog
            .set(Some(Asking::Forget(Arc::new(RunHeader::clone(&head)))));
    }

    /// Forgets a kept run, unless a tab is driving it. One that is open in this tab is closed: without its record it can
    /// neither go on nor be taken back.
    pub(super) fn forget(self, record: DoomedRecord) {
        leptos::task::spawn_local(async move {
            let Some(store) = self.storage.store() else {
                return;
            };
            match self.delete(&store, &record).await {
                Err(why) => self.trouble.set(Some(why)),
                Ok(()) if self.run_id().as_ref() == Some(record.id()) => self.close_run(),
                Ok(()) => {}
            }
            self.tell_runs();
            self.list_records().await;
            // The button that asked went with its run, and the last run takes the list along.
            match untrack(|| self.stored_runs.is_empty()) {
                true => give_lost_focus(&[]),
                false => give_lost_focus(&[".past__heading"]),
            }
        });
    }

    async fn delete(self, store: &Store, record: &DoomedRecord) -> Result<(), String> {
        let _lock = lock_of(record.id()).await?;
        note_in_sources(store, record.id()).await?;
        let deleted = match record {
            DoomedRecord::Run(id, held) => store.delete(id, *held).await,
            DoomedRecord::Damaged(id) => store.delete_damaged(id).await,
        };
        match deleted {
            // Another tab was quicker.
            Ok(()) | Err(StoreError::Gone) => Ok(()),
            Err(StoreError::Superseded) => Err(CHANGED_MEANWHILE.to_owned()),
            Err(fault) => Err(fault.to_string()),
        }
    }
}

async fn lock_of(id: &str) -> Result<LockAnswer, String> {
    match take_run_lock(id).await {
        LockAnswer::Taken => Err(GOING_ON.to_owned()),
        lock => Ok(lock),
    }
}

/// Notes in the records of the runs that this one takes back what became of them: an undo whose tab was closed has not done
/// so, and nothing else tells of it once its record is gone.
async fn note_in_sources(store: &Store, id: &str) -> Result<(), String> {
    let stored = store.heads().await.map_err(|why| why.to_string())?;
    let heads = stored.iter().filter_map(|it| RunHeader::read(it).ok());
    let heads: Vec<RunHeader> = heads.collect();
    let all: Vec<&RunHeader> = heads.iter().collect();
    let undo = all.iter().find(|head| head.id == id);
    for source in undo.map_or_else(Vec::new, |undo| taken_back_by(undo, &all)) {
        if undone_in(source, &heads) == source.undone {
            continue;
        }
        let _lock = lock_of(&source.id).await?;
        let note = |head| RunHeader {
            undone: undone_in(&head, &heads),
            ..head
        };
        match store.change_head(&source.id, note).await {
            // A damaged record is not resumed.
            Ok(()) | Err(StoreError::Gone | StoreError::Superseded) => {}
            Err(fault) => return Err(fault.to_string()),
        }
    }
    Ok(())
}
