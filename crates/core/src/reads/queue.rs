//! A queue of calls: waiting, in back-off and in flight, at a pace.

use std::collections::VecDeque;

use crate::atlassian::{ReadError, Reason};
use crate::domain::{Answer, SiteCall, Span, Timestamp, TransportError};
use crate::run::{Listening, Pace, RateSignal, hold, rest};

use super::calls::{Actions, Asker, ReadId};
use super::no_api::{MAX_TRIES_UNUSABLE, NoApi};
use super::waiting::ReadWait;

/// A queued call, and its failures so far.
pub(crate) struct Pending<A> {
    pub(crate) ask: A,
    /// Transient faults so far.
    faults: u8,
    /// Consecutive answers that could not be used.
    unusable: u8,
}

/// The limit of calls in flight, within what the route can carry.
#[derive(Clone, Copy)]
pub(crate) enum AtOnce {
    /// A fixed number, because the reading is not urgent.
    Few(usize),
    /// Twice the limit for changes: reads that wait on a slow site leave nothing in doubt.
    TwiceThePace,
}

/// What is given up after a failed call.
pub(crate) enum Lost<A> {
    /// Nothing: the call is retried later.
    Nothing,
    /// This call.
    One(A, Reason),
    /// This call, after a 404.
    Unknown(A, Reason),
    /// All calls.
    All(A, Reason),
    /// All calls, because whoever answers is not the site's API.
    NoApi(A, Reason),
}

pub(crate) struct Queue<A> {
    ready: VecDeque<Pending<A>>,
    resting: Vec<(Timestamp, Pending<A>)>,
    /// Each with the time at which it was sent.
    in_flight: Vec<(ReadId, Timestamp, Pending<A>)>,
    asker: Asker,
    next_read_id: u64,
    pace: Pace,
    listening: Listening,
    no_api: NoApi,
    ceiling: usize,
    at_once: AtOnce,
    /// Tries of a call with transient faults.
    tries: u8,
}

impl<A> Pending<A> {
    fn new(ask: A) -> Self {
        Self {
            ask,
            faults: 0,
            unusable: 0,
        }
    }
}

impl<A> Queue<A> {
    pub(crate) fn new(asker: Asker, pace: Pace, at_once: AtOnce, tries: u8) -> Self {
        Self {
            ready: VecDeque::new(),
            resting: Vec::new(),
            in_flight: Vec::new(),
            asker,
            next_read_id: 0,
            pace,
            listening: Listening::default(),
            no_api: NoApi::default(),
            ceiling: match at_once {
                AtOnce::Few(most) => most,
                AtOnce::TwiceThePace => 1,
            },
            at_once,
            tries,
        }
    }

    /// Sets how many calls the route carries at once.
    pub(crate) fn set_ceiling(&mut self, calls: usize) {
        self.ceiling = calls.max(1);
    }

    /// Whether no call is in flight and none will be.
    pub(crate) fn is_done(&self) -> bool {
        self.ready.is_empty() && self.resting.is_empty() && self.in_flight.is_empty()
    }

    /// The time that the known calls take.
    pub(crate) fn time_left(&self) -> Span {
        let calls = self.ready.len() + self.resting.len() + self.in_flight.len();
        self.pace.time_for(calls as u64)
    }

    /// What the reading waits for.
    pub(crate) fn waiting(&self) -> ReadWait {
        let flying = self.in_flight.iter().map(|(.., task)| task);
        let resting = self.resting.iter().map(|(_, task)| task);
        let tries = flying.chain(resting).map(Pending::tries).max();
        ReadWait::of(&self.pace, self.listening, tries.unwrap_or(0), self.tries)
    }

    /// When the first of these back-offs ends, if the queue holds nothing else. `None` otherwise.
    pub(crate) fn only_rest(&self, is_one: impl Fn(&A) -> bool) -> Option<Timestamp> {
        let waits = self.ready.is_empty()
            && self.in_flight.is_empty()
            && self.resting.iter().all(|(_, task)| is_one(&task.ask));
        let moments = self.resting.iter().filter(|_| waits).map(|(at, _)| *at);
        moments.min()
    }

    /// Notes a usable answer.
    pub(crate) fn answered(&mut self) {
        self.no_api.answered();
    }

    /// Queues a call last.
    pub(crate) fn last(&mut self, ask: A) {
        self.ready.push_back(Pending::new(ask));
    }

    /// Queues a call first: less changes between two pages that are read close together.
    pub(crate) fn next(&mut self, ask: A) {
        self.ready.push_front(Pending::new(ask));
    }

    /// Queues a call after a back-off.
    pub(crate) fn later(&mut self, until: Timestamp, ask: A) {
        self.resting.push((until, Pending::new(ask)));
    }

    /// Drops waiting calls that `is_wanted` rejects. Calls in flight still return.
    pub(crate) fn retain(&mut self, is_wanted: impl Fn(&A) -> bool) {
        self.ready.retain(|task| is_wanted(&task.ask));
        self.resting.retain(|(_, task)| is_wanted(&task.ask));
    }

