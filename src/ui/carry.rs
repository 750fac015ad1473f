//! Saves a run's record to a file and loads it, to move it to another address.

use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::journal::{Room, RunHeader, read_carried, write_carried};
use groupsweep_core::report::wording::{damaged_here, here_already, loaded};
use groupsweep_core::run::Evidence;
use groupsweep_driver::Driver;
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;
use web_sys::File;

use crate::browser::{BrowserClock, LockAnswer, Store, StoreError, own_address, read_record_file};

use super::app_state::{AppState, session};
use super::downloads::{BROWSER_REFUSED, file_name, save};
use super::owner::take_run_lock;
use super::text;

/// How often a tab that saved the record of a run in progress looks whether the run is still in progress.
const AGAIN: Span = Span(2_000);

impl AppState {
    /// Downloads the stored record of a run. Reports errors in `trouble`.
    fn save_record(self, id: String, trouble: RwSignal<Option<String>>) {
        trouble.set(None);
        leptos::task::spawn_local(async move {
            let saved = self.record_file(&id).await;
            let saved = saved.map_err(|why| why.to_string()).and_then(|bytes| {
                let name = file_name("record", "groupsweep");
                let is_out = save(&name, "application/octet-stream", &bytes);
                is_out
                    .then_some(())
                    .ok_or_else(|| BROWSER_REFUSED.to_owned())
            });
            match saved {
                Ok(()) => self.note_saved(&id).await,
                Err(why) => trouble.set(Some(why)),
            }
        });
    }

    /// Notes in the record of an unfinished run that it was saved. Another address may then resume it, so a resume
    /// here asks first.
    async fn note_saved(self, id: &str) {
        let is_open = |head: &RunHeader| head.has_work_left() && head.brought.is_none();
        if !self
            .stored_runs
            .head_untracked(id)
            .is_some_and(|head| is_open(&head))
        {
            return;
        }
        let now = BrowserClock.now();
        // Only the tab that drives a run writes to its record.
        if self.is_driven_elsewhere(id).await {
            self.tell_saved(id);
            return self.note_saved_later(id.to_owned(), now);
        }
        let at_hand = self.run.active();
        let at_hand = at_hand.filter(|sweep| sweep.head.id == id);
        match (at_hand, self.storage.store()) {
            (Some(sweep), _) => {
                // If this tab drives the run, it already owns the record.
                let driver = Driver::of(&sweep.run);
                let lock = match &driver {
                    Some(_) => self.own_to_note(&sweep).await,
                    None => Some(LockAnswer::Unknown),
                };
                if let (Some(_), Some(kept)) = (&lock, &sweep.kept) {
                    let _ = kept.note_saved(now).await;
                }
            }
            (None, Some(store)) => {
                let lock = take_run_lock(id).await;
                if !matches!(lock, LockAnswer::Taken) {
                    note_saved_at(&store, id, now).await;
                }
            }
            (None, None) => {}
        }
        self.tell_runs();
        self.list_records().await;
    }

    /// Notes it once no tab drives the run, unless the driving tab did. It may have missed the message.
    fn note_saved_later(self, id: String, at: Timestamp) {
        leptos::task::spawn_local(async move {
            loop {
                BrowserClock.sleep(AGAIN).await;
                let lock = take_run_lock(&id).await;
                if matches!(lock, LockAnswer::Taken) {
                    continue;
                }
                if let Some(store) = self.storage.store() {
                    note_saved_at(&store, &id, at).await;
                }
                drop(lock);
                self.tell_runs();
                return self.list_records().await;
            }
        });
    }

    async fn record_file(self, id: &str) -> Result<Vec<u8>, StoreError> {
        let store = self.storage.store().ok_or(StoreError::Unavailable)?;
        let record = store.load(id).await?;
        let from = own_address().to_string();
        Ok(write_carried(&record, &from, BrowserClock.now()))
    }

