//! A reading on a fake clock: every call is kept, time moves by hand, and what
//! must hold at every step is looked at after every step.

use std::sync::Arc;

use groupsweep_core::domain::{SiteCall, Span, Timestamp};
use groupsweep_core::plan::{Action, Plan, Scope};
use groupsweep_core::reads::{ReadEvent, ReadId};
use groupsweep_core::run::{Outcome, Rate};
use groupsweep_core::verify::{Verification, Verifier};

use crate::support::replies::removed;
use crate::support::stored::listed_by_check;
use crate::support::sweep::{Reply, Sweep};
use crate::support::{export, json, plan_of, table};

/// The duration of each answer.
pub(crate) const TAKES: Span = Span(50);

pub(crate) struct Reader {
    pub(crate) verifying: Verifier,
    pub(crate) now: Timestamp,
    pub(crate) sent: Vec<(Timestamp, SiteCall)>,
    pub(crate) calls: Vec<(ReadId, SiteCall)>,
    pub(crate) wake_at: Option<Timestamp>,
    rate: u16,
    began_at: Timestamp,
    done: usize,
}

impl Reader {
    pub(crate) fn of(sweep: &Sweep, rate: u16) -> Self {
        let bound = Rate::per_second(rate);
        Self {
            verifying: Verifier::of(&sweep.run, bound).expect("something was tried"),
            now: sweep.now,
            sent: Vec::new(),
            calls: Vec::new(),
            wake_at: None,
            rate,
            began_at: sweep.now,
            done: 0,
        }
    }

    pub(crate) fn step(&mut self, event: ReadEvent) {
        let todo = self.verifying.step(event, self.now);
        for (read_id, call) in todo.calls {
            self.sent.push((self.now, call.clone()));
            self.calls.push((read_id, call));
        }
        self.wake_at = todo.wake_at;
        self.look();
    }

    fn look(&self) {
        assert!(self.calls.len() <= 4, "{} under way", self.calls.len());
        let progress = self.verifying.progress();
        assert!(progress.done >= self.done && progress.done <= progress.all);
        assert_eq!(
            self.verifying.is_done(),
            self.calls.is_empty() && self.wake_at.is_none()
        );
        assert_eq!(self.verifying.is_done(), progress.done == progress.all);
        assert!(self.wake_at.is_none_or(|moment| moment > self.now));
        let second_ago = Timestamp(self.now.0.saturating_sub(999));
        let lately = self.sent.iter().filter(|(at, _)| *at >= second_ago).count();
        assert!(lately <= usize::from(self.rate) + 1, "{lately} in a second");
    }

    /// Answers the oldest call, or goes to the moment asked for; false when there is neither.
    pub(crate) fn go_on(&mut self, script: &mut impl FnMut(&SiteCall, Timestamp) -> Reply) -> bool {
        self.done = self.verifying.progress().done;
        if !self.calls.is_empty() {
            let (read_id, call) = self.calls.remove(0);
            let reply = script(&call, self.now);
            self.now = self.now + TAKES;
            self.step(ReadEvent::Answered(read_id, reply));
            return true;
        }
        let Some(moment) = self.wake_at else {
            return false;
        };
        self.now = moment;
        self.step(ReadEvent::Timer);
        true
    }

    /// Reads to the end.
    pub(crate) fn read(mut self, mut script: impl FnMut(&SiteCall, Timestamp) -> Reply) -> Done {
        self.step(ReadEvent::Timer);
        let mut turns = 0;
        while self.go_on(&mut script) {
            turns += 1;
            assert!(turns < 100_000, "it reads for ever");
        }
        let progress = self.verifying.progress();
        assert_eq!(progress.done, progress.all);
        self.end()
    }

    pub(crate) fn end(self) -> Done {
        let told = self.verifying.into_verification();
        Done {
            calls: self.sent.iter().map(|(_, call)| call.clone()).collect(),
            times: self.sent.iter().map(|(at, _)| *at).collect(),
            took: self.now - self.began_at,
            told,
        }
    }
}

