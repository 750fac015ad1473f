//! The journal's bytes: what is written is read back, and damage is reported.
mod undone_again;
mod versions;

use std::sync::Arc;

use crate::support::replies::{forbidden, removed};
use crate::support::stored::{self, RUN, frozen, stored_log};
use crate::support::sweep::Sweep;
use crate::support::{Dice, connection, export, table, table_and_plan};
use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Jira, Organization};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::{Caller, Connection};
use groupsweep_core::domain::{App, CloudId, DirectoryId, OrgId, RowNo, Span, Timestamp};
use groupsweep_core::journal::{
    LogCopy, RecordStatus, RunHeader, Undone, Verified, read_batches, read_plan, undo_notes,
    undone_in,
};
use groupsweep_core::plan::MembershipStatus as PredictedStatuses;
use groupsweep_core::plan::{
    Action, Frozen, LeftOut, Plan, PriorState, Proposal, Purpose, SiteFacts,
};
use groupsweep_core::run::{Outcome, Rate, Run, Tally};

fn head_of(plan: &Plan) -> RunHeader {
    RunHeader::new(RUN.into(), plan, None, Timestamp(1_800_000_000_000))
}

/// Head and parts as they come out of storage.
fn stored_plan(plan: &Plan) -> (RunHeader, Vec<Vec<u8>>) {
    let (head, parts) = stored::stored_plan(&head_of(plan), plan);
    (RunHeader::read(&head.write()).unwrap(), parts)
}

pub(crate) fn there_and_back(plan: &Plan) -> Plan {
    let (head, parts) = stored_plan(plan);
    read_plan(&head, &parts).unwrap()
}

#[test]
fn a_plan_comes_back_as_it_was_frozen() {
    for rows in [1, 2, 1999, 2000, 2001, 7000] {
        let (_, plan) = table_and_plan(rows);
        let back = there_and_back(&plan);
        assert_eq!(back.items(), plan.items());
        assert_eq!(back.connection(), plan.connection());
        assert_eq!(back.summary(), plan.summary());
        assert_eq!(back.action(), Action::Remove);
        assert_eq!(back.file(), plan.file());
        assert!(back.table().is_none(), "the file is not in the journal");
    }
}

#[test]
fn how_rows_stood_before_outlives_the_page() {
    let (_, plan) = table_and_plan(5);
    let mut frozen = frozen(&plan);
    frozen.summary.before = PriorState {
        members: [0, 5].into(),
        hidden: [5].into(),
        without_effect: [1, 4].into(),
        unknown: [2].into(),
        absent: [3].into(),
        checked_at: Some(Timestamp(1_800_000_000_000)),
        removed_at: Some(Timestamp(1_799_999_990_000)),
        in_doubt: [4].into(),
    };
    frozen.summary.group_sizes = [(plan.items()[0].membership.group.clone(), 42)].into();
    frozen.summary.names.renamed = 3;
    let plan = Plan::thaw(frozen).unwrap();
    assert_eq!(there_and_back(&plan).summary(), plan.summary());
}

#[test]
fn a_run_is_undone_by_all_runs_that_take_it_back_and_its_own_head_remembers_it() {
    let (_, plan) = table_and_plan(4);
    let run = head_of(&plan);
    let undo = |id: &str, at: u64, counts: [u32; 6]| {
        let mut head = RunHeader::new(id.into(), &plan, Some(run.id.clone()), Timestamp(at));
        head.progress.counts = Tally::of_counts(counts);
        head.progress.at = Timestamp(at);
        head
    };
    let heads = [
        undo("begun", 5, [0, 0, 0, 0, 0, 4]),
        undo("part", 7, [1, 0, 0, 3, 0, 0]),
        undo("rest", 9, [1, 1, 1, 0, 0, 0]),
        // Another run's.
        RunHeader::new(
            "other".into(),
            &plan,
            Some("elsewhere".into()),
            Timestamp(11),
        ),
        run.clone(),
    ];
    let rest = Undone {
        by: "rest".into(),
        at: Timestamp(9),
        rows: 4,
        unconfirmed: 0,
        open: 0,
    };
    assert_eq!(undone_in(&run, &heads), Some(rest.clone()));
    assert_eq!(undone_in(&run, &heads[..1]), None, "it put nothing back");
    let part = undone_in(&run, &heads[..2]).unwrap();
    assert_eq!((part.rows, part.open), (1, 3));
    let noted = RunHeader {
        undone: vec![part],
        ..run.clone()
    };
    assert_eq!(
        undone_in(&noted, &heads[2..]),
        Some(rest.clone()),
        "the first undo's record is gone"
    );
    let unanswered = [undo("unanswered", 8, [0, 0, 0, 0, 1, 3])];
    let unanswered = undone_in(&run, &unanswered).unwrap();
    assert_eq!((unanswered.rows, unanswered.unconfirmed), (0, 1));
    let noted = RunHeader {
        undone: undo_notes(&run, &heads),
        ..run
    };
    assert_eq!(
        undone_in(&noted, &[]),
        Some(rest.clone()),
        "the records of both are gone"
    );
    assert_eq!(
        undone_in(&noted, &heads[2..3]),
        Some(rest),
        "the latest one is counted once"
    );
}

