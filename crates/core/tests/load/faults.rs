//! Faults, refusals, a cancel: what is whole stays, what is not is named.

use std::cell::RefCell;

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{SiteCall, Span, Timestamp, TransportError};
use groupsweep_core::load::{GroupListReader, Loading, by_reason};

use crate::load::reader::{BEGIN, ask, fast, loading, play, play_until, site};
use crate::support::replies::{dead_token, throttled};
use crate::support::sweep::Reply;
use crate::support::{answer, error, group, json};

#[test]
fn throttles_and_passing_faults_cost_time_and_nothing_else() {
    let mut site = site(&[60; 30]);
    let mut loading = loading(30);
    let (mut turn, mut held) = (0, None::<Timestamp>);
    play(&mut loading, |call, now| {
        turn += 1;
        if let Some(until) = held {
            // Calls in flight when the site asked for the pause are allowed.
            if now.0 > until.0 - 2000 + 40 {
                assert!(now >= until, "asked {} ms too early", until.0 - now.0);
                held = None;
            }
        }
        match turn {
            3 => Ok(answer(503, &[], "")),
            5 => Err(TransportError::Cut),
            7 => Err(TransportError::TimedOut),
            20 => {
                held = Some(Timestamp(now.0 + 2000));
                Ok(answer(429, &[("retry-after", "2")], ""))
            }
            23 => Ok(answer(200, &[("content-type", "text/html")], "<p>proxy")),
            _ => ask(&mut site, &Endpoint::default(), call, now),
        }
    });
    let loaded = loading.into_loaded();
    assert_eq!((loaded.groups.len(), loaded.memberships()), (30, 1800));
}

#[test]
fn a_group_that_is_not_there_any_more_is_named_and_the_others_are_read() {
    let mut site = site(&[5, 5, 5]);
    let mut loading = loading(3);
    play(&mut loading, |call, now| match call {
        SiteCall::Members { group: id, .. } if id.as_str() == group(1) => {
            Ok(error(404, "Group not found"))
        }
        _ => ask(&mut site, &Endpoint::default(), call, now),
    });
    let loaded = loading.into_loaded();
    assert_eq!(loaded.groups.len(), 2);
    assert_eq!(&*loaded.missing[0].group.name, "Group 1");
    assert!(loaded.missing[0].why.contains("404"));
}

#[test]
fn a_group_that_goes_away_between_two_of_its_pages_is_left_out_once_and_asked_for_no_more() {
    let mut site = site(&[20_000, 5]);
    let mut loading = loading(2);
    let seen = play(&mut loading, |call, now| match call {
        SiteCall::Members { start_at, .. } if *start_at == 98 => Ok(error(404, "Group not found")),
        _ => ask(&mut site, &Endpoint::default(), call, now),
    });
    let progress = loading.progress();
    assert_eq!((progress.done, progress.all, progress.entries), (2, 2, 5));
    let loaded = loading.into_loaded();
    assert_eq!((loaded.groups.len(), loaded.missing.len()), (1, 1));
    // Only the calls that were in flight together with the first refused one.
    assert!(seen.sent.len() < 150, "{} calls of 409", seen.sent.len());
}

#[test]
fn a_group_that_never_answers_is_given_up_and_named() {
    let mut site = site(&[5, 5]);
    let mut loading = loading(2);
    play(&mut loading, |call, now| match call {
        SiteCall::Members { group: id, .. } if id.as_str() == group(0) => Ok(answer(500, &[], "")),
        _ => ask(&mut site, &Endpoint::default(), call, now),
    });
    let loaded = loading.into_loaded();
    assert_eq!((loaded.groups.len(), loaded.missing.len()), (1, 1));
}

#[test]
fn answers_that_are_of_no_use_end_it_in_seconds_with_the_reason() {
    let page = answer(200, &[("content-type", "text/html")], "<p>proxy");
    for (reply, why) in [
        (Ok(page), "a web page came"),
        (Ok(json(200, "{}")), "answer (200) is not"),
        (Ok(answer(202, &[], "")), "answer (202) is not"),
        (Ok(answer(302, &[], "")), "redirects the calls"),
        (Ok(error(403, "no")), "may not read"),
    ] {
        let reply: Reply = reply;
        let mut loading = loading(20);
        let seen = play(&mut loading, |_, _| reply.clone());
        let took = seen.ended - BEGIN;
        assert!(took < Span::seconds(10), "{why}: {took:?}");
        let loaded = loading.into_loaded();
        assert_eq!(loaded.missing.len(), 20);
        for missing in &loaded.missing {
            assert!(missing.why.contains(why), "{}", missing.why);
        }
    }
}

