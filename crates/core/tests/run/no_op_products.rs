//! A product that answers alike whether there was something to change: what the check found before decides.

use std::sync::Arc;

use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Organization};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{DirectoryId, OrgId, Timestamp};
use groupsweep_core::journal::RunHeader;
use groupsweep_core::plan::{Action, MembershipStatus, Plan, Proposal, Purpose, Scope, SiteFacts};
use groupsweep_core::report::wording::headline;
use groupsweep_core::run::{KnownChange, Outcome, UndoScope};

use crate::support::file::{results_csv, taken_back};
use crate::support::replies::removed;
use crate::support::sweep::{Reply, Sweep};
use crate::support::{answer, connection, export, table};

const STATUSES: [MembershipStatus; 4] = [
    MembershipStatus::Member,
    MembershipStatus::NoMember,
    MembershipStatus::NotChecked,
    MembershipStatus::Member,
];

pub(crate) fn plan(endpoint: Endpoint, action: Action, statuses: &[MembershipStatus]) -> Arc<Plan> {
    plan_checked_at(endpoint, action, statuses, Timestamp(1_800_000_000_000))
}

pub(crate) fn plan_checked_at(
    endpoint: Endpoint,
    action: Action,
    statuses: &[MembershipStatus],
    checked_at: Timestamp,
) -> Arc<Plan> {
    let rows: Vec<_> = (0..statuses.len()).map(|row| (row, row + 1)).collect();
    let table = Arc::new(table(export(&rows)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    connection.endpoint = endpoint;
    let mut proposal = Proposal::of_choice(&choice, action.into(), connection).unwrap();
    proposal.learn(SiteFacts {
        statuses: statuses.to_vec(),
        checked_at: Some(checked_at),
        ..SiteFacts::default()
    });
    Arc::new(proposal.freeze().unwrap())
}

pub(crate) fn done() -> Reply {
    Ok(answer(204, &[], ""))
}

pub(crate) fn confluence() -> Endpoint {
    Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    })
}

pub(crate) fn organization() -> Endpoint {
    let id = "11111111-2222-4333-8444-555555555555";
    Endpoint::Organization(Organization {
        org: OrgId::parse(id).unwrap(),
        directory: DirectoryId::parse(id),
    })
}

fn run(plan: Arc<Plan>) -> Sweep {
    let mut sweep = Sweep::new(plan, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| done());
    sweep.release(Scope::Remaining);
    sweep.play(|_| done());
    sweep
}

#[test]
fn whoever_was_no_member_before_was_gone_already_and_is_not_added_back() {
    for endpoint in [confluence(), organization()] {
        let sweep = run(plan(endpoint, Action::Remove, &STATUSES));
        let outcomes: Vec<Outcome> = (0..4).map(|item| sweep.outcome(item)).collect();
        assert_eq!(
            outcomes,
            [
                Outcome::Done,
                Outcome::NoChange,
                Outcome::Done,
                Outcome::Done
            ]
        );
        assert!(
            sweep
                .reason(1)
                .contains("The check found that this person was not a member.")
        );
        assert!(sweep.record(2).answer_was_lost(), "the undo asks about it");
        assert!(
            sweep
                .reason(2)
                .contains("Unknown whether the person was a member")
        );
        assert!(!sweep.record(0).answer_was_lost());
    }
}

#[test]
fn jiras_not_a_member_is_not_believed_against_the_check() {
    let mut sweep = Sweep::new(plan(Endpoint::default(), Action::Remove, &STATUSES), 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    let outcomes: Vec<Outcome> = (0..4).map(|item| sweep.outcome(item)).collect();
    assert_eq!(
        outcomes,
        [
            Outcome::Done,
            Outcome::NoChange,
            Outcome::Done,
            Outcome::Done
        ]
    );
    assert!(!sweep.run.is_to_undo(1, UndoScope::EVERYTHING));
    assert!(
        sweep.reason(1).contains(
            "not a member. Jira confirmed the change all the same. Somebody may have added"
        )
    );
}

#[test]
fn whoever_was_a_member_before_is_not_counted_as_added() {
    let mut sweep = Sweep::new(plan(confluence(), Action::Add, &STATUSES), 50);
    sweep.release(Scope::Remaining);
    sweep.play(|_| Ok(answer(201, &[], "")));
    let outcomes: Vec<Outcome> = (0..4).map(|item| sweep.outcome(item)).collect();
    assert_eq!(
        outcomes,
        [
            Outcome::NoChange,
            Outcome::Done,
            Outcome::Done,
            Outcome::NoChange
        ]
    );
    assert!(
        sweep
            .reason(0)
            .contains("The check found that this person was already a member.")
    );
}

#[test]
fn the_report_counts_apart_what_an_undo_asks_about() {
    let sweep = run(plan(confluence(), Action::Remove, &STATUSES));
    let counts = sweep.run.counts();
    assert_eq!(
        sweep.run.count_changed(KnownChange::Unconfirmed),
        counts.tally.unconfirmed() as usize
    );
    assert_eq!(
        counts.sentence(Action::Remove),
        "3 removed (1 possibly not by this run) · 1 already gone"
    );
    assert_eq!(
        headline(Purpose::Remove, &counts),
        "Done: 3 removed (1 possibly not by this run), 1 already gone"
    );
    let head = RunHeader::new("a".into(), &sweep.plan, None, sweep.now).of(&sweep.run, sweep.now);
    let stored = RunHeader::read(&head.write()).unwrap();
    assert_eq!(stored.counts(), counts, "under Past runs as in the report");
}

#[test]
fn a_results_file_taken_back_asks_about_the_same_rows_as_the_run_itself() {
    for (endpoint, action) in [
        (confluence(), Action::Remove),
        (organization(), Action::Remove),
        (confluence(), Action::Add),
    ] {
        let sweep = match action {
            Action::Remove => run(plan(endpoint, action, &STATUSES)),
            Action::Add => {
                let mut sweep = Sweep::new(plan(endpoint, action, &STATUSES), 50);
                sweep.release(Scope::Remaining);
                sweep.play(|_| Ok(answer(201, &[], "")));
                sweep
            }
        };
        let file = results_csv(&sweep.run);
        let told = taken_back(&file, sweep.plan.connection().clone());
        let asked = sweep.run.count_to_undo(UndoScope::EVERYTHING);
        assert_eq!(asked[1], 1, "{action:?}: one row was not checked before");
        assert_eq!(told.count_to_undo(UndoScope::EVERYTHING), asked);
        assert_eq!(
            told.counts().sentence(action),
            sweep.run.counts().sentence(action)
        );
    }
}
