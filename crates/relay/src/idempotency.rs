//! Calls with a name: each is made once, however often the page asks for it, and goes on when the page's socket ends.
//! Its answer is kept until the page says that it has it, so that an answer lost on the way is handed out on the next
//! socket instead of being sent for again. How much is kept, and for how long, is limited.

use std::collections::{HashMap, HashSet, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::options::SMALL_ANSWER;
use super::upstream::SiteReply;
use groupsweep_core::wire::{CallToMake, IdempotencyKey, KEY_LIFETIME, RelayError};

/// Calls that are under way or whose answers are kept. The page has at most 64 under way.
const MAX_CALLS: usize = 1024;
/// Bytes of an answer that is kept: answers to changes are short. A longer one goes to the socket that waits for it, and
/// gives back the place that it took among the long ones.
const MAX_KEPT_BYTES: usize = SMALL_ANSWER;
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
            let result = making.await;
            let _ = tell.send(Some(Arc::new(result)));
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
        let is_long = |entry: &NamedCall| {
            let ended = entry.ended.borrow();
            ended
                .as_ref()
                .is_some_and(|ended| length(ended) > MAX_KEPT_BYTES)
        };
        if names.kept.get(name).is_some_and(is_long) {
            names.kept.remove(name);
            names.lost.add(name.clone());
        }
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

/// Bytes of an answer.
fn length(result: &Result<SiteReply, RelayError>) -> usize {
    result
        .as_ref()
        .map_or(0, |brought| brought.answer.body.len())
}

impl Names {
    fn forget_old(&mut self, now: Instant) {
        self.spent.forget_old(now, SPENT_FOR);
        self.lost.forget_old(now, KEPT_FOR_AND_SLACK);
        self.kept.retain(|_, entry| {
            !entry.is_over() || now.duration_since(entry.since) <= KEPT_FOR_AND_SLACK
        });
    }

    /// Room for one more: the oldest answer gives way.
    fn make_room(&mut self) -> Result<(), RelayError> {
        if self.kept.len() < MAX_CALLS {
            return Ok(());
        }
        let over = self.kept.iter().filter(|(_, entry)| entry.is_over());
        let oldest = over.min_by_key(|(_, entry)| entry.since);
        let oldest = oldest.map(|(name, _)| name.clone());
        let oldest = oldest.ok_or(RelayError::Busy)?;
        self.kept.remove(&oldest);
        self.lost.add(oldest);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tokio::sync::Semaphore;
    use tokio::time::timeout;

    use super::*;
    use groupsweep_core::domain::Answer;
    use groupsweep_core::wire::CallLogin;

    const MINUTE: Duration = Duration::from_secs(60);

    fn name(number: usize) -> IdempotencyKey {
        IdempotencyKey::parse(&format!("{number:032x}")).unwrap()
    }

    #[test]
    fn a_name_whose_answer_was_lost_is_refused_as_long_as_the_page_may_ask_for_it() {
        let mut names = Names::default();
        names.spent.add(name(1));
        names.lost.add(name(2));
        let now = Instant::now();
        names.forget_old(now + 59 * MINUTE);
        assert!(!names.spent.names.contains(&name(1)), "the page has it");
        assert!(names.lost.names.contains(&name(2)));
        names.forget_old(now + 62 * MINUTE);
        assert!(names.lost.names.is_empty() && names.lost.in_turn.is_empty());
    }

    #[tokio::test]
    async fn an_answer_that_gives_way_to_newer_ones_is_not_sent_for_again() {
        let kept = NamedCalls::default();
        let call = |at: usize| CallToMake {
            method: "DELETE".to_owned(),
            target: format!("/{at}"),
            login: CallLogin::None,
            body: None,
        };
        let ask = |at: usize| {
            kept.ask(name(at), call(at), |_| {
                Ok(async { Err(RelayError::TimedOut) })
            })
        };
        for at in 0..=MAX_CALLS {
            ask(at).unwrap().ended().await;
        }
        assert_eq!(ask(0).err(), Some(RelayError::Cut));
        assert!(ask(MAX_CALLS).is_ok(), "its answer is kept");
    }

    /// A long answer to the call 1, which takes the one place there is.
    fn ask_for_long(
        kept: &NamedCalls,
        places: &Arc<Semaphore>,
    ) -> Result<PendingResult, RelayError> {
        let call = CallToMake {
            method: "DELETE".to_owned(),
            target: "/1".to_owned(),
            login: CallLogin::None,
            body: None,
        };
        let place = Arc::clone(places).try_acquire_owned().ok();
        kept.ask(name(1), call, |_| {
            Ok(async move {
                let body = "x".repeat(MAX_KEPT_BYTES + 1);
                let answer = Answer {
                    status: 200,
                    body,
                    ..Answer::default()
                };
                Ok(SiteReply { answer, place })
            })
        })
    }

    #[tokio::test]
    async fn a_long_answer_gives_its_place_back_when_its_socket_ends_at_any_moment() {
        for is_answered_first in [true, false] {
            let kept = NamedCalls::default();
            let places = Arc::new(Semaphore::new(1));
            let awaited = ask_for_long(&kept, &places).unwrap();
            if is_answered_first {
                let mut ended = kept.names().kept[&name(1)].ended.clone();
                ended.wait_for(Option::is_some).await.unwrap();
                drop(ended);
            }
            // The socket ends: nobody reads the answer.
            drop(awaited);
            let place = timeout(Duration::from_secs(5), Arc::clone(&places).acquire_owned());
            assert!(place.await.is_ok(), "answered first: {is_answered_first}");
            let again = ask_for_long(&kept, &places).err();
            assert_eq!(again, Some(RelayError::Cut), "it is not sent for again");
        }
    }
}
