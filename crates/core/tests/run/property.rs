//! Thousands of random runs: whatever happens in whatever order, no row is
//! lost, repeated or sent without leave. The checks after each event are in
//! `support::sweep::Sweep::look`.

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{SiteCall, Span, Timestamp, TransportError};
use groupsweep_core::plan::{Action, MembershipStatus, Scope};
use groupsweep_core::run::{Event, Outcome, Phase, Rate, UndoScope};

use crate::support::replies::{
    dead_token, forbidden, groups_of, known, masked, not_a_member, removed, throttled, unclear,
};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{Dice, answer, group, plan_as, table_and_plan};

fn any_reply(dice: &mut Dice, call: &SiteCall) -> Reply {
    let yours = group(dice.below(3));
    match dice.below(24) {
        0 => Err(TransportError::Cut),
        1 => Err(TransportError::TimedOut),
        2 => Err(TransportError::RelayGone),
        3 => Err(TransportError::SiteUnreachable),
        4 => Ok(answer(500, &[], "")),
        5 => Ok(answer(503, &[("retry-after", "2")], "")),
        6 => throttled(&[("retry-after", "1")]),
        7 => throttled(&[]),
        8 => dead_token(),
        9 => forbidden(),
        10 => Ok(answer(302, &[], "")),
        11 => Ok(answer(200, &[("content-type", "text/html")], "<html>")),
        12 | 13 => not_a_member(),
        14 => unclear(),
        15 => masked(),
        _ => match call {
            SiteCall::GroupsOf(_) if dice.below(2) == 0 => groups_of(&[]),
            SiteCall::GroupsOf(_) => groups_of(&[&yours]),
            SiteCall::Accounts(_) | SiteCall::GroupsById(_) => known(call),
            _ => removed(),
        },
    }
}

/// Lists that show what they will of some rows.
fn verify(sweep: &mut Sweep, dice: &mut Dice) {
    let rows = 0..sweep.plan.items().len();
    let listings = rows.filter_map(|row| match dice.below(4) {
        0 => Some((row, true)),
        1 | 2 => Some((row, false)),
        _ => None,
    });
    let listings = listings.collect();
    sweep.step(Event::Verified(listings));
}

fn any_event(sweep: &mut Sweep, dice: &mut Dice) {
    match dice.below(40) {
        0 => sweep.step(Event::Pause),
        1..=3 => sweep.step(Event::Resume),
        4 => sweep.step(Event::Stop),
        5 => sweep.release(Scope::Trial),
        6 => sweep.release(Scope::Remaining),
        7 => sweep.release(Scope::Failed),
        8 => {
            let rate = u16::try_from(1 + dice.below(50)).unwrap();
            sweep.step(Event::SetRate(Rate::per_second(rate)));
        }
        9 if !sweep.abandoned.is_empty() => {
            let call_id = *dice.pick(&sweep.abandoned);
            let before = sweep.run.tally();
            sweep.step(Event::Answered(call_id, removed()));
            assert_eq!(sweep.run.tally(), before, "an abandoned call has no say");
        }
        10..=18 => {
            sweep.pass(Span(dice.below(3000) as u64));
            sweep.step(Event::Timer);
        }
        19 => verify(sweep, dice),
        _ if !sweep.calls.is_empty() => {
            let at = dice.below(sweep.calls.len());
            let reply = any_reply(dice, &sweep.calls[at].1.clone());
            sweep.reply_at(at, reply);
        }
        _ => {
            sweep.wake();
        }
    }
}

/// Ends a run as an admin would: resume, trial, retry, rest, with a site that answers.
fn bring_to_an_end(sweep: &mut Sweep) {
    for _ in 0..4 {
        sweep.step(Event::Resume);
        sweep.play(|call| match call {
            SiteCall::GroupsOf(_) => groups_of(&[]),
            SiteCall::Remove(_) => removed(),
            other => known(other),
        });
        assert!(sweep.run.is_at_rest(), "{:?}", sweep.run.phase());
        sweep.try_the_first();
        // No row may be left whose trial would prove anything.
        if sweep.run.needs_acceptance() {
            sweep.release_without_proof();
            sweep.play(|_| removed());
        }
        sweep.release(Scope::Failed);
        sweep.play(|_| removed());
        sweep.release(Scope::Remaining);
    }
}

