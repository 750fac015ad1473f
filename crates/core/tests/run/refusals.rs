//! Refusals: of the row, of the caller, of everything.

use groupsweep_core::domain::{SiteCall, TransportError};
use groupsweep_core::run::{Event, HaltReason, ItemRecord, Outcome, Pause, Phase};

use crate::support::replies::{
    dead_token, forbidden, groups_of, known, masked, not_a_member, removed, unclear,
};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{answer, error, group, json};

/// Rows whose only answer is this one.
fn after(reply: &Reply) -> Sweep {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.reply(reply.clone());
    sweep
}

#[test]
fn a_dead_token_halts_at_once_and_resuming_sends_its_rows_again() {
    let mut sweep = Sweep::of_rows(30, 50);
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    let sent = sweep.sent.len();
    sweep.reply(dead_token());
    assert_eq!(sweep.run.phase(), Phase::Halted(HaltReason::Token));
    while !sweep.calls.is_empty() {
        sweep.reply(dead_token());
    }
    assert_eq!(sweep.sent.len(), sent, "nothing starts behind a halt");
    assert!(sweep.run.is_at_rest());
    assert_eq!(sweep.count(Outcome::Failed), 6);
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 30);
    assert!((0..6).all(|item| sweep.removals_of(item) == 2));
    assert!((6..30).all(|item| sweep.removals_of(item) == 1));
}

#[test]
fn answers_that_arrive_behind_a_halt_still_count() {
    let mut sweep = Sweep::of_rows(30, 5);
    while sweep.calls.len() < 3 {
        sweep.wake();
    }
    sweep.reply(dead_token());
    sweep.reply(removed());
    assert!(!sweep.run.is_at_rest());
    sweep.reply(removed());
    assert!(sweep.run.is_at_rest());
    assert_eq!(sweep.count(Outcome::Done), 2);
    assert_eq!(sweep.run.phase(), Phase::Halted(HaltReason::Token));
}

#[test]
fn every_refusal_of_everything_halts_with_its_own_reason() {
    let seraph = [("x-seraph-loginreason", "AUTHENTICATED_FAILED")];
    let denied = [("x-seraph-loginreason", "AUTHENTICATION_DENIED")];
    for (reply, why) in [
        (dead_token(), HaltReason::Token),
        (Ok(answer(401, &[], "")), HaltReason::Token),
        (Ok(answer(200, &seraph, "")), HaltReason::Token),
        (Ok(answer(403, &denied, "")), HaltReason::Token),
        (Ok(answer(403, &[], "XSRF check failed")), HaltReason::Xsrf),
        (
            Ok(answer(
                403,
                &[("content-type", "text/html")],
                "<p>Access is blocked",
            )),
            HaltReason::Network,
        ),
        (
            Ok(error(403, "The IP address 203.0.113.9 is not allowed")),
            HaltReason::Network,
        ),
        (
            Ok(answer(302, &[("location", "https://id.atlassian.com")], "")),
            HaltReason::Moved,
        ),
        (Ok(answer(308, &[], "")), HaltReason::Moved),
        (Err(TransportError::RelayGone), HaltReason::RelayGone),
        (Err(TransportError::RelayRefused), HaltReason::Relay),
        (
            Err(TransportError::CertificateRefused),
            HaltReason::Certificate,
        ),
        (Err(TransportError::Blocked), HaltReason::Blocked),
        (
            Err(TransportError::SiteNotPermitted),
            HaltReason::NotPermitted,
        ),
        (
            Err(TransportError::GatewayNotPermitted),
            HaltReason::NotPermitted,
        ),
    ] {
        let sweep = after(&reply);
        assert_eq!(sweep.run.phase(), Phase::Halted(why), "{reply:?}");
        assert!(!sweep.outcome(0).is_done(), "{reply:?}");
        match why {
            // The call never left this machine: nothing is to be said of the row.
            HaltReason::Relay | HaltReason::Certificate | HaltReason::NotPermitted => {
                assert_eq!(sweep.outcome(0), Outcome::NotTried, "{reply:?}");
            }
            // What is known of the row comes first.
            why if sweep.outcome(0) == Outcome::InDoubt => {
                let reason = sweep.reason(0);
                assert!(
                    reason.starts_with("No answer confirms the removal."),
                    "{reason}"
                );
                assert!(reason.ends_with(why.sentence()), "{reason}");
            }
            why => assert!(sweep.reason(0).starts_with(why.sentence()), "{reply:?}"),
        }
    }
}

