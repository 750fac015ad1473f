//! A candidate file. The current file stays until the candidate proves usable.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::import::{ColumnMap, GroupIdsByName};

use crate::browser::FileSource;

use super::load_stage::Taken;

/// A file that is not on the page yet.
#[derive(Clone)]
pub(in crate::ui) struct Candidate {
    pub(in crate::ui) source: FileSource,
    /// Ids for its group names.
    pub(in crate::ui) names: Option<Arc<GroupIdsByName>>,
    pub(in crate::ui) origin: Origin,
    /// The notice to show after reading.
    pub(in crate::ui) once_read: Option<String>,
}

impl Candidate {
    /// A file that was dropped or chosen.
    pub(in crate::ui) fn new(source: FileSource) -> Self {
        Self {
            source,
            names: None,
            origin: Origin::New,
            once_read: None,
        }
    }
}

/// Where a file comes from.
#[derive(Clone)]
pub(in crate::ui) enum Origin {
    /// Dropped or chosen. What was loaded from the site for the previous file is dropped.
    New,
    /// The current file, read again with other settings.
    AtHand,
    /// Made from data loaded from the site.
    Loaded(Rc<Taken>),
}

/// A file that cannot be read until the admin chooses the columns with the ids.
pub(in crate::ui) struct ToMap {
    pub(in crate::ui) candidate: Candidate,
    pub(in crate::ui) why: String,
    pub(in crate::ui) headings: Vec<String>,
    /// The columns known so far.
    pub(in crate::ui) columns: ColumnMap,
}

impl ToMap {
    pub(in crate::ui) fn name(&self) -> String {
        self.candidate.source.name()
    }
}
