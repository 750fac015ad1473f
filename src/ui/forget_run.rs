//! Deletes the record of a run, if it is still as it was when the admin was asked. Before that, the run that it undoes
//! notes the result of the undo.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::journal::{
    Held, RunHeader, Undone, taken_back_by, to_delete_before, undo_notes,
};
use leptos::prelude::*;

use crate::browser::{LockAnswer, Store, StoreError};

use super::app_state::{ActiveRun, AppState, Asking};
use super::focus::give_lost_focus;
use super::later_runs::note_undos;
use super::owner::{GOING_ON, take_run_lock};
use super::text;

/// The stored record differs from what the admin was asked about.
const CHANGED_MEANWHILE: &str = "This run changed in the meantime, so its record was not deleted. Look at it under Past runs, then decide again.";

/// Why the record of an undo stays as long as that of the run which undid it.
fn delete_first(later: &RunHeader) -> String {
    let later = text::day_and_time(later.created);
    format!(
        "This record was not deleted. The run of {later} undid this run, so delete the record of that run first. Otherwise, Past runs could show a wrong number of undone rows."
    )
}

/// A record to delete.
#[derive(Clone)]
pub(super) enum DoomedRecord {
    /// The record of a run, as it was when the admin decided.
    Run(String, Held),
    /// What is left of a damaged record.
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
    /// Asks before a stored run is deleted.
    pub(super) fn ask_forget(self, head: Rc<RunHeader>) {
        let why_not = untrack(|| {
            self.stored_runs.with_heads(|heads| {
                let all: Vec<&RunHeader> = heads.iter().map(|it| &**it).collect();
                to_delete_before(&head, &all).map(delete_first)
            })
        });
        self.trouble.set(why_not.clone());
        if why_not.is_none() {
            self.open_dialog
                .set(Some(Asking::Forget(Arc::new(RunHeader::clone(&head)))));
        }
    }

    /// Deletes a stored run, unless a tab is driving it. Closes it if it is open in this tab: without its record it
    /// can neither be resumed nor undone.
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
            // The button is gone with its run, and with the last run the list is gone too.
            match untrack(|| self.stored_runs.is_empty()) {
                true => give_lost_focus(&[]),
                false => give_lost_focus(&[".past__heading"]),
            }
        });
    }

    async fn delete(self, store: &Store, record: &DoomedRecord) -> Result<(), String> {
        let _lock = lock_of(record.id()).await?;
        self.note_in_sources(store, record.id()).await?;
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

    /// Notes the result of an undo in the records of the runs that it undoes. An undo whose tab was closed has not
    /// done so, and nothing else records it once its own record is gone. Refuses if another record has to be deleted
    /// first.
    async fn note_in_sources(self, store: &Store, id: &str) -> Result<(), String> {
        let stored = store.heads().await.map_err(|why| why.to_string())?;
        let heads = stored.iter().filter_map(|it| RunHeader::read(it).ok());
        let heads: Vec<RunHeader> = heads.collect();
        let all: Vec<&RunHeader> = heads.iter().collect();
        let undo = all.iter().find(|head| head.id == id);
        if let Some(later) = undo.and_then(|undo| to_delete_before(undo, &all)) {
            return Err(delete_first(later));
        }
        for source in undo.map_or_else(Vec::new, |undo| taken_back_by(undo, &all)) {
            if undo_notes(source, &heads) == source.undone {
                continue;
            }
            let in_page = self.run.active().filter(|it| it.head.id == source.id);
            if let Some(in_page) = in_page {
                let notes = undo_notes(source, &heads);
                self.note_in_page(&in_page, notes).await?;
                continue;
            }
            let _lock = lock_of(&source.id).await?;
            match note_undos(store, source, &all).await {
                // A damaged record is not resumed.
                Ok(()) | Err(StoreError::Gone | StoreError::Superseded) => {}
                Err(fault) => return Err(fault.to_string()),
            }
        }
        Ok(())
    }

    /// Notes it for the run in the page. This tab becomes the record's owner, so that the record does not count as
    /// changed elsewhere.
    async fn note_in_page(self, run: &ActiveRun, undone: Vec<Undone>) -> Result<(), String> {
        let Some(_lock) = self.own_to_note(run).await else {
            return Err(CHANGED_MEANWHILE.to_owned());
        };
        match &run.kept {
            Some(kept) => kept.note_undos(undone).await.map_err(|why| why.to_string()),
            None => Ok(()),
        }
    }
}

async fn lock_of(id: &str) -> Result<LockAnswer, String> {
    match take_run_lock(id).await {
        LockAnswer::Taken => Err(GOING_ON.to_owned()),
        lock => Ok(lock),
    }
}