#[test]
fn an_authorisation_header_is_no_dead_token() {
    let headers = [("x-seraph-loginreason", "AUTHORISATION_FAILED")];
    let sweep = after(&Ok(answer(403, &headers, "{}")));
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert_eq!(sweep.outcome(0), Outcome::Failed);
}

#[test]
fn three_refusals_in_a_row_halt() {
    let mut sweep = Sweep::of_rows(30, 1);
    for _ in 0..2 {
        sweep.next_call();
        sweep.reply(forbidden());
        assert_eq!(sweep.run.phase(), Phase::Running);
    }
    sweep.next_call();
    sweep.reply(forbidden());
    assert_eq!(sweep.run.phase(), Phase::Halted(HaltReason::Right));
    assert_eq!(sweep.count(Outcome::Failed), 3);
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert_eq!(
        (sweep.count(Outcome::Failed), sweep.count(Outcome::Done)),
        (3, 27)
    );
}

#[test]
fn the_halt_after_refusals_names_its_likely_causes_in_order() {
    let sentence = HaltReason::Right.sentence();
    let causes = [
        "site admin role",
        "manage the organization",
        "identity provider",
    ];
    let places = causes.map(|cause| sentence.find(cause).unwrap());
    assert!(places.is_sorted(), "{sentence}");
}

#[test]
fn a_removal_between_refusals_starts_their_count_again() {
    let mut sweep = Sweep::of_rows(9, 1);
    let mut turn = 0;
    sweep.play(|_| {
        turn += 1;
        if turn % 3 == 0 {
            removed()
        } else {
            forbidden()
        }
    });
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert_eq!(sweep.count(Outcome::Failed), 6);
}

#[test]
fn ten_failures_pause_the_run() {
    let mut sweep = Sweep::of_rows(30, 50);
    sweep.play(|_| Ok(answer(500, &[], "")));
    assert_eq!(sweep.run.phase(), Phase::Paused(Pause::ManyFailed));
    // Rows that rest after a lost answer are in doubt too; given up are those that are settled.
    let given_up =
        |record: &&ItemRecord| record.finished_at().is_some() && !record.outcome().is_done();
    let given_up = sweep.run.records().iter().filter(given_up).count();
    let given_up = u32::try_from(given_up).unwrap();
    assert!((10..16).contains(&given_up), "{given_up}");
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 30 - given_up);
}

#[test]
fn not_a_member_is_already_gone() {
    let sweep = after(&not_a_member());
    assert_eq!(sweep.outcome(0), Outcome::NoChange);
    assert_eq!(sweep.record(0).http_status(), Some(400));
}

#[test]
fn an_unclear_answer_is_looked_into_and_never_guessed() {
    let yours = group(0);
    let in_capitals = yours.to_uppercase();
    let other = group(7);
    for unclear_reply in [
        unclear,
        masked,
        || Ok(error(400, "You are not a member of the group site-admins")),
        || Ok(answer(400, &[], "<html>bad</html>")),
        || Ok(answer(404, &[], "")),
        || Ok(answer(202, &[], "")),
    ] {
        for (groups, outcome) in [
            (groups_of(&[]), Outcome::NoChange),
            (groups_of(&[&other]), Outcome::NoChange),
            (groups_of(&[&other, &yours]), Outcome::Failed),
            (groups_of(&[&in_capitals]), Outcome::Failed),
            (Ok(error(404, "no such user")), Outcome::Failed),
            (Ok(error(403, "no right to browse")), Outcome::Failed),
        ] {
            let mut sweep = after(&unclear_reply());
            let accepted = matches!(unclear_reply(), Ok(answer) if answer.status == 202);
            let expected = match outcome {
                // The site may have taken the removal on, and no check saw how it stood before.
                Outcome::NoChange if accepted => Outcome::InDoubt,
                Outcome::Failed if accepted => Outcome::InDoubt,
                other => other,
            };
            let account = sweep.items()[0].membership.account.clone();
            assert_eq!(sweep.next_call(), SiteCall::GroupsOf(account));
            sweep.reply(groups.clone());
            sweep.play(known);
            assert_eq!(
                sweep.outcome(0),
                expected,
                "{:?} {groups:?}",
                unclear_reply()
            );
            assert_eq!(sweep.run.phase(), Phase::Finished);
            assert_eq!(sweep.removals_of(0), 1);
            assert!(!sweep.reason(0).is_empty());
        }
    }
}

