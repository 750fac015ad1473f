//! Crashes: the page may end after any single step, and the journal alone
//! brings the run back. The site here remembers who is still a member.

use std::collections::BTreeSet;

use groupsweep_core::domain::{AccountId, SiteCall, Span, TransportError};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, HaltReason, JournalError, Outcome, Phase, ProofVerdict};

use crate::support::replies::{
    dead_token, forbidden, groups_of, known, not_a_member, removed, throttled, unclear,
};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{Dice, answer, group, plan_as, table_and_plan};

/// The site: who has left, and what it answers.
#[derive(Default)]
struct TrueSite {
    gone: BTreeSet<AccountId>,
}

impl TrueSite {
    fn answer(&mut self, dice: &mut Dice, call: &SiteCall, sweep: &Sweep) -> Reply {
        match call {
            SiteCall::Remove(one) => match dice.below(14) {
                0 => throttled(&[("retry-after", "1")]),
                1 => Ok(answer(503, &[], "")),
                2 => forbidden(),
                _ if self.gone.contains(&one.account) => {
                    [not_a_member(), unclear()][dice.below(2)].clone()
                }
                roll => {
                    self.gone.insert(one.account.clone());
                    match roll {
                        3 => Err(TransportError::Cut),
                        4 => Ok(answer(502, &[], "")),
                        _ => removed(),
                    }
                }
            },
            SiteCall::GroupsOf(account) => {
                let item = sweep.plan.items().iter();
                let mut item = item.filter(|item| item.membership.account == *account);
                let still = item.next().unwrap().membership.group.as_str();
                if self.gone.contains(account) {
                    groups_of(&[&group(9)])
                } else {
                    groups_of(&[still])
                }
            }
            other => known(other),
        }
    }

    /// A crash: some of the calls under way got through.
    fn lose(&mut self, dice: &mut Dice, calls: &[SiteCall]) {
        for call in calls {
            if let SiteCall::Remove(one) = call
                && dice.below(2) == 0
            {
                self.gone.insert(one.account.clone());
            }
        }
    }

    /// The record claims nothing that is not so, and hides nothing that may be so.
    fn agrees(&self, sweep: &Sweep, when: &str) {
        for (item, record) in sweep.plan.items().iter().zip(sweep.run.records()) {
            let gone = self.gone.contains(&item.membership.account);
            let outcome = record.outcome();
            assert!(gone || !outcome.is_done(), "{when}: {outcome:?} is claimed");
            let hidden = gone && !outcome.is_done() && outcome != Outcome::InDoubt;
            assert!(!hidden, "{when}: gone, and the record says {outcome:?}");
        }
    }
}

/// One thing that happens; false when nothing is left to happen.
fn happens(sweep: &mut Sweep, dice: &mut Dice, site: &mut TrueSite) -> bool {
    if !sweep.calls.is_empty() {
        let at = dice.below(sweep.calls.len());
        let call = sweep.calls[at].1.clone();
        let reply = site.answer(dice, &call, sweep);
        sweep.pass(Span(40));
        sweep.reply_at(at, reply);
        return true;
    }
    sweep.wake()
}

fn goes_on(sweep: &mut Sweep) {
    match sweep.run.phase() {
        Phase::Ready => sweep.release(Scope::Trial),
        Phase::Finished if !sweep.run.trial_is_done() => sweep.release(Scope::Trial),
        Phase::Finished if sweep.run.tally().of(Outcome::NotTried) > 0 => {
            sweep.release(Scope::Remaining);
        }
        Phase::Finished => sweep.release(Scope::Failed),
        Phase::Stopped | Phase::Paused(_) | Phase::Halted(_) => sweep.step(Event::Resume),
        Phase::Running => {}
    }
}