#[test]
fn random_runs_lose_no_row_and_repeat_none() {
    for seed in 0..2000 {
        let mut dice = Dice(seed);
        let rows = 1 + dice.below(25);
        let rate = u16::try_from(1 + dice.below(50)).unwrap();
        let memberships: Vec<_> = (0..rows).map(|row| (row % 3, row)).collect();
        // Half of the callers stand in the file themselves.
        let plan = plan_as(dice.below(2 * rows), &memberships);
        let mut sweep = Sweep::new(plan, rate);
        let mut done = vec![None; rows];
        // Most runs get past their trial; the others try to go on without it.
        if dice.below(4) > 0 {
            sweep.try_the_first();
        }
        for _ in 0..150 {
            any_event(&mut sweep, &mut dice);
            for (item, kept) in done.iter_mut().enumerate() {
                let outcome = sweep.outcome(item);
                // A list that does not show the change may be late: the row is to be tried again.
                let is_disproved = outcome == Outcome::Failed && sweep.record(item).is_disproved();
                assert!(
                    is_disproved || kept.is_none_or(|before: Outcome| before == outcome),
                    "a done row changed"
                );
                *kept = outcome.is_done().then_some(outcome);
            }
        }
        bring_to_an_end(&mut sweep);
        assert_eq!(sweep.run.phase(), Phase::Finished, "seed {seed}");
        // A row that is gone and that no check saw may stay in doubt: nothing more can be sent for it.
        let records = sweep.run.records().iter();
        let gone = records.filter(|row| row.outcome().is_done() || row.was_seen_as_planned());
        let outcomes: Vec<_> = (0..rows).map(|item| sweep.outcome(item)).collect();
        assert_eq!(gone.count(), rows, "seed {seed}: {outcomes:?}");
    }
}

#[test]
fn a_row_whose_removal_was_taken_is_never_failed_or_not_tried_at_rest() {
    // A site that takes the removal and then loses the answer, sometimes.
    for seed in 0..1000 {
        let mut dice = Dice(seed ^ 0xABCD);
        let rows = 1 + dice.below(20);
        let mut sweep = Sweep::of_rows(rows, 50);
        let mut gone = vec![false; rows];
        for _ in 0..200 {
            if sweep.calls.is_empty() || dice.below(4) == 0 {
                any_order(&mut sweep, &mut dice);
                continue;
            }
            let at = dice.below(sweep.calls.len());
            let call = sweep.calls[at].1.clone();
            let reply = true_site(&mut dice, &call, &sweep, &mut gone);
            sweep.reply_at(at, reply);
        }
        sweep.step(Event::Stop);
        for (item, gone) in gone.iter().enumerate() {
            let outcome = sweep.outcome(item);
            if *gone {
                let honest = matches!(outcome, Outcome::Done | Outcome::InDoubt);
                assert!(honest, "seed {seed}: {outcome:?} although it was removed");
            } else {
                assert!(
                    !outcome.is_done(),
                    "seed {seed}: {outcome:?} although it was not removed"
                );
            }
        }
    }
}

fn any_order(sweep: &mut Sweep, dice: &mut Dice) {
    match dice.below(12) {
        0 => sweep.step(Event::Pause),
        1 | 2 => sweep.step(Event::Resume),
        _ => {
            sweep.pass(Span(dice.below(2000) as u64));
            sweep.step(Event::Timer);
        }
    }
}

/// What a real site does and answers; the answer may be lost on the way.
fn true_site(dice: &mut Dice, call: &SiteCall, sweep: &Sweep, gone: &mut [bool]) -> Reply {
    let item = |account| {
        let items = sweep.items().iter();
        items
            .map(|item| &item.membership.account)
            .position(|one| one == account)
            .unwrap()
    };
    match call {
        SiteCall::Remove(membership) => {
            let at = item(&membership.account);
            match dice.below(12) {
                0 => dead_token(),
                1 => forbidden(),
                2 => throttled(&[("retry-after", "1")]),
                _ if gone[at] => [not_a_member(), unclear(), masked()][dice.below(3)].clone(),
                roll => {
                    gone[at] = true;
                    match roll {
                        3 => Err(TransportError::Cut),
                        4 => Err(TransportError::RelayGone),
                        5 => Ok(answer(502, &[], "")),
                        6 => Ok(answer(200, &[("content-type", "text/html")], "<p>")),
                        _ => removed(),
                    }
                }
            }
        }
        SiteCall::GroupsOf(account) => {
            let at = item(account);
            let still = group(at % 3);
            if gone[at] {
                groups_of(&[])
            } else {
                groups_of(&[&still])
            }
        }
        other => known(other),
    }
}