#[test]
fn answers_202_and_299_are_told_in_one_wording() {
    let [accepted, odd] = [202, 299].map(|status| {
        let mut sweep = after(&Ok(answer(status, &[], "")));
        sweep.next_call();
        sweep.reply(groups_of(&[]));
        sweep.play(known);
        (sweep.outcome(0), sweep.reason(0))
    });
    assert!(accepted.1.contains("202"), "{}", accepted.1);
    assert_eq!(accepted.1.replace("202", "299"), odd.1);
    assert_eq!(accepted.0, odd.0);
}

#[test]
fn a_reading_that_proves_nothing_is_no_proof() {
    for reading in [
        Ok(json(200, "[{\"name\":\"Engineering\"}]")),
        Ok(json(200, "{}")),
        Ok(answer(
            200,
            &[("content-type", "text/html")],
            "<html>login</html>",
        )),
        Ok(answer(200, &[], "")),
        Err(TransportError::Cut),
        Ok(answer(503, &[], "")),
    ] {
        let mut sweep = Sweep::of_rows(1, 50);
        sweep.play(|call| match call {
            SiteCall::Remove(_) => unclear(),
            _ => reading.clone(),
        });
        assert_eq!(sweep.outcome(0), Outcome::Failed, "{reading:?}");
        assert!(
            sweep.reason(0).contains("could not be read"),
            "{}",
            sweep.reason(0)
        );
        assert!(
            sweep.reason(0).contains("Benutzer"),
            "the site's own words stay"
        );
    }
}

#[test]
fn a_dead_token_while_looking_back_halts_and_the_row_is_sent_again() {
    let mut sweep = after(&unclear());
    sweep.next_call();
    sweep.reply(dead_token());
    assert_eq!(sweep.run.phase(), Phase::Halted(HaltReason::Token));
    sweep.step(Event::Resume);
    assert!(matches!(sweep.next_call(), SiteCall::Remove(_)));
    sweep.reply(not_a_member());
    assert_eq!(sweep.outcome(0), Outcome::NoChange);
}

#[test]
fn external_management_is_told_as_such() {
    let message = "Cannot edit group memberships, as external user management is enabled, please contact your JIRA administrators.";
    let sweep = after(&Ok(error(400, message)));
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    assert!(sweep.reason(0).contains("identity provider"));
}

#[test]
fn a_web_page_with_status_200_is_no_removal() {
    for (kind, body) in [
        ("text/html", "<html>Log in</html>"),
        ("Text/HTML; charset=utf-8", "<p>proxy</p>"),
        ("application/xhtml+xml", "please log in"),
        (
            "text/plain",
            "\u{feff}<!doctype html><title>Blocked</title>",
        ),
        ("", "  <HTML>"),
    ] {
        let headers = [("content-type", kind)];
        let mut sweep = Sweep::of_rows(1, 50);
        sweep.play(|_| Ok(answer(200, &headers, body)));
        assert_eq!(sweep.outcome(0), Outcome::InDoubt, "{kind} {body}");
        assert_eq!(sweep.removals_of(0), 1, "read back, not sent again");
    }
    for (kind, body) in [("text/html", ""), ("application/json", " "), ("", "\n")] {
        let sweep = after(&Ok(answer(200, &[("content-type", kind)], body)));
        assert_eq!(sweep.outcome(0), Outcome::Done, "{kind} {body:?}");
    }
}

#[test]
fn the_sites_words_are_shortened_and_kept_on_one_line() {
    let long = "x".repeat(5000);
    let sweep = after(&Ok(error(403, &format!("No\\n\\nway, {long}"))));
    assert!(sweep.reason(0).contains("No way, x"));
    assert!(sweep.reason(0).chars().count() < 300);
}

#[test]
fn the_sites_words_turn_no_writing_and_are_no_order_to_a_terminal() {
    let says = "Gr\\u00f6\\u00dfe \\u202egnp\\u202c.exe \\u2067a\\u2069 \\u200fb \\u001b[31m\\u0007 \\u009bc";
    let sweep = after(&Ok(error(403, says)));
    let reason = sweep.reason(0);
    assert!(
        reason.contains("\u{201c}Gr\u{f6}\u{df}e gnp.exe a b [31m c\u{201d}"),
        "{reason:?}"
    );
}
