//! The dialog that includes a protected row: what is decided there is about the row as it is shown.

use std::sync::Arc;

use crate::support::{account, caller, connection, group, table};
use groupsweep_core::choose::{KeepList, SelectionHistory};
use groupsweep_core::domain::{AccountId, GroupId, Timestamp};
use groupsweep_core::plan::{
    ActiveMembers, Category, Included, MembershipStatus, Proposal, Protection, Purpose, SiteFacts,
    SitePerson, UnprotectError,
};

/// The caller, user 0, in two groups, and user 1 in the first of them.
fn proposal() -> Proposal {
    let row = |g: usize, u: usize| format!("\n{},Group {g},{},User {u}", group(g), account(u));
    let rows = [row(1, 0), row(1, 1), row(2, 0)].concat();
    let table = Arc::new(table(format!(
        "Group id,Group name,User id,User name{rows}"
    )));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    caller(&mut connection).id = id(0);
    Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap()
}

fn id(user: usize) -> AccountId {
    AccountId::parse(&account(user)).unwrap()
}

fn group_id(g: usize) -> GroupId {
    GroupId::parse(&group(g)).unwrap()
}

fn members() -> SiteFacts {
    SiteFacts {
        statuses: vec![MembershipStatus::Member; 3],
        ..SiteFacts::default()
    }
}

fn person(name: &str) -> SitePerson {
    SitePerson {
        name: name.into(),
        active: Some(true),
        ..SitePerson::default()
    }
}

#[test]
fn a_row_that_is_as_it_was_shown_goes() {
    let mut proposal = proposal();
    let shown = proposal.shown_row(0).unwrap();
    proposal.learn(members());
    let done = proposal.include(&shown, Included::Row, "I leave this team");
    assert_eq!(done, Ok(()), "the check found nothing else about it");
    assert_eq!(proposal.reason(0), Some("I leave this team"));
    assert_eq!(proposal.reason(2), None, "nobody was asked about that row");
}

#[test]
fn what_protects_it_besides_was_not_read_when_the_reason_was_typed() {
    let mut proposal = proposal();
    let shown = proposal.shown_row(0).unwrap();
    let active_members = ActiveMembers {
        people: [id(0), id(9)].into(),
        is_whole: true,
        has_unknown_kind: false,
    };
    proposal.learn(SiteFacts {
        site_admins: [group_id(1)].into(),
        active_members: [(group_id(1), active_members)].into(),
        ..members()
    });
    let done = proposal.include(&shown, Included::Row, "I leave this team");
    assert_eq!(done, Err(UnprotectError::Changed));
    assert_eq!(proposal.sort(0), Category::Protected);
    let again = proposal.shown_row(0).unwrap();
    let done = proposal.include(&again, Included::Row, "somebody else administers");
    assert_eq!(done, Ok(()));
}

#[test]
fn another_name_on_the_site_than_the_dialog_shows_is_another_person() {
    let mut proposal = proposal();
    let called = |name: &str| SiteFacts {
        people: [(id(1), person(name))].into(),
        ..members()
    };
    proposal.learn(called("Uma Khan"));
    let shown = proposal.shown_row(1).unwrap();
    assert_eq!(proposal.protections(1), [Protection::OtherPerson]);
    proposal.learn(called("Bo Adler"));
    for what in [Included::Row, Included::Alike] {
        let done = proposal.include(&shown, what, "she married");
        assert_eq!(done, Err(UnprotectError::Changed), "{what:?}");
    }
    assert_eq!(proposal.sort(1), Category::OtherName);
}

#[test]
fn a_row_that_took_the_place_of_the_one_shown_stays_held_back() {
    let mut whole = proposal();
    let shown = whole.shown_row(0).unwrap();
    let list = KeepList::read(&group(1), Timestamp(0)).unwrap();
    whole.keep_back(Some(&Arc::new(list)));
    let done = whole.include(&shown, Included::Row, "I leave this team");
    assert_eq!(done, Err(UnprotectError::Changed), "it is on the list now");

    let mut other = proposal();
    let third = other.shown_row(2).unwrap();
    assert_ne!(third, shown, "alike in all but the group");
    other.unprotect(0, "decided before").unwrap();
    let done = other.include(&shown, Included::Row, "I leave this team");
    assert_eq!(done, Err(UnprotectError::Changed), "it goes already");
}

#[test]
fn only_a_row_that_is_held_back_is_shown() {
    let proposal = proposal();
    assert!(proposal.shown_row(1).is_none(), "it goes");
    assert!(proposal.shown_row(3).is_none(), "there is no such row");
}
