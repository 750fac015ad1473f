//! Absence from a group's list is no proof by itself: the list leaves suspended people out.

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::SiteCall;
use groupsweep_core::domain::{AccountId, GroupId, Span, TransportError};
use groupsweep_core::plan::{Action, MembersSeen, MembershipStatus, Scope};
use groupsweep_core::run::{Event as RunEvent, Outcome};

use crate::run::no_op_products::plan;
use crate::support::replies::{groups_of, masked};
use crate::support::stored::listed_by_check;
use crate::support::sweep::Sweep;
use crate::support::{account, group, json, table_and_plan};
use crate::verify::reader::{Reader, added, page_of, sweep_of, swept};

/// A list of members that names them.
fn named(members: &[(usize, &str)]) -> crate::support::sweep::Reply {
    let values: Vec<String> = members
        .iter()
        .map(|(user, name)| {
            let account = account(*user);
            format!("{{\"accountId\":\"{account}\",\"displayName\":\"{name}\",\"active\":true}}")
        })
        .collect();
    Ok(json(
        200,
        &format!(
            "{{\"isLast\":true,\"total\":{},\"values\":[{}]}}",
            members.len(),
            values.join(",")
        ),
    ))
}

fn seen(groups: &[(usize, &[(usize, &str)])]) -> std::sync::Arc<MembersSeen> {
    let mut seen = MembersSeen::default();
    for (g, members) in groups {
        let person = |(user, name): &(usize, &str)| {
            (AccountId::parse(&account(*user)).unwrap(), (*name).into())
        };
        let members = members.iter().map(person).collect();
        seen.keep(&GroupId::parse(&group(*g)).unwrap(), members);
    }
    seen.into()
}

#[test]
fn somebody_hidden_from_the_list_is_back_if_their_own_groups_say_so() {
    let mut sweep = swept(&[(0, 0)]);
    sweep.run = added(&[(0, 0), (0, 1), (0, 2)]);
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::GroupsOf(one) if one.as_str() == account(1) => groups_of(&[&group(0)]),
        SiteCall::GroupsOf(_) => groups_of(&[]),
        // The second is suspended, the third is not there at all.
        _ => page_of(&[account(0)], 0),
    });
    assert_eq!(done.listings(), [(0, true), (1, true), (2, false)]);
    assert_eq!(done.told.groups[0].not_as_planned, [2]);
    let asked = |user: usize| {
        let asks = |call: &&SiteCall| matches!(call, SiteCall::GroupsOf(one) if one.as_str() == account(user));
        done.calls.iter().filter(asks).count()
    };
    assert_eq!((asked(0), asked(1), asked(2)), (0, 1, 2));
}

#[test]
fn a_doubt_is_not_settled_by_a_list_that_may_hide_the_person() {
    let mut sweep = Sweep::new(listed_by_check(&table_and_plan(2).1), 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.next_call();
    sweep.reply(Err(TransportError::Cut));
    sweep.step(RunEvent::Stop);
    assert_eq!(sweep.outcome(1), Outcome::InDoubt);
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::GroupsOf(_) => groups_of(&[&group(1)]),
        _ => page_of(&[], 0),
    });
    sweep.step(RunEvent::Verified(done.told.listings()));
    assert_eq!(sweep.outcome(1), Outcome::Failed, "it is a member still");
    assert_eq!(done.asked_people(), 7, "the one in doubt, and nobody else");
}

/// A run of confirmed removals, after a check with these `statuses`.
fn removed_after(statuses: &[MembershipStatus]) -> Sweep {
    let plan = plan(Endpoint::default(), Action::Remove, statuses);
    sweep_of(&plan)
}

#[test]
fn a_confirmed_removal_is_asked_about_unless_the_check_saw_the_person_on_the_list() {
    use MembershipStatus::{HiddenMember, Member, NotChecked};
    let sweep = removed_after(&[Member, HiddenMember, NotChecked]);
    // The second is suspended, in a group that an identity provider fills: the site answered, and changed nothing.
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::GroupsOf(one) if one.as_str() == account(2) => groups_of(&[&group(1)]),
        SiteCall::GroupsOf(_) => groups_of(&[]),
        _ => page_of(&[], 0),
    });
    assert_eq!(done.listings(), [(0, false), (1, true), (2, false)]);
    let asked = |user: usize| {
        let asks = |call: &&SiteCall| matches!(call, SiteCall::GroupsOf(one) if one.as_str() == account(user));
        done.calls.iter().filter(asks).count()
    };
    assert_eq!((asked(1), asked(2), asked(3)), (0, 7, 1));
}

