//! The engine: takes events, opens the gate and returns commands. `send` starts calls, `settle` takes their answers,
//! `stop` ends a run, and `recover` reads a run back from its journal.

use std::collections::VecDeque;
use std::sync::Arc;

use groupsweep_sheet::arrange_by_key;

use crate::atlassian::HaltReason;
use crate::domain::{Span, Timestamp};
use crate::plan::{Approved, MembersSeen, Plan, PlanCounts, Scope};

use super::entry::{JournalEntry, place};
use super::event::{CallId, Command, Event, JournalError, Pause, Phase};
use super::evidence::Evidence;
use super::extra_call::{Extra, TriedNow};
use super::groups::GroupStates;
use super::later_words::LaterWords;
use super::listening::Listening;
use super::offline::Offline;
use super::pace::{Pace, Rate};
use super::proof::ProofVerdict;
use super::record::{Intent, ItemRecord, Reading, State, Step};
use super::recorded::Recorded;
use super::tally::Tally;
use super::write_ahead_log::WriteAheadLog;

/// A call in flight.
pub(super) struct InFlight {
    pub(super) call_id: CallId,
    pub(super) item: usize,
    pub(super) step: Step,
    pub(super) sent_at: Timestamp,
}

/// Calls that every route can carry at once: a browser opens six connections to one host over HTTP/1.1.
const MIN_CARRIED: usize = 6;

/// One run of one plan.
pub struct Run {
    pub(super) plan: Arc<Plan>,
    pub(super) records: Vec<ItemRecord>,
    pub(super) tally: Tally,
    pub(super) phase: Phase,
    pub(super) pace: Pace,
    pub(super) queue: VecDeque<usize>,
    pub(super) resting: Vec<usize>,
    pub(super) in_flight: Vec<InFlight>,
    pub(super) next_call_id: u64,
    pub(super) groups: GroupStates,
    /// Who was in the groups at the check; in memory only.
    pub(super) seen: Option<Arc<MembersSeen>>,
    pub(super) failed_in_a_row: u32,
    /// Consecutive rows that an odd answer left in doubt.
    pub(super) odd_in_a_row: u32,
    /// Rows that a halt failed or a stop left in doubt. A resume sends them again.
    pub(super) send_again: Vec<usize>,
    /// Items in the order they were settled, for the newest-first list.
    pub(super) settled: Vec<u32>,
    /// Index of each item's latest entry in that list.
    pub(super) latest: Vec<u32>,
    /// How often a reading changed the reason of a settled row; wraps.
    pub(super) rewordings: u32,
    pub(super) started_at: Option<Timestamp>,
    pub(super) settled_before: u32,
    /// The work of the run since it last started.
    pub(super) at_work: PlanCounts,
    /// The item that is tried first.
    pub(super) trial: usize,
    /// The admin confirmed to continue although the trial proved nothing.
    pub(super) unproven_is_accepted: bool,
    /// The result of the last reading of the trial's group.
    pub(super) proof: Option<(ProofVerdict, Timestamp)>,
    pub(super) log: WriteAheadLog,
    /// Items whose intent was handed to the journal and whose call has not started.
    pub(super) announced: usize,
    /// The most calls in flight that the route can carry.
    pub(super) ceiling: usize,
    /// How much earlier `now` is than the wall clock during a step.
    pub(super) slept: Span,
    /// When the gate first opened.
    pub(super) began_at: Option<Timestamp>,
    /// When a row was last settled other than by a reading.
    pub(super) answered_at: Option<Timestamp>,
    pub(super) listening: Listening,
    pub(super) offline: Option<Offline>,
    /// Number of changes that the site answered with 429.
    pub(super) throttled: u32,
    /// The call that the admin requested during a pause of the site.
    pub(super) extra: Extra,
    /// The result of the last such call.
    pub(super) tried: Option<TriedNow>,
    /// How the run is known to have taken place. Nothing is sent for a run that only a file shows.
    pub(super) evidence: Evidence,
    /// What later runs of this browser found out about its rows.
    pub(super) later: LaterWords,
    /// Cloned for the driver of the run. The driver gives it back by dropping its clone.
    wheel: Arc<()>,
}

/// The right to drive a run. There is only one, and dropping it gives it back.
#[derive(Debug)]
pub struct DriverGuard {
    _held: Arc<()>,
}

