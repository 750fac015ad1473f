//! Runs on the practice site, read back through the ports.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::{mpsc, oneshot};
use groupsweep_atlassian_sim::transport::SimTransport;
use groupsweep_atlassian_sim::{SeedMembership, Site};
use groupsweep_core::domain::Span;
use groupsweep_core::plan::{Action, Plan, Scope};
use groupsweep_core::run::{Event, Outcome, Rate, Run};
use groupsweep_core::verify::{ReadProgress, Verification, Verifier};
use groupsweep_driver::ports::Clock;
use groupsweep_driver::{Driver, Ports, drive, settle, verify};

use crate::support::drive::{FakeClock, Notebook, Ticking, run_to_end, run_until_stuck};
use crate::support::stored::listed_by_check;
use crate::support::{account, approve, export, group, plan_of, table};

/// A practice site, a plan over some of its memberships, and a clock.
struct GroupWorld {
    site: Rc<RefCell<Site>>,
    clock: Rc<FakeClock>,
    run: Rc<RefCell<Run>>,
}

fn seat(g: usize, u: usize) -> SeedMembership {
    SeedMembership {
        group_id: group(g),
        group_name: format!("Group {g}"),
        account_id: account(u),
        display_name: format!("User {u}"),
        email: String::new(),
        // Every third person is inactive.
        active: !u.is_multiple_of(3),
    }
}

impl GroupWorld {
    /// `planned` are removed; `others` are members whom the plan is not about.
    fn new(planned: &[(usize, usize)], others: &[(usize, usize)]) -> Self {
        let table = Arc::new(table(export(planned)));
        let plan = listed_by_check(&plan_of(&table, table.row_numbers()));
        let seats = planned.iter().chain(others).map(|(g, u)| seat(*g, *u));
        Self {
            site: Rc::new(RefCell::new(Site::practice(seats))),
            clock: FakeClock::new(),
            run: Rc::new(RefCell::new(Run::new(plan, Rate::per_second(50)))),
        }
    }

    fn set(&self, profile: &str, value: &str) {
        let mut site = self.site.borrow_mut();
        site.settings_mut().set_profile(profile, value).unwrap();
    }

    fn clock(&self) -> Rc<dyn Clock> {
        Rc::new(Ticking(Rc::clone(&self.clock)))
    }

    fn transport(&self) -> Rc<SimTransport> {
        let site = Rc::clone(&self.site);
        Rc::new(SimTransport::new(site, self.clock(), Span(40)))
    }

    fn play(&self, first: Event) {
        let (_orders, inbox) = mpsc::unbounded();
        let ports = Ports {
            transport: self.transport(),
            clock: self.clock(),
            journal: Rc::new(Notebook::default()),
        };
        let driver = Driver::of(&self.run).unwrap();
        run_to_end(&self.clock, drive(driver, first, inbox, ports, || {}));
    }

    /// Removes everything, as far as the site does it.
    fn sweep(&self) {
        let plan = Arc::clone(self.run.borrow().plan());
        if plan.action() == Action::Remove {
            self.play(Event::Release(approve(&plan, Scope::Trial)));
        }
        self.play(Event::Release(approve(&plan, Scope::Remaining)));
    }

    fn verifying(&self) -> Verifier {
        Verifier::of(&self.run.borrow(), Verifier::gentle()).unwrap()
    }

    fn read_back(&self) -> (Verification, u64) {
        let (_cancel, cancelled) = oneshot::channel();
        let started = self.clock.now_millis();
        let told = Rc::new(Cell::new(self.verifying().progress()));
        let last = Rc::clone(&told);
        let changed = move |progress: ReadProgress| {
            assert!(progress.done >= last.get().done);
            last.set(progress);
        };
        let reading = verify(
            self.verifying(),
            self.transport(),
            self.clock(),
            changed,
            cancelled,
        );
        let verification = run_to_end(&self.clock, reading);
        assert_eq!(told.get().done, verification.groups.len());
        (verification, self.clock.now_millis() - started)
    }

    /// Tells the run what was read.
    fn take(&self, verification: &Verification) {
        let driver = Driver::of(&self.run).unwrap();
        let event = Event::Verified(verification.listings());
        let now = self.clock().now();
        let settling = settle(driver, event, Rc::new(Notebook::default()), now);
        run_to_end(&self.clock, settling);
    }

    fn count(&self, outcome: Outcome) -> u32 {
        self.run.borrow().tally().of(outcome)
    }
}

fn rows(groups: usize, people: usize) -> Vec<(usize, usize)> {
    (0..groups)
        .flat_map(|g| (0..people).map(move |u| (g, u)))
        .collect()
}