#[test]
fn an_account_that_the_site_does_not_know_is_not_counted_as_gone() {
    let mut sweep = Sweep::new(listed_by_check(&table_and_plan(2).1), 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| masked());
    assert_eq!(sweep.outcome(1), Outcome::Failed);
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::GroupsOf(_) => masked(),
        _ => page_of(&[], 0),
    });
    let read = done.listings();
    assert_eq!(read, [(0, false)], "the other could not be read");
    let asked = done.asked_people();
    assert_eq!(asked, 1, "nobody whose removal is confirmed is asked about");
}

#[test]
fn who_else_left_and_came_since_the_check_is_named_once() {
    let mut sweep = swept(&[(0, 0), (1, 0)]);
    sweep.run.remember_members(seen(&[
        (0, &[(0, "Ines Varga"), (7, "Bo Adler"), (8, "Uma Khan")]),
        (1, &[(0, "Ines Varga"), (7, "Bo Adler")]),
    ]));
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { group: one, .. } if one.as_str() == group(0) => {
            named(&[(8, "Uma Khan"), (9, "")])
        }
        _ => named(&[]),
    });
    let names = |people: Vec<groupsweep_core::verify::Other>| -> Vec<String> {
        people.iter().map(|other| other.name.to_string()).collect()
    };
    assert_eq!(names(done.told.left()), ["Bo Adler"], "out of two groups");
    assert_eq!(names(done.told.came()), [account(9)], "without a name");
    assert_eq!(done.told.groups_compared(), 2);
    assert_eq!(
        done.told.name(0),
        Some("Ines Varga"),
        "as the site calls her"
    );
    assert!(done.told.is_as_planned());
}

#[test]
fn a_group_whose_list_was_not_read_both_times_is_not_compared() {
    let mut sweep = swept(&[(0, 0), (1, 1)]);
    sweep
        .run
        .remember_members(seen(&[(0, &[(0, "Ines Varga"), (7, "Bo Adler")])]));
    let all: Vec<String> = crate::verify::reader::others(5000);
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { .. } => page_of(&all, 0),
        _ => groups_of(&[]),
    });
    assert_eq!(done.told.groups_compared(), 0);
    assert!(done.told.left().is_empty() && done.told.came().is_empty());
}

#[test]
fn rows_of_the_plan_that_were_not_tried_are_not_told_as_others() {
    let mut sweep = Sweep::new(
        crate::support::plan_of(
            &std::sync::Arc::new(crate::support::table(crate::support::export(&[
                (0, 0),
                (0, 1),
            ]))),
            [0, 1].map(groupsweep_core::domain::RowNo),
        ),
        50,
    );
    sweep.try_the_first();
    sweep
        .run
        .remember_members(seen(&[(0, &[(0, "Ines Varga"), (1, "Bo Adler")])]));
    let done = Reader::of(&sweep, 10).read(|_, _| named(&[]));
    assert!(done.told.left().is_empty(), "{:?}", done.told.left());
    assert_eq!(done.told.groups_compared(), 1);
}

#[test]
fn who_is_still_listed_is_named_as_the_site_calls_them() {
    let sweep = swept(&[(0, 0)]);
    let done = Reader::of(&sweep, 10).read(|_, _| named(&[(0, "Tobias Okoro")]));
    assert_eq!(done.told.name(0), Some("Tobias Okoro"));
}

#[test]
fn nothing_read_is_told_as_that() {
    let sweep = swept(&[(0, 0)]);
    let page = || {
        Ok(crate::support::answer(
            200,
            &[("content-type", "text/html")],
            "<html>",
        ))
    };
    let done = Reader::of(&sweep, 10).read(|_, _| page());
    assert!(done.told.is_unread());
    assert!(done.took < Span::seconds(10), "{:?}", done.took);
    let read = Reader::of(&sweep, 10).read(|_, _| named(&[]));
    assert!(!read.told.is_unread());
}

#[test]
fn a_proxys_page_for_every_group_ends_the_reading_in_seconds() {
    let rows: Vec<_> = (0..60).map(|n| (n, n)).collect();
    let page = || {
        Ok(crate::support::answer(
            200,
            &[("content-type", "text/html")],
            "<html>",
        ))
    };
    let done = Reader::of(&swept(&rows), 10).read(|_, _| page());
    assert!(done.told.is_unread());
    assert!(done.took < Span::seconds(10), "{:?}", done.took);
    assert!(done.calls.len() < 60, "{}", done.calls.len());
    assert!(done.why(59).contains("web page"), "{}", done.why(59));
}
