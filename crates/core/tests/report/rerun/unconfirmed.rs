//! Rows that an earlier run left in doubt, finished by another run: what they stood like before the earlier call stays
//! unknown, whatever the check sees after it.

use super::dropped;
use crate::report::{added, read};
use crate::run::no_op_products::{confluence, done};
use crate::support::file::{results_csv, taken_back};
use crate::support::replies::{forbidden, groups_of, not_a_member, removed};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{HEADINGS, answer, connection, error, json, line, table};
use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{RowNo, SiteCall, Timestamp, TransportError};
use groupsweep_core::import::Table;
use groupsweep_core::plan::{Action, LeadsTo, MembershipStatus, Proposal, Scope, SiteFacts};
use groupsweep_core::run::{Event, KnownChange, Outcome, Run, UndoScope};
use std::sync::Arc;

/// The results of a run whose answer to its second row was lost and that did not come to its third.
fn results(done: &str) -> Arc<Table> {
    let added = [
        format!("{done},200,,1,2026-05-01T10:00:00Z"),
        "in_doubt,504,Given up.,1,2026-05-01T10:00:01Z".to_owned(),
        "not_tried,,,0,".to_owned(),
    ];
    let rows = added.iter().zip(0..);
    let rows = rows.map(|(added, row)| format!("{},{added}", line(row, row + 1)));
    let headings = format!("{HEADINGS},outcome,http_status,reason,attempts,finished_at");
    let lines: Vec<String> = std::iter::once(headings).chain(rows).collect();
    Arc::new(table(lines.join("\r\n")))
}

/// Its open rows, of which the check saw the first like this and the other as it is to be changed.
fn finishing(file: &Arc<Table>, endpoint: Endpoint, doubted: MembershipStatus) -> Sweep {
    let leads = LeadsTo::of(file).unwrap();
    let choice = leads.ticked(file);
    let mut connection = connection();
    connection.endpoint = endpoint;
    let mut proposal = Proposal::of_choice(&choice, leads.action().into(), connection).unwrap();
    let other = match leads.action() {
        Action::Remove => MembershipStatus::Member,
        Action::Add => MembershipStatus::NoMember,
    };
    proposal.learn(SiteFacts {
        statuses: vec![doubted, other],
        checked_at: Some(Timestamp(1_799_999_000_000)),
        ..SiteFacts::default()
    });
    Sweep::new(Arc::new(proposal.freeze().unwrap()), 50)
}

/// The same, with the row that the check saw as a member removed and the other one asked for.
fn removing(endpoint: Endpoint, doubted: MembershipStatus, trial: Reply) -> Sweep {
    let mut sweep = finishing(&results("removed"), endpoint, doubted);
    sweep.release(Scope::Trial);
    sweep.play(|_| trial.clone());
    sweep.release(Scope::Remaining);
    sweep
}

fn cells_of_the_doubted(run: &Run) -> Vec<String> {
    added(&read(&results_csv(run), b','), 1)
}

#[test]
fn a_row_that_the_check_finds_gone_after_it_was_left_in_doubt_stays_in_doubt() {
    let mut sweep = removing(Endpoint::default(), MembershipStatus::NoMember, removed());
    sweep.next_call();
    sweep.reply(not_a_member());
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    assert_eq!(sweep.record(0).changed(), KnownChange::Unconfirmed);
    let back = sweep.run.way_back(UndoScope::EVERYTHING, Timestamp(0));
    assert_eq!(back.unwrap().items().len(), 2, "the undo asks about it");
    let cells = cells_of_the_doubted(&sweep.run);
    assert_eq!(cells[0], "in_doubt");
    assert!(cells[2].starts_with("The membership is gone. How it was before the first"));
    // The results may be dropped again: their report offers it too.
    let file = dropped(&sweep.run);
    assert_eq!(file.earlier(RowNo(1)).unwrap().word(), "in_doubt");
}

#[test]
fn a_page_that_closed_in_between_knows_it_still() {
    let mut sweep = removing(Endpoint::default(), MembershipStatus::NoMember, removed());
    sweep.next_call();
    sweep.reply(Ok(answer(429, &[("retry-after", "1")], "")));
    sweep.crash();
    sweep.step(Event::Resume);
    sweep.play(|_| not_a_member());
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
}

