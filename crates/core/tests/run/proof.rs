//! The proof: reads the group back and believes only what it saw.

mod own_groups;

use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint};
use groupsweep_core::domain::{Membership, SiteCall, Span, Timestamp, TransportError};
use groupsweep_core::plan::{Action, MembershipStatus};
use groupsweep_core::run::{Absence, Proof, ProofNext, ProofVerdict};

use crate::run::no_op_products::plan;
use crate::support::replies::{forbidden, groups_of, masked, throttled};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{answer, group, json, table_and_plan};

fn membership() -> Membership {
    table_and_plan(1).1.items()[0].membership.clone()
}

/// A page of members; `me` puts the person among them.
fn page(start: u32, count: u32, total: u32, last: bool, me: bool) -> Reply {
    let mut ids: Vec<String> = (start..start + count)
        .map(|n| format!("someone:{n}"))
        .collect();
    if me {
        ids[0] = membership().account.as_str().to_owned();
    }
    let values: Vec<String> = ids
        .iter()
        .map(|id| format!("{{\"accountId\":\"{id}\",\"active\":false}}"))
        .collect();
    let body = format!(
        "{{\"startAt\":{start},\"maxResults\":50,\"total\":{total},\"isLast\":{last},\"values\":[{}]}}",
        values.join(",")
    );
    Ok(json(200, &body))
}

/// Plays a proof; returns the verdict, the calls and the time waited.
fn prove(site: impl FnMut(usize, &SiteCall) -> Reply) -> (ProofVerdict, Vec<SiteCall>, Span) {
    prove_where(Absence::Conclusive, site)
}

/// The same where a list without the person says this.
fn prove_where(
    absence: Absence,
    mut site: impl FnMut(usize, &SiteCall) -> Reply,
) -> (ProofVerdict, Vec<SiteCall>, Span) {
    let (mut proof, mut call) = Proof::begin(membership(), Endpoint::default(), absence);
    let (mut calls, mut waited) = (Vec::new(), Span::ZERO);
    for turn in 0..500 {
        let reply = site(turn, &call);
        calls.push(call);
        call = match proof.answered(&reply, Timestamp(784_111_777_000)) {
            ProofNext::Ask(next) => next,
            ProofNext::AskAfter(wait, next) => {
                waited = Span(waited.0 + wait.0);
                next
            }
            ProofNext::AskAfterPause(end, next) => {
                waited = Span(waited.0 + (end.at() - Timestamp(784_111_777_000)).0);
                next
            }
            ProofNext::Done(verdict) => return (verdict, calls, waited),
        };
    }
    panic!("the proof reads for ever");
}

fn members(start_at: u32) -> SiteCall {
    SiteCall::Members {
        group: membership().group,
        start_at,
    }
}

#[test]
fn a_group_without_the_person_is_proof() {
    let (verdict, calls, waited) = prove(|_, _| page(0, 3, 3, true, false));
    assert_eq!(verdict, ProofVerdict::Gone { members: 3 });
    assert_eq!((calls, waited), (vec![members(0)], Span::ZERO));
    let (verdict, ..) = prove(|_, _| page(0, 0, 0, true, false));
    assert_eq!(verdict, ProofVerdict::Gone { members: 0 });
}

#[test]
fn absence_of_somebody_who_was_never_listed_proves_nothing_without_their_own_groups() {
    let unlisted = |groups: &[&str]| {
        let (verdict, calls, _) = prove_where(Absence::Inconclusive, |_, call| match call {
            SiteCall::GroupsOf(_) => groups_of(groups),
            _ => page(0, 3, 3, true, false),
        });
        let asked = calls.contains(&SiteCall::GroupsOf(membership().account));
        assert!(asked, "{calls:?}");
        verdict
    };
    let mine = membership().group;
    assert_eq!(unlisted(&[mine.as_str()]), ProofVerdict::StillListed);
    assert_eq!(unlisted(&[]), ProofVerdict::NotOnOwnList);
    let (verdict, ..) = prove_where(Absence::Inconclusive, |_, call| match call {
        SiteCall::GroupsOf(_) => masked(),
        _ => page(0, 3, 3, true, false),
    });
    assert!(
        matches!(verdict, ProofVerdict::Unreadable(_)),
        "{verdict:?}"
    );
}

#[test]
fn only_somebody_whom_the_check_saw_on_the_list_is_proved_gone_by_it() {
    use MembershipStatus::{HiddenMember, Member, NotChecked};
    for (standing, absence) in [
        (Member, Absence::Conclusive),
        (HiddenMember, Absence::Inconclusive),
        (NotChecked, Absence::Inconclusive),
    ] {
        let plan = plan(Endpoint::default(), Action::Remove, &[standing; 2]);
        let run = Sweep::new(plan, 50).run;
        assert_eq!(run.absence_after_trial(), absence, "{standing:?}");
    }
}

