//! What becomes of calls that bring nothing: they are made again later, or their row or all rows stay unread.

use crate::atlassian::Reason;
use crate::domain::Timestamp;
use crate::run::{MAX_TRIES, hold, rest};
use crate::verify::answer::{MAX_TRIES_UNUSABLE, ReadError};
use crate::verify::calls::{PendingRead, ReadCall};

use super::Verifier;

impl Verifier {
    /// Nothing is worth asking.
    pub(crate) fn give_up(&mut self, why: &Reason) {
        self.end_all(why);
    }

    pub(super) fn missed(&mut self, mut task: PendingRead, missed: ReadError, now: Timestamp) {
        let salt = match task.ask {
            ReadCall::Again(at)
            | ReadCall::More(at)
            | ReadCall::Page { group: at, .. }
            | ReadCall::Person(at) => at as u64,
        };
        match missed {
            ReadError::Never(why) => self.lost(task.ask, &why, now),
            ReadError::Unknown(why) => {
                match task.ask {
                    ReadCall::Again(group)
                    | ReadCall::More(group)
                    | ReadCall::Page { group, .. } => {
                        self.groups[group].is_unknown = true;
                    }
                    ReadCall::Person(person) => self.people[person].is_unknown = true,
                }
                self.lost(task.ask, &why, now);
            }
            ReadError::Nothing(why) => self.end_all(&why),
            ReadError::Throttled(wait) => {
                self.pace.hold(hold(wait, now, salt), now);
                self.ready.push_front(task);
            }
            ReadError::Transient(why, wait) => {
                if wait.is_some() {
                    self.pace.hold(hold(wait, now, salt), now);
                }
                task.faults += 1;
                task.unusable = 0;
                if task.faults > MAX_TRIES {
                    self.lost(task.ask, &why, now);
                } else {
                    let until = now + rest(task.faults, wait, salt);
                    self.resting.push((until, task));
                }
            }
            ReadError::Unusable { why, is_no_api } => self.unusable(task, &why, is_no_api, now),
        }
    }

    fn unusable(&mut self, mut task: PendingRead, why: &Reason, is_no_api: bool, now: Timestamp) {
        if is_no_api && self.no_api.is_hopeless_after(now) {
            return self.end_all(why);
        }
        task.unusable += 1;
        if task.unusable < MAX_TRIES_UNUSABLE {
            let until = now + rest(1, None, self.next_ticket);
            self.resting.push((until, task));
            return;
        }
        self.lost(task.ask, why, now);
    }

    /// Ends every reading: what is not known by now stays unread.
    pub(super) fn end_all(&mut self, why: &Reason) {
        self.ready.clear();
        self.resting.clear();
        self.in_flight.clear();
        for group in 0..self.groups.len() {
            if !self.groups[group].is_done {
                self.end_unread(group, why);
            }
        }
    }
}
