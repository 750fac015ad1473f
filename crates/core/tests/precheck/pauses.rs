//! A site that is slow, silent or not itself: the check waits, says so, and ends.

use super::names::clock;
use super::{Reply, ask_with, proposal, site};
use crate::support::{account, answer, json};
use groupsweep_atlassian_sim::SimRequest;
use groupsweep_core::domain::{SiteCall, Timestamp, TransportError};
use groupsweep_core::plan::{Category, MembershipStatus};
use groupsweep_core::precheck::{Precheck, PrecheckStage};
use groupsweep_core::reads::ReadEvent;
use groupsweep_core::run::Rate;

#[test]
fn passing_faults_are_tried_again_and_the_sites_pace_is_kept() {
    let mut site = site(&[(1, 1)]);
    let proposal = proposal(&[(1, 1)]);
    let (mut turn, mut held) = (0, None::<Timestamp>);
    let asked = ask_with(&proposal, |call, now| {
        turn += 1;
        if let Some(until) = held.take() {
            assert!(now >= until, "asked {} ms too early", until.0 - now.0);
        }
        match turn {
            2 => Ok(answer(503, &[], "")),
            4 => Err(TransportError::Cut),
            9 => {
                held = Some(Timestamp(now.0 + 2000));
                Ok(answer(429, &[("retry-after", "2")], ""))
            }
            _ => site
                .answer(now, &SimRequest::of_call(call).unwrap())
                .into_answer(),
        }
    });
    let facts = asked.facts;
    assert_eq!(
        (facts.by_name, facts.apps_unread, facts.accounts_unread),
        (
            Some("the site lists no group that gives site administration".into()),
            None,
            None
        )
    );
}

#[test]
fn a_cancelled_check_keeps_what_is_known_and_sends_nothing_more() {
    let all: Vec<_> = (0..200).map(|user| (user, user)).collect();
    let proposal = proposal(&all);
    let mut precheck = Precheck::of(&proposal, Rate::of_model(1000));
    let now = Timestamp(1_800_000_000_000);
    assert!(!precheck.step(ReadEvent::Timer, now).calls.is_empty());
    assert_eq!(precheck.progress().stage, PrecheckStage::Rules);
    let todo = precheck.step(ReadEvent::Cancel, now);
    assert!(todo.calls.is_empty() && precheck.is_done());
    let facts = precheck.into_facts();
    assert_eq!(facts.by_name.as_deref(), Some("the check was cancelled"));
    assert_eq!(facts.statuses.len(), 200);
}

#[test]
fn a_token_refused_on_the_way_ends_the_check() {
    let all: Vec<_> = (0..200).map(|user| (user, user)).collect();
    let proposal = proposal(&all);
    let asked = ask_with(&proposal, |_, _| Ok(json(401, "{}")));
    assert!(asked.calls.len() < 20, "{}", asked.calls.len());
    assert!(asked.facts.by_name.is_some());
}

/// The precheck a moment after its first calls got this answer.
fn after_the_first_answer(reply: &Reply) -> (Precheck, Timestamp) {
    let proposal = proposal(&[(1, 1), (2, 2)]);
    let mut precheck = Precheck::of(&proposal, Rate::of_model(1000));
    let now = Timestamp(1_800_000_000_000);
    let (read_id, _) = precheck.step(ReadEvent::Timer, now).calls.remove(0);
    let now = Timestamp(now.0 + 20);
    precheck.step(ReadEvent::Answered(read_id, reply.clone()), now);
    (precheck, now)
}

#[test]
fn a_long_pause_is_told_with_its_end_and_the_way_on() {
    let (precheck, now) = after_the_first_answer(&Ok(answer(429, &[("retry-after", "86400")], "")));
    let sentence = precheck.progress().wait_sentence(now, clock).unwrap();
    assert!(
        sentence.starts_with("The site asked for a pause until +8640"),
        "{sentence}"
    );
    assert!(
        sentence.ends_with("Wait, or go on without the check."),
        "{sentence}"
    );
    let later = Timestamp(now.0 + 86_500_000);
    assert_ne!(
        precheck.progress().wait_sentence(later, clock),
        Some(sentence),
        "the pause is over"
    );
}

#[test]
fn a_silent_site_is_told_after_five_seconds_without_an_event() {
    let (precheck, now) = after_the_first_answer(&Err(TransportError::SiteUnreachable));
    let at = |seconds: u64| {
        let now = Timestamp(now.0 + 1000 * seconds);
        precheck.progress().wait_sentence(now, clock)
    };
    assert_eq!(at(4), None);
    let sentence = at(6).unwrap();
    assert!(
        sentence.starts_with("Site not responding, retry 2 of 3. No answer since +0 s."),
        "{sentence}"
    );
}

#[test]
fn answers_that_are_no_json_end_the_check_in_seconds_with_the_reason() {
    let page = || {
        Ok(answer(
            200,
            &[("content-type", "text/html")],
            "<html>log in</html>",
        ))
    };
    let moved = || Ok(answer(302, &[("location", "https://id.example")], ""));
    let no_words = || Ok(answer(403, &[], ""));
    for (reply, why) in [
        (page as fn() -> Reply, "web page"),
        (moved, "redirects the calls"),
        (no_words, "403"),
    ] {
        let all: Vec<_> = (0..90).map(|user| (user, user)).collect();
        let mut proposal = proposal(&all);
        let mut last = Timestamp(0);
        let asked = ask_with(&proposal, |_, now| {
            last = now;
            reply()
        });
        let took = last - Timestamp(1_800_000_000_000);
        assert!(took.in_seconds() < 10, "{why}: {took:?}");
        proposal.learn(asked.facts);
        assert_eq!(proposal.count(Category::NotChecked), 90, "{why}");
        let reasons = &proposal.facts().unchecked;
        assert!(
            reasons.len() == 1 && reasons[0].contains(why),
            "{reasons:?}"
        );
    }
}

#[test]
fn a_late_answer_to_a_question_is_not_taken_for_a_list_of_members() {
    let proposal = proposal(&[(1, 1), (2, 2), (3, 3), (4, 4)]);
    let mut precheck = Precheck::of(&proposal, Rate::of_model(1000));
    let mut now = Timestamp(1_800_000_000_000);
    let mut questions = Vec::new();
    while questions.len() < 4 {
        now = Timestamp(now.0 + 1000);
        questions.extend(precheck.step(ReadEvent::Timer, now).calls);
    }
    // The first answer ends the questions while the others are under way: the lists are asked for.
    let (first, _) = questions.remove(0);
    let refused = || Ok(json(401, "{}"));
    let mut lists = precheck
        .step(ReadEvent::Answered(first, refused()), now)
        .calls;
    while lists.len() < 4 {
        now = Timestamp(now.0 + 1000);
        lists.extend(precheck.step(ReadEvent::Timer, now).calls);
    }
    let is_list = |call: &SiteCall| matches!(call, SiteCall::Members { .. });
    assert!(lists.iter().all(|(_, call)| is_list(call)));
    let everybody: Vec<String> = (1..5)
        .map(|user| format!("{{\"accountId\":\"{}\",\"active\":true}}", account(user)))
        .collect();
    let page = format!("{{\"isLast\":true,\"values\":[{}]}}", everybody.join(","));
    for (late, _) in questions {
        precheck.step(ReadEvent::Answered(late, Ok(json(200, &page))), now);
    }
    let unread = [MembershipStatus::NotChecked; 4];
    assert_eq!(precheck.into_facts().statuses, unread);
}