#[test]
fn a_head_counts_calls_without_an_answer_as_unconfirmed_from_their_announcement_on() {
    let mut sweep = Sweep::of_rows(9, 1);
    sweep.next_call();
    sweep.reply(removed());
    let head = head_of(&sweep.plan);
    let counts = |run: &Run| head.of(run, sweep.now).progress.counts;
    let now = counts(&sweep.run);
    let batches = sweep.journal.iter().cloned();
    let back = Run::recover(Arc::clone(&sweep.plan), Rate::DEFAULT, batches, true);
    assert_eq!(now, back.tally(), "as it would come back");
    assert_eq!(
        sweep.run.tally().of(Outcome::InDoubt),
        0,
        "none is known to be lost"
    );
    assert_eq!(now.of(Outcome::InDoubt) as usize, sweep.announced.len());
    assert!(!sweep.announced.is_empty());
    assert_eq!(now.of(Outcome::Done), 2, "the trial and one more");
}

#[test]
fn every_purpose_outlives_the_page() {
    let (_, plan) = table_and_plan(2);
    for purpose in Purpose::ALL {
        let plan = Plan::thaw(Frozen {
            purpose,
            ..frozen(&plan)
        })
        .unwrap();
        assert_eq!(there_and_back(&plan).purpose(), purpose);
    }
}

#[test]
fn what_became_of_a_run_later_stands_in_its_head() {
    let (_, plan) = table_and_plan(4);
    let head = RunHeader {
        left_out: LeftOut {
            already: 1,
            not_found: 19,
            not_checked: 0,
            protected: 13,
            other_name: 2,
        },
        undone: vec![Undone {
            by: "fedcba9876543210".into(),
            at: Timestamp(1_800_000_100_000),
            rows: 4,
            unconfirmed: 3,
            open: 3,
        }],
        verified: Some(Verified {
            at: Timestamp(1_800_000_050_000),
            as_planned: 3,
            not_as_planned: 1,
            unreadable: 0,
        }),
        ..head_of(&plan)
    };
    assert_eq!(RunHeader::read(&head.write()).unwrap(), head);
}

#[test]
fn every_endpoint_and_caller_outlives_the_page() {
    let id = "11111111-2222-4333-8444-555555555555";
    let gateway = || ApiHost::Gateway(CloudId::parse(id).unwrap());
    let organization = |directory| {
        let org = OrgId::parse(id).unwrap();
        Endpoint::Organization(Organization { org, directory })
    };
    for endpoint in [
        Endpoint::default(),
        Endpoint::Jira(Jira {
            api_host: gateway(),
        }),
        Endpoint::Confluence(Confluence {
            api_host: ApiHost::Site,
        }),
        Endpoint::Confluence(Confluence {
            api_host: gateway(),
        }),
        organization(None),
        organization(DirectoryId::parse(id)),
    ] {
        let (_, plan) = table_and_plan(3);
        let caller = match endpoint {
            Endpoint::Organization(_) => Caller::OrganizationKey,
            Endpoint::Jira(_) | Endpoint::Confluence(_) => plan.connection().caller.clone(),
        };
        let plan = Plan::thaw(Frozen {
            connection: Connection {
                endpoint,
                caller,
                ..plan.connection().clone()
            },
            ..frozen(&plan)
        })
        .unwrap();
        assert_eq!(there_and_back(&plan).connection(), plan.connection());
    }
}

#[test]
fn the_file_is_taken_again_only_if_it_is_the_same() {
    let (table, plan) = table_and_plan(5);
    let back = there_and_back(&plan);
    assert!(
        back.with_table(&table)
            .is_some_and(|plan| plan.table().is_some())
    );
    let (other, _) = table_and_plan(6);
    assert!(back.with_table(&other).is_none());
}

#[test]
fn the_way_back_holds_exactly_what_was_removed_and_the_way_back_of_that_the_same_again() {
    let mut sweep = Sweep::of_rows(9, 50);
    let mut dice = Dice(4);
    sweep.play(|_| {
        if dice.below(4) == 0 {
            forbidden()
        } else {
            removed()
        }
    });
    sweep.step(groupsweep_core::run::Event::Resume);
    let done = |run: &Run, item: usize| run.records()[item].outcome() == Outcome::Done;
    let undo = sweep.plan.back(|item| done(&sweep.run, item)).unwrap();
    assert_eq!(undo.purpose(), Purpose::UndoRemoval);
    let removed: Vec<_> = (0..sweep.plan.items().len())
        .filter(|item| done(&sweep.run, *item))
        .map(|item| sweep.plan.items()[item].clone())
        .collect();
    assert_eq!(undo.items(), removed);
    let again = undo.back(|_| true).unwrap();
    assert_eq!(again.purpose(), Purpose::UndoAddition);
    assert_eq!(again.items(), removed);
    assert_eq!(there_and_back(&undo).items(), undo.items());
    assert!(
        sweep.plan.back(|_| false).is_none(),
        "nothing to take back is no plan"
    );
}

