//! The browser's storage for this address, once it is open.

use leptos::prelude::*;

use crate::browser::{Persistence, Store, StoreError};

/// Whether this browser stores runs for this address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum StorageState {
    /// The storage is being opened.
    Opening,
    /// Runs are stored, with this durability.
    Kept(Persistence),
    /// Not sorted.
    Not(StoreError),
}

/// The storage. Cheap to copy. Never reset, because it belongs to the browser.
#[derive(Clone, Copy)]
pub(in crate::ui) struct BrowserStorage {
    store: StoredValue<Option<Store>, LocalStorage>,
    state: RwSignal<StorageState>,
}

impl BrowserStorage {
    /// The storage is opening.
    pub(super) fn new() -> Self {
        Self {
            store: StoredValue::new_local(None),
            state: RwSignal::new(StorageState::Opening),
        }
    }

    pub(in crate::ui) fn opened(self, store: Store) {
        self.store.set_value(Some(store));
        self.state.set(StorageState::Kept(Persistence::BestEffort));
    }

    pub(in crate::ui) fn not_opened(self, why: StoreError) {
        self.state.set(StorageState::Not(why));
    }

    pub(in crate::ui) fn store(self) -> Option<Store> {
        self.store.get_value()
    }

    pub(in crate::ui) fn state(self) -> StorageState {
        self.state.get()
    }

    pub(in crate::ui) fn state_untracked(self) -> StorageState {
        self.state.get_untracked()
    }

    /// Whether runs are stored.
    pub(in crate::ui) fn is_kept(self) -> bool {
        matches!(self.state(), StorageState::Kept(_))
    }

    /// Sets how durable the browser's storage is.
    pub(in crate::ui) fn set_persistence(self, answer: Persistence) {
        self.state.maybe_update(|state| match state {
            StorageState::Kept(persistence) if *persistence != answer => {
                *persistence = answer;
                true
            }
            _ => false,
        });
    }
}
