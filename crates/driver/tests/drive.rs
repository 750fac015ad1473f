//! Whole sweeps through the ports, on a fake clock and a fake site.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../core/tests/support/mod.rs"]
mod support;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{SiteCall, Span, TransportError};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Absence, Event, HaltReason, Outcome, Pause, Phase, ProofVerdict};
use groupsweep_driver::ports::{Network, Transport};
use groupsweep_driver::{Driver, WaitsForNetwork, prove};
use support::drive::{FakeClock, FakeSite, Ticking, run_to_end, run_until_stuck};
use support::replies::{dead_token, not_a_member, removed, throttled};
use support::sweep::Reply;
use support::world::World;
use support::{answer, approve, json, table_and_plan};

#[test]
fn a_sweep_comes_to_its_end() {
    let world = World::new(40, 50, Span(80), |_| removed());
    world.play(world.release(Scope::Trial));
    assert_eq!(
        (world.count(Outcome::Done), world.phase()),
        (1, Phase::Finished)
    );
    world.play(world.release(Scope::Remaining));
    assert_eq!(
        (world.count(Outcome::Done), world.phase()),
        (40, Phase::Finished)
    );
    assert_eq!(world.site.sent.borrow().len(), 40);
    assert_eq!(world.site.abandoned.get(), 0);
    assert!(
        world.changes.get() >= 40,
        "the screen is told of every step"
    );
}

#[test]
fn a_sweep_rides_out_throttles_and_faults() {
    let turn = Cell::new(0);
    let world = World::tried(40, 50, Span(80), move |_| {
        turn.set(turn.get() + 1);
        match turn.get() {
            3 | 30 => throttled(&[("retry-after", "3")]),
            7 => Err(TransportError::Cut),
            11 => Ok(answer(503, &[], "")),
            20 => not_a_member(),
            _ => removed(),
        }
    });
    world.play(world.release(Scope::Remaining));
    assert_eq!(world.phase(), Phase::Finished);
    let gone = (world.count(Outcome::Done), world.count(Outcome::NoChange));
    assert_eq!(gone, (39, 1));
    assert_eq!(world.site.sent.borrow().len(), 44);
}

#[test]
fn what_is_settled_after_the_machine_slept_has_the_time_of_the_wall_clock() {
    const EIGHT_HOURS: u64 = 8 * 3_600_000;
    let world = World::tried(4, 50, Span(80), |_| removed());
    world.clock.slept.set(EIGHT_HOURS);
    world.play(world.release(Scope::Remaining));
    let end = world.clock.now_millis();
    let settled_at = world.run.borrow().last_settled_at().unwrap();
    assert!(settled_at.0 > end, "{} {end}", settled_at.0);
}

#[test]
fn a_429_that_gives_its_reset_time_alone_is_waited_out() {
    // The fake clock begins at 2027-01-15T08:00:00Z; answers come long before the next call is due.
    let turn = Cell::new(0);
    let world = World::tried(20, 5, Span(10), move |_| {
        turn.set(turn.get() + 1);
        match turn.get() {
            4 => throttled(&[("x-ratelimit-reset", "2027-01-15T08:01:00Z")]),
            _ => removed(),
        }
    });
    let reset = world.clock.now_millis() + 60_000;
    let (future, _orders) = world.driving(world.release(Scope::Remaining));
    let sent = Rc::clone(&world.site.sent);
    let early = Rc::new(Cell::new(0));
    let most = Rc::clone(&early);
    let finished = run_until_stuck(&world.clock, future, move |now| {
        if now < reset {
            most.set(sent.borrow().len());
        }
        false
    });
    assert!(finished.is_some());
    assert_eq!(early.get(), 4, "nothing is sent before the reset");
    assert!(world.clock.now_millis() >= reset);
    assert_eq!(world.count(Outcome::Done), 20);
    assert_eq!(world.site.sent.borrow().len(), 21);
}

#[test]
fn a_stop_drops_the_calls_under_way() {
    let world = World::tried(40, 50, Span(500), |_| removed());
    let (future, orders) = world.driving(world.release(Scope::Remaining));
    let under_way = Rc::clone(&world.site.under_way);
    let mut most = 0;
    let finished = run_until_stuck(&world.clock, future, |_| {
        most = most.max(under_way.get());
        if under_way.get() == 6 && !orders.is_closed() {
            orders.unbounded_send(Event::Stop).unwrap();
            return true;
        }
        false
    });
    assert!(finished.is_some(), "a stopped sweep ends at once");
    assert_eq!(world.phase(), Phase::Stopped);
    assert_eq!((most, world.site.abandoned.get()), (6, 6));
    assert_eq!(world.count(Outcome::InDoubt), 6);
    world.play(Event::Resume);
    assert_eq!(world.count(Outcome::Done), 40);
}

