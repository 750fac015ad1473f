//! What is known of the file.

use std::sync::Arc;

use groupsweep_core::import::Table;

/// The file.
#[derive(Clone)]
pub(in crate::ui) enum FileState {
    None,
    /// Holds what there was before, to go back to if it is cancelled.
    Reading {
        name: String,
        read: f64,
        size: f64,
        before: Box<FileState>,
    },
    Refused {
        name: String,
        why: String,
    },
    Ready(Arc<Table>),
}