#[test]
fn a_run_that_starts_at_the_beginning_of_time_goes_on() {
    let mut sweep = Sweep::new(table_and_plan(9).1, 50);
    sweep.now = Timestamp(0);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 9);
}

/// A site that makes each change it is asked for and then loses or spoils any answer, also by sending the call twice.
fn spoiling_site(dice: &mut Dice, call: &SiteCall, sweep: &Sweep, gone: &mut [bool]) -> Reply {
    let rows = || sweep.plan.items().iter().map(|item| &item.membership);
    let at = match call {
        SiteCall::Remove(membership) => rows().position(|one| one == membership).unwrap(),
        SiteCall::GroupsOf(account) => {
            let at = rows().position(|one| one.account == *account).unwrap();
            let group = sweep.plan.items()[at].membership.group.as_str();
            return groups_of(if gone[at] {
                &[]
            } else {
                std::slice::from_ref(&group)
            });
        }
        other => return known(other),
    };
    let by_now = |gone: bool, dice: &mut Dice| {
        if gone {
            [not_a_member(), unclear(), masked()][dice.below(3)].clone()
        } else {
            removed()
        }
    };
    match dice.below(16) {
        0 => return throttled(&[("retry-after", "1")]),
        1 => return Err(TransportError::SiteUnreachable),
        _ => {}
    }
    // Sent twice by the browser or a proxy: the run hears the second answer alone.
    let was_gone = std::mem::replace(&mut gone[at], true) || dice.below(4) == 0;
    match dice.below(14) {
        0 => Err(TransportError::Cut),
        1 => Err(TransportError::TimedOut),
        2 => Err(TransportError::RelayGone),
        3 => Err(TransportError::Blocked),
        4 => Ok(answer(408, &[], "")),
        5 => Ok(answer(500, &[], "")),
        6 => Ok(answer(503, &[("retry-after", "1")], "")),
        7 => Ok(answer(202, &[], "")),
        8 => Ok(answer(
            200,
            &[("content-type", "text/plain")],
            "Access is blocked",
        )),
        9 => Ok(answer(200, &[("content-encoding", "gzip")], "")),
        _ => by_now(was_gone, dice),
    }
}

#[test]
fn an_undo_offers_every_row_that_the_run_changed_whatever_became_of_the_answers() {
    for seed in 0..600 {
        let mut dice = Dice(seed ^ 0x5EED);
        let rows = 1 + dice.below(12);
        let plan = crate::run::no_op_products::plan(
            Endpoint::default(),
            Action::Remove,
            &vec![MembershipStatus::Member; rows],
        );
        let mut sweep = Sweep::new(plan, 50);
        sweep.release(Scope::Trial);
        let mut gone = vec![false; rows];
        for _ in 0..120 {
            match dice.below(12) {
                0 => sweep.step(Event::Stop),
                1 => sweep.step(Event::Resume),
                2 => sweep.release(Scope::Remaining),
                3 => sweep.release(Scope::Failed),
                4 => sweep.release(Scope::Trial),
                _ if sweep.calls.is_empty() => {
                    sweep.wake();
                }
                _ => {
                    let at = dice.below(sweep.calls.len());
                    let call = sweep.calls[at].1.clone();
                    let reply = spoiling_site(&mut dice, &call, &sweep, &mut gone);
                    sweep.reply_at(at, reply);
                }
            }
        }
        sweep.step(Event::Stop);
        for (item, gone) in gone.iter().enumerate() {
            let offered = sweep
                .run
                .is_to_undo(item, UndoScope::suggested(Action::Remove));
            let record = &sweep.run.records()[item];
            if *gone {
                assert!(
                    offered,
                    "seed {seed}, row {item}: {:?} {:?}",
                    record.outcome(),
                    record.reason()
                );
                assert_ne!(
                    record.outcome(),
                    Outcome::NoChange,
                    "seed {seed}, row {item}"
                );
            } else {
                assert!(!record.outcome().is_done(), "seed {seed}, row {item}");
            }
        }
    }
}
