//! The caller's own rows: last, and not before everybody else's are settled.

use groupsweep_core::domain::{RowNo, TransportError};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, Outcome, Phase};

use crate::support::plan_as;
use crate::support::replies::{dead_token, removed, throttled};
use crate::support::sweep::Sweep;

/// Six rows, of which the first and the fourth are the caller's.
const MEMBERSHIPS: [(usize, usize); 6] = [(0, 0), (0, 1), (1, 2), (1, 0), (2, 3), (2, 4)];

fn behind_the_trial() -> Sweep {
    let mut sweep = Sweep::new(plan_as(0, &MEMBERSHIPS), 50);
    sweep.try_the_first();
    assert_eq!(sweep.plan.items()[0].row, RowNo(1));
    sweep.release(Scope::Remaining);
    sweep
}

#[test]
fn own_rows_wait_for_rows_that_rest() {
    let mut sweep = behind_the_trial();
    sweep.next_call();
    sweep.reply(Err(TransportError::Cut));
    while sweep.outcome(1) == Outcome::NotTried {
        assert_eq!(sweep.removals_of(4) + sweep.removals_of(5), 0);
        sweep.next_call();
        sweep.reply(removed());
    }
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 6);
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert_eq!(sweep.run.settled()[4..], [4, 5]);
}

#[test]
fn own_rows_stay_last_when_a_run_goes_on_after_a_stop_or_a_halt() {
    for halts in [false, true] {
        let mut sweep = behind_the_trial();
        sweep.next_call();
        if halts {
            sweep.reply(dead_token());
        }
        sweep.step(Event::Stop);
        sweep.step(Event::Resume);
        sweep.play(|_| removed());
        assert_eq!(sweep.count(Outcome::Done), 6);
        assert_eq!(sweep.run.settled()[sweep.run.settled().len() - 2..], [4, 5]);
    }
}

#[test]
fn an_own_row_that_rested_goes_on() {
    let mut sweep = behind_the_trial();
    let mut turn = 0;
    sweep.play(|_| {
        turn += 1;
        if turn == 5 { throttled(&[]) } else { removed() }
    });
    assert_eq!(sweep.count(Outcome::Done), 6);
    assert_eq!(sweep.sent.len(), 7);
}

#[test]
fn a_plan_of_own_rows_alone_goes_through() {
    let mut sweep = Sweep::new(plan_as(0, &[(0, 0), (1, 0), (2, 0)]), 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert_eq!(sweep.run.settled(), [0, 1, 2]);
    assert_eq!(sweep.count(Outcome::Done), 3);
}
