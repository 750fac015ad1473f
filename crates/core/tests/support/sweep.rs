//! A run on a fake clock: every call is kept, time moves by hand, and what
//! must hold after every event is looked at after every event.

use std::collections::BTreeSet;
use std::sync::Arc;

use groupsweep_core::domain::{Answer, Membership, SiteCall, Span, Timestamp, TransportError};
use groupsweep_core::plan::{Action, Approved, Confirmation, Plan, PlanItem, Scope};
use groupsweep_core::run::{
    Batch, CallId, Command, Event, ItemRecord, JournalEntry, JournalError, Outcome, ProofVerdict,
    Rate, Run,
};

use super::approve;
use super::replies::removed;

/// What came back from a call.
pub(crate) type Reply = Result<Answer, TransportError>;

/// A run and the world around it.
pub(crate) struct Sweep {
    pub(crate) run: Run,
    pub(crate) plan: Arc<Plan>,
    pub(crate) now: Timestamp,
    /// Calls under way, oldest first.
    pub(crate) calls: Vec<(CallId, SiteCall)>,
    /// Every call ever sent.
    pub(crate) sent: Vec<(Timestamp, SiteCall)>,
    /// Tickets whose calls were abandoned.
    pub(crate) abandoned: Vec<CallId>,
    pub(crate) wake_at: Option<Timestamp>,
    /// The browser reports that it is offline.
    pub(super) offline_was_told: bool,
    /// What the journal holds.
    pub(crate) journal: Vec<Batch>,
    /// Items whose call the journal announces and whose answer it does not know.
    pub(crate) announced: BTreeSet<usize>,
    /// The journal accepts no more batches.
    pub(crate) journal_is_full: bool,
    /// A batch is written only when the test says so ([`Sweep::written`]).
    pub(crate) journal_is_slow: bool,
    /// The batch that the slow journal is writing.
    pub(crate) being_written: Option<Batch>,
    /// The journal's error while it is full.
    pub(crate) not_kept: JournalError,
    /// Items that a release has covered.
    pub(super) covered: BTreeSet<usize>,
    /// What was covered before a release that is not in the journal yet.
    covered_before: Option<BTreeSet<usize>>,
    /// 1 if a trial precedes the rows that the test is about. Items are counted after it.
    trial: usize,
}

impl Sweep {
    pub(crate) fn new(plan: Arc<Plan>, rate: u16) -> Self {
        Self {
            run: Run::new(Arc::clone(&plan), Rate::per_second(rate)),
            plan,
            now: Timestamp(1_800_000_000_000),
            calls: Vec::new(),
            sent: Vec::new(),
            abandoned: Vec::new(),
            wake_at: None,
            offline_was_told: false,
            journal: Vec::new(),
            announced: BTreeSet::new(),
            journal_is_full: false,
            journal_is_slow: false,
            being_written: None,
            not_kept: JournalError::Storage,
            covered: BTreeSet::new(),
            covered_before: None,
            trial: 0,
        }
    }

    /// A run of `rows` rows after a finished trial, with everything released.
    pub(crate) fn of_rows(rows: usize, rate: u16) -> Self {
        let mut sweep = Self::new(super::plan_behind_a_trial(rows), rate);
        sweep.try_the_first();
        sweep.sent.clear();
        sweep.pass(Span::seconds(10));
        sweep.trial = 1;
        sweep.release(Scope::Remaining);
        sweep
    }

    /// The trial, removed.
    pub(crate) fn try_the_first(&mut self) {
        self.release(Scope::Trial);
        self.play(|_| removed());
    }

    pub(crate) fn release(&mut self, scope: Scope) {
        // Adding needs no trial.
        let trial = self.run.next_trial();
        let tried = self.plan.action() == Action::Add || self.recorded(trial) == Outcome::Done;
        let may_try = scope == Scope::Trial && !tried && self.plan.action() == Action::Remove;
        if self.run.is_at_rest() && (may_try || (scope != Scope::Trial && tried)) {
            self.covered_before = Some(self.covered.clone());
            self.covered = (0..self.plan.items().len())
                .filter(|item| match scope {
                    Scope::Trial => *item == trial,
                    Scope::Remaining => self.recorded(*item) == Outcome::NotTried,
                    Scope::Failed => self.recorded(*item) != Outcome::NotTried,
                })
                .collect();
        }
        let approved = match scope {
            Scope::Trial => Approved::for_trial(&self.plan, trial, &Confirmation::OneRow).unwrap(),
            Scope::Remaining | Scope::Failed => approve(&self.plan, scope),
        };
        self.step(Event::Release(approved));
    }

