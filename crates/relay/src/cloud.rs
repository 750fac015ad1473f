//! The pinned site's cloud id, from the site itself. What a page says about it is ignored.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, OnceCell};

use groupsweep_core::domain::CloudId;
use groupsweep_core::wire::RelayError;

/// How long a site that gave no cloud id is not asked again, so that repeated calls of a page make one request.
const AFTER_NO_ID: Duration = Duration::from_secs(60);
/// The same for a site that was not reached. Short, because the network may come back.
const AFTER_NO_ANSWER: Duration = Duration::from_secs(2);

/// The site's cloud id, requested once, or why it is unknown.
#[derive(Debug, Default)]
pub(super) struct Cloud {
    known: OnceCell<CloudId>,
    failed: Mutex<Option<(RelayError, Instant)>>,
}

impl Cloud {
    /// Returns the cloud id. Concurrent callers wait for the same request.
    ///
    /// # Errors
    /// Why it is unknown. The error is repeated for a while without another request.
    pub(super) async fn id(
        &self,
        now: impl Fn() -> Instant,
        ask: impl Future<Output = Result<CloudId, RelayError>>,
    ) -> Result<&CloudId, RelayError> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        let mut failed = self.failed.lock().await;
        if let Some((fault, until)) = *failed
            && self.known.get().is_none()
            && now() < until
        {
            return Err(fault);
        }
        let id = self.known.get_or_try_init(|| ask).await;
        *failed = id.as_ref().err().map(|fault| {
            let pause = match fault {
                RelayError::NotListed => AFTER_NO_ID,
                _ => AFTER_NO_ANSWER,
            };
            // The answer may have taken a while.
            (*fault, now() + pause)
        });
        id
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Asks `times` in a row, `apart` from each other, and returns how often the site was asked.
    async fn asked(fault: RelayError, times: usize, apart: Duration) -> usize {
        let (cloud, asked) = (Cloud::default(), Cell::new(0));
        let mut now = Instant::now();
        for _ in 0..times {
            let ask = async {
                asked.set(asked.get() + 1);
                Err(fault)
            };
            assert_eq!(cloud.id(|| now, ask).await, Err(fault));
            now += apart;
        }
        asked.get()
    }

    #[tokio::test]
    async fn a_site_without_a_cloud_id_is_asked_once_in_a_while() {
        let (no_id, no_answer) = (RelayError::NotListed, RelayError::Unreachable);
        assert_eq!(asked(no_id, 30, Duration::from_secs(1)).await, 1);
        assert_eq!(asked(no_id, 3, AFTER_NO_ID).await, 3);
        assert_eq!(asked(no_answer, 30, Duration::from_millis(10)).await, 1);
        assert_eq!(asked(no_answer, 3, AFTER_NO_ANSWER).await, 3);
    }

    #[tokio::test]
    async fn a_cloud_id_once_told_is_not_asked_for_again() {
        let cloud = Cloud::default();
        let id = CloudId::parse("11111111-2222-3333-4444-555555555555").unwrap();
        assert_eq!(
            cloud.id(Instant::now, async { Ok(id.clone()) }).await,
            Ok(&id)
        );
        assert_eq!(
            cloud.id(Instant::now, async { Err(RelayError::Cut) }).await,
            Ok(&id)
        );
    }

    #[tokio::test]
    async fn the_pause_begins_when_the_question_has_failed() {
        let (cloud, now) = (Cloud::default(), Cell::new(Instant::now()));
        let slow = async {
            now.set(now.get() + 10 * AFTER_NO_ANSWER);
            Err(RelayError::Unreachable)
        };
        let failed = Err(RelayError::Unreachable);
        assert_eq!(cloud.id(|| now.get(), slow).await, failed);
        let again = async { Err(RelayError::Cut) };
        assert_eq!(cloud.id(|| now.get(), again).await, failed, "asked again");
    }
}