#[test]
fn a_paused_sweep_sends_nothing_until_it_is_resumed() {
    let world = World::tried(20, 10, Span(80), |_| removed());
    let (future, orders) = world.driving(world.release(Scope::Remaining));
    let sent = Rc::clone(&world.site.sent);
    orders.unbounded_send(Event::Pause).unwrap();
    let finished = run_until_stuck(&world.clock, future, |_| false);
    assert!(finished.is_none(), "a paused sweep waits for orders");
    assert_eq!(world.phase(), Phase::Paused(Pause::Asked));
    assert!(sent.borrow().len() <= 2, "{}", sent.borrow().len());
}

#[test]
fn pause_and_resume_arrive_while_the_sweep_runs() {
    let world = World::tried(30, 10, Span(80), |_| removed());
    let (future, orders) = world.driving(world.release(Scope::Remaining));
    let started = world.clock.now_millis();
    let (run, mut paused_at, mut at_pause) = (Rc::clone(&world.run), None, 0);
    let sent = Rc::clone(&world.site.sent);
    // Something outside the sweep keeps time moving during the pause.
    let ticks: Vec<_> = (0..60)
        .map(|tick| world.clock.until(started + tick * 100))
        .collect();
    let both = async move {
        futures_util::future::join(future, futures_util::future::join_all(ticks)).await;
    };
    let finished = run_until_stuck(&world.clock, both, |now| match paused_at {
        None if now >= started + 1000 => {
            orders.unbounded_send(Event::Pause).unwrap();
            paused_at = Some(now);
            true
        }
        Some(at) if run.borrow().phase() == Phase::Paused(Pause::Asked) => {
            at_pause = at_pause.max(sent.borrow().len());
            if now >= at + 2000 {
                orders.unbounded_send(Event::Resume).unwrap();
                return true;
            }
            false
        }
        _ => false,
    });
    assert!(finished.is_some());
    assert!((9..=13).contains(&at_pause), "{at_pause}");
    assert_eq!(world.count(Outcome::Done), 30);
}

#[test]
fn a_dead_token_ends_the_drive_and_a_resume_goes_on() {
    let alive = Rc::new(Cell::new(false));
    let token = Rc::clone(&alive);
    let turn = Cell::new(0);
    let world = World::tried(30, 50, Span(80), move |_| {
        turn.set(turn.get() + 1);
        if turn.get() > 10 && !token.get() {
            dead_token()
        } else {
            removed()
        }
    });
    world.play(world.release(Scope::Remaining));
    assert_eq!(world.phase(), Phase::Halted(HaltReason::Token));
    assert_eq!(world.count(Outcome::Done), 10);
    assert_eq!(
        world.site.under_way.get(),
        0,
        "the drive ends when the last answer is there"
    );
    alive.set(true);
    world.play(Event::Resume);
    assert_eq!(world.count(Outcome::Done), 30);
}

#[test]
fn an_approval_of_another_plan_ends_at_once_and_sends_nothing() {
    let world = World::new(5, 50, Span(80), |_| removed());
    world.play(Event::Release(approve(
        &table_and_plan(5).1,
        Scope::Remaining,
    )));
    assert_eq!(world.phase(), Phase::Ready);
    assert!(world.site.sent.borrow().is_empty());
}

#[test]
fn a_run_has_one_driver_at_a_time() {
    let world = World::tried(10, 50, Span(80), |_| removed());
    let (future, _orders) = world.driving(world.release(Scope::Remaining));
    assert!(
        Driver::of(&world.run).is_none(),
        "also before its first step"
    );
    let run = Rc::clone(&world.run);
    let mut asked = 0;
    run_until_stuck(&world.clock, future, |_| {
        asked += 1;
        assert!(Driver::of(&run).is_none());
        false
    });
    assert!(asked > 0);
    assert_eq!(world.count(Outcome::Done), 10);
    assert!(Driver::of(&world.run).is_some(), "the wheel is back");
    let (abandoned, _orders) = world.driving(Event::Resume);
    drop(abandoned);
    assert!(
        Driver::of(&world.run).is_some(),
        "also from a driver let go"
    );
}

#[test]
fn a_sweep_without_an_order_channel_still_ends() {
    let world = World::tried(10, 50, Span(80), |_| removed());
    let (future, orders) = world.driving(world.release(Scope::Remaining));
    drop(orders);
    run_to_end(&world.clock, future);
    assert_eq!(world.count(Outcome::Done), 10);
}

#[test]
fn orders_go_before_answers_that_are_ready() {
    let world = World::tried(40, 50, Span(0), |_| removed());
    let (future, orders) = world.driving(world.release(Scope::Remaining));
    orders.unbounded_send(Event::Stop).unwrap();
    run_to_end(&world.clock, future);
    assert_eq!(world.phase(), Phase::Stopped);
    assert_eq!(world.count(Outcome::Done), 0);
}

