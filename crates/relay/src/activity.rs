//! Whether anybody uses the relay: pages with an open socket, and requests with the right key.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// How often an unused relay looks whether it is free to end.
const BETWEEN_LOOKS: Duration = Duration::from_secs(60);

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

    /// Waits until nobody has used the relay for `span`, and after that until `is_free`, if nobody comes back meanwhile.
    pub(super) async fn nobody_for(&self, span: Duration, is_free: impl Fn() -> bool) {
        let mut there = self.0.subscribe();
        loop {
            // We hold the sender, so it cannot be dropped.
            let _ = there.wait_for(|there| *there == 0).await;
            let mut quiet = span;
            while timeout(quiet, there.changed()).await.is_err() {
                if is_free() {
                    return;
                }
                quiet = span.min(BETWEEN_LOOKS);
            }
        }
    }
}

impl Drop for ActivityGuard {
    fn drop(&mut self) {
        self.0.send_modify(|there| *there -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    const HALF_AN_HOUR: Duration = Duration::from_secs(30 * 60);

    /// How long it waits for nobody to have used the relay, which is free to end after so many minutes.
    async fn waits(tracker: &ActivityTracker, minutes: u64) -> Duration {
        let began = Instant::now();
        let is_free = || began.elapsed() > Duration::from_secs(minutes * 60);
        tracker.nobody_for(HALF_AN_HOUR, is_free).await;
        began.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn an_unused_relay_ends_within_a_minute_of_being_free_to() {
        let tracker = ActivityTracker::new();
        assert_eq!(waits(&tracker, 0).await.as_secs(), 30 * 60);
        let late = waits(&tracker, 61).await.as_secs();
        assert!((61 * 60..=62 * 60).contains(&late), "{late}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_comes_back_has_its_whole_half_hour() {
        let tracker = ActivityTracker::new();
        let visit = async {
            tokio::time::sleep(Duration::from_secs(45 * 60)).await;
            drop(tracker.enter());
        };
        let (waited, ()) = tokio::join!(waits(&tracker, 61), visit);
        assert!(waited >= Duration::from_secs(75 * 60), "{waited:?}");
    }
}
