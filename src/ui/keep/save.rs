//! Saves or deletes the keep list. A list that cannot be saved applies for this visit.

use std::sync::Arc;

use groupsweep_core::choose::KeepList;
use groupsweep_core::journal::{read_keep, write_keep};
use groupsweep_driver::ports::Clock;

use crate::browser::{BrowserClock, StoreError};
use crate::ui::app_state::{AppState, KeepListState, ListKept};

/// The list that the next save replaces.
pub(super) struct ReplacedList {
    /// The stored list. If it could not be read, nothing is saved over it.
    pub(super) stored: Result<Option<Vec<u8>>, StoreError>,
    /// `None` if there is no list, or none that can be read.
    pub(super) text: Option<String>,
    /// This list is stored, and the one in the page never was, so the text is not an edit of it.
    pub(super) was_unseen: bool,
}

/// Why a list was not saved.
pub(super) enum NotSaved {
    /// Another tab stored a list after this tab had read it.
    Overtaken,
    Because(String),
}

impl AppState {
    /// The list that the next save replaces: the stored one or, if none is stored, the one in the page.
    pub(super) async fn list_to_replace(self) -> ReplacedList {
        let stored = match self.storage.store() {
            Some(store) => self.stored_keep_list(store).await,
            None => Ok(None),
        };
        let text = match (&stored, self.keep.known_untracked()) {
            (Ok(Some(bytes)), _) => read_keep(bytes).ok().map(|list| list.text().to_owned()),
            (
                Ok(None) | Err(_),
                KeepListState::List {
                    list,
                    kept: ListKept::Saved,
                },
            ) => Some(list.text().to_owned()),
            (Ok(None) | Err(_), _) => None,
        };
        let is_unseen = matches!(
            self.keep.known_untracked(),
            KeepListState::List {
                kept: ListKept::Visit { over: None },
                ..
            }
        );
        ReplacedList {
            was_unseen: is_unseen && text.is_some(),
            text,
            stored,
        }
    }

    /// Saves a list in place of the one that was seen, or deletes that one (`None`). A list that cannot be saved
    /// applies for this visit, and the page says so.
    pub(super) async fn save_keep_list(
        self,
        seen: &ReplacedList,
        text: Option<String>,
    ) -> Result<(), NotSaved> {
        let list = match text {
            Some(text) => {
                let list = KeepList::read(&text, BrowserClock.now());
                Some(list.map_err(|why| NotSaved::Because(why.to_string()))?)
            }
            None => None,
        };
        let bytes = list.as_ref().map(write_keep);
        let Some(store) = self.storage.store() else {
            self.keep_for_visit(list);
            return Ok(());
        };
        let opening = store.opening();
        let kept = match &seen.stored {
            Ok(stored) => {
                let replaced = store.replace_keep_list(stored.as_deref(), bytes.as_deref());
                match replaced.await {
                    Ok(false) => return Err(NotSaved::Overtaken),
                    Ok(true) => Ok(()),
                    Err(fault) => Err(fault),
                }
            }
            Err(fault) => Err(*fault),
        };
        if kept.is_ok() {
            self.keep.note_seen_in(opening);
        }
        self.keep_list_was_saved(seen, list, kept)
            .map_err(NotSaved::Because)
    }

    /// Without a storage: nothing is saved, and nothing that may be stored is deleted.
    fn keep_for_visit(self, list: Option<KeepList>) {
        self.keep_is(match list {
            Some(list) => KeepListState::List {
                list: Arc::new(list),
                kept: ListKept::Visit { over: None },
            },
            None => self.list_without_storage(),
        });
    }

    fn keep_list_was_saved(
        self,
        seen: &ReplacedList,
        list: Option<KeepList>,
        saved: Result<(), StoreError>,
    ) -> Result<(), String> {
        let now = match (list, saved) {
            (None, Err(fault)) => {
                return Err(format!(
                    "{fault} The list is still saved and still applies."
                ));
            }
            (None, Ok(())) => KeepListState::None,
            (Some(list), saved) => KeepListState::List {
                list: Arc::new(list),
                kept: match saved {
                    Ok(()) => ListKept::Saved,
                    Err(_) => self.over(seen),
                },
            },
        };
        self.keep_is(now);
        self.keep.other_tabs().tell("changed");
        match saved {
            Ok(()) => Ok(()),
            Err(fault) => Err(format!(
                "{fault} The list was not saved. It applies to this visit only."
            )),
        }
    }

    /// What an unsaved list replaces for this visit: the stored one, if it could be read.
    fn over(self, seen: &ReplacedList) -> ListKept {
        let known = self.keep.known_untracked();
        match (&seen.stored, known) {
            (
                Err(_),
                KeepListState::List {
                    kept: kept @ ListKept::Visit { .. },
                    ..
                },
            ) => kept,
            _ => ListKept::Visit {
                over: seen.text.as_deref().map(Arc::from),
            },
        }
    }
}
