//! The keep list of this address. It is read when the page opens, when another tab saves it, and before every
//! confirmation, and applies to every file. Until it is known whether there is one, nothing can be ticked.

mod delete;
mod dialog;
mod edit;
mod keep_list_banner;
mod save;

use std::sync::Arc;

use groupsweep_core::choose::{Keep, KeepDraft, KeepList, Named, SelectionHistory};
use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::journal::{read_keep, write_keep};
use groupsweep_core::plan::Action;
use groupsweep_core::run::{KeepListReading, LateKeepList, WhyNot};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::{BrowserClock, Store, StoreError, TabChannel, own_address};

use super::app_state::{AppState, KeepListState, ListKept, StorageState, UnreadableListError};
use super::text;

pub(super) use dialog::KeepDialog;
pub(super) use keep_list_banner::{KeepButton, KeepNote};

/// After this time without an answer, the storage counts as unreadable.
const PATIENCE: Span = Span(5_000);
/// Why a dialog closes when another tab changes the list.
const LIST_CHANGED: &str = "The keep list changed, so different rows are held back now. Nothing was sent. Look at the rows again, then continue.";
const NEWS: &str = "groupsweep keep list";

impl AppState {
    /// Listens to other tabs, and limits the wait for the storage.
    pub(super) fn start_keeping(self) {
        let news = TabChannel::listen(NEWS, move |_| {
            leptos::task::spawn_local(async move {
                self.read_keep_list().await;
            });
        });
        self.keep.other_tabs().listen(news);
        leptos::task::spawn_local(async move {
            BrowserClock.sleep(PATIENCE).await;
            if self.keep.is_opening_untracked() {
                self.keep_is(KeepListState::Unreadable(UnreadableListError::NoAnswer));
            }
        });
    }

    /// The state without a storage: only a list of this visit. A storage that does not open may contain a list.
    fn list_without_storage(self) -> KeepListState {
        match self.storage.state_untracked() {
            StorageState::Not(StoreError::Unavailable) => KeepListState::None,
            StorageState::Opening
            | StorageState::Not(StoreError::HeldUp)
            | StorageState::Kept(_) => KeepListState::Unreadable(UnreadableListError::NoAnswer),
            StorageState::Not(why) => KeepListState::Unreadable(why.into()),
        }
    }

    fn keep_list_without_storage(self) -> bool {
        let is_opening = self.storage.state_untracked() == StorageState::Opening;
        if !is_opening && self.keep.is_opening_untracked() {
            self.keep_is(self.list_without_storage());
        }
        !is_opening
    }

    /// Resolves once it is known whether there is a keep list.
    pub(super) async fn keep_is_known(self) {
        if self.keep.is_opening_untracked() {
            let _ = self.keep.wait().await;
        }
    }

    /// Reads the list again. False if the storage could not be read.
    pub(super) async fn read_keep_list(self) -> bool {
        let Some(store) = self.storage.store() else {
            return self.keep_list_without_storage();
        };
        let stored = match self.stored_keep_list(store).await {
            Ok(stored) => stored,
            Err(why) if self.keep.is_opening_untracked() => {
                self.keep_is(KeepListState::Unreadable(why.into()));
                return false;
            }
            Err(_) => return false,
        };
        let before = self.keep.known_untracked();
        let now = match (stored.as_deref().map(read_keep), &before) {
            (
                Some(Ok(stored)),
                KeepListState::List {
                    list,
                    kept: ListKept::Visit { over },
                },
            ) => match self.join(list, over.as_deref(), &stored) {
                Some(joined) => joined,
                // The list of this visit still protects people. Nothing is sent without the other list.
                None => return false,
            },
            // A list that could not be saved applies for this visit.
            (
                _,
                KeepListState::List {
                    kept: ListKept::Visit { .. },
                    ..
                },
            ) => return true,
            (Some(Err(_)), KeepListState::Without(_)) => return true,
            (Some(Ok(list)), _) => KeepListState::List {
                list: Arc::new(list),
                kept: ListKept::Saved,
            },
            (Some(Err(why)), _) => KeepListState::Unreadable(why.into()),
            (None, _) => KeepListState::None,
        };
        if now != before {
            self.keep_is(now);
        }
        true
    }

    /// Joins the list of this visit with the stored one, which was unreadable before and must protect people too.
    /// `None` if they cannot be joined.
    fn join(self, list: &KeepList, over: Option<&str>, stored: &KeepList) -> Option<KeepListState> {
        let visit = KeepDraft {
            base: over.unwrap_or_default().to_owned(),
            text: list.text().to_owned(),
        };
        let over: Arc<str> = stored.text().into();
        let joined = KeepList::read(&visit.over(&over), list.changed).ok()?;
        if joined.text() == &*over {
            return Some(KeepListState::List {
                list: Arc::new(joined),
                kept: ListKept::Saved,
            });
        }
        self.keep.edit().go_on_with(joined.text(), &over);
        Some(KeepListState::List {
            list: Arc::new(joined),
            kept: ListKept::Visit { over: Some(over) },
        })
    }

