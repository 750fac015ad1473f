//! Named calls. Each is made once, however often the page asks for it, and continues when the page's socket ends. Its
//! answer is kept until the page confirms it, so that a lost answer is delivered on the next socket instead of making
//! the call again. What is kept is limited in size and time.

use std::collections::{HashMap, HashSet, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::upstream::SiteReply;
use groupsweep_core::wire::{CallToMake, IdempotencyKey, KEY_LIFETIME, RelayError};

/// The most calls in flight or with a kept answer. The page has at most 64 in flight.
const MAX_CALLS: usize = 1024;
/// The most bytes of a kept answer. Jira answers an addition with up to fifty users of the group. A longer answer goes
/// to the socket that waits for it and holds its permit until then. If no socket waits, it is lost.
const MAX_KEPT_ANSWER: usize = 128 * 1024;
/// The most bytes of all kept answers. The oldest are dropped first.
const MAX_KEPT_BYTES: usize = 8 * 1024 * 1024;
/// The page's hour starts earlier than the relay's.
const SLACK: Duration = Duration::from_secs(60);
/// How long a finished name is still refused: its first message may arrive late on an older socket.
const SPENT_FOR: Duration = Duration::from_secs(120);
/// The most finished names remembered, and as many whose answers were lost.
const MAX_SPENT_KEYS: usize = 64 * 1024;
/// While the page may ask for a call, it is not made again.
const KEPT_FOR_AND_SLACK: Duration =
    Duration::from_secs(KEY_LIFETIME.0 / 1000).saturating_add(SLACK);

/// How a call ended.
pub(super) type CallResult = Arc<Result<SiteReply, RelayError>>;

/// The call that a name was first used with. Without the login, which may change between sockets and is a secret.
#[derive(PartialEq, Eq)]
struct CallFingerprint {
    method: String,
    target: String,
    body: Option<String>,
}

struct NamedCall {
    asked: CallFingerprint,
    ended: watch::Receiver<Option<CallResult>>,
    task: AbortHandle,
    since: Instant,
}

impl NamedCall {
    fn is_over(&self) -> bool {
        self.ended.borrow().is_some() || self.ended.has_changed().is_err()
    }

    /// Bytes of the answer so far.
    fn length(&self) -> usize {
        let ended = self.ended.borrow();
        let reply = ended
            .as_ref()
            .and_then(|ended| ended.as_ref().as_ref().ok());
        reply.map_or(0, |reply| reply.answer.body.len())
    }
}

/// The named calls of all pages. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct NamedCalls(Arc<Mutex<Names>>);

#[derive(Default)]
struct Names {
    kept: HashMap<IdempotencyKey, NamedCall>,
    /// Names whose answer the page has confirmed.
    spent: Spent,
    /// Names whose answer was too long or was dropped for newer ones. Remembered while the page may ask.
    lost: Spent,
}

/// Names that must not be used again, oldest first.
#[derive(Default)]
struct Spent {
    names: HashSet<IdempotencyKey>,
    in_turn: VecDeque<(Instant, IdempotencyKey)>,
}

impl Spent {
    fn add(&mut self, name: IdempotencyKey) {
        self.names.insert(name.clone());
        self.in_turn.push_back((Instant::now(), name));
    }

    fn forget_old(&mut self, now: Instant, longest: Duration) {
        let is_old = |since: &Instant| now.duration_since(*since) > longest;
        while self.in_turn.len() > MAX_SPENT_KEYS
            || self.in_turn.front().is_some_and(|(since, _)| is_old(since))
        {
            if let Some((_, name)) = self.in_turn.pop_front() {
                self.names.remove(&name);
            }
        }
    }
}

impl std::fmt::Debug for NamedCalls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NamedCalls({})", self.names().kept.len())
    }
}

/// Waits for the end of a call. Dropping it releases an answer that is too long to be kept.
pub(super) struct PendingResult {
    name: IdempotencyKey,
    kept: NamedCalls,
    /// `None` only during drop.
    ended: Option<watch::Receiver<Option<CallResult>>>,
}

impl PendingResult {
    pub(super) async fn ended(mut self) -> CallResult {
        let ended = match &mut self.ended {
            Some(ended) => ended.wait_for(Option::is_some).await.ok(),
            None => None,
        };
        let ended = ended.and_then(|ended| ended.clone());
        // Abandoned in the middle, so it may have taken effect.
        ended.unwrap_or_else(|| Arc::new(Err(RelayError::Cut)))
    }
}

impl Drop for PendingResult {
    fn drop(&mut self) {
        // Stop waiting first: an answer that comes in between then finds nobody waiting.
        self.ended = None;
        self.kept.let_go_if_long(&self.name);
    }
}

