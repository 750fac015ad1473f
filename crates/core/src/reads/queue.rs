//! Questions waiting, resting and under way, at a pace.

use std::collections::VecDeque;

use crate::atlassian::{ReadError, Reason};
use crate::domain::{Answer, SiteCall, Span, Timestamp, TransportError};
use crate::run::{Listening, Pace, RateSignal, hold, rest};

use super::calls::{Actions, Asker, ReadId};
use super::no_api::{MAX_TRIES_UNUSABLE, NoApi};
use super::waiting::ReadWait;

/// A question, and what came of it so far.
pub(crate) struct Pending<A> {
    pub(crate) ask: A,
    /// Passing faults so far.
    faults: u8,
    /// Answers one after another that could not be used.
    unusable: u8,
}

/// Calls under way at once, where the route carries them.
#[derive(Clone, Copy)]
pub(crate) enum AtOnce {
    /// So many: reading is no hurry.
    Few(usize),
    /// Twice as many as are for changes: a read that waits in a site that got slow is in nobody's doubt.
    TwiceThePace,
}

/// What is not asked again.
pub(crate) enum Lost<A> {
    /// Nothing: the question is asked again later.
    Nothing,
    /// It will not be answered.
    One(A, Reason),
    /// 404: what it is about is not there.
    Unknown(A, Reason),
    /// No question will be answered.
    All(A, Reason),
    /// The same, because whoever answers is not the site's API.
    NoApi(A, Reason),
}

pub(crate) struct Queue<A> {
    ready: VecDeque<Pending<A>>,
    resting: Vec<(Timestamp, Pending<A>)>,
    /// With the moment each was sent at.
    in_flight: Vec<(ReadId, Timestamp, Pending<A>)>,
    asker: Asker,
    next_read_id: u64,
    pace: Pace,
    listening: Listening,
    no_api: NoApi,
    ceiling: usize,
    at_once: AtOnce,
    /// Tries of a question that meets passing faults.
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

    /// Tells how many calls the route carries at once.
    pub(crate) fn set_ceiling(&mut self, calls: usize) {
        self.ceiling = calls.max(1);
    }

    /// Nothing is under way and nothing will be.
    pub(crate) fn is_done(&self) -> bool {
        self.ready.is_empty() && self.resting.is_empty() && self.in_flight.is_empty()
    }

    /// Time that what is known to be asked takes.
    pub(crate) fn time_left(&self) -> Span {
        let calls = self.ready.len() + self.resting.len() + self.in_flight.len();
        self.pace.time_for(calls as u64)
    }

    /// What is waited for.
    pub(crate) fn waiting(&self) -> ReadWait {
        let flying = self.in_flight.iter().map(|(.., task)| task);
        let resting = self.resting.iter().map(|(_, task)| task);
        let tries = flying.chain(resting).map(Pending::tries).max();
        ReadWait::of(&self.pace, self.listening, tries.unwrap_or(0), self.tries)
    }

    /// When the first of these rests no more, if nothing but such rests; `None` while something else is to be done.
    pub(crate) fn only_rest(&self, is_one: impl Fn(&A) -> bool) -> Option<Timestamp> {
        let waits = self.ready.is_empty()
            && self.in_flight.is_empty()
            && self.resting.iter().all(|(_, task)| is_one(&task.ask));
        let moments = self.resting.iter().filter(|_| waits).map(|(at, _)| *at);
        moments.min()
    }

    /// The site answered what it was asked.
    pub(crate) fn answered(&mut self) {
        self.no_api.answered();
    }

    /// Asks behind all others.
    pub(crate) fn last(&mut self, ask: A) {
        self.ready.push_back(Pending::new(ask));
    }

    /// Asks before all others: the less time between two pages of a list, the less changes.
    pub(crate) fn next(&mut self, ask: A) {
        self.ready.push_front(Pending::new(ask));
    }

    /// Asks after a rest.
    pub(crate) fn later(&mut self, until: Timestamp, ask: A) {
        self.resting.push((until, Pending::new(ask)));
    }

    /// Asks no more of what `is_wanted` does not want. What is under way comes back all the same.
    pub(crate) fn retain(&mut self, is_wanted: impl Fn(&A) -> bool) {
        self.ready.retain(|task| is_wanted(&task.ask));
        self.resting.retain(|(_, task)| is_wanted(&task.ask));
    }

    /// Asks nothing more, and waits for nothing: what had no answer yet. Answers that come all the same belong to nothing.
    pub(crate) fn drain(&mut self) -> Vec<A> {
        let waiting = self.ready.drain(..);
        let resting = self.resting.drain(..).map(|(_, task)| task);
        let flying = self.in_flight.drain(..).map(|(.., task)| task);
        let all = waiting.chain(resting).chain(flying);
        all.map(|task| task.ask).collect()
    }

    /// The question that an answer belongs to; none to one that is not waited for.
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

    /// Takes out what has rested enough and is no call of itself.
    pub(crate) fn take_rested(&mut self, now: Timestamp, is_one: impl Fn(&A) -> bool) -> Vec<A> {
        let is_due = |entry: &(Timestamp, Pending<A>)| entry.0 <= now && is_one(&entry.1.ask);
        let (due, resting): (Vec<_>, Vec<_>) = self.resting.drain(..).partition(is_due);
        self.resting = resting;
        due.into_iter().map(|(_, task)| task.ask).collect()
    }

    /// The next calls, and when to come back. What has rested enough is asked behind everything that has not been asked
    /// at all. A question without a call is dropped.
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

    /// Takes a question back that brought nothing.
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

    /// A reading of minutes outlasts a proxy's page now and then.
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
    /// How often it was asked for nothing.
    fn tries(&self) -> u8 {
        self.faults.saturating_add(self.unusable)
    }
}

#[cfg(test)]
mod tests;
