//! Whether anybody uses the relay: pages with an open socket, and requests with the right key.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

#[derive(Debug)]
pub(super) struct ActivityTracker(watch::Sender<usize>);

/// One that is there, until it is dropped.
#[derive(Debug)]
pub(super) struct ActivityGuard(watch::Sender<usize>);

impl ActivityTracker {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    /// One more is there. Strangers are not: they could keep the relay up for good.
    pub(super) fn enter(&self) -> ActivityGuard {
        self.0.send_modify(|there| *there += 1);
        ActivityGuard(self.0.clone())
    }

    /// Waits until nobody was there for `span` on end.
    pub(super) async fn nobody_for(&self, span: Duration) {
        let mut there = self.0.subscribe();
        loop {
            // The sender is ours: it cannot be gone.
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