#[test]
fn a_pause_of_the_site_is_told_with_its_end_and_the_way_on() {
    let mut loading = loading(3);
    let told = RefCell::new(None);
    play_until(
        &mut loading,
        |_, _| throttled(&[("retry-after", "86400")]),
        |loading| {
            let now = BEGIN + Span::seconds(1);
            let until = |until: Timestamp| format!("{} s", (until - BEGIN).in_seconds());
            let said = loading.progress().wait_sentence(now, until);
            told.replace(said);
            told.borrow().is_some()
        },
    );
    let told = told.into_inner().unwrap();
    assert!(told.contains("until 8640"), "{told}");
    assert!(told.ends_with("Wait, or press Cancel."), "{told}");
}

#[test]
fn a_site_that_stays_silent_is_told_with_the_number_of_the_try() {
    let mut loading = loading(1);
    let told = RefCell::new(Vec::new());
    play_until(
        &mut loading,
        |_, _| Err(TransportError::SiteUnreachable),
        |loading| {
            let later = BEGIN + Span::seconds(600);
            let said = loading
                .progress()
                .wait_sentence(later, |_| "then".to_owned());
            told.borrow_mut().extend(said);
            false
        },
    );
    let told = told.into_inner();
    assert!(told[0].contains("not responding since then"), "{told:?}");
    assert!(
        told.iter().any(|one| one.contains("retry 4 of 7")),
        "{told:?}"
    );
}

#[test]
fn a_dead_token_ends_it_and_what_was_read_stays() {
    let mut site = site(&[5; 400]);
    let mut loading = loading(400);
    let mut turn = 0;
    let seen = play(&mut loading, |call, now| {
        turn += 1;
        if turn > 15 {
            return dead_token();
        }
        ask(&mut site, &Endpoint::default(), call, now)
    });
    let loaded = loading.into_loaded();
    assert_eq!(loaded.groups.len(), 15);
    assert_eq!(loaded.missing.len(), 385);
    assert!(loaded.missing.iter().all(|one| one.why.contains("token")));
    assert!(seen.sent.len() < 100, "it is not asked for ever");
}

#[test]
fn a_cancel_keeps_whole_groups_and_names_the_others() {
    let mut site = site(&[120; 50]);
    let mut loading = loading(50);
    play_until(
        &mut loading,
        |call, now| ask(&mut site, &Endpoint::default(), call, now),
        |loading| loading.progress().done >= 20,
    );
    let loaded = loading.into_loaded();
    assert!(loaded.groups.len() >= 20 && loaded.missing.len() > 5);
    assert_eq!(loaded.groups.len() + loaded.missing.len(), 50);
    assert!(loaded.groups.iter().all(|group| group.people.len() == 120));
    assert!(
        loaded
            .missing
            .iter()
            .all(|one| one.why.contains("cancelled"))
    );
    let reasons = by_reason(&loaded.missing);
    assert_eq!(
        (reasons.len(), reasons[0].1.len()),
        (1, loaded.missing.len())
    );
    let text = String::from_utf8(loaded.export()).unwrap();
    assert_eq!(text.lines().count(), 1 + loaded.memberships());
    for missing in &loaded.missing {
        assert!(!text.contains(missing.group.id.as_str()), "half a group");
    }
    let name = loaded.file_name("mysite.atlassian.net", "25 Nov 2026 10:42");
    assert!(name.contains(" of 50 groups.csv"), "{name}");
}

#[test]
fn trying_again_reads_what_is_missing_and_nothing_else() {
    let mut site = site(&[120; 10]);
    let mut first = loading(10);
    play_until(
        &mut first,
        |call, now| ask(&mut site, &Endpoint::default(), call, now),
        |loading| loading.progress().done >= 4,
    );
    let loaded = first.into_loaded();
    let missing: Vec<_> = loaded
        .missing
        .iter()
        .map(|one| one.group.id.clone())
        .collect();
    let here = loaded.groups.len();
    let mut second = Loading::of_missing(Endpoint::default(), loaded, fast());
    assert_eq!(second.progress().done, here);
    let seen = play(&mut second, |call, now| {
        ask(&mut site, &Endpoint::default(), call, now)
    });
    assert!(seen.sent.iter().all(|(_, call)| matches!(
        call,
        SiteCall::Members { group, .. } if missing.contains(group)
    )));
    let loaded = second.into_loaded();
    assert_eq!((loaded.groups.len(), loaded.missing.len()), (10, 0));
    assert_eq!(loaded.memberships(), 1200);
}

#[test]
fn a_part_of_the_list_of_groups_is_no_list() {
    let mut site = site(&[1; 400]);
    let mut listing = GroupListReader::of_all(Endpoint::default(), fast());
    let mut turn = 0;
    play(&mut listing, |call, now| {
        turn += 1;
        if turn > 3 {
            return Ok(answer(403, &[("content-type", "application/json")], "{}"));
        }
        ask(&mut site, &Endpoint::default(), call, now)
    });
    let why = listing.into_groups().unwrap_err();
    assert!(why.contains("403"), "{why}");
}