#[test]
fn stale_readings_are_read_again() {
    let (verdict, calls, waited) = prove(|turn, _| page(0, 3, 3, true, turn < 3));
    assert_eq!(verdict, ProofVerdict::Gone { members: 3 });
    assert_eq!(calls.len(), 4);
    assert_eq!(waited, Span::seconds(7));
}

#[test]
fn a_person_still_listed_after_a_minute_is_still_listed() {
    let (verdict, calls, waited) = prove(|_, _| page(0, 3, 3, true, true));
    assert_eq!(verdict, ProofVerdict::StillListed);
    assert_eq!(calls.len(), 7);
    assert_eq!(waited, Span::seconds(60));
}

#[test]
fn every_page_is_read_each_from_the_last_person_of_the_page_before() {
    let (verdict, calls, _) = prove(|_, call| match call {
        SiteCall::Members { start_at, .. } if *start_at < 98 => {
            page(*start_at, 50, 120, false, false)
        }
        _ => page(98, 22, 120, true, false),
    });
    assert_eq!(verdict, ProofVerdict::Gone { members: 120 });
    assert_eq!(calls, vec![members(0), members(49), members(98)]);
    let (verdict, ..) = prove(|_, call| match call {
        SiteCall::Members { start_at: 0, .. } => page(0, 50, 60, false, false),
        _ => page(49, 11, 60, true, true),
    });
    assert_eq!(
        verdict,
        ProofVerdict::StillListed,
        "also when the person stands on the second page"
    );
}

#[test]
fn a_large_group_is_not_read_but_the_persons_groups_are() {
    let yours = group(0);
    for (groups, verdict) in [
        (groups_of(&[]), ProofVerdict::NotOnOwnList),
        (groups_of(&[&group(5)]), ProofVerdict::NotOnOwnList),
        (groups_of(&[&yours]), ProofVerdict::StillListed),
        (
            groups_of(&[&yours.to_uppercase()]),
            ProofVerdict::StillListed,
        ),
        (
            Ok(json(200, "[{\"name\":\"no id\"}]")),
            ProofVerdict::Unreadable("the list of the person's own groups is not complete".into()),
        ),
    ] {
        let (got, calls, _) = prove(|_, call| match call {
            SiteCall::GroupsOf(_) => groups.clone(),
            _ => page(0, 50, 5000, false, false),
        });
        assert_eq!(got, verdict);
        assert_eq!(
            calls[..2],
            [members(0), SiteCall::GroupsOf(membership().account)]
        );
    }
}

#[test]
fn an_empty_page_that_is_not_the_last_proves_nothing() {
    let (verdict, calls, _) = prove(|_, call| match call {
        SiteCall::GroupsOf(_) => groups_of(&[&group(0)]),
        SiteCall::Members { start_at: 0, .. } => page(0, 50, 120, false, false),
        _ => page(50, 0, 120, false, false),
    });
    assert_eq!(verdict, ProofVerdict::StillListed);
    assert_eq!(calls[2], SiteCall::GroupsOf(membership().account));
}

#[test]
fn a_group_that_changes_while_it_is_read_proves_nothing() {
    let (verdict, calls, _) = prove(|_, call| match call {
        SiteCall::GroupsOf(_) => groups_of(&[]),
        SiteCall::Members { start_at: 0, .. } => page(0, 50, 60, false, false),
        _ => page(50, 9, 59, true, false),
    });
    assert_eq!(
        verdict,
        ProofVerdict::NotOnOwnList,
        "nobody counted the group"
    );
    assert_eq!(calls[2], SiteCall::GroupsOf(membership().account));
}

#[test]
fn a_site_that_repeats_one_page_is_not_read_for_ever() {
    let (_, calls, _) = prove(|_, call| match call {
        SiteCall::GroupsOf(_) => groups_of(&[]),
        _ => page(0, 50, 500, false, false),
    });
    assert!(calls.len() < 30, "{}", calls.len());
}

#[test]
fn a_group_that_cannot_be_read_is_unreadable_and_not_gone() {
    let seraph = [
        ("content-type", "application/json"),
        ("x-seraph-loginreason", "AUTHENTICATED_FAILED"),
    ];
    let anonymous = "{\"isLast\":true,\"total\":0,\"values\":[]}";
    for (reply, tries) in [
        (Ok(answer(401, &[], "")), 1),
        (Ok(answer(200, &seraph, anonymous)), 1),
        (forbidden(), 1),
        (masked(), 1),
        (
            Ok(answer(200, &[("content-type", "text/html")], "<html>")),
            4,
        ),
        (Ok(json(200, "[]")), 4),
        (Ok(json(200, "{\"isLast\":true,\"total\":0}")), 4),
        (Ok(answer(202, &[], "")), 4),
        (Ok(answer(299, &[], "")), 4),
        (Ok(answer(500, &[], "")), 7),
        (Ok(answer(302, &[], "")), 1),
        (Err(TransportError::Cut), 7),
        (Err(TransportError::RelayGone), 7),
    ] {
        let reply: Reply = reply;
        let (verdict, calls, waited) = prove(|_, _| reply.clone());
        assert!(
            matches!(verdict, ProofVerdict::Unreadable(_)),
            "{reply:?} {verdict:?}"
        );
        assert_eq!(calls.len(), tries, "{reply:?}");
        assert!(
            tries == 7 || waited <= Span::seconds(3),
            "{reply:?}: {waited:?}"
        );
    }
}

