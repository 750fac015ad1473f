//! The model as a whole: practice, random operations, size.

use groupsweep_atlassian_sim::{SimRequest, Site};
use groupsweep_core::domain::{AccountId, GroupId, Membership, SiteCall};
use serde_json::Value;
use std::collections::BTreeSet;

use crate::support::{GROUP, START, addition, remove, seat, seats, user};

#[test]
fn the_practice_site_lets_the_page_in_without_a_login() {
    let mut site = Site::practice(seats());
    let mut call = |call: SiteCall| {
        site.answer(START, &SimRequest::of_call(&call).unwrap())
            .into_answer()
            .unwrap()
    };
    let me: Value = serde_json::from_str(&call(SiteCall::WhoAmI).body).unwrap();
    assert_eq!(me["displayName"], "Practice admin");
    assert!(AccountId::parse(me["accountId"].as_str().unwrap()).is_ok());
    let one = Membership {
        group: GroupId::parse(GROUP).unwrap(),
        account: AccountId::parse(&user(1)).unwrap(),
    };
    assert_eq!(call(SiteCall::Remove(one.clone())).status, 200);
    assert_eq!(call(SiteCall::Remove(one.clone())).status, 400);
    assert_eq!(call(SiteCall::Add(one.clone())).status, 201);
    let members = call(SiteCall::Members {
        group: one.group,
        start_at: 0,
    });
    assert!(members.is_json());
    let groups = call(SiteCall::GroupsOf(one.account));
    assert!(groups.body.contains("team-a"));
}

#[test]
fn two_thousand_random_operations_leave_what_a_plain_set_says() {
    let mut site = Site::practice([]);
    for number in 0..40 {
        site.add_account(&user(number), "", "", number % 3 > 0);
    }
    let group = |n: u64| format!("0000000{n}-307c-4179-b143-18071d986420");
    for n in 0..5 {
        site.add_group(&group(n), &format!("group {n}"));
    }
    site.settings_mut().limits.rate = 0;
    let mut naive = BTreeSet::new();
    let mut state = 2026_u64;
    let mut draw = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for step in 0..2000 {
        let (group, account) = (group(draw(5)), user(u32::try_from(draw(40)).unwrap()));
        let pair = (group.clone(), account.clone());
        let (request, right) = if draw(2) == 0 {
            let right = if naive.remove(&pair) { 200 } else { 400 };
            (remove(&group, &account), right)
        } else {
            let right = if naive.insert(pair) { 201 } else { 400 };
            (addition(&group, &account), right)
        };
        assert_eq!(site.answer(START, &request).status, right, "step {step}");
        let of_group = naive
            .iter()
            .filter(|pair| pair.0 == group)
            .map(|pair| pair.1.as_str());
        assert_eq!(
            site.members(&group),
            of_group.collect::<Vec<_>>(),
            "step {step}"
        );
    }
    assert_eq!(site.member_count(), naive.len());
}

#[test]
fn a_hundred_thousand_memberships_are_removed_one_by_one() {
    let group = |n: u32| format!("{:08}-307c-4179-b143-18071d986420", n % 20);
    let seats = (0..100_000).map(|n| seat(&group(n), "large", n / 4));
    let mut site = Site::practice(seats);
    site.settings_mut().limits.rate = 0;
    assert_eq!(site.member_count(), 100_000);
    for n in 0..100_000 {
        assert_eq!(
            site.answer(START, &remove(&group(n), &user(n / 4))).status,
            200,
            "{n}"
        );
    }
    assert_eq!(site.member_count(), 0);
}
