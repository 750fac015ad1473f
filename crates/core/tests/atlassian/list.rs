//! What the adapters ask may pass the relay, and nothing beside it.

use groupsweep_core::atlassian::{Endpoint, Host, RelayScope, is_allowed};
use groupsweep_core::domain::{Method, SiteCall};
use groupsweep_core::wire::MAX_CALL_BODY;

use crate::atlassian::support::{CLOUD, GROUP, ORG, every_call, every_endpoint, pin};

fn is_listed(pin: &RelayScope, method: &str, target: &str) -> bool {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    is_allowed(pin, method, path, query)
}

#[test]
fn the_removal_is_the_articles_request() {
    let one = every_call().swap_remove(3);
    let request = Endpoint::default().request(&one).unwrap();
    assert_eq!(request.method, Method::Delete);
    assert_eq!(
        request.target,
        "/rest/api/3/group/user?groupId=e7b24a95-307c-4179-b143-18071d986420&accountId=712020%3A789cba25-bbe2-45c5-a2b6-3a81ca61ba74"
    );
}

#[test]
fn every_call_of_every_product_by_every_door_is_on_the_list() {
    let mut asked = 0;
    for endpoint in every_endpoint() {
        for call in every_call() {
            let Some(request) = endpoint.request(&call) else {
                continue;
            };
            asked += 1;
            assert!(
                is_listed(&pin(), request.method.as_str(), &request.target),
                "{} {}",
                request.method.as_str(),
                request.target
            );
            assert_eq!(request.body.is_some(), request.method == Method::Post);
            assert!(request.body.is_none_or(|body| body.len() <= MAX_CALL_BODY));
        }
    }
    assert!(asked >= 60, "{asked}");
}

#[test]
fn every_body_is_json_whatever_a_mark_holds() {
    for endpoint in every_endpoint() {
        for call in every_call() {
            let body = endpoint.request(&call).and_then(|request| request.body);
            if let Some(body) = body {
                let json: serde_json::Value = serde_json::from_str(&body).unwrap();
                assert!(json.is_object(), "{body}");
                if body.contains("cursor") {
                    assert_eq!(json["cursor"], "a\"b\\");
                }
            }
        }
    }
}

#[test]
fn the_gateway_is_reached_only_for_the_pinned_site_and_organization() {
    let strangers = [
        RelayScope::default(),
        RelayScope {
            cloud: groupsweep_core::domain::CloudId::parse(ORG),
            organization: groupsweep_core::domain::OrgId::parse(CLOUD),
        },
    ];
    for endpoint in every_endpoint() {
        for call in every_call() {
            let Some(request) = endpoint.request(&call) else {
                continue;
            };
            let of_the_site = request.host() == Host::Site;
            for stranger in &strangers {
                assert_eq!(
                    is_listed(stranger, request.method.as_str(), &request.target),
                    of_the_site,
                    "{}",
                    request.target
                );
            }
        }
    }
}

#[test]
fn only_the_cloud_id_is_asked_for_without_a_login() {
    for endpoint in every_endpoint() {
        for call in every_call() {
            if let Some(request) = endpoint.request(&call) {
                assert_eq!(request.needs_login(), call != SiteCall::CloudIdOfSite);
            }
        }
    }
}

#[test]
fn fifty_accounts_pass_and_one_more_does_not() {
    let with = |more: usize| {
        let accounts = "&accountId=a".repeat(more);
        format!("/rest/api/3/user/bulk?maxResults=50{accounts}")
    };
    assert!(is_listed(&pin(), "GET", &with(50)));
    assert!(!is_listed(&pin(), "GET", &with(51)));
}

#[test]
fn nothing_else_is_on_the_list() {
    let org = format!("/admin/v2/orgs/{ORG}/directories");
    let off = [
        (
            "PUT",
            "/rest/api/3/group/user?groupId=a&accountId=b".to_owned(),
        ),
        ("DELETE", "/rest/api/3/group?groupId=a".to_owned()),
        ("DELETE", "/rest/api/3/user?accountId=b".to_owned()),
        ("DELETE", "/rest/api/3/group/user?groupId=a".to_owned()),
        (
            "DELETE",
            "/rest/api/3/group/user?groupId=a&accountId=b&groupname=x".to_owned(),
        ),
        (
            "DELETE",
            "/rest/api/3/group/user?groupId=a&accountId=b&accountId=c".to_owned(),
        ),
        (
            "DELETE",
            "/rest/api/3/group/user?groupId=a&accountId=b%2Fc".to_owned(),
        ),
        (
            "DELETE",
            "/rest/api/3/group/user?groupId=a&accountId=".to_owned(),
        ),
        (
            "DELETE",
            "/rest/api/3/group/user/?groupId=a&accountId=b".to_owned(),
        ),
        (
            "DELETE",
            "/rest/api/3/../3/group/user?groupId=a&accountId=b".to_owned(),
        ),
        (
            "DELETE",
            "/rest/api/3/group%2Fuser?groupId=a&accountId=b".to_owned(),
        ),
        ("get", "/rest/api/3/myself".to_owned()),
        ("GET", "/rest/api/3/myself?expand=groups".to_owned()),
        ("GET", "/rest/api/3/search".to_owned()),
        ("GET", "/rest/api/3/group/bulk".to_owned()),
        (
            "GET",
            "/rest/api/3/group/bulk?accessType=admin&accessType=user&startAt=0&maxResults=50"
                .to_owned(),
        ),
        ("GET", "/rest/api/3/user/bulk?maxResults=50".to_owned()),
        (
            "GET",
            "/rest/api/3/user/bulk?maxResults=50&username=a".to_owned(),
        ),
        ("DELETE", "/wiki/rest/api/group/by-id?id=a".to_owned()),
        (
            "DELETE",
            "/wiki/rest/api/group/userByGroupId?groupId=a".to_owned(),
        ),
        ("POST", "/wiki/rest/api/group".to_owned()),
        (
            "GET",
            "/wiki/rest/api/group/{}/membersByGroupId?start=0&limit=200".to_owned(),
        ),
        (
            "GET",
            "/wiki/rest/api/group//membersByGroupId?start=0&limit=200".to_owned(),
        ),
        (
            "GET",
            "/wiki/rest/api/group/a/b/membersByGroupId?start=0&limit=200".to_owned(),
        ),
        ("POST", format!("{org}/-/groups")),
        ("POST", format!("{org}/-/users/invite")),
        ("DELETE", format!("{org}/-/users/a")),
        ("DELETE", format!("{org}/-/groups/{GROUP}")),
        ("DELETE", format!("{org}/-/groups/{GROUP}/memberships")),
        (
            "POST",
            format!("{org}/-/groups/{GROUP}/role-assignments/assign"),
        ),
    ];
    for (method, target) in off {
        assert!(!is_listed(&pin(), method, &target), "{method} {target}");
    }
}