    /// The stored list. If the browser closed the database, for a newer page or because site data were cleared, opens
    /// it once more. A list that was cleared still protects people, and is saved again.
    async fn stored_keep_list(self, store: Store) -> Result<Option<Vec<u8>>, StoreError> {
        // Taken before reading, because something else may reopen the database meanwhile.
        let mut opening = store.opening();
        let stored = match store.keep_list().await {
            Ok(stored) => stored,
            Err(_) => {
                store.reopen().await?;
                opening = store.opening();
                store.keep_list().await?
            }
        };
        let stored = match (stored, self.keep.saved_before(opening)) {
            (None, Some(list)) => {
                let bytes = write_keep(&list);
                match store.replace_keep_list(None, Some(&bytes)).await? {
                    true => Some(bytes),
                    false => store.keep_list().await?,
                }
            }
            (stored, _) => stored,
        };
        self.keep.note_seen_in(opening);
        Ok(stored)
    }

    fn keep_is(self, known: KeepListState) {
        self.keep.set_known(known);
        self.lay_keep_list();
        self.keep.tell_waiting();
    }

    /// Continues without a list that cannot be read. It stays stored until another one is saved.
    fn go_without_keep_list(self) {
        if let KeepListState::Unreadable(why) = self.keep.known_untracked() {
            self.keep_is(KeepListState::Without(why));
        }
    }

    /// Applies the list to the proposal. If a dialog asks about rows that are on the list now, it is asked again.
    pub(super) fn keep_back(self) {
        let changed = self.check.keep_back(self.keep.list().as_ref());
        if changed && self.open_dialog.get_untracked().is_some() {
            self.open_dialog.set(None);
            self.trouble.set(Some(LIST_CHANGED.to_owned()));
        }
    }

    /// The only way to set a selection: the keep list applies to it.
    pub(super) fn put_choice(self, mut choice: SelectionHistory) {
        let is_laid = match (choice.keep(), self.keep.list()) {
            (Keep::On(kept), Some(list)) => Arc::ptr_eq(kept.list(), &list),
            _ => false,
        };
        if !is_laid {
            let keep = self.keep.over(choice.table());
            choice.set_keep(keep);
        }
        self.keep.note_unticked(0);
        self.selection.put(choice);
    }

    /// Applies the current list to the selection. A run keeps its confirmed plan.
    pub(super) fn lay_keep_list(self) {
        if self.has_run_untracked() {
            return;
        }
        self.keep_back();
        let table = self
            .selection
            .with_untracked(|choice| choice.as_ref().map(|choice| Arc::clone(choice.table())));
        let Some(table) = table else { return };
        let keep = self.keep.over(&table);
        let before = self.selection.len_untracked();
        self.selection.change(|choice| choice.set_keep(keep));
        let after = self.selection.len_untracked();
        self.keep.note_unticked(before.saturating_sub(after));
        if after != before && self.open_dialog.get_untracked().is_some() {
            // The open question was about another selection.
            self.open_dialog.set(None);
            self.trouble.set(Some(match after < before {
                true => WhyNot::LostTicks.to_string(),
                false => LIST_CHANGED.to_owned(),
            }));
        }
        self.view.redraw();
        // Writes only if something changed, because another tab's selection may be stored in the same place.
        if after != before {
            self.keep_draft();
        }
    }

    /// Reads the list once more before something is confirmed or sent.
    pub(super) async fn late_keep_list(self) -> LateKeepList {
        let before = self.selection.len_untracked();
        // Adding removes nobody, so the list does not matter.
        let is_read = untrack(|| self.action()) == Action::Add || self.read_keep_list().await;
        let read = match self.keep.known_untracked() {
            _ if !is_read => KeepListReading::NotRead,
            KeepListState::Unreadable(_) => KeepListReading::Unreadable,
            KeepListState::Opening
            | KeepListState::None
            | KeepListState::List { .. }
            | KeepListState::Without(_) => KeepListReading::Known(self.keep.list()),
        };
        LateKeepList {
            here: own_address(),
            read,
            lost_ticks: self.selection.len_untracked() != before,
        }
    }
}

/// `on 23 Nov 2026, 10:42 UTC`.
fn when(changed: Timestamp) -> String {
    format!("on {}", text::day_and_time(changed))
}

/// `2 emails, 1 account id, 1 group id`.
fn in_words(named: Named) -> String {
    let kinds = [
        (named.emails, "email", "emails"),
        (named.accounts, "account id", "account ids"),
        (named.groups, "group id", "group ids"),
    ];
    let words = kinds.into_iter().filter(|(n, ..)| *n > 0);
    words
        .map(|(n, one, many)| text::count(n, one, many))
        .collect::<Vec<_>>()
        .join(", ")
}
