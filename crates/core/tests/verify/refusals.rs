//! What could not be read counts as unread, and never as gone.

use groupsweep_core::domain::{SiteCall, Span, TransportError};
use groupsweep_core::report::RelayTrouble;

use crate::support::replies::{dead_token, forbidden, groups_of, masked, throttled};
use crate::support::sweep::Reply;
use crate::support::{answer, group, json};
use crate::verify::reader::{Reader, others, page, page_of, swept};

fn is_of(call: &SiteCall, n: usize) -> bool {
    matches!(call, SiteCall::Members { group: id, .. } if id.as_str() == group(n))
}

fn anonymous() -> Reply {
    let seraph = [
        ("content-type", "application/json"),
        ("x-seraph-loginreason", "AUTHENTICATED_FAILED"),
    ];
    let body = "{\"isLast\":true,\"total\":0,\"values\":[]}";
    Ok(answer(200, &seraph, body))
}

#[test]
fn a_group_that_the_site_does_not_show_is_unread_and_the_others_are_read() {
    for (reply, calls, why) in [
        (masked(), 1, "the site does not know this group (404)"),
        (forbidden(), 1, "this account may not read groups (403)"),
        (Ok(answer(500, &[], "")), 7, "the site failed (500)"),
        (
            Ok(answer(200, &[("content-type", "text/html")], "<html>")),
            4,
            "a web page came instead of the site's answer (200), for example from a proxy or a login page",
        ),
        (
            Ok(json(200, "{\"isLast\":true,\"total\":0}")),
            4,
            "the site's answer (200) is not what was asked for",
        ),
        (
            Ok(answer(418, &[], "")),
            4,
            "the site's answer (418) is not what was asked for",
        ),
        (
            Err(TransportError::TimedOut),
            7,
            "the site did not answer in time",
        ),
    ] {
        let reply: Reply = reply;
        let sweep = swept(&[(0, 0), (1, 1), (1, 2), (2, 3)]);
        let done = Reader::of(&sweep, 10).read(|call, _| match is_of(call, 1) {
            true => reply.clone(),
            false => page_of(&others(3), 0),
        });
        assert_eq!(done.listings(), [(0, false), (3, false)], "{reply:?}");
        assert_eq!(done.why(1), why);
        assert!(done.told.groups[1].not_as_planned.is_empty());
        assert!(!done.told.is_as_planned());
        let asked = done.calls.iter().filter(|call| is_of(call, 1)).count();
        assert_eq!(asked, calls, "{reply:?}");
    }
}

#[test]
fn a_dead_login_or_route_ends_the_reading_at_once() {
    let memberships: Vec<_> = (0..30).map(|n| (n, n)).collect();
    for (reply, why) in [
        (dead_token(), "the site no longer accepts the token (401)"),
        (anonymous(), "the site no longer accepts the token (401)"),
        (
            Ok(answer(401, &[], "")),
            "the site no longer accepts the token (401)",
        ),
        (
            Ok(answer(302, &[("location", "https://x.example")], "")),
            "the site redirects the calls instead of answering them",
        ),
        (Err(TransportError::RelayGone), "the relay does not answer"),
        (
            Err(TransportError::RelayRefused),
            "the relay refuses this page",
        ),
    ] {
        let sweep = swept(&memberships);
        let mut turn = 0;
        let done = Reader::of(&sweep, 10).read(|_, _| {
            turn += 1;
            if turn > 10 {
                reply.clone()
            } else {
                page_of(&others(1), 0)
            }
        });
        assert_eq!(done.listings().len(), 10, "{why}");
        let trouble = match why {
            "the relay does not answer" => Some(RelayTrouble::Gone),
            "the relay refuses this page" => Some(RelayTrouble::Refuses),
            _ => None,
        };
        assert_eq!(done.told.relay_trouble(), trouble, "{why}");
        assert!(done.calls.len() <= 11 + 4, "{why}");
        assert!((10..30).all(|n| done.why(n) == why), "{}", done.why(29));
        let facts = done.told.facts();
        assert_eq!((facts.groups_unreadable, facts.rows_unreadable), (20, 20));
    }
}

#[test]
fn a_person_whom_the_site_does_not_know_is_unread_and_the_others_are_not() {
    let sweep = swept(&[(0, 0), (0, 1), (0, 2)]);
    let all = others(5000);
    let unknown = crate::support::account(1);
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { .. } => page_of(&all, 0),
        SiteCall::GroupsOf(one) if one.as_str() == unknown => masked(),
        _ => groups_of(&[]),
    });
    assert_eq!(done.listings(), [(0, false), (2, false)]);
    let unread = done.told.groups[0].unread.as_ref().unwrap();
    assert_eq!(unread.items, [1]);
    assert_eq!(
        done.why(0),
        "the site does not know this user, or hides it (404)"
    );
}

#[test]
fn a_list_of_groups_without_ids_proves_nothing() {
    let sweep = swept(&[(0, 0)]);
    let all = others(5000);
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { .. } => page_of(&all, 0),
        _ => Ok(json(200, "[{\"name\":\"no id\"}]")),
    });
    assert!(done.listings().is_empty());
    assert_eq!(done.asked_people(), 4);
}

#[test]
fn passing_faults_are_ridden_out() {
    let sweep = swept(&[(0, 0), (1, 1)]);
    let mut turn = 0;
    let done = Reader::of(&sweep, 10).read(|_, _| {
        turn += 1;
        match turn % 4 {
            1 => Err(TransportError::Cut),
            2 => Ok(answer(502, &[], "")),
            3 => Ok(answer(503, &[], "")),
            _ => page_of(&others(2), 0),
        }
    });
    assert!(done.told.is_as_planned());
}

#[test]
fn a_page_that_fails_in_the_middle_is_read_again_from_there() {
    let memberships: Vec<_> = (0..20).map(|n| (0, n)).collect();
    let sweep = swept(&memberships);
    let all = others(120);
    let mut failed = false;
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { start_at: 49, .. } if !failed => {
            failed = true;
            Err(TransportError::Cut)
        }
        SiteCall::Members { start_at, .. } => page_of(&all, *start_at),
        other => panic!("{other:?}"),
    });
    assert!(done.told.is_as_planned());
    assert_eq!(done.calls.len(), 4);
}

#[test]
fn a_wait_that_the_site_asks_for_is_kept() {
    let memberships: Vec<_> = (0..40).map(|n| (n, n)).collect();
    let sweep = swept(&memberships);
    for (status, header) in [(429, "30"), (503, "30")] {
        let mut refused = None;
        let done = Reader::of(&sweep, 10).read(|_, now| {
            if refused.is_none() && now > sweep.now + Span(500) {
                refused = Some(now);
                return Ok(answer(status, &[("retry-after", header)], ""));
            }
            page_of(&[], 0)
        });
        let refused = refused.unwrap();
        // Up to three more may be under way when the refusal arrives, a little after it is sent.
        let early = done
            .times
            .iter()
            .filter(|at| **at > refused + Span(50) && **at < refused + Span::seconds(30));
        assert_eq!(early.count(), 0, "{status}");
        assert!(done.told.is_as_planned());
    }
}

#[test]
fn throttles_use_up_no_try() {
    let sweep = swept(&[(0, 0)]);
    let mut turn = 0;
    let done = Reader::of(&sweep, 10).read(|_, _| {
        turn += 1;
        if turn <= 20 {
            throttled(&[])
        } else {
            page(&[], 0, 0, true)
        }
    });
    assert!(done.told.is_as_planned());
    assert_eq!(done.calls.len(), 21);
}