impl Run {
    /// Returns a run that waits for the gate to open.
    #[must_use]
    pub fn new(plan: Arc<Plan>, rate: Rate) -> Self {
        let rows = plan.items().len();
        let mut pace = Pace::new(rate);
        pace.expect_calls(rows as u64);
        Self {
            trial: plan.trial_item(),
            records: vec![ItemRecord::NEW; rows],
            tally: Tally::new(rows),
            groups: GroupStates::of(&plan),
            seen: None,
            plan,
            phase: Phase::Ready,
            pace,
            queue: VecDeque::new(),
            resting: Vec::new(),
            in_flight: Vec::new(),
            next_call_id: 0,
            failed_in_a_row: 0,
            odd_in_a_row: 0,
            send_again: Vec::new(),
            settled: Vec::new(),
            latest: vec![u32::MAX; rows],
            rewordings: 0,
            started_at: None,
            settled_before: 0,
            at_work: PlanCounts::default(),
            unproven_is_accepted: false,
            proof: None,
            log: WriteAheadLog::after(0, Recorded::nothing(rows)),
            announced: 0,
            ceiling: MIN_CARRIED,
            slept: Span::ZERO,
            began_at: None,
            answered_at: None,
            listening: Listening::default(),
            offline: None,
            throttled: 0,
            extra: Extra::None,
            tried: None,
            evidence: Evidence::OwnRecord,
            later: LaterWords::default(),
            wheel: Arc::new(()),
        }
    }

    /// Returns the right to drive this run. `None` while another driver has it.
    #[must_use]
    pub fn wheel(&mut self) -> Option<DriverGuard> {
        (Arc::strong_count(&self.wheel) == 1).then(|| DriverGuard {
            _held: Arc::clone(&self.wheel),
        })
    }

    /// [`Self::step`] for a clock that stood still for `slept` while the machine slept. The pace and the pauses use
    /// that clock, which never jumps. Settled rows get the time of the wall clock.
    pub fn step_after_sleep(&mut self, event: Event, now: Timestamp, slept: Span) -> Vec<Command> {
        self.slept = slept;
        let commands = self.step(event, now);
        self.slept = Span::ZERO;
        commands
    }

    /// Takes one event and returns what the driver has to do.
    pub fn step(&mut self, event: Event, now: Timestamp) -> Vec<Command> {
        let mut commands = Vec::new();
        match event {
            Event::Release(approved) => self.release(&approved, now),
            Event::Answered(call_id, result) => self.answered(call_id, &result, now),
            Event::Timer => {}
            Event::Pause if self.phase == Phase::Running => {
                self.phase = Phase::Paused(Pause::Asked)
            }
            Event::Resume => self.resume(now),
            Event::Stop => self.stop(now, &mut commands),
            Event::TryNow => self.try_now(now),
            Event::Offline => self.went_offline(now),
            Event::Online => self.came_online(now),
            Event::SetRate(rate) => self.pace.set_bound(rate),
            Event::ReadBack(item, verdict) => self.read_back_trial(item, verdict, now),
            Event::Verified(listings) => self.verified(&listings, now),
            Event::Written(number) => self.written(number),
            Event::WriteFailed(number, why) => self.write_failed(number, why, now),
            Event::Pause => {}
        }
        self.send(now, &mut commands);
        // After sending: each call that starts makes room for another intent.
        self.announce(now);
        if self.log.has_next() {
            let recorded = self.if_closed();
            commands.extend(self.log.next_batch(recorded).map(Command::Write));
        }
        commands
    }

    fn release(&mut self, approved: &Approved, now: Timestamp) {
        if self.is_from_outside() || !self.is_as_confirmed(approved) || !self.is_at_rest() {
            return;
        }
        // Only the trial is sent until it is done, or until the admin continues although it proved nothing.
        if approved.scope() != Scope::Trial && !self.trial_is_done() {
            if !(approved.accepts_unproven_trial() && self.needs_acceptance()) {
                return;
            }
            self.unproven_is_accepted = true;
            self.log.note(JournalEntry::UnprovenAccepted);
        }
        let scope = approved.scope();
        if let Some(item) = approved.trial() {
            if !self.may_be_trial(item) {
                return;
            }
            self.trial = item;
            self.log.note(JournalEntry::Trial { item: place(item) });
        }
        self.queue_up(scope, now);
        self.log.note(JournalEntry::Released { scope, at: now });
        self.log.retry();
        self.start(now);
    }

    /// The pause may come from another run (see `SitePauses`), so the journal may not have it yet.
    fn note_pause(&mut self, now: Timestamp) {
        if self.pace.held_until(now).is_some() {
            let until = Some(self.pace.asked_until());
            self.log.note(JournalEntry::SitePause { until });
        }
    }

    /// Replaces the queue with every item that a scope covers.
    pub(super) fn queue_up(&mut self, scope: Scope, now: Timestamp) {
        // The row of a trial is chosen before the gate opens for it.
        let goes = |item: &usize| match scope {
            Scope::Trial => *item == self.trial && !self.records[*item].outcome().is_done(),
            Scope::Remaining | Scope::Failed => self.covers(scope, *item),
        };
        let released: Vec<usize> = (0..self.records.len()).filter(goes).collect();
        // A stop or a halt has emptied the list of resting rows.
        self.queue.clear();
        for item in released {
            self.requeue(item);
        }
        self.send_again.clear();
        if scope == Scope::Trial {
            self.proof = None;
            // An acceptance is about one trial and not about the next.
            self.unproven_is_accepted = false;
        }
        self.began_at.get_or_insert(now);
    }