#[test]
fn a_throttled_proof_waits_as_long_as_the_site_asks() {
    for (header, value, seconds) in [
        ("retry-after", "45", 45),
        ("retry-after", "86400", 86_400),
        ("retry-after", "18446744073709551616", 86_400),
        ("retry-after", "Sun, 06 Nov 1994 09:49:37 GMT", 3600),
        ("x-ratelimit-reset", "1994-11-06T09:49:37Z", 3600),
    ] {
        let (mut proof, _) = Proof::begin(membership(), Endpoint::default(), Absence::Conclusive);
        let now = Timestamp(784_111_777_000);
        match proof.answered(&throttled(&[(header, value)]), now) {
            ProofNext::AskAfterPause(until, _) => {
                let wait = until.at() - now;
                assert!(wait >= Span::seconds(seconds), "{value}");
                assert!(wait <= Span::seconds(86_402), "{value}");
            }
            other => panic!("{value}: {other:?}"),
        }
    }
    let (verdict, _, waited) = prove(|turn, _| match turn {
        0 => throttled(&[("retry-after", "45")]),
        _ => page(0, 1, 1, true, false),
    });
    assert_eq!(verdict, ProofVerdict::Gone { members: 1 });
    assert!(waited >= Span::seconds(45));
}

#[test]
fn the_members_of_a_proof_are_counted_and_not_what_the_site_says_of_them() {
    let (verdict, ..) = prove(|_, _| page(0, 3, 1, true, false));
    assert_eq!(verdict, ProofVerdict::Gone { members: 3 });
}

#[test]
fn a_last_page_with_fewer_people_than_are_counted_is_no_proof() {
    let mut asked = 0;
    let (verdict, calls, _) = prove(|_, call| match call {
        SiteCall::GroupsOf(_) => {
            asked += 1;
            groups_of(&[])
        }
        _ => page(0, 20, 120, true, false),
    });
    assert_eq!(asked, 1, "{calls:?}");
    assert_eq!(verdict, ProofVerdict::NotOnOwnList);
}

#[test]
fn a_group_that_moved_between_two_pages_is_no_proof_and_the_persons_groups_are_asked() {
    let mut asked = 0;
    // Somebody of the first page left and somebody else came: as many as before, and one stands on neither page.
    let (verdict, calls, _) = prove(|_, call| match call {
        SiteCall::GroupsOf(_) => {
            asked += 1;
            groups_of(&[membership().group.as_str()])
        }
        SiteCall::Members { start_at: 0, .. } => page(0, 50, 60, false, false),
        _ => page(51, 11, 60, true, false),
    });
    assert!(asked > 0, "{calls:?}");
    assert_eq!(verdict, ProofVerdict::StillListed);
}

#[test]
fn a_page_that_ends_with_somebody_without_an_id_joins_no_other() {
    let mut asked = 0;
    let (_, calls, _) = prove(|_, call| match call {
        SiteCall::GroupsOf(_) => {
            asked += 1;
            groups_of(&[])
        }
        SiteCall::Members { start_at: 0, .. } => {
            let body = page(0, 50, 60, false, false).unwrap().body;
            // A corrupted account, as Jira shows it.
            Ok(json(200, &body.replace("someone:49", "unknown")))
        }
        _ => page(49, 11, 60, true, false),
    });
    assert_eq!(asked, 1, "{calls:?}");
}

#[test]
fn pages_that_are_not_counted_are_no_proof_and_the_persons_groups_are_asked() {
    let full = |start: usize| {
        let people: Vec<String> = (start..start + 200)
            .map(|n| format!("{{\"accountId\":\"someone:{n}\"}}"))
            .collect();
        format!(
            "{{\"results\":[{}],\"size\":200,\"limit\":200,\"_links\":{{\"next\":\"/x\"}}}}",
            people.join(",")
        )
    };
    let endpoint = Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    });
    let (mut proof, _) = Proof::begin(membership(), endpoint, Absence::Conclusive);
    let next = proof.answered(&Ok(json(200, &full(0))), Timestamp(0));
    let person = SiteCall::GroupsOf(membership().account);
    assert_eq!(next, ProofNext::Ask(person));
}

#[test]
fn a_site_that_only_asks_to_wait_is_not_said_to_be_silent() {
    let (verdict, calls, _) = prove(|_, _| throttled(&[("retry-after", "1")]));
    assert_eq!(calls.len(), 7);
    let why = "the site kept asking to wait (429)";
    assert_eq!(verdict, ProofVerdict::Unreadable(why.into()));
}
