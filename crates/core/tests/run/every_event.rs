//! Every event in every state: nothing panics, the books balance (the sweep looks
//! after each event), and only what may start something starts something.

use groupsweep_core::domain::TransportError;
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{CallId, Event, JournalError, Phase, ProofVerdict, Rate};

use crate::support::replies::{dead_token, forbidden, removed};
use crate::support::sweep::Sweep;
use crate::support::table_and_plan;

type StateCase = (&'static str, fn() -> Sweep);

fn fresh() -> Sweep {
    Sweep::new(table_and_plan(12).1, 50)
}

fn running(act: fn(&mut Sweep)) -> Sweep {
    let mut sweep = Sweep::of_rows(30, 50);
    act(&mut sweep);
    sweep
}

/// A run in each state it can be in, named.
const STATES: [StateCase; 14] = [
    ("ready", fresh),
    ("the trial under way", || {
        let mut sweep = fresh();
        sweep.release(Scope::Trial);
        sweep
    }),
    ("the trial done", || {
        let mut sweep = fresh();
        sweep.try_the_first();
        sweep
    }),
    ("running", || running(|_| {})),
    ("running with a row at rest", || {
        running(|sweep| {
            sweep.next_call();
            sweep.reply(Err(TransportError::Cut));
        })
    }),
    ("running into a pause of the site", || {
        running(|sweep| {
            sweep.next_call();
            sweep.reply(crate::support::replies::throttled(&[(
                "retry-after",
                "86400",
            )]));
        })
    }),
    ("paused", || running(|sweep| sweep.step(Event::Pause))),
    ("paused by ten failures", || {
        running(|sweep| {
            while sweep.run.phase() == Phase::Running {
                sweep.next_call();
                sweep.reply(Ok(crate::support::answer(500, &[], "")));
            }
        })
    }),
    ("stopped", || {
        running(|sweep| {
            sweep.next_call();
            sweep.step(Event::Stop);
        })
    }),
    ("halted by a dead token", || {
        running(|sweep| {
            sweep.next_call();
            sweep.reply(dead_token());
        })
    }),
    ("halted by refusals", || {
        running(|sweep| sweep.play(|_| forbidden()))
    }),
    ("halted by a full journal", || {
        running(|sweep| {
            sweep.journal_is_full = true;
            sweep.play(|_| removed());
        })
    }),
    ("finished", || running(|sweep| sweep.play(|_| removed()))),
    ("the run back from a crash", || {
        running(|sweep| {
            sweep.next_call();
            sweep.crash();
        })
    }),
];

/// Every event by number. Answers an abandoned call id, if there is one.
const EVENTS: usize = 20;

fn happen(sweep: &mut Sweep, event: usize) {
    let stale: Option<CallId> = sweep.abandoned.first().copied();
    match event {
        0 => sweep.release(Scope::Trial),
        1 => sweep.release(Scope::Remaining),
        2 => sweep.release(Scope::Failed),
        3 => sweep.step(Event::Timer),
        4 => sweep.step(Event::Pause),
        5 => sweep.step(Event::Resume),
        6 => sweep.step(Event::Stop),
        7 => sweep.step(Event::SetRate(Rate::GENTLE)),
        8 => sweep.read_back(ProofVerdict::StillListed),
        9 => sweep.read_back(ProofVerdict::Gone { members: 2 }),
        10 => sweep.read_back(ProofVerdict::Unreadable("no".into())),
        11 => sweep.step(Event::Verified(vec![(0, true), (1, false), (999, true)])),
        12 => sweep.step(Event::Written(9_999)),
        13 => sweep.step(Event::WriteFailed(9_999, JournalError::Storage)),
        14 => {
            if let Some(call_id) = stale {
                sweep.step(Event::Answered(call_id, removed()));
            }
        }
        15 if !sweep.calls.is_empty() => sweep.reply(removed()),
        16 if !sweep.calls.is_empty() => sweep.reply(dead_token()),
        17 if !sweep.calls.is_empty() => sweep.reply(Err(TransportError::TimedOut)),
        18 => {
            sweep.crash();
        }
        19 => sweep.step(Event::TryNow),
        _ => {}
    }
}

#[test]
fn every_event_is_taken_in_every_state() {
    for (name, state) in STATES {
        for first in 0..EVENTS {
            for second in 0..EVENTS {
                let mut sweep = state();
                happen(&mut sweep, first);
                let sent = sweep.sent.len();
                let at_rest = sweep.run.is_at_rest();
                happen(&mut sweep, second);
                let starts = matches!(second, 0..=2 | 5);
                assert!(
                    !at_rest || starts || sweep.sent.len() == sent,
                    "{name}: event {first} and then {second} sent a call"
                );
            }
        }
    }
}

#[test]
fn the_states_are_what_they_are_called() {
    for (name, state) in STATES {
        let phase = format!("{:?}", state().run.phase()).to_lowercase();
        let first = name.split_whitespace().next().unwrap_or_default();
        let fits = match first {
            "the" => true,
            word => phase.starts_with(word),
        };
        assert!(fits, "{name} is {phase}");
    }
}
