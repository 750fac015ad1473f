//! Tasks of one kind, of which only the latest counts: a file that is read, a check of the login, a reading of the site.

use futures_channel::oneshot::{Receiver, Sender, channel};
use leptos::prelude::*;

/// The latest of several tasks of one kind; cheap to copy. What an earlier one brings is stale.
#[derive(Clone, Copy)]
pub(super) struct LatestTask(StoredValue<Latest, LocalStorage>);

#[derive(Default)]
struct Latest {
    number: u64,
    /// A word on it ends the task early. A task that is over hears none.
    cancel: Option<Sender<()>>,
}

/// One of the tasks.
#[derive(Clone, Copy)]
pub(super) struct Task {
    of: LatestTask,
    number: u64,
}

impl LatestTask {
    pub(super) fn new() -> Self {
        Self(StoredValue::new_local(Latest::default()))
    }

    /// Begins a task. The one before is stale, and is told to end.
    pub(super) fn begin(self) -> Task {
        self.end();
        self.current()
    }

    /// The same, with what the task hears when it is to end.
    pub(super) fn begin_cancellable(self) -> (Task, Receiver<()>) {
        let task = self.begin();
        let (cancel, cancelled) = channel();
        self.0.update_value(|latest| latest.cancel = Some(cancel));
        (task, cancelled)
    }

    /// The latest task, to go on with it.
    pub(super) fn current(self) -> Task {
        let number = self.0.with_value(|latest| latest.number);
        Task { of: self, number }
    }

    /// Tells the latest task to end. What it brings is still wanted: it is whole as far as it goes.
    pub(super) fn cancel(self) {
        let cancel = self.0.try_update_value(|latest| latest.cancel.take());
        if let Some(cancel) = cancel.flatten() {
            // A task that is over needs no word.
            let _ = cancel.send(());
        }
    }

    /// Tells the latest task to end, and wants nothing of it any more.
    pub(super) fn end(self) {
        self.0
            .update_value(|latest| latest.number = latest.number.wrapping_add(1));
        self.cancel();
    }
}

impl Task {
    /// Whether no other task has begun since, and nobody has ended this one.
    pub(super) fn is_latest(self) -> bool {
        self.of.current().number == self.number
    }
}