    fn requeue(&mut self, item: usize) {
        let is_put_back = self.is_put_back_since_call(item);
        self.change(item, |record| {
            record.state = State::Waiting;
            if is_put_back {
                // Another run saw the row as before after the calls of this one, so what those did is undone.
                record.response_lost = false;
                record.reading = Reading::None;
            } else if record.was_confirmed() {
                // The call that was confirmed may have taken effect, whatever the list showed.
                record.response_lost = true;
            } else {
                record.reading = Reading::None;
            }
        });
        let record = &mut self.records[item];
        record.faults = 0;
        record.is_by_reading = false;
        record.step = Step::Act;
        record.intent = Intent::None;
        // A row in doubt keeps its outcome and its reason until an answer settles it.
        if !record.response_lost {
            record.reason = None;
        }
        record.finished_at = None;
        // Results that were saved before do not have this row as it is now.
        self.rewordings = self.rewordings.wrapping_add(1);
        self.queue.push_back(item);
    }

    fn start(&mut self, now: Timestamp) {
        self.phase = Phase::Running;
        self.pace.begin_anew(now);
        self.note_pause(now);
        self.limit_wait_for_connection(now);
        self.groups.begin_anew();
        self.failed_in_a_row = 0;
        self.odd_in_a_row = 0;
        self.started_at = Some(now);
        self.listening.begin_anew(self.in_flight.len(), now);
        self.settled_before = self.tally.settled();
        self.at_work = self.counts_of_open();
        self.finish_if_done();
    }

    fn resume(&mut self, now: Timestamp) {
        if self.is_from_outside() {
            return;
        }
        match self.phase {
            Phase::Paused(_) | Phase::Halted(_) | Phase::Stopped => {
                let again = std::mem::take(&mut self.send_again);
                for item in &again {
                    self.requeue(*item);
                    self.note(*item);
                }
                // Rows in doubt go first, and the caller's own rows go last.
                self.queue.rotate_right(again.len());
                let plan = &self.plan;
                arrange_by_key(self.queue.make_contiguous(), |item| plan.is_own(*item));
                self.log.retry();
                self.start(now);
            }
            Phase::Ready | Phase::Running | Phase::Finished => {}
        }
    }

    fn written(&mut self, number: u64) {
        let Some(batch) = self.log.written(number) else {
            return;
        };
        for entry in batch.entries.iter() {
            if let JournalEntry::Intent { item } = entry
                && let Some(record) = self.records.get_mut(*item as usize)
                && let Intent::Announced(place) = record.intent
                && self.log.holds(place)
            {
                record.intent = Intent::Kept;
            }
        }
    }

    /// Nothing new starts without a record. Calls in flight may still return their answers.
    fn write_failed(&mut self, number: u64, why: JournalError, now: Timestamp) {
        if self.log.failed(number) {
            self.phase = match self.phase {
                Phase::Halted(why) => Phase::Halted(why),
                Phase::Ready
                | Phase::Running
                | Phase::Paused(_)
                | Phase::Stopped
                | Phase::Finished => Phase::Halted(match why {
                    JournalError::Storage => HaltReason::Storage,
                    JournalError::Outdated => HaltReason::StorageOutdated,
                    JournalError::TakenOver => HaltReason::TakenOver,
                    JournalError::Gone => HaltReason::RecordGone,
                }),
            };
            self.rest_no_longer(now);
        }
    }

    /// Sets how many calls the route can carry at once. At least two.
    pub fn set_ceiling(&mut self, calls: usize) {
        self.ceiling = calls.max(2);
    }

    /// Attaches the run's file again: `plan` is this run's own plan, from [`Plan::with_table`]. Returns false if the
    /// run is in progress; it then continues without the file.
    #[must_use]
    pub fn attach(&mut self, plan: Arc<Plan>) -> bool {
        let takes = self.is_at_rest() && plan.items().len() == self.plan.items().len();
        if takes {
            self.plan = plan;
        }
        takes
    }

    /// Applies a pause that the site asked an earlier run for.
    pub(super) fn pause_until(&mut self, asked: Timestamp, now: Timestamp) {
        self.pace.hold(asked, now);
    }

    /// Keeps the members that the check saw, while this run is in memory.
    pub fn remember_members(&mut self, seen: Arc<MembersSeen>) {
        self.seen = Some(seen);
    }
}