#[test]
fn a_plan_with_a_part_missing_or_out_of_place_is_none() {
    let (_, plan) = table_and_plan(5000);
    let (head, parts) = stored_plan(&plan);
    assert_eq!(parts.len(), 3 + 1, "the notes stand after the parts");
    let without = |gone: usize| {
        let kept = parts.iter().enumerate().filter(|(at, _)| *at != gone);
        kept.map(|(_, part)| part.clone()).collect::<Vec<_>>()
    };
    for gone in 0..4 {
        assert!(read_plan(&head, &without(gone)).is_err());
    }
    assert!(read_plan(&head, &[]).is_err());
    assert!(read_plan(&head, &parts[3..]).is_err(), "notes are no plan");
    assert!(
        read_plan(&head, &[head.write()]).is_err(),
        "a head is no part"
    );
}

#[test]
fn how_a_plan_came_about_comes_back_with_it() {
    let table = Arc::new(table(export(&[(0, 0), (0, 1), (1, 1)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    let id = |item: usize| table.membership(RowNo(item as u32)).unwrap();
    proposal.learn(SiteFacts {
        app_accounts: [id(0).account].into(),
        apps: [(id(1).group, vec![App::Jira])].into(),
        statuses: vec![
            PredictedStatuses::Member,
            PredictedStatuses::NoMember,
            PredictedStatuses::Member,
        ],
        ..SiteFacts::default()
    });
    proposal.unprotect(0, " the app is gone ").unwrap();
    let plan = proposal.freeze().unwrap();
    let summary = plan.summary();
    assert_eq!(summary.unprotected[0].1.reason, "the app is gone");
    assert_eq!(summary.access[0].apps, ["Jira"]);
    assert_eq!(there_and_back(&plan).summary(), summary);
}

#[test]
fn a_run_comes_back_from_bytes() {
    let mut sweep = Sweep::of_rows(30, 50);
    let mut dice = Dice(5);
    for _ in 0..25 {
        if sweep.calls.is_empty() {
            sweep.wake();
        } else {
            sweep.pass(Span(20));
            let reply = if dice.below(5) == 0 {
                forbidden()
            } else {
                removed()
            };
            sweep.reply(reply);
        }
    }
    let (head, log) = stored_log(stored_plan(&sweep.plan).0, &sweep.journal);
    let (batches, complete) = read_batches(&head, log.iter().map(Vec::as_slice));
    assert!(complete);
    assert_eq!(batches, sweep.journal);
    let plan = Arc::new(there_and_back(&sweep.plan));
    let run = Run::recover(plan, Rate::DEFAULT, batches, complete);
    assert_eq!(
        run.tally().of(Outcome::Done),
        sweep.run.tally().of(Outcome::Done)
    );
    let head = head_of(run.plan()).of(&run, sweep.now);
    assert_eq!(head.progress.status, RecordStatus::Open);
    assert_eq!(head.progress.counts.selected(), 31);
}

#[test]
fn what_stands_behind_a_damaged_batch_is_in_doubt_and_never_taken_for_not_tried() {
    let mut sweep = Sweep::of_rows(10, 50);
    sweep.play(|_| removed());
    let (head, mut log) = stored_log(stored_plan(&sweep.plan).0, &sweep.journal);
    let middle = log.len() / 2;
    log[middle][9] ^= 1;
    let (batches, complete) = read_batches(&head, log.iter().map(Vec::as_slice));
    assert_eq!((batches.len(), complete), (middle, false));
    let run = Run::recover(Arc::clone(&sweep.plan), Rate::DEFAULT, batches, complete);
    assert_eq!(run.tally().of(Outcome::NotTried), 0);
    assert!(run.tally().of(Outcome::InDoubt) > 0);
}

/// Every batch with a single call's entries, which is as many batches as there can be: an upper bound.
#[test]
#[ignore = "a measurement"]
fn bytes_that_the_page_holds_of_the_log_of_a_million_rows() {
    const ROWS: usize = 5_000;
    let mut sweep = Sweep::of_rows(ROWS, 50);
    sweep.play(|_| removed());
    let (_, log) = stored_log(head_of(&sweep.plan), &sweep.journal);
    let bytes: usize = log.iter().map(Vec::len).sum();
    let times = 1_000_000 / ROWS;
    let vectors = (bytes + log.len() * size_of::<Vec<u8>>()) * times;
    let all: Vec<_> = (0..times).flat_map(|_| log.clone()).collect();
    let held = LogCopy::of(&all).memory();
    println!(
        "{} batches, {bytes} bytes for {ROWS} rows; of a million rows {} MB, as vectors {} MB and more",
        log.len(),
        held / 1_000_000,
        vectors / 1_000_000
    );
}
