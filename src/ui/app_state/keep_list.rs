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
    /// It holds; `saved`: on the next visit too.
    List { list: Arc<KeepList>, saved: bool },
    /// There is or may be one that cannot be read; says why.
    Unreadable(UnreadableListError),
    /// The admin goes on without the one that cannot be read.
    Without(UnreadableListError),
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
