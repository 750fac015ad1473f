//! Whether anybody uses the relay: pages with an open socket, and requests with the right key.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

#[derive(Debug)]
pub(super) struct ActivityTracker(watch::Sender<usize>);

/// Counts as one user until it is dropped.
#[derive(Debug)]
pub(super) struct ActivityGuard(watch::Sender<usize>);

impl ActivityTracker {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    /// Adds a user. Requests without the key do not count: they could keep the relay up for ever.
    pub(super) fn enter(&self) -> ActivityGuard {
        self.0.send_modify(|there| *there += 1);
        ActivityGuard(self.0.clone())
    }

    /// Waits until nobody has used the relay for `span`.
    pub(super) async fn nobody_for(&self, span: Duration) {
        let mut there = self.0.subscribe();
        loop {
            // We hold the sender, so it cannot be dropped.
            let _ = there.wait_for(|there| *there == 0).await;
            if timeout(span, there.changed()).await.is_err() {
                return;
            }
        }
    }
}

impl Drop for ActivityGuard {
    fn drop(&mut self) {
        self.0.send_modify(|there| *there -= 1);
    }
}
