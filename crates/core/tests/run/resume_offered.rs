//! When Resume is offered, and every run that it is not offered for.

use groupsweep_core::domain::Timestamp;
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{
    Closed, Event, LateRecord, Situation, ToConfirm, WhyNot, may_be_asked, may_be_resumed,
};

use crate::run::confirmation::of_run;
use crate::support::replies::removed;
use crate::support::sweep::Sweep;
use crate::support::table_and_plan;

/// A run of nine rows that was stopped after its trial.
fn stopped() -> Sweep {
    let mut sweep = Sweep::new(table_and_plan(9).1, 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.step(Event::Stop);
    while !sweep.run.is_at_rest() {
        sweep.reply(removed());
    }
    sweep
}

#[test]
fn a_stopped_run_is_resumed_if_nothing_closed_it() {
    let stopped = stopped();
    let open = of_run(&stopped.run);
    assert_eq!(may_be_resumed(&open), Ok(()));
    for (now, why) in [
        (
            Situation {
                is_connected: false,
                ..open
            },
            WhyNot::NotConnected,
        ),
        (
            Situation {
                is_driven_elsewhere: true,
                ..open
            },
            WhyNot::Record(LateRecord::DrivenElsewhere),
        ),
        (
            Situation {
                closed: Some(Closed::Undone),
                ..open
            },
            WhyNot::Undone,
        ),
        (
            Situation {
                closed: Some(Closed::TakenOver(Timestamp(7))),
                ..open
            },
            WhyNot::TakenOver,
        ),
    ] {
        assert_eq!(may_be_resumed(&now), Err(why));
    }
}

#[test]
fn an_undo_that_a_later_one_took_over_sends_nothing_more() {
    let stopped = stopped();
    let now = Situation {
        closed: Some(Closed::TakenOver(Timestamp(7))),
        ..of_run(&stopped.run)
    };
    for scope in [Scope::Trial, Scope::Remaining, Scope::Failed] {
        let offered = may_be_asked(ToConfirm::Changes(scope), &now);
        assert_eq!(offered, Err(WhyNot::TakenOver), "{scope:?}");
    }
}
