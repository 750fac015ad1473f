//! A damaged record, and what checking each record showed.

use std::collections::BTreeMap;
use std::sync::Arc;

use groupsweep_core::journal::{DecodeError, RunHeader};

use crate::browser::Glance;

/// A damaged record as the list of past runs shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::ui) struct DamagedRun {
    pub(in crate::ui) id: String,
    pub(in crate::ui) why: DecodeError,
    pub(in crate::ui) title: String,
    /// As far as it can be read.
    pub(in crate::ui) head: Option<RunHeader>,
    /// Rows that can be read.
    pub(in crate::ui) rows: usize,
    pub(in crate::ui) lost_rows: Option<u32>,
}

/// Records that were checked, as they were then.
pub(in crate::ui) type CheckedRecords = BTreeMap<String, CheckedRecord>;

/// What checking a record showed.
pub(in crate::ui) struct CheckedRecord {
    pub(in crate::ui) head: Option<Vec<u8>>,
    pub(in crate::ui) batches: u64,
    pub(in crate::ui) damaged: Option<Arc<DamagedRun>>,
}

impl CheckedRecord {
    pub(in crate::ui) fn is_of(&self, glance: &Glance) -> bool {
        self.head == glance.head && self.batches == glance.batches
    }
}
