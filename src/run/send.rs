//! Sending: which item goes next, when its place on the clock is, and when to come back.

use crate::domain::{Moment, SiteCall};

use super::engine::{InFlight, Run};
use super::event::{Command, Phase, Ticket};
use super::record::{State, Step};

/// Calls under way at once: what a browser opens to one host over HTTP/1.1.
const MOST_IN_FLIGHT: usize = 6;

impl Run {
    /// Sends what the pace allows, and says when to come back.
    pub(super) fn send(&mut self, now: Moment, commands: &mut Vec<Command>) {
        while self.phase == Phase::Running && self.in_flight.len() < MOST_IN_FLIGHT {
            let Some(item) = self.peek(now) else { break };
            if !self.pace.take(now) {
                break;
            }
            self.take(item);
            commands.push(self.call(item));
        }
        if let Some(moment) = self.wake_at(now) {
            commands.push(Command::WakeAt(moment));
        }
    }

    /// The next item that may be sent: one that has rested enough, else the head of the queue.
    fn peek(&self, now: Moment) -> Option<usize> {
        let rested = |item: &&usize| matches!(self.records[**item].state, State::Resting { until } if until <= now);
        let may_go = |item: &&usize| self.may_go(**item);
        let resting = self.resting.iter().filter(rested).find(may_go);
        resting.or(self.queue.front().filter(may_go)).copied()
    }

    /// The caller's own rows wait until nobody else's row is open: leaving an
    /// administration group would refuse them. The queue holds them last.
    fn may_go(&self, item: usize) -> bool {
        if !self.plan.is_own(item) {
            return true;
        }
        let under_way = self.in_flight.iter().map(|call| call.item);
        let mut open = self
            .resting
            .iter()
            .chain(self.queue.front())
            .copied()
            .chain(under_way);
        open.all(|other| self.plan.is_own(other))
    }

    fn take(&mut self, item: usize) {
        match self.resting.iter().position(|resting| *resting == item) {
            Some(at) => {
                self.resting.remove(at);
            }
            None => {
                self.queue.pop_front();
            }
        }
    }

    fn call(&mut self, item: usize) -> Command {
        let step = self.records[item].step;
        let membership = self.plan.items()[item].membership.clone();
        let call = match step {
            Step::Remove => {
                let attempts = &mut self.records[item].attempts;
                *attempts = attempts.saturating_add(1);
                SiteCall::Remove(membership)
            }
            Step::LookBack => SiteCall::GroupsOf(membership.account),
        };
        self.set_state(item, State::Sending);
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.in_flight.push(InFlight { ticket, item, step });
        Command::Send(ticket, call)
    }

    fn wake_at(&self, now: Moment) -> Option<Moment> {
        if self.phase != Phase::Running || self.in_flight.len() >= MOST_IN_FLIGHT {
            return None;
        }
        let may_go = |item: &&usize| self.may_go(**item);
        let rested =
            self.resting
                .iter()
                .filter(may_go)
                .filter_map(|item| match self.records[*item].state {
                    State::Resting { until } => Some(until),
                    State::Waiting | State::Sending | State::Settled(_) => None,
                });
        let queued = self.queue.front().filter(may_go).map(|_| now);
        rested
            .chain(queued)
            .min()
            .map(|ready| ready.max(self.pace.opens_at()))
    }
}
