//! The engine: a queue of plan items, a few calls under way, one pace.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::domain::{Answer, Fault, Moment, SiteCall, Span};
use crate::plan::{Approved, Plan, Scope};

use super::meaning::{Meaning, Reason, RefusedAll, read_back, removal};
use super::pace::{Pace, Rate};
use super::record::{Outcome, Record, State, Step};
use super::retry;
use super::tally::Tally;

/// Calls under way at once: what a browser opens to one host over HTTP/1.1.
const MOST_IN_FLIGHT: usize = 6;
/// Rows refused one after the other before the run halts: the right is missing.
const REFUSED_IN_A_ROW: u32 = 3;
/// Rows failed one after the other, whatever the reason, before the run pauses and asks.
const FAILED_IN_A_ROW: u32 = 10;

/// The number of a call. Answers to calls that were abandoned match none and are dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Ticket(u64);

/// What happens to a run.
#[derive(Debug)]
pub enum Event {
    /// The gate opened.
    Release(Approved),
    /// A call came back.
    Answered(Ticket, Result<Answer, Fault>),
    /// The moment asked for has come.
    Woke,
    /// Start nothing new.
    Pause,
    /// Go on, after a pause, a stop or a halt.
    Resume,
    /// Start nothing new and abandon what is under way.
    Stop,
    /// Another pace.
    SetRate(Rate),
}

/// What the driver has to do.
#[derive(Debug)]
pub enum Command {
    /// Send this call.
    Send(Ticket, SiteCall),
    /// Drop every call under way.
    AbandonAll,
    /// Come back with [`Event::Woke`] at this moment, or earlier with another event.
    WakeAt(Moment),
}

/// Why nothing new starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pause {
    /// The admin asked.
    Asked,
    /// Ten rows failed one after the other.
    ManyFailed,
}

/// Why no row would go.
pub type Halt = RefusedAll;

/// Where the run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Nothing released yet.
    Ready,
    /// Sending.
    Running,
    /// Nothing new starts.
    Paused(Pause),
    /// Stopped by the admin; what was under way is in doubt.
    Stopped,
    /// Nothing new starts because nothing would go.
    Halted(Halt),
    /// Everything released is settled.
    Finished,
}

struct InFlight {
    ticket: Ticket,
    item: usize,
    step: Step,
}

/// One run of one plan.
pub struct Run {
    plan: Arc<Plan>,
    records: Vec<Record>,
    tally: Tally,
    phase: Phase,
    pace: Pace,
    queue: VecDeque<usize>,
    resting: Vec<usize>,
    in_flight: Vec<InFlight>,
    next_ticket: u64,
    refused_in_a_row: u32,
    failed_in_a_row: u32,
    /// Rows that a halt failed or a stop left in doubt; resuming sends them again.
    send_again: Vec<usize>,
    /// Items in the order they were settled, for the newest-first list.
    settled: Vec<u32>,
    started_at: Option<Moment>,
    settled_before: u32,
}

impl Run {
    /// A run that waits for the gate.
    #[must_use]
    pub fn new(plan: Arc<Plan>, rate: Rate) -> Self {
        let rows = plan.items().len();
        Self {
            records: vec![Record::NEW; rows],
            tally: Tally::new(rows),
            plan,
            phase: Phase::Ready,
            pace: Pace::new(rate),
            queue: VecDeque::new(),
            resting: Vec::new(),
            in_flight: Vec::new(),
            next_ticket: 0,
            refused_in_a_row: 0,
            failed_in_a_row: 0,
            send_again: Vec::new(),
            settled: Vec::new(),
            started_at: None,
            settled_before: 0,
        }
    }

    /// Takes one event and says what to do.
    pub fn step(&mut self, event: Event, now: Moment) -> Vec<Command> {
        let mut commands = Vec::new();
        match event {
            Event::Release(approved) => self.release(&approved, now),
            Event::Answered(ticket, result) => self.answered(ticket, &result, now),
            Event::Woke => {}
            Event::Pause if self.phase == Phase::Running => {
                self.phase = Phase::Paused(Pause::Asked)
            }
            Event::Resume => self.resume(now),
            Event::Stop => self.stop(now, &mut commands),
            Event::SetRate(rate) => self.pace.set_rate(rate),
            Event::Pause => {}
        }
        self.send(now, &mut commands);
        commands
    }

