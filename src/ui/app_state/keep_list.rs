//! The state of the keep list.

use std::sync::Arc;

use groupsweep_core::choose::KeepList;
use groupsweep_core::journal::DecodeError;

use crate::browser::StoreError;

/// The state of the list.
#[derive(Clone, PartialEq)]
pub(in crate::ui) enum KeepListState {
    /// It is being read.
    Opening,
    /// There is no list.
    None,
    /// There is a list, and it applies.
    List { list: Arc<KeepList>, kept: ListKept },
    /// There is or may be a list that cannot be read. Holds the reason.
    Unreadable(UnreadableListError),
    /// The admin continues without the unreadable list.
    Without(UnreadableListError),
}

/// Whether the list also applies on the next visit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::ui) enum ListKept {
    /// It is saved.
    Saved,
    /// For this visit only. `over` is the text of the saved list that it replaces, as last read. `None` if none was
    /// read: one that is read later applies too.
    Visit { over: Option<Arc<str>> },
}

/// Why a stored list cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(in crate::ui) enum UnreadableListError {
    #[error("The browser's storage does not respond.")]
    NoAnswer,
    #[error(transparent)]
    Storage(#[from] StoreError),
    #[error(transparent)]
    Damaged(#[from] DecodeError),
}
