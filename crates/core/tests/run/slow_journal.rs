//! A journal that takes its time: pauses, resumes, answers and crashes while a batch is being written.

use groupsweep_core::domain::{SiteCall, Span, TransportError};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, JournalError, Outcome, Phase};

use crate::support::replies::{
    dead_token, forbidden, groups_of, known, masked, not_a_member, removed, throttled, unclear,
};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{Dice, answer, group, plan_as, table_and_plan};

#[test]
fn a_call_whose_intent_was_withdrawn_in_the_same_batch_waits_for_the_batch_that_announces_it_anew()
{
    // So slow that one call starts at a time.
    let mut sweep = Sweep::new(table_and_plan(4).1, 5);
    sweep.try_the_first();
    sweep.pass(Span::seconds(5));
    sweep.journal_is_slow = true;
    sweep.release(Scope::Remaining);
    for event in [Event::Pause, Event::Resume, Event::Pause] {
        sweep.step(event);
    }
    // The release is written; the batch after it announces calls and withdraws them.
    assert!(sweep.written());
    sweep.step(Event::Resume);
    assert!(sweep.written());
    assert_eq!(sweep.calls.len(), 0, "its last word is that nothing starts");
    assert!(sweep.written());
    assert!(!sweep.calls.is_empty(), "announced anew, and written");
    let lost = sweep.crash();
    assert_eq!(
        lost.len(),
        1,
        "one call was under way when the page closed: {lost:?}"
    );
    assert!(sweep.run.tally().of(Outcome::InDoubt) >= 1);
}

#[test]
fn a_stop_while_the_last_batch_is_written_leaves_a_finished_run_finished() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.next_call();
    sweep.journal_is_slow = true;
    sweep.reply(removed());
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert!(!sweep.run.is_at_rest(), "its last batch is being written");
    sweep.step(Event::Stop);
    assert_eq!(sweep.run.phase(), Phase::Finished);
}

/// What the site does to this row and answers.
fn any_reply(dice: &mut Dice, call: &SiteCall, is_gone: &mut bool) -> Reply {
    let is_change = call.is_change();
    let reply = match dice.below(20) {
        0 => Err(TransportError::Cut),
        1 => Err(TransportError::TimedOut),
        2 => Err(TransportError::RelayGone),
        3 => Err(TransportError::SiteUnreachable),
        4 => Ok(answer(500, &[], "")),
        5 => Ok(answer(503, &[("retry-after", "2")], "")),
        6 => throttled(&[("retry-after", "1")]),
        7 => dead_token(),
        8 => forbidden(),
        9 => masked(),
        10 => Ok(answer(200, &[("content-type", "text/html")], "<html>")),
        11 if *is_gone => not_a_member(),
        11 | 12 => unclear(),
        _ if is_change => removed(),
        _ => match call {
            SiteCall::GroupsOf(_) if *is_gone => groups_of(&[]),
            SiteCall::GroupsOf(_) => groups_of(&[&group(0), &group(1), &group(2)]),
            other => known(other),
        },
    };
    let took_effect = match &reply {
        Ok(answer) if answer.status == 200 => is_change,
        Ok(answer) => is_change && answer.status >= 500 && dice.below(2) == 0,
        Err(fault) => is_change && fault.may_have_taken_effect() && dice.below(2) == 0,
    };
    *is_gone |= took_effect;
    reply
}

/// The page closes with calls under way; the journal has its last batch or not.
fn crash(sweep: &mut Sweep, dice: &mut Dice, gone: &mut [bool], seed: u64) {
    for (item, may_be_gone) in gone.iter_mut().enumerate() {
        let membership = &sweep.plan.items()[item].membership;
        let is_its = |call: &SiteCall| matches!(call, SiteCall::Remove(one) if one == membership);
        *may_be_gone |= sweep.calls.iter().any(|(_, call)| is_its(call)) && dice.below(2) == 0;
    }
    if dice.below(2) == 0 {
        sweep.crash();
    } else {
        sweep.crash_unheard();
    }
    look_at_gone(sweep, gone, seed);
}

fn look_at_gone(sweep: &Sweep, gone: &[bool], seed: u64) {
    for (item, gone) in gone.iter().enumerate() {
        let outcome = sweep.run.records()[item].outcome();
        assert!(
            !gone || !matches!(outcome, Outcome::NotTried | Outcome::Failed),
            "seed {seed}: row {item} is gone and came back as {outcome:?}"
        );
    }
}

fn any_event(sweep: &mut Sweep, dice: &mut Dice, gone: &mut [bool], seed: u64) {
    match dice.below(30) {
        0 => sweep.step(Event::Pause),
        1 | 2 => sweep.step(Event::Resume),
        3 if dice.below(3) == 0 => sweep.step(Event::Stop),
        4 => sweep.step(Event::TryNow),
        5 => sweep.step(Event::Offline),
        6 | 7 => sweep.step(Event::Online),
        8 if dice.below(4) == 0 => {
            if let Some(batch) = sweep.being_written.take() {
                sweep.step(Event::WriteFailed(batch.number, JournalError::Storage));
            }
        }
        9..=15 => {
            sweep.written();
        }
        16..=22 if !sweep.calls.is_empty() => {
            let at = dice.below(sweep.calls.len());
            let call = sweep.calls[at].1.clone();
            let items = sweep.plan.items().iter();
            let of = |account| {
                items
                    .clone()
                    .position(|item| item.membership.account == account)
            };
            let item = match &call {
                SiteCall::Remove(membership) => of(membership.account.clone()),
                SiteCall::GroupsOf(account) => of(account.clone()),
                _ => None,
            };
            let reply = any_reply(dice, &call, &mut gone[item.unwrap_or(0)]);
            sweep.reply_at(at, reply);
        }
        23 => sweep.release([Scope::Remaining, Scope::Failed][dice.below(2)]),
        24 => crash(sweep, dice, gone, seed),
        // Lists that are not late.
        25 => {
            let listings = gone.iter().enumerate().map(|(item, gone)| (item, !gone));
            sweep.step(Event::Verified(listings.collect()));
        }
        _ => {
            sweep.pass(Span(dice.below(4000) as u64));
            sweep.step(Event::Timer);
        }
    }
}

#[test]
fn with_a_slow_journal_no_call_starts_unannounced_and_no_crash_loses_a_row() {
    for seed in 0..1500 {
        let mut dice = Dice(seed ^ 0x9999);
        let rows = 2 + dice.below(14);
        let memberships: Vec<_> = (0..rows).map(|row| (row % 3, row)).collect();
        let plan = plan_as(dice.below(2 * rows), &memberships);
        let mut sweep = Sweep::new(plan, 50);
        sweep.try_the_first();
        sweep.pass(Span::seconds(5));
        let mut gone = vec![false; rows];
        gone[sweep.run.trial_item()] = true;
        sweep.journal_is_slow = true;
        sweep.release(Scope::Remaining);
        for _ in 0..140 {
            any_event(&mut sweep, &mut dice, &mut gone, seed);
        }
        crash(&mut sweep, &mut dice, &mut gone, seed);
    }
}
