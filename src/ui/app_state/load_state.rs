//! Loading from the site: its stage, the site of its groups, and its purpose.

use std::rc::Rc;
use std::sync::Arc;

use futures_channel::oneshot::Receiver;
use groupsweep_core::atlassian::Reason;
use groupsweep_core::connect::Connection;
use groupsweep_core::import::GroupIdsByName;
use leptos::prelude::*;

use crate::ui::latest_task::{LatestTask, Task};

use super::load_stage::{For, LoadStage, Taken};

/// Loading from the site. Cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct LoadState {
    stage: RwSignal<LoadStage, LocalStorage>,
    /// Requested before there was a connection.
    wanted: RwSignal<Option<For>>,
    /// Maximum reads per second, if the admin chose it.
    reads: RwSignal<Option<u16>>,
    /// The connection that listed the groups.
    site: StoredValue<Option<Connection>>,
    reading: LatestTask,
    /// The ids found for the file's group names.
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

    /// Drops the load and the ids found for group names.
    pub(in crate::ui) fn reset(self) {
        self.close();
        self.site.set_value(None);
        self.names.set_value(None);
    }

    /// Drops the load.
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

    /// Whether members are being read, or were read and are not imported yet.
    pub(in crate::ui) fn holds_groups(self) -> bool {
        self.stage
            .with(|stage| matches!(stage, LoadStage::Reading(_) | LoadStage::Part(_)))
    }

    /// Whether something is being read.
    pub(in crate::ui) fn is_reading(self) -> bool {
        self.stage
            .with_untracked(|stage| matches!(stage, LoadStage::Listing(..) | LoadStage::Reading(_)))
    }

    /// Requests a load that starts once there is a connection.
    pub(in crate::ui) fn want(self, what: For) {
        self.wanted.set(Some(what));
    }

    /// The requested load has started.
    pub(in crate::ui) fn begin_wanted(self) {
        self.wanted.set(None);
    }

    /// The load that starts once there is a connection.
    pub(in crate::ui) fn wanted(self) -> Option<For> {
        self.wanted.get()
    }

    /// Starts a reading. Drops the previous one.
    pub(in crate::ui) fn begin_reading(self, stage: LoadStage) -> (Task, Receiver<()>) {
        self.stage.set(stage);
        self.reading.begin_cancellable()
    }

    /// Sets the progress.
    pub(in crate::ui) fn reading_at(self, stage: LoadStage) {
        if self.is_reading() {
            self.stage.set(stage);
        }
    }

    /// The admin ends the reading. Complete groups stay. An incomplete list of groups does not.
    pub(in crate::ui) fn cancel(self) {
        match self.stage.get_untracked() {
            LoadStage::Listing(..) => self.close(),
            _ => self.reading.cancel(),
        }
    }

    /// The reading ended with this result.
    pub(in crate::ui) fn show(self, stage: LoadStage) {
        self.reading.end();
        self.stage.set(stage);
    }

    /// The reading failed. `why` is a clause.
    pub(in crate::ui) fn fail(self, what: For, why: Reason) {
        self.show(LoadStage::Failed(what, why));
    }

    /// The current file was made from it.
    pub(in crate::ui) fn take(self, taken: Rc<Taken>) {
        self.close();
        self.stage.set(LoadStage::Taken(taken));
    }

    /// Ends with the connection: stops the reading and drops the list to pick from, and the page says so. Groups that
    /// were read completely stay.
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

    /// Maximum reads per second, if the admin chose it.
    pub(in crate::ui) fn reads(self) -> Option<u16> {
        self.reads.get()
    }

    pub(in crate::ui) fn set_reads(self, reads: u16) {
        self.reads.set(Some(reads));
    }

    /// The connection that listed the groups.
    pub(in crate::ui) fn site(self) -> Option<Connection> {
        self.site.get_value()
    }

    pub(in crate::ui) fn set_site(self, site: Connection) {
        self.site.set_value(Some(site));
    }

    /// The ids found for the file's group names.
    pub(in crate::ui) fn names(self) -> Option<Arc<GroupIdsByName>> {
        self.names.get_value()
    }

    pub(in crate::ui) fn set_names(self, names: Option<Arc<GroupIdsByName>>) {
        self.names.set_value(names);
    }
}