    /// Loads a record from a file. It is then a past run of this address.
    pub(super) fn load_record(self, file: File) {
        self.trouble.set(None);
        self.stored_runs.set_loaded(None);
        leptos::task::spawn_local(async move {
            match self.take_record(&file).await {
                Ok(sentence) => self.stored_runs.set_loaded(Some(sentence)),
                Err(why) => self.trouble.set(Some(format!("{}: {why}", file.name()))),
            }
            self.tell_runs();
            self.list_records().await;
        });
    }

    async fn take_record(self, file: &File) -> Result<String, String> {
        let store = self.storage.store();
        let store = store.ok_or_else(|| StoreError::Unavailable.to_string())?;
        let bytes = read_record_file(file).await?;
        let carried = read_carried(&bytes, BrowserClock.now()).map_err(|why| why.to_string())?;
        match store.bring(&carried).await {
            Ok(Room::Free) => Ok(loaded(&carried.head, carried.saved, text::READER)),
            Ok(Room::Taken) => Err(here_already(&carried.head, &own_address(), text::READER)),
            Ok(Room::Remains) => Err(damaged_here(&carried.head, &own_address(), text::READER)),
            Err(fault) => Err(fault.to_string()),
        }
    }
}

/// Notes the time of saving in the record of a run that no tab drives, unless it is there already.
async fn note_saved_at(store: &Store, id: &str, at: Timestamp) {
    let Ok(heads) = store.heads().await else {
        return;
    };
    let mut heads = heads.iter().filter_map(|bytes| RunHeader::read(bytes).ok());
    let head = heads.find(|head| head.id == id);
    if head.is_some_and(|head| head.saved < Some(at)) {
        let note = |head| RunHeader {
            saved: Some(at),
            ..head
        };
        let _ = store.change_head(id, note).await;
    }
}

/// The button that saves a run's record; `of` says which run, where several are listed.
#[component]
pub(super) fn SaveRecord(
    id: String,
    #[prop(optional, into)] of: Option<String>,
    #[prop(optional, into)] trouble: Option<RwSignal<Option<String>>>,
) -> impl IntoView {
    let session = session();
    let trouble = trouble.unwrap_or(session.trouble);
    let is_alone = of.is_none();
    let name = match of {
        Some(of) => format!("Save record of the run of {of}"),
        None => "Save record".to_owned(),
    };
    let id = StoredValue::new(id);
    view! {
        <button type="button" class="button" class:button--small=is_alone aria-label=name on:click=move |_| session.save_record(id.get_value(), trouble)>
            "Save record"
        </button>
    }
}

/// Loads a record that was saved at another address.
#[component]
pub(super) fn LoadRecord() -> impl IntoView {
    let session = session();
    let is_kept = move || session.storage.is_kept();
    let has_none = move || session.stored_runs.is_empty();
    view! {
        <Show when=is_kept>
            <div class="stack">
                <div class="actions">
                    <label class="button button--file">
                        <span>"Load a record"</span>
                        <input
                            type="file"
                            accept=".groupsweep"
                            on:change:target=move |event| {
                                if let Some(file) = event.target().files().and_then(|files| files.get(0)) {
                                    session.load_record(file);
                                }
                                event.target().set_value("");
                            }
                        />
                    </label>
                    <p class="sub">
                        {move || has_none().then(|| format!("No past runs are kept {}. ", own_address().here()))}
                        "To bring a run here from another address or browser, press \"Save record\" there. Then load that file here."
                    </p>
                </div>
                {move || session.stored_runs.loaded().map(|words| view! { <p class="note" role="status" aria-label="Loaded record">{words}</p> })}
            </div>
        </Show>
    }
}

/// Why nothing can be sent for the run in the page, if its record came from another address.
#[component]
pub(super) fn LoadedFromNote() -> impl IntoView {
    let session = session();
    view! {
        <Show when=move || session.evidence() == Evidence::BroughtRecord>
            <p class="sub">"The record of this run came from another address. To finish the run here, press Resume under Past runs on Import."</p>
        </Show>
    }
}
