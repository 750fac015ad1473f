//! Handles calls that are given up: one row, one group or everything stays unread.

use crate::atlassian::Reason;
use crate::domain::Timestamp;
use crate::reads::Lost;
use crate::verify::calls::ReadCall;

use super::Verifier;

impl Verifier {
    /// Gives up everything, because no further call is worth making.
    pub(crate) fn give_up(&mut self, why: &Reason) {
        self.end_all(why);
    }

    pub(super) fn give_up_on(&mut self, lost: Lost<ReadCall>, now: Timestamp) {
        match lost {
            Lost::Nothing => {}
            Lost::One(ask, why) => self.lost(ask, &why, now),
            Lost::Unknown(ask, why) => {
                match ask {
                    ReadCall::Again(group)
                    | ReadCall::More(group)
                    | ReadCall::Page { group, .. } => {
                        self.groups[group].is_unknown = true;
                    }
                    ReadCall::Person(person) => self.people[person].is_unknown = true,
                }
                self.lost(ask, &why, now);
            }
            Lost::All(_, why) | Lost::NoApi(_, why) => self.end_all(&why),
        }
    }

    /// Ends every reading. What is not known by now stays unread.
    pub(super) fn end_all(&mut self, why: &Reason) {
        self.queue.drain();
        for group in 0..self.groups.len() {
            if !self.groups[group].is_done {
                self.end_unread(group, why);
            }
        }
    }
}
