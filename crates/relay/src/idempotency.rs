//! Calls with a name: each is made once, however often the page asks for it, and goes on when the page's socket ends.
//! Its answer is kept until the page says that it has it, so that an answer lost on the way is handed out on the next
//! socket instead of being sent for again. How much is kept, and for how long, is limited.

use std::collections::{HashMap, HashSet, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::upstream::SiteReply;
use groupsweep_core::wire::{CallToMake, IdempotencyKey, KEY_LIFETIME, RelayError};

/// Calls that are under way or whose answers are kept. The page has at most 64 under way.
const MAX_CALLS: usize = 1024;
/// Bytes of an answer that is kept. Jira answers an addition with up to fifty users of the group. A longer one goes to the
/// socket that waits for it, holds its place among the long ones until then, and is lost if nobody waits.
const MAX_KEPT_ANSWER: usize = 128 * 1024;
/// Bytes of all that are kept: the oldest give way.
const MAX_KEPT_BYTES: usize = 8 * 1024 * 1024;
/// The page counts its hour from before the relay does.
const SLACK: Duration = Duration::from_secs(60);
/// A name that the page is done with is still refused for so long: its first message may be late, on an older socket.
const SPENT_FOR: Duration = Duration::from_secs(120);
/// Names remembered that the page is done with, and again as many whose answers were lost.
const MAX_SPENT_KEYS: usize = 64 * 1024;
/// While the page may ask for a call, it is not made anew.
const KEPT_FOR_AND_SLACK: Duration =
    Duration::from_secs(KEY_LIFETIME.0 / 1000).saturating_add(SLACK);

/// How a call ended.
pub(super) type CallResult = Arc<Result<SiteReply, RelayError>>;

/// What a name was first asked with. The login is left out: it may change between two sockets, and is a secret.
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

    /// Bytes of the answer, as far as it has come.
    fn length(&self) -> usize {
        let ended = self.ended.borrow();
        let reply = ended
            .as_ref()
            .and_then(|ended| ended.as_ref().as_ref().ok());
        reply.map_or(0, |reply| reply.answer.body.len())
    }
}

/// The calls with names, of all pages. Cheap to copy.
#[derive(Clone, Default)]
pub(super) struct NamedCalls(Arc<Mutex<Names>>);

#[derive(Default)]
struct Names {
    kept: HashMap<IdempotencyKey, NamedCall>,
    /// The page has the answer.
    spent: Spent,
    /// The answer was too long to be kept, or gave way to newer ones: the page may ask for it as long as it may ask.
    lost: Spent,
}

/// Names that are not to be used again, in the order of time.
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

/// Waits for the end of a call. An answer that is too long to be kept is let go with whoever waits for it, heard or not.
pub(super) struct PendingResult {
    name: IdempotencyKey,
    kept: NamedCalls,
    /// `None` only while it is dropped.
    ended: Option<watch::Receiver<Option<CallResult>>>,
}

impl PendingResult {
    pub(super) async fn ended(mut self) -> CallResult {
        let ended = match &mut self.ended {
            Some(ended) => ended.wait_for(Option::is_some).await.ok(),
            None => None,
        };
        let ended = ended.and_then(|ended| ended.clone());
        // Given up in the middle: it may have taken effect.
        ended.unwrap_or_else(|| Arc::new(Err(RelayError::Cut)))
    }
}

impl Drop for PendingResult {
    fn drop(&mut self) {
        // First it waits no more, then it looks: an answer that comes in between finds nobody waiting.
        self.ended = None;
        self.kept.let_go_if_long(&self.name);
    }
}

impl NamedCalls {
    /// The call of this name: the one that is known, or a new one that `make` makes.
    ///
    /// # Errors
    /// [`RelayError`]; then nothing was sent by this. [`RelayError::Cut`] says that the call was made earlier and that
    /// its answer is not kept any more.
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
                // It counts among the kept ones from now on.
                reply.place = None;
            }
            let _ = tell.send(Some(Arc::new(result)));
            kept.names().make_room_for_answers();
            // With nobody on a socket to take it, a long answer is lost.
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

    /// Keeps no answer to this call any more, and gives it up if it is under way.
    pub(super) fn forget(&self, name: &IdempotencyKey) {
        let mut names = self.names();
        if let Some(entry) = names.kept.remove(name) {
            entry.task.abort();
            names.spent.add(name.clone());
        }
    }

    /// Keeps the answer to this call no longer if it has come and is too long. The call is not made again.
    fn let_go_if_long(&self, name: &IdempotencyKey) {
        let mut names = self.names();
        let is_long = |entry: &NamedCall| entry.length() > MAX_KEPT_ANSWER;
        if names.kept.get(name).is_some_and(is_long) {
            names.lose(name.clone());
        }
    }

    /// Whether a call is under way, or an answer kept that a page may still ask for.
    pub(super) fn are_any(&self) -> bool {
        let mut names = self.names();
        names.forget_old(Instant::now());
        !names.kept.is_empty()
    }

    /// Gives up every call.
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

    /// Room for one more call: the oldest answer gives way.
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

    /// Keeps the oldest answer no longer; false if there is none.
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
