//! A damaged record, and the results of checking the stored records.

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
    /// The part that can be read.
    pub(in crate::ui) head: Option<RunHeader>,
    /// Number of rows that can be read.
    pub(in crate::ui) rows: usize,
    pub(in crate::ui) lost_rows: Option<u32>,
}

/// The records that were checked, with their state at that time.
pub(in crate::ui) type CheckedRecords = BTreeMap<String, CheckedRecord>;

/// The result of checking a record.
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
