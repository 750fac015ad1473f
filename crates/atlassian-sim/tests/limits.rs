//! Rows 25 to 28: the burst limit.

use groupsweep_atlassian_sim::{CLOUD_ID, Site};
use groupsweep_core::domain::parse_iso8601;

use crate::support::{
    GROUP, START, SYNCED, addition, admin, after, anonymous, by, message, removal, remove, seats,
    settings, user,
};

fn limited(rate: u32, burst: u32) -> Site {
    let mut settings = settings(&[]);
    settings.limits.rate = rate;
    settings.limits.burst = burst;
    let mut site = Site::new(settings);
    site.seed(seats());
    site
}

#[test]
fn the_51st_removal_in_a_second_is_refused_with_a_wait() {
    let mut site = limited(50, 50);
    for number in 1..=50 {
        assert_eq!(
            site.answer(START, &remove(GROUP, &user(number))).status,
            200
        );
    }
    let reply = site.answer(START, &remove(GROUP, &user(51)));
    assert_eq!(reply.status, 429);
    for (name, value) in [
        ("retry-after", "1"),
        ("ratelimit-reason", "jira-burst-based"),
        ("x-ratelimit-limit", "50"),
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "2026-11-23T10:42:08Z"),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
    assert!(site.is_member(GROUP, &user(51)));
    // Reads and additions have buckets of their own.
    assert_eq!(site.answer(START, &addition(SYNCED, &user(2))).status, 201);
    assert_eq!(
        site.answer(START, &admin("GET", "/rest/api/3/myself"))
            .status,
        200
    );
    assert_eq!(
        site.answer(after(1000), &remove(GROUP, &user(51))).status,
        200
    );
}

#[test]
fn the_reset_time_comes_with_and_without_seconds_and_bodies_differ() {
    let mut site = limited(1, 1);
    site.answer(START, &remove(GROUP, &user(1)));
    let replies: Vec<_> = (0..3)
        .map(|_| site.answer(START, &remove(GROUP, &user(2))))
        .collect();
    let resets: Vec<_> = replies
        .iter()
        .map(|r| r.header("x-ratelimit-reset").unwrap())
        .collect();
    assert_eq!(
        resets,
        [
            "2026-11-23T10:42:08Z",
            "2026-11-23T10:43Z",
            "2026-11-23T10:42:08Z"
        ]
    );
    assert!(
        resets
            .iter()
            .all(|reset| parse_iso8601(reset) > Some(START))
    );
    assert_eq!(message(&replies[0]), "Rate limit exceeded.");
    assert_eq!(replies[1].body, "");
    assert!(
        replies[2]
            .body
            .contains("<title>Oops - an error has occurred</title>")
    );
}

#[test]
fn a_refusal_of_the_gateway_names_neither_wait_nor_reason() {
    let mut site = limited(1, 1);
    let path = format!("/ex/jira/{CLOUD_ID}{}", removal(GROUP, &user(1)));
    let request = by(
        anonymous("DELETE", &path),
        "scoped@example.com",
        "good-token",
    );
    assert_eq!(site.answer(START, &request).status, 200);
    let reply = site.answer(START, &request);
    assert_eq!(reply.status, 429);
    assert_eq!(reply.header("retry-after"), None);
    assert_eq!(reply.header("ratelimit-reason"), None);
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("0"));
    assert!(reply.header("x-ratelimit-reset").is_some());
}

#[test]
fn an_early_retry_earns_the_same_or_a_longer_wait() {
    let mut site = limited(1, 1);
    site.answer(START, &remove(GROUP, &user(1)));
    let mut waits = Vec::new();
    for retry in 0..9 {
        let reply = site.answer(after(retry * 600), &remove(GROUP, &user(2)));
        assert_eq!(reply.status, 429, "retry {retry}");
        waits.push(reply.header("retry-after").unwrap().parse::<u64>().unwrap());
    }
    assert!(waits.is_sorted(), "{waits:?}");
    assert!(waits.last() > waits.first(), "{waits:?}");
    let patient = after(8 * 600 + waits.last().unwrap() * 1000);
    assert_eq!(site.answer(patient, &remove(GROUP, &user(2))).status, 200);
}

#[test]
fn what_remains_is_what_remains_of_the_second() {
    let mut site = limited(10, 30);
    let mut left = |milliseconds, number| {
        let reply = site.answer(after(milliseconds), &remove(GROUP, &user(number)));
        assert_eq!(reply.header("x-ratelimit-limit"), Some("10"));
        assert_eq!(reply.header("x-ratelimit-reset"), None, "with a 429 only");
        assert_eq!(
            reply.header("x-ratelimit-nearlimit"),
            None,
            "by profile only"
        );
        reply.header("x-ratelimit-remaining").unwrap().to_owned()
    };
    let in_one: Vec<_> = (1..=12).map(|number| left(0, number)).collect();
    assert_eq!(in_one[..2], ["9", "8"]);
    assert_eq!(in_one[9..], ["0", "0", "0"], "a burst goes beyond it");
    assert_eq!(left(1000, 13), "9");
}

#[test]
fn a_get_tells_a_limit_that_is_not_the_sites() {
    let mut site = limited(1, 1);
    let myself = admin("GET", "/rest/api/3/myself");
    let told = site.answer(START, &myself);
    assert_eq!(told.header("x-ratelimit-limit"), Some("350"));
    assert_eq!(site.answer(START, &myself).status, 200, "twice the rate");
    assert_eq!(site.answer(START, &myself).status, 429);
}

#[test]
fn replies_near_the_limit_say_so_by_profile() {
    let mut site = limited(10, 10);
    site.settings_mut().set_profile("near-limit", "on").unwrap();
    let near: Vec<_> = (1..=10)
        .map(|number| {
            let reply = site.answer(START, &remove(GROUP, &user(number)));
            assert_eq!(reply.header("x-ratelimit-limit"), Some("10"));
            let left = reply.header("x-ratelimit-remaining").unwrap().to_owned();
            (left, reply.header("x-ratelimit-nearlimit").is_some())
        })
        .collect();
    let said: Vec<_> = near
        .iter()
        .filter(|(_, near)| *near)
        .map(|(left, _)| left.as_str())
        .collect();
    assert_eq!(said, ["1", "0"]);
}