    /// Abandons all calls and returns those without an answer. Late answers are dropped.
    pub(crate) fn drain(&mut self) -> Vec<A> {
        let waiting = self.ready.drain(..);
        let resting = self.resting.drain(..).map(|(_, task)| task);
        let flying = self.in_flight.drain(..).map(|(.., task)| task);
        let all = waiting.chain(resting).chain(flying);
        all.map(|task| task.ask).collect()
    }

    /// Returns the call that an answer belongs to. `None` if it was abandoned.
    pub(crate) fn on_response(
        &mut self,
        read_id: ReadId,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) -> Option<Pending<A>> {
        let mut flying = self.in_flight.iter();
        let at = flying.position(|(one, ..)| *one == read_id)?;
        let (_, sent_at, task) = self.in_flight.swap_remove(at);
        self.pace.on_response(sent_at, now, RateSignal::of(result));
        self.listening
            .on_response(result, self.in_flight.len(), now);
        Some(task)
    }

    /// Removes entries that are not calls and whose back-off is over.
    pub(crate) fn take_rested(&mut self, now: Timestamp, is_one: impl Fn(&A) -> bool) -> Vec<A> {
        let is_due = |entry: &(Timestamp, Pending<A>)| entry.0 <= now && is_one(&entry.1.ask);
        let (due, resting): (Vec<_>, Vec<_>) = self.resting.drain(..).partition(is_due);
        self.resting = resting;
        due.into_iter().map(|(_, task)| task.ask).collect()
    }

    /// Returns the next calls and the next timer. Retries come after calls that were never made. An entry without a
    /// call is dropped.
    pub(crate) fn send(
        &mut self,
        now: Timestamp,
        call: impl Fn(&A) -> Option<SiteCall>,
    ) -> Actions {
        let (due, resting): (Vec<_>, Vec<_>) =
            self.resting.drain(..).partition(|(until, _)| *until <= now);
        self.resting = resting;
        self.ready.extend(due.into_iter().map(|(_, task)| task));
        let mut calls = Vec::new();
        let most = self.most();
        while self.in_flight.len() < most && !self.ready.is_empty() && self.pace.take(now) {
            let Some(task) = self.ready.pop_front() else {
                break;
            };
            let Some(call) = call(&task.ask) else {
                continue;
            };
            let read_id = ReadId {
                asker: self.asker,
                number: self.next_read_id,
            };
            self.next_read_id += 1;
            calls.push((read_id, call));
            self.listening.sent(now);
            self.in_flight.push((read_id, now, task));
        }
        let has_room = self.in_flight.len() < most;
        let ready = (has_room && !self.ready.is_empty()).then(|| self.pace.opens_at());
        let rested = self.resting.iter().map(|(until, _)| *until);
        let wake_at = rested.filter(|_| has_room).chain(ready).min();
        Actions { calls, wake_at }
    }

    fn most(&self) -> usize {
        match self.at_once {
            AtOnce::Few(most) => self.ceiling.min(most),
            AtOnce::TwiceThePace => {
                let most = self.pace.most_in_flight(self.ceiling);
                most.saturating_mul(2).min(self.ceiling)
            }
        }
    }

    /// Handles a failed call.
    pub(crate) fn missed(
        &mut self,
        task: Pending<A>,
        missed: ReadError,
        now: Timestamp,
    ) -> Lost<A> {
        let salt = self.next_read_id;
        match missed {
            ReadError::Never(why) => Lost::One(task.ask, why),
            ReadError::Unknown(why) => Lost::Unknown(task.ask, why),
            ReadError::Nothing(why) => Lost::All(task.ask, why),
            ReadError::Throttled(wait) => {
                self.pace.hold(hold(wait, now, salt), now);
                self.ready.push_front(task);
                Lost::Nothing
            }
            ReadError::Transient(why, wait) => self.again(task, why, wait, now),
            ReadError::Unusable { why, is_no_api } => {
                if is_no_api && self.no_api.is_hopeless_after(now) {
                    return Lost::NoApi(task.ask, why);
                }
                self.unusable(task, why, now)
            }
        }
    }

    fn again(
        &mut self,
        mut task: Pending<A>,
        why: Reason,
        wait: Option<Span>,
        now: Timestamp,
    ) -> Lost<A> {
        let salt = self.next_read_id;
        if wait.is_some() {
            self.pace.hold(hold(wait, now, salt), now);
        }
        task.faults += 1;
        task.unusable = 0;
        if task.faults >= self.tries {
            return Lost::One(task.ask, why);
        }
        let until = now + rest(task.faults, wait, salt);
        self.resting.push((until, task));
        Lost::Nothing
    }

    /// Handles an unusable answer. A reading takes minutes, so an occasional page from a proxy must not end it.
    fn unusable(&mut self, mut task: Pending<A>, why: Reason, now: Timestamp) -> Lost<A> {
        task.unusable += 1;
        if task.unusable >= MAX_TRIES_UNUSABLE {
            return Lost::One(task.ask, why);
        }
        let until = now + rest(1, None, self.next_read_id);
        self.resting.push((until, task));
        Lost::Nothing
    }
}

impl<A> Pending<A> {
    /// Number of failed tries.
    fn tries(&self) -> u8 {
        self.faults.saturating_add(self.unusable)
    }
}

#[cfg(test)]
mod tests;
