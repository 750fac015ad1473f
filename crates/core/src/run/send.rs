//! Sending: hands intents to the journal, picks the next item and its time slot, and asks for the next timer.

use crate::domain::{SiteCall, Span, Timestamp};

use super::engine::{InFlight, Run};
use super::entry::{JournalEntry, place};
use super::event::{CallId, Command, Phase};
use super::extra_call::Extra;
use super::record::{Intent, State, Step};

/// The fewest intents in the journal ahead of their calls. It otherwise has those for the next 0.1 to 0.2 seconds:
/// fewer would make the journal the bottleneck, and more would leave more rows in doubt after a crash.
const MIN_AHEAD: usize = 2;
/// How long before the end of a site's pause the intents are written; a write takes less. Until then nothing is about
/// to start, and closing the page leaves no row in doubt.
const BEFORE_PAUSE_ENDS: Span = Span(2000);

impl Run {
    /// Writes the intents of calls that start soon, or withdraws them if nothing new starts.
    pub(super) fn announce(&mut self, now: Timestamp) {
        if self.phase != Phase::Running || self.quiet_until(now).is_some() {
            return self.withdraw();
        }
        let needs = |run: &Self, item: usize| {
            let record = &run.records[item];
            record.is_open() && record.intent == Intent::None && record.step == Step::Act
        };
        let due = self
            .resting
            .iter()
            .copied()
            .filter(|item| self.has_rested(*item, now) && needs(self, *item));
        // Calls that start within 0.1 to 0.2 seconds, in thousandths.
        let soon = self.pace.tenths_per_second() / 50;
        let ahead = MIN_AHEAD + usize::try_from(soon).unwrap_or(0);
        // Topped up when half is used, for fewer and larger writes.
        let run_low = self
            .queue
            .iter()
            .take(ahead / 2)
            .any(|item| needs(self, *item));
        let soon = self.queue.iter().take(ahead).copied();
        let soon = soon.filter(|item| run_low && needs(self, *item));
        for item in due.chain(soon).collect::<Vec<_>>() {
            let entry = self.log.note(JournalEntry::Intent { item: place(item) });
            self.records[item].intent = Intent::Announced(entry);
            self.announced += 1;
        }
    }

    /// When intents are written again, in a pause of the site during which the admin wants no call.
    fn quiet_until(&self, now: Timestamp) -> Option<Timestamp> {
        let end = self.pace.held_until(now)?;
        let is_quiet = self.extra != Extra::Wanted && end - now > BEFORE_PAUSE_ENDS;
        is_quiet.then(|| Timestamp(end.0.saturating_sub(BEFORE_PAUSE_ENDS.0)))
    }

    fn withdraw(&mut self) {
        if self.announced == 0 {
            return;
        }
        let announced = |item: &usize| self.records[*item].intent != Intent::None;
        let waiting = self.queue.iter().chain(&self.resting).copied();
        let items: Vec<usize> = waiting.filter(announced).collect();
        for item in &items {
            self.records[*item].intent = Intent::None;
        }
        self.announced = 0;
        let items = items.into_iter().map(place).collect();
        self.log.note(JournalEntry::Withdrawn { items });
    }

    /// Starts the calls that the pace allows, and sets the next timer.
    pub(super) fn send(&mut self, now: Timestamp, commands: &mut Vec<Command>) {
        self.forget_extra(now);
        while self.phase == Phase::Running && self.in_flight.len() < self.most_in_flight() {
            let Some(item) = self.peek(now) else { break };
            if !self.connection_allows(now) || !self.take_place(now) {
                break;
            }
            self.take(item);
            commands.push(self.call(item, now));
        }
        if let Some(moment) = self.wake_at(now) {
            commands.push(Command::WakeAt(moment));
        }
    }

    /// How many calls may be in flight now.
    fn most_in_flight(&self) -> usize {
        self.pace.most_in_flight(self.ceiling)
    }

    /// The next item to send: one whose back-off is over, else the head of the queue.
    fn peek(&self, now: Timestamp) -> Option<usize> {
        // Whatever put it here: no call is made for a row that is settled.
        let is_open = |item: usize| self.records[item].is_open();
        let may_go = |item: &&usize| is_open(**item) && self.is_kept(**item) && self.may_go(**item);
        let rested = |item: &&usize| self.has_rested(**item, now);
        let resting = self.resting.iter().filter(rested).find(may_go);
        resting.or(self.queue.front().filter(may_go)).copied()
    }

    fn has_rested(&self, item: usize, now: Timestamp) -> bool {
        matches!(self.records[item].state, State::BackingOff { until } if until <= now)
    }

    /// Whether the journal knows of the call. A question changes nothing and needs no record.
    fn is_kept(&self, item: usize) -> bool {
        let record = &self.records[item];
        record.step.is_question() || record.intent == Intent::Kept
    }

    /// The caller's own rows wait until nobody else's row is open: leaving an
    /// administration group would refuse them. The queue holds them last.
    pub(super) fn may_go(&self, item: usize) -> bool {
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

    fn call(&mut self, item: usize, now: Timestamp) -> Command {
        let step = self.records[item].step;
        let membership = self.plan.items()[item].membership.clone();
        let call = match step {
            Step::Act => {
                let record = &mut self.records[item];
                record.attempts = record.attempts.saturating_add(1);
                record.intent = Intent::None;
                self.announced = self.announced.saturating_sub(1);
                // From now on this call cannot be told from the earlier run's.
                let lost = self.may_be_done_before(item);
                self.note_lost_answer(item, lost);
                self.plan.action().call(membership)
            }
            // A question is only asked if the product has a call for it.
            Step::Ask(question) => self
                .question(item, question)
                .unwrap_or(SiteCall::GroupsOf(membership.account)),
        };
        self.set_state(item, State::Sending);
        let call_id = CallId(self.next_call_id);
        self.next_call_id += 1;
        self.listening.sent(now);
        self.in_flight.push(InFlight {
            call_id,
            item,
            step,
            sent_at: now,
        });
        Command::Send(call_id, call)
    }

    fn wake_at(&self, now: Timestamp) -> Option<Timestamp> {
        if self.phase != Phase::Running || self.in_flight.len() >= self.most_in_flight() {
            return None;
        }
        if self.offline.is_some() && !self.in_flight.is_empty() {
            return None;
        }
        let connected = self.offline.as_ref();
        let connected = connected.map_or(now, |offline| offline.next_try);
        let may_go = |item: &&usize| self.may_go(**item);
        // A row that only waits for the journal is woken by the journal.
        let waits_for_time = |item: &&usize| self.is_kept(**item) || !self.has_rested(**item, now);
        let rested = self
            .resting
            .iter()
            .filter(waits_for_time)
            .filter(may_go)
            .filter_map(|item| match self.records[*item].state {
                State::BackingOff { until } => Some(until),
                State::Waiting | State::Sending | State::Settled(_) => None,
            });
        let queued = self.queue.front().filter(may_go);
        let queued = queued.filter(|item| self.is_kept(**item)).map(|_| now);
        let waits = self.queue.front().into_iter().chain(&self.resting);
        let quiet = self.quiet_until(now);
        let quiet = quiet.filter(|_| waits.clone().any(|item| self.may_go(*item)));
        let ready = rested.chain(queued).min();
        let ready = ready.map(|ready| ready.max(self.pace.opens_at()).max(connected));
        quiet.into_iter().chain(ready).min()
    }
}