    /// Releases the rest, confirmed although the trial proved nothing.
    pub(crate) fn release_without_proof(&mut self) {
        if self.run.needs_acceptance() {
            self.covered = (0..self.plan.items().len()).collect();
        }
        let name = self.plan.connection().target.name().to_owned();
        let typed = Confirmation::TypedSiteNameWithoutProof(name);
        let approved = Approved::check(&self.plan, Scope::Remaining, &typed).unwrap();
        self.step(Event::Release(approved));
    }

    /// The group of the trial was read back.
    pub(crate) fn read_back(&mut self, verdict: ProofVerdict) {
        self.step(Event::ReadBack(self.run.trial_item(), verdict));
    }

    /// The gate is opened by the test itself, for these items.
    pub(crate) fn cover(&mut self, items: &[usize]) {
        self.covered = items.iter().copied().collect();
    }

    /// One event, and the look at everything afterwards.
    pub(crate) fn step(&mut self, event: Event) {
        let mut next = Some(event);
        while let Some(event) = next.take() {
            next = self.step_once(event);
        }
    }

    /// One event; what the journal answers, if something is written.
    fn step_once(&mut self, event: Event) -> Option<Event> {
        let settled_before: Vec<bool> = (0..self.plan.items().len())
            .map(|item| self.recorded(item).is_done())
            .collect();
        match event {
            Event::Offline => self.offline_was_told = true,
            Event::Online => self.offline_was_told = false,
            _ => {}
        }
        let commands = self.run.step(event, self.now);
        self.wake_at = None;
        let mut answer = None;
        for command in commands {
            match command {
                Command::Send(call_id, call) => {
                    if is_about_a_group(&call) {
                        self.sent.push((self.now, call.clone()));
                        self.calls.push((call_id, call));
                        continue;
                    }
                    let item = self.item_of(&call);
                    assert!(
                        !settled_before[item],
                        "item {item} is done and was sent again"
                    );
                    assert!(self.covered.contains(&item), "item {item} was not released");
                    assert!(
                        self.calls
                            .iter()
                            .filter(|(_, other)| !is_about_a_group(other))
                            .all(|(_, other)| self.item_of(other) != item),
                        "item {item} is under way twice"
                    );
                    self.look_at_own(item);
                    let question = !call.is_change();
                    assert!(
                        question || self.announced.contains(&item),
                        "item {item} was sent without its intent in the journal"
                    );
                    self.sent.push((self.now, call.clone()));
                    self.calls.push((call_id, call));
                }
                Command::CancelAll => {
                    self.abandoned
                        .extend(self.calls.drain(..).map(|(call_id, _)| call_id));
                }
                Command::WakeAt(moment) => self.wake_at = Some(moment),
                Command::Write(batch) if self.journal_is_slow => {
                    assert!(
                        self.being_written.is_none(),
                        "two batches are being written"
                    );
                    self.being_written = Some(batch);
                }
                Command::Write(batch) => answer = Some(self.write(batch)),
            }
        }
        if answer.is_none() {
            self.look();
        }
        answer
    }

    /// The slow journal finishes its batch. False if it had none.
    pub(crate) fn written(&mut self) -> bool {
        let batch = self.being_written.take();
        let answer = batch.map(|batch| self.write(batch));
        let was_writing = answer.is_some();
        if let Some(event) = answer {
            self.step(event);
        }
        was_writing
    }

    fn write(&mut self, batch: Batch) -> Event {
        if self.journal_is_full {
            return Event::WriteFailed(batch.number, self.not_kept);
        }
        let number = batch.number;
        assert_eq!(number as usize, self.journal.len(), "batches come in order");
        for entry in batch.entries.iter() {
            match entry {
                JournalEntry::Intent { item } => assert!(
                    self.announced.insert(*item as usize),
                    "item {item} is announced twice"
                ),
                JournalEntry::Withdrawn { items } => items.iter().for_each(|item| {
                    self.announced.remove(&(*item as usize));
                }),
                JournalEntry::Noted { item, .. } => {
                    self.announced.remove(&(*item as usize));
                }
                JournalEntry::Released { .. } => self.covered_before = None,
                JournalEntry::ReadBack { .. }
                | JournalEntry::Trial { .. }
                | JournalEntry::Halted { .. }
                | JournalEntry::UnprovenAccepted
                | JournalEntry::SitePause { .. }
                | JournalEntry::NotFound { .. }
                | JournalEntry::SettledByReading { .. }
                | JournalEntry::ChangedBack { .. } => {}
            }
        }
        self.journal.push(batch);
        Event::Written(number)
    }

