//! Loading from the site: how far it is, whose groups they are, and what is wanted of it.

use std::rc::Rc;
use std::sync::Arc;

use futures_channel::oneshot::Receiver;
use groupsweep_core::atlassian::Reason;
use groupsweep_core::connect::Connection;
use groupsweep_core::import::GroupIdsByName;
use leptos::prelude::*;

use crate::ui::latest_task::{LatestTask, Task};

use super::load_stage::{For, LoadStage, Taken};

/// Loading from the site; cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct LoadState {
    stage: RwSignal<LoadStage, LocalStorage>,
    /// Asked for before there was a connection.
    wanted: RwSignal<Option<For>>,
    /// Reads per second, where the admin chose.
    reads: RwSignal<Option<u16>>,
    /// Whose groups these are.
    site: StoredValue<Option<Connection>>,
    reading: LatestTask,
    /// What the file's group names were resolved to.
    names: StoredValue<Option<Arc<GroupIdsByName>>>,
}

impl LoadState {
    pub(super) fn new() -> Self {
        Self {
            stage: RwSignal::new_local(LoadStage::Closed),
            wanted: RwSignal::new(None),
            reads: RwSignal::new(None),
            site: StoredValue::new(None),
            reading: LatestTask::new(),
            names: StoredValue::new(None),
        }
    }

    /// Nothing of it is wanted any more, and no name has an id.
    pub(in crate::ui) fn reset(self) {
        self.close();
        self.site.set_value(None);
        self.names.set_value(None);
    }

    /// Nothing of it is wanted any more.
    pub(in crate::ui) fn close(self) {
        self.reading.end();
        self.wanted.set(None);
        self.stage.set(LoadStage::Closed);
    }

    pub(in crate::ui) fn with_stage<T>(self, read: impl FnOnce(&LoadStage) -> T) -> T {
        self.stage.with(read)
    }

    pub(in crate::ui) fn stage_untracked(self) -> LoadStage {
        self.stage.get_untracked()
    }

    /// Members are being read, or groups that were read are not imported yet.
    pub(in crate::ui) fn holds_groups(self) -> bool {
        self.stage
            .with(|stage| matches!(stage, LoadStage::Reading(_) | LoadStage::Part(_)))
    }

    /// Something is being read.
    pub(in crate::ui) fn is_reading(self) -> bool {
        self.stage
            .with_untracked(|stage| matches!(stage, LoadStage::Listing(..) | LoadStage::Reading(_)))
    }

    /// Wanted as soon as there is a connection.
    pub(in crate::ui) fn want(self, what: For) {
        self.wanted.set(Some(what));
    }

    /// What was wanted is begun.
    pub(in crate::ui) fn begin_wanted(self) {
        self.wanted.set(None);
    }

    /// What is wanted as soon as there is a connection.
    pub(in crate::ui) fn wanted(self) -> Option<For> {
        self.wanted.get()
    }

    /// Something is read. What was read before is given up.
    pub(in crate::ui) fn begin_reading(self, stage: LoadStage) -> (Task, Receiver<()>) {
        self.stage.set(stage);
        self.reading.begin_cancellable()
    }

    /// How far that is.
    pub(in crate::ui) fn reading_at(self, stage: LoadStage) {
        if self.is_reading() {
            self.stage.set(stage);
        }
    }

    /// Ends the reading at the admin's wish. Whole groups that are there by then stay; a list that is not whole does not.
    pub(in crate::ui) fn cancel(self) {
        match self.stage.get_untracked() {
            LoadStage::Listing(..) => self.close(),
            _ => self.reading.cancel(),
        }
    }

    /// The reading is over, or was given up: this is what is there.
    pub(in crate::ui) fn show(self, stage: LoadStage) {
        self.reading.end();
        self.stage.set(stage);
    }

    /// Nothing came of it; `why` is a clause.
    pub(in crate::ui) fn fail(self, what: For, why: Reason) {
        self.show(LoadStage::Failed(what, why));
    }

    /// The file is made of it.
    pub(in crate::ui) fn take(self, taken: Rc<Taken>) {
        self.close();
        self.stage.set(LoadStage::Taken(taken));
    }

    /// The connection ends: what is being read by it ends, and a list to pick from is nobody's. The page says so. Groups
    /// that were read whole stay, also those of a reading that is not at its end.
    pub(in crate::ui) fn leave(self) {
        let lost = match self.stage.get_untracked() {
            LoadStage::Listing(what, _) => Some(what),
            LoadStage::Reading(_) => {
                self.reading.cancel();
                None
            }
            LoadStage::Picking(_) => Some(For::Table),
            LoadStage::Resolved(_) => Some(For::Names),
            LoadStage::Closed
            | LoadStage::Part(_)
            | LoadStage::Failed(..)
            | LoadStage::Taken(_) => None,
        };
        if let Some(what) = lost {
            self.fail(what, "the connection to the site ended".into());
        }
    }

    /// Reads per second, where the admin chose.
    pub(in crate::ui) fn reads(self) -> Option<u16> {
        self.reads.get()
    }

    pub(in crate::ui) fn set_reads(self, reads: u16) {
        self.reads.set(Some(reads));
    }

    /// Whose groups these are.
    pub(in crate::ui) fn site(self) -> Option<Connection> {
        self.site.get_value()
    }

    pub(in crate::ui) fn set_site(self, site: Connection) {
        self.site.set_value(Some(site));
    }

    /// What the file's group names were resolved to.
    pub(in crate::ui) fn names(self) -> Option<Arc<GroupIdsByName>> {
        self.names.get_value()
    }

    pub(in crate::ui) fn set_names(self, names: Option<Arc<GroupIdsByName>>) {
        self.names.set_value(names);
    }
}
