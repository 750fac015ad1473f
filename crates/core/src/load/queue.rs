//! Questions waiting, resting and under way, at a pace.

use std::collections::VecDeque;

use crate::atlassian::Reason;
use crate::domain::{Answer, SiteCall, Span, Timestamp, TransportError};
use crate::run::{Listening, MAX_TRIES, Pace, Rate, RateSignal, hold, rest};
use crate::verify::{Actions, MAX_TRIES_UNUSABLE, NoApi, ReadError, ReadId, ReadWait};

/// A question and the passing faults that it met so far.
type PendingList<A> = (A, u8);

/// What is to be done about a question that brought nothing.
pub(super) enum RetryDecision<A> {
    /// It is asked again later.
    Kept,
    /// It will not be answered.
    One(A, Reason),
    /// No question will be.
    All(Reason),
}

/// The questions.
pub(super) struct Queue<A> {
    ready: VecDeque<PendingList<A>>,
    resting: Vec<(Timestamp, PendingList<A>)>,
    in_flight: Vec<(ReadId, Timestamp, PendingList<A>)>,
    next_ticket: u64,
    pace: Pace,
    listening: Listening,
    no_api: NoApi,
    ceiling: usize,
}

impl<A> Queue<A> {
    /// Begins at half of the bound, which is half of what the site is known to take: there is no harm in reading, and
    /// a load of some seconds would be half over before a gentle beginning got there.
    pub(super) fn new(bound: Rate) -> Self {
        Self {
            ready: VecDeque::new(),
            resting: Vec::new(),
            in_flight: Vec::new(),
            next_ticket: 0,
            pace: Pace::of_reads(bound, bound.half()),
            listening: Listening::default(),
            no_api: NoApi::default(),
            ceiling: 1,
        }
    }

    pub(super) fn set_ceiling(&mut self, calls: usize) {
        self.ceiling = calls.max(1);
    }

    pub(super) fn is_done(&self) -> bool {
        self.ready.is_empty() && self.resting.is_empty() && self.in_flight.is_empty()
    }

    /// Time that what is known to be asked takes.
    pub(super) fn time_left(&self) -> Span {
        let calls = self.ready.len() + self.resting.len() + self.in_flight.len();
        self.pace.time_for(calls as u64)
    }

    /// What is waited for.
    pub(super) fn waiting(&self) -> ReadWait {
        let flying = self.in_flight.iter().map(|(.., (_, faults))| *faults);
        let resting = self.resting.iter().map(|(_, (_, faults))| *faults);
        let faults = flying.chain(resting).max().unwrap_or(0);
        ReadWait::of(&self.pace, self.listening, faults, MAX_TRIES + 1)
    }

    /// The site answered what it was asked.
    pub(super) fn answered(&mut self) {
        self.no_api.answered();
    }

    /// Asks behind all others.
    pub(super) fn last(&mut self, ask: A) {
        self.ready.push_back((ask, 0));
    }

    /// Asks before all others: the less time between two pages of a list, the less changes.
    pub(super) fn next(&mut self, ask: A) {
        self.ready.push_front((ask, 0));
    }

    /// Asks after a rest.
    pub(super) fn later(&mut self, until: Timestamp, ask: A) {
        self.resting.push((until, (ask, 0)));
    }

    /// Asks no more of what `is_wanted` does not want. What is under way comes back all the same.
    pub(super) fn keep(&mut self, is_wanted: impl Fn(&A) -> bool) {
        self.ready.retain(|(ask, _)| is_wanted(ask));
        self.resting.retain(|(_, (ask, _))| is_wanted(ask));
    }

    pub(super) fn clear(&mut self) {
        self.ready.clear();
        self.resting.clear();
        self.in_flight.clear();
    }

    /// The question that an answer belongs to; none to one that is not waited for.
    pub(super) fn on_response(
        &mut self,
        ticket: ReadId,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) -> Option<(A, u8)> {
        let mut flying = self.in_flight.iter();
        let at = flying.position(|(one, ..)| *one == ticket)?;
        let (_, sent_at, task) = self.in_flight.swap_remove(at);
        self.pace.on_response(sent_at, now, RateSignal::of(result));
        self.listening
            .on_response(result, self.in_flight.len(), now);
        Some(task)
    }

    /// The next calls, and when to come back.
    pub(super) fn send(&mut self, now: Timestamp, call: impl Fn(&A) -> SiteCall) -> Actions {
        let resting = std::mem::take(&mut self.resting);
        let (due, resting): (Vec<_>, Vec<_>) =
            resting.into_iter().partition(|(until, _)| *until <= now);
        self.resting = resting;
        self.ready.extend(due.into_iter().map(|(_, task)| task));
        let mut calls = Vec::new();
        let most = self.most();
        while self.in_flight.len() < most && !self.ready.is_empty() && self.pace.take(now) {
            let Some(task) = self.ready.pop_front() else {
                break;
            };
            let ticket = ReadId::numbered(self.next_ticket);
            self.next_ticket += 1;
            calls.push((ticket, call(&task.0)));
            self.listening.sent(now);
            self.in_flight.push((ticket, now, task));
        }
        let has_room = self.in_flight.len() < most;
        let ready = (has_room && !self.ready.is_empty()).then(|| self.pace.opens_at());
        let rested = self.resting.iter().map(|(until, _)| *until);
        let wake_at = rested.filter(|_| has_room).chain(ready).min();
        Actions { calls, wake_at }
    }

    /// Twice as many calls at once as are for changes: a read that waits in a site that got slow is in nobody's doubt.
    fn most(&self) -> usize {
        let most = self.pace.most_in_flight(self.ceiling);
        most.saturating_mul(2).min(self.ceiling)
    }

    /// Takes a question back that brought nothing.
    pub(super) fn missed(
        &mut self,
        task: (A, u8),
        missed: ReadError,
        now: Timestamp,
    ) -> RetryDecision<A> {
        let salt = self.next_ticket;
        let (ask, faults) = task;
        match missed {
            ReadError::Never(why) | ReadError::Unknown(why) => RetryDecision::One(ask, why),
            ReadError::Nothing(why) => RetryDecision::All(why),
            ReadError::Throttled(wait) => {
                self.pace.hold(hold(wait, now, salt), now);
                self.ready.push_front((ask, faults));
                RetryDecision::Kept
            }
            ReadError::Transient(why, wait) => self.again(ask, faults, why, wait, now),
            ReadError::Unusable { why, is_no_api } => {
                if is_no_api && self.no_api.is_hopeless_after(now) {
                    return RetryDecision::All(why);
                }
                // A list that is read for minutes outlasts a proxy's page now and then.
                if faults + 1 >= MAX_TRIES_UNUSABLE {
                    return RetryDecision::One(ask, why);
                }
                let until = now + rest(1, None, salt);
                self.resting.push((until, (ask, faults + 1)));
                RetryDecision::Kept
            }
        }
    }

    fn again(
        &mut self,
        ask: A,
        faults: u8,
        why: Reason,
        wait: Option<Span>,
        now: Timestamp,
    ) -> RetryDecision<A> {
        let salt = self.next_ticket;
        if wait.is_some() {
            self.pace.hold(hold(wait, now, salt), now);
        }
        if faults + 1 > MAX_TRIES {
            return RetryDecision::One(ask, why);
        }
        let until = now + rest(faults + 1, wait, salt);
        self.resting.push((until, (ask, faults + 1)));
        RetryDecision::Kept
    }
}