    /// The page closes with its calls, and the run is restored from the journal. Returns the calls that were in flight.
    pub(crate) fn crash(&mut self) -> Vec<SiteCall> {
        let is_lost = self.being_written.take().is_some();
        self.come_back(is_lost)
    }

    /// The same, where the journal has its batch and the page never heard of it.
    pub(crate) fn crash_unheard(&mut self) -> Vec<SiteCall> {
        if let Some(batch) = self.being_written.take() {
            self.write(batch);
        }
        self.come_back(false)
    }

    /// With a batch under way, the counts are those of its head: only true if the batch is not lost.
    fn come_back(&mut self, is_lost: bool) -> Vec<SiteCall> {
        if let Some(covered) = self.covered_before.take() {
            self.covered = covered;
        }
        let recorded = self.run.recorded().counts;
        let batches = self.journal.iter().cloned();
        self.run = Run::recover(Arc::clone(&self.plan), Rate::per_second(50), batches, true);
        self.wake_at = None;
        let lost: Vec<_> = self.calls.drain(..).collect();
        self.abandoned
            .extend(lost.iter().map(|(call_id, _)| *call_id));
        // Announced calls that are in doubt now may be announced again.
        self.announced.clear();
        self.look();
        assert!(
            is_lost || recorded == self.run.tally(),
            "the record's head counted {recorded:?}, not {:?}",
            self.run.tally()
        );
        lost.into_iter().map(|(_, call)| call).collect()
    }

    /// The plan's items after the trial.
    pub(crate) fn items(&self) -> &[PlanItem] {
        &self.plan.items()[self.trial..]
    }

    pub(crate) fn record(&self, item: usize) -> &ItemRecord {
        &self.run.records()[item + self.trial]
    }

    pub(crate) fn outcome(&self, item: usize) -> Outcome {
        self.record(item).outcome()
    }

    pub(crate) fn reason(&self, item: usize) -> String {
        self.record(item)
            .reason()
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    /// Items with an outcome, the trial not counted.
    pub(crate) fn count(&self, outcome: Outcome) -> u32 {
        let trial = u32::from(self.trial == 1 && outcome == Outcome::Done);
        self.run.tally().of(outcome) - trial
    }

    /// Answers the oldest call under way.
    pub(crate) fn reply(&mut self, reply: Reply) {
        self.reply_at(0, reply);
    }

    /// Answers one of the calls under way.
    pub(crate) fn reply_at(&mut self, at: usize, reply: Reply) {
        let (call_id, _) = self.calls.remove(at);
        self.step(Event::Answered(call_id, reply));
    }

    /// Goes to the moment that the run asked for.
    pub(crate) fn wake(&mut self) -> bool {
        let Some(moment) = self.wake_at else {
            return false;
        };
        self.now = moment;
        self.step(Event::Timer);
        true
    }

    pub(crate) fn pass(&mut self, span: Span) {
        self.now = self.now + span;
    }

    /// Wakes until a call is in flight, and returns it.
    pub(crate) fn next_call(&mut self) -> SiteCall {
        while self.calls.is_empty() {
            assert!(
                self.wake(),
                "no call comes any more: {:?}",
                self.run.phase()
            );
        }
        self.calls[0].1.clone()
    }

    /// Answers every call by `script` until nothing happens by itself.
    pub(crate) fn play(&mut self, mut script: impl FnMut(&SiteCall) -> Reply) {
        for _ in 0..100_000 {
            if let Some((_, call)) = self.calls.first() {
                let reply = script(&call.clone());
                self.pass(Span(7));
                self.reply(reply);
            } else if !self.wake() {
                return;
            }
        }
        panic!("the run does not come to rest");
    }

    /// Removals sent for one item.
    pub(crate) fn removals_of(&self, item: usize) -> usize {
        let membership: &Membership = &self.items()[item].membership;
        let same = |call: &SiteCall| matches!(call, SiteCall::Remove(one) if one == membership);
        self.sent.iter().filter(|(_, call)| same(call)).count()
    }
}

/// Whether the group of a row exists: a question that names no row.
fn is_about_a_group(call: &SiteCall) -> bool {
    matches!(call, SiteCall::GroupsById(_) | SiteCall::Members { .. })
}
