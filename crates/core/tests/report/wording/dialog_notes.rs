//! The notes of the dialog before a change: the gravest first, three in amber, reassurance never.

use std::collections::HashMap;
use std::sync::Arc;

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::Target;
use groupsweep_core::domain::{AccountId, GroupId};
use groupsweep_core::plan::{
    MembersSeen, MembershipStatus, Plan, Proposal, Purpose, Scope, SiteFacts, SitePerson,
};
use groupsweep_core::report::wording::{
    CarriedOutBy, DialogNotes, NoteKind, QuestionSubject, warning,
};

use crate::support::{account, caller, connection, export, group, table};

fn account_id(user: usize) -> AccountId {
    AccountId::parse(&account(user)).unwrap()
}

/// Rows of groups and people. The caller is user 0; the site has another name for user 1; the check read that group 1 has
/// one member.
fn plan_of(rows: &[(usize, usize)]) -> Plan {
    let table = Arc::new(table(export(rows)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    caller(&mut connection).id = account_id(0);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap();
    let person = SitePerson {
        name: "Tobias Okoro".into(),
        active: Some(true),
        ..SitePerson::default()
    };
    let mut seen = MembersSeen::default();
    let group = GroupId::parse(&group(1)).unwrap();
    seen.keep(&group, [(account_id(2), "".into())].into());
    proposal.learn(SiteFacts {
        statuses: vec![MembershipStatus::Member; rows.len()],
        people: HashMap::from([(account_id(1), person)]),
        members_seen: Arc::new(seen),
        ..SiteFacts::default()
    });
    for item in 0..rows.len() {
        proposal.unprotect(item, "agreed with Ada").unwrap();
    }
    proposal.freeze().unwrap()
}

fn notes_of(plan: &Plan, scope: Scope) -> DialogNotes {
    let items: Vec<usize> = (0..plan.items().len()).collect();
    DialogNotes::of(&QuestionSubject {
        plan,
        scope,
        items: &items,
        done: &[],
        carried_out_by: CarriedOutBy::ThisPage,
        no_record: None,
        unproven: Vec::new(),
    })
}

fn kinds(notes: &[groupsweep_core::report::wording::DialogNote]) -> Vec<NoteKind> {
    notes.iter().map(|note| note.kind).collect()
}

#[test]
fn the_own_account_and_the_emptied_group_come_before_everything_milder() {
    let plan = plan_of(&[(3, 1), (1, 2), (4, 0)]);
    let notes = notes_of(&plan, Scope::Remaining);
    assert_eq!(
        kinds(notes.warnings()),
        [NoteKind::OwnAccount, NoteKind::Emptied, NoteKind::Included]
    );
    let said: Vec<&str> = notes
        .warnings()
        .iter()
        .map(|note| &*note.sentence)
        .collect();
    assert_eq!(
        said,
        [
            "Your own account is selected: you will leave Group 4. If that takes away your admin rights, you may be unable to continue.",
            "\u{201c}Group 1\u{201d} becomes empty: the check found no other members.",
            "2 rows that were held back are included. Reasons given: agreed with Ada.",
        ]
    );
}

#[test]
fn what_is_not_among_the_three_gravest_is_still_said_below_them() {
    let plan = plan_of(&[(3, 1), (1, 2), (4, 0)]);
    let notes = notes_of(&plan, Scope::Remaining);
    let below = kinds(notes.others());
    assert_eq!(below.first(), Some(&NoteKind::OtherNames));
    assert!(below.contains(&NoteKind::EmptiedInFile), "{below:?}");
    assert_eq!(
        notes.warnings().len() + notes.others().len(),
        notes.all().len()
    );
}

#[test]
fn a_reassurance_is_no_warning_even_where_it_stands_alone() {
    let plan = plan_of(&[(1, 3)]);
    let notes = notes_of(&plan, Scope::Trial);
    let reassurance = warning(Purpose::Remove, 1);
    let is_it = |note: &&groupsweep_core::report::wording::DialogNote| note.sentence == reassurance;
    assert_eq!(notes.warnings().iter().filter(is_it).count(), 0);
    assert_eq!(notes.others().iter().filter(is_it).count(), 1);
}

#[test]
fn that_a_run_is_practice_is_no_warning() {
    let table = Arc::new(table(export(&[(1, 1)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut practice = connection();
    practice.target = Target::Practice;
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, practice).unwrap();
    proposal.learn(SiteFacts {
        statuses: vec![MembershipStatus::Member],
        ..SiteFacts::default()
    });
    let notes = notes_of(&proposal.freeze().unwrap(), Scope::Remaining);
    let practice = notes.all().iter();
    let practice = practice.filter(|note| note.sentence.starts_with("Practice: "));
    let kinds: Vec<NoteKind> = practice.map(|note| note.kind).collect();
    assert_eq!(kinds, [NoteKind::Calm]);
}