/// Plays to the end, with a crash after step `crash_at`. Returns the number of steps.
fn play(seed: u64, crash_at: usize) -> usize {
    let mut dice = Dice(seed);
    let mut site = TrueSite::default();
    let mut sweep = Sweep::new(
        plan_as(3, &(0..8).map(|row| (row % 3, row)).collect::<Vec<_>>()),
        50,
    );
    for step in 0..5000 {
        if step == crash_at {
            let lost = sweep.crash();
            site.lose(&mut dice, &lost);
            site.agrees(&sweep, &format!("seed {seed}, crash at step {step}"));
            assert!(sweep.run.is_at_rest());
            assert!(sweep.run.is_recorded());
        }
        if !happens(&mut sweep, &mut dice, &mut site) {
            assert!(sweep.run.is_at_rest(), "{:?}", sweep.run.phase());
            if sweep
                .run
                .records()
                .iter()
                .all(|record| record.outcome().is_done() || record.was_seen_as_planned())
            {
                assert_eq!(site.gone.len(), 8);
                return step;
            }
            goes_on(&mut sweep);
        }
    }
    panic!(
        "seed {seed}, crash at {crash_at}: the run does not end: {:?}",
        sweep.run.phase()
    );
}

#[test]
fn a_crash_after_any_single_step_loses_no_row() {
    for seed in 0..40 {
        let steps = play(seed, usize::MAX);
        for crash_at in 0..=steps {
            play(seed, crash_at);
        }
    }
}

#[test]
fn a_run_that_crashes_again_and_again_ends_all_the_same() {
    for seed in 0..300 {
        let mut dice = Dice(seed ^ 0xC0FFEE);
        let mut site = TrueSite::default();
        let rows = 1 + dice.below(20);
        let mut sweep = Sweep::new(table_and_plan(rows).1, 50);
        for step in 0..400 {
            match dice.below(20) {
                0 => {
                    let lost = sweep.crash();
                    site.lose(&mut dice, &lost);
                    site.agrees(&sweep, &format!("seed {seed}, step {step}"));
                }
                1 => sweep.step(Event::Pause),
                2 => sweep.step(Event::Stop),
                _ if happens(&mut sweep, &mut dice, &mut site) => {}
                _ => goes_on(&mut sweep),
            }
        }
        for _ in 0..2000 {
            if !happens(&mut sweep, &mut dice, &mut site) {
                if sweep.run.is_at_rest()
                    && sweep
                        .run
                        .records()
                        .iter()
                        .all(|record| record.outcome().is_done() || record.was_seen_as_planned())
                {
                    break;
                }
                goes_on(&mut sweep);
            }
        }
        assert_eq!(site.gone.len(), rows, "seed {seed}");
        site.agrees(&sweep, &format!("seed {seed}, at the end"));
    }
}

#[test]
fn a_run_that_came_to_rest_comes_back_as_it_was() {
    for seed in 0..300 {
        let mut dice = Dice(seed ^ 0xBEEF);
        let mut site = TrueSite::default();
        let mut sweep = Sweep::new(table_and_plan(1 + dice.below(15)).1, 50);
        for _ in 0..120 {
            match dice.below(25) {
                0 => sweep.step(Event::Pause),
                1 => sweep.step(Event::Stop),
                _ if happens(&mut sweep, &mut dice, &mut site) => {}
                _ => goes_on(&mut sweep),
            }
        }
        sweep.step(Event::Stop);
        while !sweep.run.is_at_rest() {
            happens(&mut sweep, &mut dice, &mut site);
        }
        let before: Vec<_> = sweep
            .run
            .records()
            .iter()
            .map(|record| {
                (
                    record.outcome(),
                    record.attempts(),
                    record.reason().cloned(),
                    record.http_status(),
                )
            })
            .collect();
        let tally = sweep.run.tally();
        assert!(sweep.crash().is_empty());
        let after: Vec<_> = sweep
            .run
            .records()
            .iter()
            .map(|record| {
                (
                    record.outcome(),
                    record.attempts(),
                    record.reason().cloned(),
                    record.http_status(),
                )
            })
            .collect();
        assert_eq!(before, after, "seed {seed}");
        assert_eq!(tally, sweep.run.tally());
    }
}