    fn release(&mut self, approved: &Approved, now: Moment) {
        if !Arc::ptr_eq(approved.plan(), &self.plan) || !self.is_at_rest() {
            return;
        }
        // Nothing but the trial goes before the trial is gone.
        if approved.scope() != Scope::First && !self.trial_is_done() {
            return;
        }
        let wanted = |record: &Record| match (approved.scope(), record.outcome()) {
            (_, Outcome::Removed | Outcome::AlreadyGone) => false,
            // A trial in doubt may be asked for again by itself: nothing else could settle it.
            (Scope::First, _) => true,
            (Scope::Rest, outcome) => outcome != Outcome::InDoubt,
            (Scope::Retry, outcome) => outcome != Outcome::NotTried,
        };
        let reach = if approved.scope() == Scope::First {
            1
        } else {
            self.records.len()
        };
        let released: Vec<usize> = (0..reach)
            .filter(|item| wanted(&self.records[*item]))
            .collect();
        // Nothing rests at rest: a stop and a halt empty that list.
        self.queue.clear();
        for item in released {
            self.requeue(item);
        }
        self.send_again.clear();
        self.start(now);
    }

    fn requeue(&mut self, item: usize) {
        self.set_state(item, State::Waiting);
        let record = &mut self.records[item];
        record.faults = 0;
        record.step = Step::Remove;
        record.reason = None;
        record.finished_at = None;
        self.queue.push_back(item);
    }

    fn start(&mut self, now: Moment) {
        self.phase = Phase::Running;
        self.refused_in_a_row = 0;
        self.failed_in_a_row = 0;
        self.started_at = Some(now);
        self.settled_before = self.tally.settled();
        self.finish_if_done();
    }

    fn resume(&mut self, now: Moment) {
        match self.phase {
            Phase::Paused(_) | Phase::Halted(_) | Phase::Stopped => {
                for item in std::mem::take(&mut self.send_again) {
                    self.requeue(item);
                }
                self.start(now);
            }
            Phase::Ready | Phase::Running | Phase::Finished => {}
        }
    }

    fn stop(&mut self, now: Moment, commands: &mut Vec<Command>) {
        if self.is_at_rest() {
            return;
        }
        // A halt keeps its reason; only its calls under way are let go.
        if !matches!(self.phase, Phase::Halted(_)) {
            self.phase = Phase::Stopped;
        }
        commands.push(Command::AbandonAll);
        for call in std::mem::take(&mut self.in_flight) {
            self.records[call.item].ambiguous |= call.step == Step::Remove;
            self.send_again.push(call.item);
            self.settle(
                call.item,
                Outcome::InDoubt,
                Some("The run was stopped while the call was under way.".into()),
                now,
            );
        }
        self.rest_no_longer(now);
    }

    /// Ends every back-off without a call: a row that may be gone is in doubt, the others go back to the queue.
    fn rest_no_longer(&mut self, now: Moment) {
        for item in std::mem::take(&mut self.resting) {
            if self.records[item].ambiguous || self.records[item].step == Step::LookBack {
                self.send_again.push(item);
                self.settle(
                    item,
                    Outcome::InDoubt,
                    Some("The run stopped before an unclear answer was looked into.".into()),
                    now,
                );
            } else {
                self.set_state(item, State::Waiting);
                self.queue.push_front(item);
            }
        }
    }

    fn answered(&mut self, ticket: Ticket, result: &Result<Answer, Fault>, now: Moment) {
        let Some(at) = self.in_flight.iter().position(|call| call.ticket == ticket) else {
            return;
        };
        let InFlight { item, step, .. } = self.in_flight.swap_remove(at);
        let meaning = match step {
            Step::Remove => {
                let record = &mut self.records[item];
                record.http_status = result.as_ref().ok().map(|answer| answer.status);
                record.ambiguous |= match result {
                    Ok(answer) => (201..=299).contains(&answer.status),
                    Err(fault) => fault.may_have_taken_effect(),
                };
                removal(result, now)
            }
            Step::LookBack => {
                let unclear = self.records[item].reason.clone().unwrap_or_default();
                read_back(
                    result,
                    &self.plan.items()[item].membership.group,
                    &unclear,
                    now,
                )
            }
        };
        self.apply(item, meaning, now);
        if matches!(self.phase, Phase::Halted(_)) {
            self.rest_no_longer(now);
        }
    }

