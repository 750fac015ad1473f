//! Groups whose members are listed on one page.

use std::sync::Arc;

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{SiteCall, Span, TransportError};
use groupsweep_core::plan::{MembershipStatus, Plan, Proposal, Purpose, Scope, SiteFacts};
use groupsweep_core::reads::ReadEvent;
use groupsweep_core::run::{Event as RunEvent, Outcome, Rate, Run};
use groupsweep_core::verify::Verifier;

use crate::support::replies::{forbidden, groups_of};
use crate::support::stored::listed_by_check;
use crate::support::sweep::Sweep;
use crate::support::{account, connection, group, table_and_plan};
use crate::verify::reader::{Reader, TAKES, added, others, page_of, swept};

fn group_of(call: &SiteCall) -> String {
    match call {
        SiteCall::Members { group, .. } => group.as_str().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn groups_that_list_none_of_them_are_proof() {
    let sweep = swept(&[(0, 0), (1, 1), (0, 2), (2, 3)]);
    let done = Reader::of(&sweep, 10).read(|_, _| page_of(&others(7), 0));
    let groups: Vec<_> = done.told.groups.iter().collect();
    let named: Vec<_> = groups.iter().map(|one| (&*one.name, one.rows)).collect();
    assert_eq!(named, [("Group 0", 2), ("Group 1", 1), ("Group 2", 1)]);
    assert!(done.told.is_as_planned());
    assert_eq!(
        done.listings(),
        [(0, false), (1, false), (2, false), (3, false)]
    );
    assert_eq!(done.calls.len(), 3, "one page per group");
    assert!(done.took < Span::seconds(1));
    let facts = done.told.facts();
    assert_eq!((facts.groups, facts.rows, facts.rows_as_planned), (3, 4, 4));
    assert_eq!(facts.read_at, *done.times.last().unwrap() + TAKES);
}

#[test]
fn a_group_that_is_empty_now_is_proof_too() {
    let done = Reader::of(&swept(&[(0, 0)]), 10).read(|_, _| page_of(&[], 0));
    assert_eq!(done.listings(), [(0, false)]);
}

#[test]
fn who_remains_is_named() {
    let sweep = swept(&[(0, 0), (1, 1), (0, 2)]);
    let stays = [account(2)];
    let done = Reader::of(&sweep, 10).read(|call, _| match group_of(call) == group(0) {
        true => page_of(&stays, 0),
        false => page_of(&[], 0),
    });
    assert_eq!(done.told.groups[0].not_as_planned, [2]);
    assert!(!done.told.groups[0].is_as_planned());
    assert!(done.told.groups[1].is_as_planned());
    assert_eq!(done.listings(), [(0, false), (1, false), (2, true)]);
}

#[test]
fn rows_that_were_not_tried_are_not_looked_at() {
    let mut sweep = Sweep::new(listed_by_check(&table_and_plan(6).1), 50);
    assert!(Verifier::of(&sweep.run, Rate::per_second(10)).is_none());
    sweep.try_the_first();
    let done = Reader::of(&sweep, 10).read(|_, _| page_of(&[], 0));
    assert_eq!(done.listings(), [(0, false)]);
    assert_eq!(done.told.groups.len(), 1);
}

#[test]
fn a_row_that_failed_is_read_once_and_not_waited_for() {
    let mut sweep = Sweep::new(listed_by_check(&table_and_plan(2).1), 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| forbidden());
    let done = Reader::of(&sweep, 10).read(|_, _| page_of(&[account(1)], 0));
    assert_eq!(done.told.groups[1].not_as_planned, [1]);
    assert_eq!(done.listings(), [(0, false), (1, true)]);
    assert!(done.took < Span::seconds(1), "{:?}", done.took);
}

#[test]
fn a_doubt_is_settled_by_what_the_group_lists_where_the_check_saw_the_person() {
    let (table, unchecked) = table_and_plan(3);
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    proposal.learn(SiteFacts {
        statuses: vec![MembershipStatus::Member; 3],
        ..SiteFacts::default()
    });
    let checked = Arc::new(proposal.freeze().unwrap());
    // Without a check, it is unknown whether there was anything to remove.
    let [unseen, seen] = [unchecked, checked].map(doubts_after_reading);
    assert_eq!(unseen, [Outcome::Done, Outcome::InDoubt, Outcome::Failed]);
    assert_eq!(seen, [Outcome::Done, Outcome::Done, Outcome::Failed]);
}

/// The outcomes after a reading of two rows in doubt: one is gone, one is still there.
fn doubts_after_reading(plan: Arc<Plan>) -> Vec<Outcome> {
    let mut sweep = Sweep::new(plan, 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.next_call();
    sweep.reply(Err(TransportError::Cut));
    sweep.next_call();
    sweep.step(RunEvent::Stop);
    let in_doubt = |run: &Run| run.tally().of(Outcome::InDoubt);
    assert_eq!(in_doubt(&sweep.run), 2);
    let stays = [account(2)];
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::GroupsOf(_) => groups_of(&[]),
        call if group_of(call) == group(2) => page_of(&stays, 0),
        _ => page_of(&[], 0),
    });
    sweep.step(RunEvent::Verified(done.told.listings()));
    (0..3).map(|item| sweep.outcome(item)).collect()
}

#[test]
fn after_an_addition_presence_is_what_is_planned() {
    let run = added(&[(0, 0), (0, 1)]);
    let mut sweep = swept(&[(0, 0)]);
    sweep.run = run;
    let done = Reader::of(&sweep, 10).read(|_, _| page_of(&[account(0), account(1)], 0));
    assert!(done.told.is_as_planned());
    assert_eq!(done.listings(), [(0, true), (1, true)]);
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::GroupsOf(_) => groups_of(&[]),
        _ => page_of(&[account(1)], 0),
    });
    assert_eq!(done.told.groups[0].not_as_planned, [0]);
    assert_eq!(done.asked_people(), 2, "once at first, once at the end");
    assert_eq!(done.listings(), [(0, false), (1, true)]);
    assert!(
        done.took >= Span::seconds(60),
        "an addition may be late too"
    );
}

