//! Limits the calls in flight to the site, for all pages together.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use groupsweep_core::wire::RelayError;
use tokio::sync::watch;
use tokio::time::timeout;

/// The count, and its limit.
#[derive(Debug)]
pub(super) struct Calls {
    count: watch::Sender<usize>,
    most: usize,
    is_closed: AtomicBool,
}

/// One call in flight. Counts until it is dropped, answered or not.
#[derive(Debug)]
pub(super) struct CallGuard(watch::Sender<usize>);

impl Calls {
    pub(super) fn at_most(most: usize) -> Self {
        Self {
            count: watch::Sender::new(0),
            most,
            is_closed: AtomicBool::new(false),
        }
    }

    /// Adds a call.
    ///
    /// # Errors
    /// [`RelayError::Busy`] at the limit, [`RelayError::Stopping`] after [`Self::close`].
    pub(super) fn one_more(&self) -> Result<CallGuard, RelayError> {
        if self.is_closed.load(Ordering::Relaxed) {
            return Err(RelayError::Stopping);
        }
        let counted = self.count.send_if_modified(|count| {
            let free = *count < self.most;
            *count += usize::from(free);
            free
        });
        let guard = counted.then(|| CallGuard(self.count.clone()));
        guard.ok_or(RelayError::Busy)
    }

    /// Refuses further calls, because nobody would wait for them.
    pub(super) fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
    }

    /// Waits until no call is in flight, for at most `longest`.
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_call_that_comes_with_the_stop_is_waited_for_or_not_begun() {
        let calls = Calls::at_most(2);
        let before = calls.one_more().unwrap();
        calls.close();
        assert_eq!(calls.one_more().err(), Some(RelayError::Stopping));
        drop(before);
        calls.done(Duration::from_secs(5)).await;
        assert_eq!(calls.one_more().err(), Some(RelayError::Stopping));
    }
}