impl NamedCalls {
    /// Returns the call of this name: the known one, or a new one from `make`.
    ///
    /// # Errors
    /// [`RelayError`]; then nothing was sent now. [`RelayError::Cut`]: the call was made earlier and its answer is
    /// lost.
    pub(super) fn ask<F>(
        &self,
        name: IdempotencyKey,
        call: CallToMake,
        make: impl FnOnce(CallToMake) -> Result<F, RelayError>,
    ) -> Result<PendingResult, RelayError>
    where
        F: Future<Output = Result<SiteReply, RelayError>> + Send + 'static,
    {
        let asked = CallFingerprint {
            method: call.method.clone(),
            target: call.target.clone(),
            body: call.body.clone(),
        };
        let now = Instant::now();
        let mut names = self.names();
        names.forget_old(now);
        if let Some(known) = names.kept.get(&name) {
            return match known.asked == asked {
                true => Ok(self.awaited(name, known.ended.clone())),
                false => Err(RelayError::BadRequest),
            };
        }
        if names.spent.names.contains(&name) || names.lost.names.contains(&name) {
            return Err(RelayError::Cut);
        }
        names.make_room()?;
        let making = make(call)?;
        let (tell, ended) = watch::channel(None);
        let (kept, its_name) = (self.clone(), name.clone());
        let task = tokio::spawn(async move {
            let mut result = making.await;
            if let Ok(reply) = &mut result
                && reply.answer.body.len() <= MAX_KEPT_ANSWER
            {
                // From now on it counts as kept.
                reply.place = None;
            }
            let _ = tell.send(Some(Arc::new(result)));
            kept.names().make_room_for_answers();
            // A long answer is lost if no socket waits for it.
            if tell.receiver_count() < 2 {
                kept.let_go_if_long(&its_name);
            }
        });
        let entry = NamedCall {
            asked,
            ended: ended.clone(),
            task: task.abort_handle(),
            since: now,
        };
        names.kept.insert(name.clone(), entry);
        Ok(self.awaited(name, ended))
    }

    fn awaited(
        &self,
        name: IdempotencyKey,
        ended: watch::Receiver<Option<CallResult>>,
    ) -> PendingResult {
        PendingResult {
            name,
            kept: self.clone(),
            ended: Some(ended),
        }
    }

    /// Forgets the answer to this call, and abandons the call if it is in flight.
    pub(super) fn forget(&self, name: &IdempotencyKey) {
        let mut names = self.names();
        if let Some(entry) = names.kept.remove(name) {
            entry.task.abort();
            names.spent.add(name.clone());
        }
    }

    /// Drops the answer to this call if it is too long to be kept. The call is not made again.
    fn let_go_if_long(&self, name: &IdempotencyKey) {
        let mut names = self.names();
        let is_long = |entry: &NamedCall| entry.length() > MAX_KEPT_ANSWER;
        if names.kept.get(name).is_some_and(is_long) {
            names.lose(name.clone());
        }
    }

    /// Whether a call is in flight, or an answer is kept that a page may still ask for.
    pub(super) fn are_any(&self) -> bool {
        let mut names = self.names();
        names.forget_old(Instant::now());
        !names.kept.is_empty()
    }

    /// Abandons every call.
    pub(super) fn give_up(&self) {
        for (_, entry) in self.names().kept.drain() {
            entry.task.abort();
        }
    }

    fn names(&self) -> MutexGuard<'_, Names> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Names {
    fn forget_old(&mut self, now: Instant) {
        self.spent.forget_old(now, SPENT_FOR);
        self.lost.forget_old(now, KEPT_FOR_AND_SLACK);
        self.kept.retain(|_, entry| {
            !entry.is_over() || now.duration_since(entry.since) <= KEPT_FOR_AND_SLACK
        });
    }

    /// Makes room for one more call by dropping the oldest answer.
    fn make_room(&mut self) -> Result<(), RelayError> {
        match self.kept.len() < MAX_CALLS || self.lose_oldest() {
            true => Ok(()),
            false => Err(RelayError::Busy),
        }
    }

    fn make_room_for_answers(&mut self) {
        let bytes = |names: &Self| names.kept.values().map(NamedCall::length).sum::<usize>();
        while bytes(self) > MAX_KEPT_BYTES && self.lose_oldest() {}
    }

    /// Drops the oldest answer. False if there is none.
    fn lose_oldest(&mut self) -> bool {
        let over = self.kept.iter().filter(|(_, entry)| entry.is_over());
        let oldest = over.min_by_key(|(_, entry)| entry.since);
        let oldest = oldest.map(|(name, _)| name.clone());
        oldest.map(|name| self.lose(name)).is_some()
    }

    fn lose(&mut self, name: IdempotencyKey) {
        self.kept.remove(&name);
        self.lost.add(name);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "idempotency_tests.rs"]
mod tests;