#[test]
fn a_refusal_leaves_it_in_doubt() {
    let mut sweep = removing(Endpoint::default(), MembershipStatus::NoMember, removed());
    sweep.play(|_| forbidden());
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
}

#[test]
fn an_addition_that_was_left_in_doubt_and_is_there_stays_in_doubt() {
    let file = results("added");
    let mut sweep = finishing(&file, Endpoint::default(), MembershipStatus::Member);
    sweep.release(Scope::Remaining);
    let doubted = sweep.plan.items()[0].membership.clone();
    sweep.play(|call| match call {
        SiteCall::GroupsOf(_) => groups_of(&[doubted.group.as_str()]),
        call if *call == Action::Add.call(doubted.clone()) => Ok(error(
            400,
            "Cannot add user. User is already a member of '{1}'",
        )),
        _ => Ok(json(201, "{\"name\":\"g\"}")),
    });
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    assert_eq!(sweep.record(0).changed(), KnownChange::Unconfirmed);
    assert_eq!(cells_of_the_doubted(&sweep.run)[0], "in_doubt");
}

#[test]
fn a_product_that_confirms_it_all_the_same_leaves_it_unconfirmed() {
    let mut sweep = removing(confluence(), MembershipStatus::NoMember, done());
    sweep.play(|_| done());
    assert_eq!(sweep.outcome(0), Outcome::Done);
    assert_eq!(sweep.record(0).changed(), KnownChange::Unconfirmed);
    assert_eq!(
        sweep.reason(0),
        "The check found that this person was not a member, but an earlier run had left this row in doubt."
    );
    // In a results file, only the reason shows it.
    let told = taken_back(&results_csv(&sweep.run), connection());
    assert_eq!(told.records()[1].changed(), KnownChange::Unconfirmed);
}

#[test]
fn a_row_that_the_check_still_saw_in_its_group_is_like_any_other() {
    let ends = |reply: Reply| {
        let mut sweep = finishing(
            &results("removed"),
            Endpoint::default(),
            MembershipStatus::Member,
        );
        sweep.release(Scope::Trial);
        sweep.play(|_| reply.clone());
        (sweep.outcome(0), sweep.record(0).changed())
    };
    assert_eq!(ends(removed()), (Outcome::Done, KnownChange::Certainly));
    let since_check = (Outcome::SinceCheck, KnownChange::SinceCheck);
    assert_eq!(ends(not_a_member()), since_check);
    assert_eq!(ends(forbidden()), (Outcome::Failed, KnownChange::No));
}

#[test]
fn a_row_in_doubt_that_the_run_did_not_come_to_keeps_what_the_earlier_one_said() {
    let file = results("removed");
    let mut sweep = finishing(&file, Endpoint::default(), MembershipStatus::NoMember);
    sweep.try_the_first();
    assert_eq!(
        cells_of_the_doubted(&sweep.run),
        ["in_doubt", "504", "Given up.", "1", "2026-05-01T10:00:01Z"]
    );
}

#[test]
fn a_record_from_elsewhere_hands_its_doubts_on() {
    let mut sweep = Sweep::of_rows(2, 50);
    sweep.next_call();
    sweep.reply_at(0, Err(TransportError::Cut));
    sweep.step(Event::Stop);
    let in_doubt = |run: &Run| -> Vec<u32> {
        let items = run.plan().items().iter().zip(run.records());
        let doubted = items.filter(|(_, record)| record.outcome() == Outcome::InDoubt);
        doubted.map(|(item, _)| item.row.0).collect()
    };
    let doubted = in_doubt(&sweep.run);
    assert!(!doubted.is_empty());
    let left = sweep
        .run
        .bring_in()
        .left_to_do(Timestamp(1_900_000_000_000));
    let plan = Proposal::of_plan(&left.unwrap()).unwrap().freeze().unwrap();
    let known: Vec<u32> = plan.summary().before.in_doubt.iter().copied().collect();
    assert_eq!(known, doubted);
}