#[test]
fn a_reading_keeps_its_pace_and_carries_four_calls_at_most() {
    let memberships: Vec<_> = (0..60).map(|n| (n, n)).collect();
    for rate in [1, 5, 10] {
        let sweep = swept(&memberships);
        // The look after every step holds the bounds.
        let done = Reader::of(&sweep, rate).read(|_, _| page_of(&[], 0));
        assert_eq!(done.calls.len(), 60);
        let least = Span::seconds(55 / u64::from(rate));
        assert!(done.took >= least, "{:?} at {rate}", done.took);
    }
}

#[test]
fn a_cancelled_reading_sends_nothing_more_and_says_what_it_knows() {
    let memberships: Vec<_> = (0..20).map(|n| (n, n)).collect();
    let mut reader = Reader::of(&swept(&memberships), 10);
    reader.step(ReadEvent::Timer);
    let stays = [account(1)];
    while reader.verifying.progress().done < 5 {
        assert!(reader.go_on(&mut |_, _| page_of(&stays, 0)));
    }
    let before = reader.sent.len();
    reader.step(ReadEvent::Cancel);
    assert!(reader.verifying.is_done());
    let sent = reader.sent.len();
    let done = reader.end();
    assert_eq!(sent, before);
    // Group 1 was seen with its person. Whether that list lagged is unknown.
    let known: Vec<usize> = done.listings().iter().map(|(item, _)| *item).collect();
    assert_eq!(known, [0, 2, 3, 4, 5]);
    assert_eq!(done.why(1), "the reading was cancelled");
    assert_eq!(done.told.facts().groups_unreadable, 15);
}

#[test]
fn an_answer_after_the_end_has_no_say() {
    let sweep = swept(&[(0, 0)]);
    let mut verifying = Verifier::of(&sweep.run, Rate::per_second(10)).unwrap();
    let todo = verifying.step(ReadEvent::Timer, sweep.now);
    let (read_id, _) = todo.calls[0].clone();
    verifying.step(ReadEvent::Cancel, sweep.now);
    let late = verifying.step(ReadEvent::Answered(read_id, page_of(&[], 0)), sweep.now);
    assert!(late.calls.is_empty() && late.wake_at.is_none());
    assert!(verifying.into_verification().listings().is_empty());
}
