//! A change that the site confirmed and a late list then contradicted: it stays one that may have been made when its
//! results file is dropped.

use crate::support::file::{results_csv, taken_back};
use crate::support::replies::{not_a_member, removed};
use crate::support::sweep::Sweep;
use crate::support::{HEADINGS, connection, line, table};
use groupsweep_core::domain::{RowNo, Span, Timestamp};
use groupsweep_core::plan::{LeadsTo, MembershipStatus, Proposal, Scope, SiteFacts};
use groupsweep_core::report::ADDED_COLUMNS;
use groupsweep_core::run::{Event, ItemRecord, KnownChange, Outcome, UndoScope};
use std::sync::Arc;

const REASONS: [&str; 2] = [
    "The site answered that the membership is gone, but still lists it a minute later. The group may be synced from an identity provider.",
    "The site answered that the membership is gone, but the reading on 18 Nov 2026 lists it. Somebody may have added it back, or the group is synced from an identity provider.",
];

fn file(reason: &str) -> String {
    format!(
        "{HEADINGS},{}\r\n{},removed,200,,1,2026-05-01T10:00:00Z\r\n{},failed,200,\"{reason}\",1,2026-05-01T10:00:01Z\r\n{},failed,403,No.,1,2026-05-01T10:00:02Z",
        ADDED_COLUMNS.join(","),
        line(0, 0),
        line(0, 1),
        line(0, 2)
    )
}

#[test]
fn undo_of_its_file_asks_about_it() {
    for reason in REASONS {
        let run = taken_back(file(reason).as_bytes(), connection());
        let changed = run.records().iter().map(|record| record.changed());
        assert_eq!(
            changed.collect::<Vec<_>>(),
            [
                KnownChange::Certainly,
                KnownChange::Unconfirmed,
                KnownChange::No
            ],
            "{reason}"
        );
        let back = run.way_back(UndoScope::EVERYTHING, Timestamp(0)).unwrap();
        assert_eq!(back.items().len(), 2);
        // Its results say the same again.
        let again = taken_back(&results_csv(&run), connection());
        assert_eq!(again.records()[1].changed(), KnownChange::Unconfirmed);
    }
}

#[test]
fn finishing_its_file_does_not_call_it_gone_before() {
    for reason in REASONS {
        let file = Arc::new(table(file(reason)));
        let leads = LeadsTo::of(&file).unwrap();
        let choice = leads.ticked(&file);
        let connection = connection();
        let mut proposal = Proposal::of_choice(&choice, leads.action().into(), connection).unwrap();
        proposal.learn(SiteFacts {
            statuses: vec![MembershipStatus::NoMember, MembershipStatus::Member],
            checked_at: Some(Timestamp(1_799_999_000_000)),
            ..SiteFacts::default()
        });
        let plan = proposal.freeze().unwrap();
        let in_doubt: Vec<RowNo> = plan
            .summary()
            .before
            .in_doubt
            .iter()
            .map(|row| RowNo(*row))
            .collect();
        assert_eq!(in_doubt, [RowNo(1)]);
        let mut sweep = Sweep::new(Arc::new(plan), 50);
        sweep.release(Scope::Trial);
        sweep.play(|_| removed());
        sweep.release(Scope::Remaining);
        sweep.play(|_| not_a_member());
        let item = sweep
            .plan
            .items()
            .iter()
            .position(|item| item.row == RowNo(1));
        assert_eq!(sweep.outcome(item.unwrap()), Outcome::InDoubt);
    }
}

#[test]
fn an_answer_of_nothing_to_change_that_a_list_contradicts_is_no_change_of_the_run() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.play(|_| not_a_member());
    let mut records = sweep.run.records().iter();
    let at = records.position(|record| record.outcome() == Outcome::NoChange);
    let at = at.unwrap();
    sweep.pass(Span::seconds(60));
    sweep.step(Event::Verified(vec![(at, true)]));
    assert_eq!(
        sweep.run.records()[at].reason().unwrap(),
        "This row first ended as \u{201c}Already gone\u{201d}, but the site still lists the membership a minute later. The group may be synced from an identity provider."
    );
    let run = taken_back(&results_csv(&sweep.run), connection());
    let is_known = |record: &ItemRecord| record.changed() == KnownChange::Certainly;
    assert_eq!(run.records().iter().filter(|one| is_known(one)).count(), 1);
    assert!(
        run.records()
            .iter()
            .any(|one| one.changed() == KnownChange::No)
    );
}