#[test]
fn a_row_that_a_halt_failed_or_kept_from_starting_is_sent_again_by_resume_after_a_reload_too() {
    for reply in [
        Err(TransportError::RelayUnreachable),
        Err(TransportError::RelayRefused),
        dead_token(),
    ] {
        for reload in [false, true] {
            let mut sweep = Sweep::of_rows(9, 1);
            sweep.next_call();
            sweep.reply(reply.clone());
            let outcome = match reply {
                Ok(_) => Outcome::Failed,
                // The call was not sent.
                Err(_) => Outcome::NotTried,
            };
            assert_eq!(sweep.outcome(0), outcome);
            if reload {
                sweep.crash();
            } else {
                sweep.step(Event::Stop);
            }
            sweep.step(Event::Resume);
            sweep.play(|_| removed());
            assert_eq!(sweep.count(Outcome::Done), 9, "{reply:?}, reload: {reload}");
        }
    }
}

#[test]
fn a_row_that_a_halt_failed_and_a_retry_removed_is_not_sent_again_after_a_reload() {
    let mut sweep = Sweep::of_rows(2, 1);
    sweep.next_call();
    sweep.reply(dead_token());
    sweep.step(Event::Stop);
    sweep.step(Event::Resume);
    sweep.play(|_| Ok(crate::support::error(400, "no")));
    assert_eq!(sweep.count(Outcome::Failed), 2);
    sweep.crash();
    assert_eq!(
        sweep.run.phase(),
        Phase::Finished,
        "the site refused them since"
    );
}

#[test]
fn a_proof_and_a_disproof_survive_a_crash() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.try_the_first();
    sweep.read_back(ProofVerdict::StillListed);
    sweep.crash();
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    assert_eq!(sweep.run.proof().unwrap().0, ProofVerdict::StillListed);
    sweep.read_back(ProofVerdict::Gone { members: 4 });
    sweep.crash();
    assert_eq!(sweep.outcome(0), Outcome::Done);
    assert!(matches!(
        sweep.run.proof(),
        Some((ProofVerdict::Gone { members: 4 }, _))
    ));
}

#[test]
fn a_record_taken_over_or_deleted_halts_the_run_and_says_which() {
    for (why, halt) in [
        (JournalError::TakenOver, HaltReason::TakenOver),
        (JournalError::Gone, HaltReason::RecordGone),
    ] {
        let mut dice = Dice(7);
        let mut site = TrueSite::default();
        let mut sweep = Sweep::of_rows(12, 50);
        for _ in 0..8 {
            happens(&mut sweep, &mut dice, &mut site);
        }
        sweep.journal_is_full = true;
        sweep.not_kept = why;
        while happens(&mut sweep, &mut dice, &mut site) {}
        assert_eq!(sweep.run.phase(), Phase::Halted(halt));
        let sent = sweep.sent.len();
        while happens(&mut sweep, &mut dice, &mut site) {}
        assert_eq!(sweep.sent.len(), sent, "nothing more is sent");
        assert!(halt.sentence().contains("Download the results"));
    }
}

#[test]
fn a_journal_that_takes_nothing_more_halts_the_run_and_loses_nothing() {
    let mut dice = Dice(7);
    let mut site = TrueSite::default();
    let mut sweep = Sweep::of_rows(12, 50);
    for _ in 0..8 {
        happens(&mut sweep, &mut dice, &mut site);
    }
    sweep.journal_is_full = true;
    while happens(&mut sweep, &mut dice, &mut site) {}
    assert!(matches!(
        sweep.run.phase(),
        Phase::Halted(groupsweep_core::run::HaltReason::Storage)
    ));
    assert!(
        sweep.run.is_at_rest(),
        "nothing waits for a journal that is broken"
    );
    assert!(!sweep.run.is_recorded());
    let sent = sweep.sent.len();
    sweep.step(Event::Timer);
    assert_eq!(sweep.sent.len(), sent, "nothing is sent without a record");
    sweep.journal_is_full = false;
    sweep.step(Event::Resume);
    while happens(&mut sweep, &mut dice, &mut site) || sweep.run.phase() != Phase::Finished {
        goes_on(&mut sweep);
        if sweep
            .run
            .records()
            .iter()
            .all(|record| record.outcome().is_done() || record.was_seen_as_planned())
        {
            break;
        }
    }
    assert!(
        sweep.run.is_recorded(),
        "what could not be written is written first"
    );
    let tally = sweep.run.tally();
    sweep.crash();
    assert_eq!(sweep.run.tally(), tally);
}