#[test]
fn a_run_that_did_its_work_is_read_back_in_a_moment() {
    let world = GroupWorld::new(&rows(5, 8), &[(0, 900), (1, 901)]);
    world.sweep();
    let (told, took) = world.read_back();
    assert!(told.is_as_planned());
    assert_eq!(told.listings().len(), 40);
    assert!(took < 3000, "{took} ms");
    world.take(&told);
    assert_eq!(world.count(Outcome::Done), 40);
}

#[test]
fn a_site_that_shows_changes_late_is_waited_for() {
    let world = GroupWorld::new(&rows(4, 6), &[]);
    world.set("stale-seconds", "20");
    // The site must know what it showed before the first change.
    world.site.borrow_mut().answer(
        world.clock().now(),
        &groupsweep_atlassian_sim::SimRequest::new("GET", "/rest/api/3/myself"),
    );
    world.sweep();
    let (told, took) = world.read_back();
    assert!(told.is_as_planned());
    assert!((15_000..35_000).contains(&took), "{took} ms");
}

#[test]
fn a_synced_group_that_takes_everything_and_changes_nothing_is_found_out() {
    let world = GroupWorld::new(&rows(3, 5), &[]);
    world.set("synced-groups", &group(1));
    world.set("synced-group", "200");
    world.sweep();
    assert_eq!(world.count(Outcome::Done), 15, "as the site answered");
    let (told, took) = world.read_back();
    let remain: Vec<_> = told.groups.iter().map(|g| g.not_as_planned.len()).collect();
    assert_eq!(remain, [0, 5, 0]);
    assert!((60_000..65_000).contains(&took), "{took} ms");
    world.take(&told);
    assert_eq!(world.count(Outcome::Done), 10);
    assert_eq!(world.count(Outcome::Failed), 5);
    // Read again, the failed rows are not waited for.
    let (again, took) = world.read_back();
    assert_eq!(again.listings(), told.listings());
    assert!(took < 3000, "{took} ms");
}

#[test]
fn totals_that_move_and_groups_of_many_pages_lose_nobody() {
    let planned: Vec<_> = (0..120).map(|u| (u % 2, u)).collect();
    let others: Vec<_> = (1000..1400).map(|u| (u % 3, u)).collect();
    let world = GroupWorld::new(&planned, &others);
    world.set("moving-total", "on");
    world.set("synced-groups", &group(0));
    world.set("synced-group", "200");
    world.sweep();
    let (told, _) = world.read_back();
    assert_eq!(told.groups[0].not_as_planned.len(), 60);
    assert!(told.groups[1].is_as_planned());
    assert_eq!(told.listings().len(), 120);
}

#[test]
fn a_slow_and_faulty_site_is_read_all_the_same() {
    let world = GroupWorld::new(&rows(12, 5), &rows(12, 0));
    world.sweep();
    {
        let mut site = world.site.borrow_mut();
        let settings = site.settings_mut();
        settings.limits.rate = 1;
        settings.limits.burst = 1;
        settings.faults.percent = 30;
    }
    let (told, _) = world.read_back();
    assert!(told.is_as_planned(), "{told:?}");
}

#[test]
fn what_was_added_back_is_read_back_too() {
    let world = GroupWorld::new(&rows(3, 4), &[]);
    world.sweep();
    let back: Plan = world.run.borrow().plan().back(|_| true).unwrap();
    let undo = GroupWorld {
        run: Rc::new(RefCell::new(Run::new(Arc::new(back), Rate::per_second(50)))),
        ..world
    };
    undo.sweep();
    let (told, _) = undo.read_back();
    assert!(told.is_as_planned());
    assert!(told.listings().iter().all(|(_, listed)| *listed));
    undo.site.borrow_mut().settings_mut().stale = Span::ZERO;
    assert!(undo.site.borrow().is_member(&group(2), &account(3)));
}

#[test]
fn a_word_ends_the_reading_at_once() {
    let world = GroupWorld::new(&rows(30, 1), &[]);
    world.sweep();
    let (cancel, cancelled) = oneshot::channel();
    let mut cancel = Some(cancel);
    let started = world.clock.now_millis();
    let reading = verify(
        world.verifying(),
        world.transport(),
        world.clock(),
        |_| {},
        cancelled,
    );
    let told = run_until_stuck(&world.clock, reading, |now| {
        if now < started + 1000 {
            return false;
        }
        cancel.take().is_some_and(|cancel| cancel.send(()).is_ok())
    })
    .unwrap();
    let known = told.listings().len();
    assert!((3..=15).contains(&known), "{known}");
    let why = told.groups[29].unread.as_ref().unwrap().why.as_ref();
    assert_eq!(why, "the reading was cancelled");
    assert!(world.clock.now_millis() < started + 1200);
}
