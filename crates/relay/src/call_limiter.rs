//! How many calls are in flight to the site, of all pages together.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// The count, and the most there may be.
#[derive(Debug)]
pub(super) struct Calls {
    count: watch::Sender<usize>,
    most: usize,
}

/// One call in flight: counted until it is dropped, answered or not.
#[derive(Debug)]
pub(super) struct CallGuard(watch::Sender<usize>);

impl Calls {
    pub(super) fn at_most(most: usize) -> Self {
        Self {
            count: watch::Sender::new(0),
            most,
        }
    }

    /// One more; none if there are as many as may be.
    pub(super) fn one_more(&self) -> Option<CallGuard> {
        let counted = self.count.send_if_modified(|count| {
            let free = *count < self.most;
            *count += usize::from(free);
            free
        });
        counted.then(|| CallGuard(self.count.clone()))
    }

    /// Waits until there is none, but not longer than `longest`.
    pub(super) async fn done(&self, longest: Duration) {
        let mut count = self.count.subscribe();
        let _ = timeout(longest, count.wait_for(|count| *count == 0)).await;
    }
}

impl Drop for CallGuard {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
