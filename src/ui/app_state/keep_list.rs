//! What is known of the keep list of this address.

use std::sync::Arc;

use groupsweep_core::choose::KeepList;
use groupsweep_core::journal::DecodeError;

use crate::browser::StoreError;

/// What is known of the list.
#[derive(Clone, PartialEq)]
pub(in crate::ui) enum KeepListState {
    /// It is being read.
    Opening,
    /// There is none.
    None,
    /// It holds.
    List { list: Arc<KeepList>, kept: ListKept },
    /// There is or may be one that cannot be read; says why.
    Unreadable(UnreadableListError),
    /// The admin goes on without the one that cannot be read.
    Without(UnreadableListError),
}

/// Whether a list that holds does so on the next visit too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::ui) enum ListKept {
    /// It is saved.
    Saved,
    /// For this visit only. `over` is the text of the saved one that it takes the place of, as last seen; none if none was
    /// seen: one that is read later holds too.
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