    fn apply(&mut self, item: usize, meaning: Meaning, now: Moment) {
        let salt = item as u64;
        match meaning {
            Meaning::Removed => self.settle(item, Outcome::Removed, self.tries_note(item), now),
            Meaning::AlreadyGone if self.records[item].ambiguous => {
                let note =
                    "The answer to an earlier try was lost; a later one found the membership gone.";
                self.settle(item, Outcome::Removed, Some(note.into()), now);
            }
            Meaning::AlreadyGone => self.settle(
                item,
                Outcome::AlreadyGone,
                Some("Was no member any more.".into()),
                now,
            ),
            Meaning::Unclear(reason) => {
                self.records[item].step = Step::LookBack;
                self.records[item].reason = Some(reason);
                self.rest_until(item, now);
            }
            Meaning::RefusedRow(reason) => self.refused(item, reason, now),
            Meaning::RefusedAll(why) => {
                self.send_again.push(item);
                self.halt(why);
                self.fail(item, why.sentence().into(), now);
            }
            Meaning::Throttled { wait } => {
                self.pace.hold(retry::hold(wait, now, salt));
                self.rest_until(item, now);
            }
            Meaning::Passing {
                reason,
                wait,
                ambiguous,
                maybe_permanent,
            } => {
                if wait.is_some() {
                    self.pace.hold(retry::hold(wait, now, salt));
                }
                let record = &mut self.records[item];
                record.faults += 1;
                record.ambiguous |= ambiguous && record.step == Step::Remove;
                let most = if maybe_permanent {
                    retry::MOST_TRIES_500
                } else {
                    retry::MOST_TRIES
                };
                if record.faults >= most {
                    self.give_up(item, &reason, now);
                } else {
                    let until = now + retry::rest(record.faults, wait, salt);
                    self.rest_until(item, until);
                }
            }
        }
    }

    /// A note on a removal that needed more than one try.
    fn tries_note(&self, item: usize) -> Option<Reason> {
        let tries = self.records[item].attempts;
        (tries > 1).then(|| format!("Removed at try {tries}.").into())
    }

    fn refused(&mut self, item: usize, reason: Reason, now: Moment) {
        self.refused_in_a_row += 1;
        if self.refused_in_a_row >= REFUSED_IN_A_ROW {
            self.halt(RefusedAll::Right);
        }
        self.fail(item, reason, now);
    }

    fn give_up(&mut self, item: usize, reason: &Reason, now: Moment) {
        let record = &self.records[item];
        let reason = reason.trim_end_matches('.');
        let reason = match (record.step, &record.reason) {
            (Step::LookBack, Some(unclear)) => {
                format!(
                    "{unclear} Whether the membership is still there could not be read: {reason}."
                )
            }
            (Step::Remove | Step::LookBack, _) if record.attempts == 1 => {
                format!("Given up after 1 try: {reason}.")
            }
            (Step::Remove | Step::LookBack, _) => {
                format!("Given up after {} tries: {reason}.", record.attempts)
            }
        };
        self.fail(item, reason.into(), now);
    }

    /// Settles a row that was not removed as far as its last answer tells. A lost
    /// answer before it may hide a removal: that is doubt, not failure.
    fn fail(&mut self, item: usize, reason: Reason, now: Moment) {
        if self.records[item].ambiguous {
            let reason = format!(
                "{reason} The answer to a removal was lost, so the membership may be gone all the same."
            );
            self.settle(item, Outcome::InDoubt, Some(reason.into()), now);
        } else {
            self.settle(item, Outcome::Failed, Some(reason), now);
        }
    }

