//! Row 38: version 1 of the membership calls.

use groupsweep_atlassian_sim::{ORG_ID, SimRequest};

use super::{organization, refusal, with_key};
use crate::support::{GROUP, START, SYNCED, json, user};

fn path(group: &str) -> String {
    format!("/admin/v1/orgs/{ORG_ID}/directory/groups/{group}/memberships")
}

fn removal(group: &str, account: &str) -> SimRequest {
    with_key("DELETE", &format!("{}/{account}", path(group)))
}

fn addition(account: &str) -> SimRequest {
    let body = format!("{{\"account_id\":\"{account}\"}}");
    with_key("POST", &path(GROUP)).with_json(&body)
}

#[test]
fn while_it_works_version_one_answers_with_a_message() {
    let mut site = organization(&[]);
    for (request, is_member) in [
        (removal(GROUP, &user(1)), false),
        (addition(&user(1)), true),
    ] {
        let reply = site.answer(START, &request);
        assert_eq!(reply.status, 200);
        assert!(json(&reply)["message"].is_string());
        assert_eq!(site.is_member(GROUP, &user(1)), is_member);
    }
    let of_version_two = with_key("POST", &path(GROUP)).with_json("{\"accountId\":\"x\"}");
    assert_eq!(refusal(&mut site, &of_version_two).0, 400);
}

#[test]
fn once_ended_version_one_is_not_found_or_gone_and_changes_nothing() {
    for (profile, status) in [("404", 404), ("410", 410)] {
        let mut site = organization(&[("admin-v1", profile)]);
        for request in [removal(GROUP, &user(1)), addition(&user(121))] {
            assert_eq!(site.answer(START, &request).status, status);
        }
        assert!(site.is_member(GROUP, &user(1)) && !site.is_member(GROUP, &user(121)));
        // The list of organizations is of version 1 too and stays.
        let orgs = with_key("GET", "/admin/v1/orgs");
        assert_eq!(site.answer(START, &orgs).status, 200);
    }
}

#[test]
fn version_one_refuses_synced_groups_too() {
    let mut site = organization(&[("synced-groups", SYNCED)]);
    let expected = (403, "ADMIN-403-5".to_owned());
    assert_eq!(refusal(&mut site, &removal(SYNCED, &user(1))), expected);
}