/// A reading that is over.
pub(crate) struct Done {
    pub(crate) told: Verification,
    pub(crate) calls: Vec<SiteCall>,
    pub(crate) times: Vec<Timestamp>,
    pub(crate) took: Span,
}

impl Done {
    /// What it is sure of, by item.
    pub(crate) fn listings(&self) -> Vec<(usize, bool)> {
        let mut listings = self.told.listings();
        listings.sort_unstable();
        listings
    }

    /// Why rows of a group are unread; nothing where all were read.
    pub(crate) fn why(&self, group: usize) -> String {
        let unread = self.told.groups[group].unread.as_ref();
        unread
            .map(|unread| unread.why.to_string())
            .unwrap_or_default()
    }

    pub(crate) fn asked_people(&self) -> usize {
        let asks = |call: &&SiteCall| matches!(call, SiteCall::GroupsOf(_));
        self.calls.iter().filter(asks).count()
    }
}

/// A run over these memberships, all seen on the lists by the check, in which everything was removed, as the site
/// answered.
pub(crate) fn swept(memberships: &[(usize, usize)]) -> Sweep {
    let table = Arc::new(table(export(memberships)));
    sweep_of(&listed_by_check(&plan_of(&table, table.row_numbers())))
}

/// A run of this plan in which everything was removed, as the site answered.
pub(crate) fn sweep_of(plan: &Arc<Plan>) -> Sweep {
    let mut sweep = Sweep::new(Arc::clone(plan), 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done) as usize, plan.items().len());
    sweep
}

/// A run that added these memberships back.
pub(crate) fn added(memberships: &[(usize, usize)]) -> groupsweep_core::run::Run {
    let removal = swept(memberships);
    let plan: Plan = removal.plan.back(|_| true).unwrap();
    assert_eq!(plan.action(), Action::Add);
    run_to_the_end(Arc::new(plan))
}

fn run_to_the_end(plan: Arc<Plan>) -> groupsweep_core::run::Run {
    use groupsweep_core::run::{Command, Event, Run};
    let mut run = Run::new(Arc::clone(&plan), Rate::per_second(50));
    let mut now = Timestamp(1_800_000_000_000);
    let release = Event::Release(crate::support::approve(&plan, Scope::Remaining));
    let mut events = std::collections::VecDeque::from([release]);
    while let Some(event) = events.pop_front() {
        for command in run.step(event, now) {
            match command {
                Command::Send(read_id, _) => {
                    let added = crate::support::json(201, "{\"name\":\"g\"}");
                    events.push_back(Event::Answered(read_id, Ok(added)));
                }
                Command::Write(batch) => events.push_front(Event::Written(batch.number)),
                Command::WakeAt(_) | Command::CancelAll => {}
            }
        }
        if events.is_empty() && !run.is_at_rest() {
            now = now + Span(20);
            events.push_back(Event::Timer);
        }
    }
    run
}

/// A page of these members.
pub(crate) fn page(members: &[String], start: u32, total: usize, last: bool) -> Reply {
    let values: Vec<String> = members
        .iter()
        .map(|id| format!("{{\"accountId\":\"{id}\",\"active\":false}}"))
        .collect();
    Ok(json(
        200,
        &format!(
            "{{\"startAt\":{start},\"maxResults\":50,\"total\":{total},\"isLast\":{last},\"values\":[{}]}}",
            values.join(",")
        ),
    ))
}

/// The page of `all` that a site shows.
pub(crate) fn page_of(all: &[String], start: u32) -> Reply {
    let from = (start as usize).min(all.len());
    let until = (from + 50).min(all.len());
    page(&all[from..until], start, all.len(), until == all.len())
}

/// People whom no plan is about.
pub(crate) fn others(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("someone:{n:06}")).collect()
}
