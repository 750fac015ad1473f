//! Tasks of one kind, of which only the latest counts, such as reading a file or checking the login.

use futures_channel::oneshot::{Receiver, Sender, channel};
use leptos::prelude::*;

/// The latest of several tasks of one kind. Results of earlier ones are stale. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct LatestTask(StoredValue<Latest, LocalStorage>);

#[derive(Default)]
struct Latest {
    number: u64,
    /// Ends the task early. No effect once the task is over.
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

    /// Begins a task. The previous one becomes stale and is told to end.
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

    /// Tells the latest task to end. Its partial result still counts.
    pub(super) fn cancel(self) {
        let cancel = self.0.try_update_value(|latest| latest.cancel.take());
        if let Some(cancel) = cancel.flatten() {
            // A task that is over needs no word.
            let _ = cancel.send(());
        }
    }

    /// Tells the latest task to end, and drops its result.
    pub(super) fn end(self) {
        self.0
            .update_value(|latest| latest.number = latest.number.wrapping_add(1));
        self.cancel();
    }
}

impl Task {
    /// Whether this is still the latest task, and was not ended.
    pub(super) fn is_latest(self) -> bool {
        self.of.current().number == self.number
    }
}
