//! The status of the file.

use std::sync::Arc;

use groupsweep_core::import::Table;

#[derive(Clone)]
pub(in crate::ui) enum FileStatus {
    None,
    /// Holds the previous status, for Cancel.
    Reading {
        name: String,
        read: f64,
        size: f64,
        before: Box<FileStatus>,
    },
    Refused {
        name: String,
        why: String,
    },
    Ready(Arc<Table>),
}

impl FileStatus {
    pub(super) fn table(&self) -> Option<Arc<Table>> {
        match self {
            Self::Ready(table) => Some(Arc::clone(table)),
            Self::None | Self::Reading { .. } | Self::Refused { .. } => None,
        }
    }
}