#[test]
fn the_rate_is_kept_from_the_first_to_the_last_call() {
    for (rate, rows, least) in [(5_u16, 26_usize, 4900), (50, 200, 3800)] {
        let world = World::tried(rows, rate, Span(60), |_| removed());
        let started = world.clock.now_millis();
        world.play(world.release(Scope::Remaining));
        let took = world.clock.now_millis() - started;
        // The faster one rises to its bound first.
        assert!((least..least + 1000).contains(&took), "{took} ms at {rate}");
    }
}

#[test]
fn a_proof_waits_for_a_site_that_lags() {
    let (_, plan) = table_and_plan(1);
    let membership = plan.items()[0].membership.clone();
    let (mine, readings) = (membership.account.as_str().to_owned(), Cell::new(0));
    let clock = FakeClock::new();
    let site = FakeSite::new(&clock, Span(100), move |_| {
        readings.set(readings.get() + 1);
        let listed = if readings.get() < 4 {
            &*mine
        } else {
            "someone"
        };
        let page =
            format!("{{\"isLast\":true,\"total\":1,\"values\":[{{\"accountId\":\"{listed}\"}}]}}");
        Ok(json(200, &page))
    });
    let started = clock.now_millis();
    let proof = prove(
        membership,
        Endpoint::default(),
        Absence::Conclusive,
        Rc::clone(&site) as Rc<_>,
        Rc::new(Ticking(Rc::clone(&clock))),
        |_| panic!("the site asked for no pause"),
        futures_channel::oneshot::channel().1,
    );
    assert_eq!(run_to_end(&clock, proof), ProofVerdict::Gone { members: 1 });
    assert_eq!(clock.now_millis() - started, 7000 + 400);
    assert_eq!(site.sent.borrow().len(), 4);
}

#[test]
fn a_proof_that_has_to_wait_says_until_when_and_ends_at_a_word() {
    let (_, plan) = table_and_plan(1);
    let membership = plan.items()[0].membership.clone();
    let clock = FakeClock::new();
    let site = FakeSite::new(&clock, Span(100), |_| {
        throttled(&[("retry-after", "86400")])
    });
    let (stop, stopped) = futures_channel::oneshot::channel();
    let told = Rc::new(RefCell::new(Vec::new()));
    let pauses = Rc::clone(&told);
    let proof = prove(
        membership,
        Endpoint::default(),
        Absence::Conclusive,
        Rc::clone(&site) as Rc<_>,
        Rc::new(Ticking(Rc::clone(&clock))),
        move |until| pauses.borrow_mut().push(until),
        stopped,
    );
    let (mut stop, seen) = (Some(stop), Rc::clone(&told));
    let verdict = run_until_stuck(&clock, proof, move |_| {
        let waits = !seen.borrow().is_empty();
        waits && stop.take().is_some_and(|stop| stop.send(()).is_ok())
    });
    assert!(
        matches!(verdict, Some(ProofVerdict::Unreadable(_))),
        "{verdict:?}"
    );
    assert_eq!(
        site.sent.borrow().len(),
        1,
        "nothing is asked before the end of the pause"
    );
    let until = told.borrow()[0].expect("the end of the pause");
    assert!(until.at().0 >= 86_400_000, "{until:?}");
}

/// A machine that is offline until a moment.
struct OfflineUntil(Rc<FakeClock>, u64);

impl Network for OfflineUntil {
    fn is_online(&self) -> bool {
        self.0.now_millis() >= self.1
    }

    fn worth_a_try(&self) -> LocalBoxFuture<'static, ()> {
        self.0.until(self.0.now_millis() + 10_000)
    }
}

/// A site out of reach for a minute, asked once through a transport that waits for the network.
fn asked_while_offline(call: SiteCall, fault: TransportError) -> (Reply, usize) {
    let clock = FakeClock::new();
    let back = clock.now_millis() + 60_000;
    let now = Rc::clone(&clock);
    let site = FakeSite::new(&clock, Span(100), move |_| match now.now_millis() < back {
        true => Err(fault),
        false => removed(),
    });
    let waits = WaitsForNetwork {
        transport: Rc::clone(&site) as Rc<dyn Transport>,
        network: Rc::new(OfflineUntil(Rc::clone(&clock), back)),
    };
    let answer = run_to_end(&clock, waits.call(call));
    let sent = site.sent.borrow().len();
    (answer, sent)
}

#[test]
fn a_reading_waits_for_the_network_and_a_change_is_sent_once() {
    let (_, plan) = table_and_plan(1);
    let membership = plan.items()[0].membership.clone();
    let (read, _) = asked_while_offline(SiteCall::WhoAmI, TransportError::SiteUnreachable);
    assert!(read.is_ok(), "{read:?}");
    let (changed, sent) = asked_while_offline(
        SiteCall::Remove(membership),
        TransportError::SiteUnreachable,
    );
    assert_eq!((changed, sent), (Err(TransportError::SiteUnreachable), 1));
    let (refused, sent) = asked_while_offline(SiteCall::WhoAmI, TransportError::RelayRefused);
    assert_eq!((refused, sent), (Err(TransportError::RelayRefused), 1));
}