    fn halt(&mut self, why: Halt) {
        if matches!(self.phase, Phase::Running | Phase::Paused(_)) {
            self.phase = Phase::Halted(why);
        }
    }

    fn rest_until(&mut self, item: usize, until: Moment) {
        self.set_state(item, State::Resting { until });
        self.resting.push(item);
    }

    fn settle(&mut self, item: usize, outcome: Outcome, reason: Option<Reason>, now: Moment) {
        self.set_state(item, State::Settled(outcome));
        let record = &mut self.records[item];
        record.reason = reason;
        record.finished_at = Some(now);
        self.settled.push(u32::try_from(item).unwrap_or(u32::MAX));
        if outcome.is_done() {
            self.refused_in_a_row = 0;
            self.failed_in_a_row = 0;
        } else {
            self.failed_in_a_row += 1;
            if self.failed_in_a_row >= FAILED_IN_A_ROW && self.phase == Phase::Running {
                self.phase = Phase::Paused(Pause::ManyFailed);
            }
        }
        self.finish_if_done();
    }

    fn set_state(&mut self, item: usize, state: State) {
        let before = self.records[item].outcome();
        self.records[item].state = state;
        self.tally.moved(before, self.records[item].outcome());
    }

    fn finish_if_done(&mut self) {
        let nothing_left =
            self.queue.is_empty() && self.resting.is_empty() && self.in_flight.is_empty();
        if nothing_left && matches!(self.phase, Phase::Running | Phase::Paused(_)) {
            self.phase = Phase::Finished;
        }
    }

    /// Sends what the pace allows, and says when to come back.
    fn send(&mut self, now: Moment, commands: &mut Vec<Command>) {
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
        let rested = self.resting.iter().find(
            |item| matches!(self.records[**item].state, State::Resting { until } if until <= now),
        );
        rested.or(self.queue.front()).copied()
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
        let rested = self
            .resting
            .iter()
            .filter_map(|item| match self.records[*item].state {
                State::Resting { until } => Some(until),
                State::Waiting | State::Sending | State::Settled(_) => None,
            });
        let queued = self.queue.front().map(|_| now);
        rested
            .chain(queued)
            .min()
            .map(|ready| ready.max(self.pace.opens_at()))
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The record of each plan item, in plan order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The counts.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Where the run is.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Plan items in the order they were settled; an item that was tried again stands twice.
    #[must_use]
    pub fn settled(&self) -> &[u32] {
        &self.settled
    }

    /// The pace.
    #[must_use]
    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    /// No call is under way and none will start by itself.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.in_flight.is_empty() && !matches!(self.phase, Phase::Running | Phase::Paused(_))
    }

    /// Whether the trial row is settled and gone, so that the rest may be asked for.
    #[must_use]
    pub fn trial_is_done(&self) -> bool {
        self.records
            .first()
            .is_some_and(|record| record.outcome().is_done())
    }

    /// Calls under way.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.in_flight.len()
    }

    /// The time left at the pace so far; none before there is one.
    #[must_use]
    pub fn time_left(&self, now: Moment) -> Option<Span> {
        let settled = u64::from(
            self.tally
                .settled()
                .checked_sub(self.settled_before)
                .filter(|n| *n > 0)?,
        );
        let elapsed = now - self.started_at?;
        let remaining = (self.queue.len() + self.resting.len() + self.in_flight.len()) as u64;
        let at_pace = remaining * 1000 / u64::from(self.pace.rate().get());
        let held = self.pace.held_until(now).map_or(0, |until| (until - now).0);
        Some(Span((elapsed.0 * remaining / settled).max(at_pace) + held))
    }

    /// Rows settled per second since the run last started.
    #[must_use]
    pub fn speed(&self, now: Moment) -> Option<f64> {
        let settled = self
            .tally
            .settled()
            .checked_sub(self.settled_before)
            .filter(|n| *n > 0)?;
        let elapsed = (now - self.started_at?).0.max(1);
        #[allow(
            clippy::cast_precision_loss,
            reason = "milliseconds of a run are far below 2^52"
        )]
        Some(f64::from(settled) * 1000.0 / elapsed as f64)
    }
}
