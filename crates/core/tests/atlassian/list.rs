//! What the adapters ask may pass the relay, and nothing beside it.

use std::collections::BTreeSet;

use groupsweep_core::atlassian::{Endpoint, Host, RelayScope, Request, is_allowed};
use groupsweep_core::domain::{Method, SiteCall};
use groupsweep_core::wire::{CallLogin, CallToMake, MAX_CALL_BODY, Outgoing};
use serde_json::Value;

use crate::atlassian::support::{
    ACCOUNT, CLOUD, DIRECTORY, GROUP, ORG, every_call, every_endpoint, pin,
};

/// Of the relay and the browser extension, too.
const CALLS: &str = include_str!("../../../../tests/gate/calls.json");

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
fn a_name_in_a_query_is_percent_encoded_text_and_nothing_that_divides_an_address() {
    let asks = |query: &str| {
        let target = format!("/rest/api/3/groups/picker?maxResults=100&query={query}");
        is_listed(&pin(), "GET", &target)
    };
    for fine in [
        "a",
        "R%C3%A4ume%20%26%20Pl%C3%A4tze",
        "..",
        "%2F%3F%23",
        "~_-.",
    ] {
        assert!(asks(fine), "{fine}");
    }
    assert!(asks(&"a".repeat(3000)) && !asks(&"a".repeat(3001)));
    for odd in [
        "",
        "a b",
        "a/b",
        "a?b",
        "a#b",
        "a+b",
        "a;b",
        "a=b",
        "a\\b",
        "a&query=b",
        "ä",
        "%",
        "%4",
        "%zz",
        "%e4",
        "%00",
        "%0D%0A",
        "%1F",
        "%7F",
        "%%41",
        "@evil.example",
    ] {
        assert!(!asks(odd), "{odd:?}");
    }
    for (method, target) in [
        ("GET", "/rest/api/3/groups/picker?query=a"),
        ("GET", "/rest/api/3/groups/picker?maxResults=100"),
        ("GET", "/rest/api/3/groups/picker?maxResults=a%20b&query=a"),
        (
            "GET",
            "/rest/api/3/groups/picker?maxResults=100&query=a&accountId=b",
        ),
        ("POST", "/rest/api/3/groups/picker?maxResults=100&query=a"),
        (
            "GET",
            "/rest/api/3/group/bulk?startAt=0&maxResults=50&query=a",
        ),
        (
            "GET",
            "/wiki/rest/api/group?accessType=a%20b&start=0&limit=200",
        ),
        ("GET", "/wiki/rest/api/group?accessType=admin"),
        ("GET", "/wiki/rest/api/group/picker?query=a"),
    ] {
        assert!(!is_listed(&pin(), method, target), "{method} {target}");
    }
}

#[test]
fn a_name_that_the_list_would_refuse_is_not_asked_for() {
    for odd in ["".to_owned(), "a\r\nb".to_owned(), "ä".repeat(501)] {
        let call = SiteCall::GroupsNamed(odd.as_str().into());
        assert_eq!(Endpoint::default().request(&call), None, "{odd:?}");
    }
}

/// A request as the documents write it: ids as `{id}`, query keys once and without values.
fn documented(request: &Request) -> String {
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let gateways = [
        format!("/ex/jira/{CLOUD}"),
        format!("/ex/confluence/{CLOUD}"),
    ];
    let mut prefixes = gateways.iter();
    let path = prefixes
        .find_map(|gateway| path.strip_prefix(gateway.as_str()))
        .unwrap_or(path);
    let account = ACCOUNT.replace(':', "%3A");
    let ids = [GROUP, &account, ORG, DIRECTORY, "-"];
    let segments = path
        .split('/')
        .map(|one| if ids.contains(&one) { "{id}" } else { one });
    let path = segments.collect::<Vec<_>>().join("/");
    let mut keys: Vec<&str> = query
        .split('&')
        .filter_map(|pair| pair.split('=').next())
        .collect();
    keys.dedup();
    let keys = keys.join("&");
    let mark = if keys.is_empty() { "" } else { "?" };
    format!("{} {path}{mark}{keys}", request.method.as_str())
}

#[test]
fn the_security_page_lists_the_calls_that_pass_and_no_others() {
    let page = include_str!("../../../../SECURITY.md");
    let section = page.split("## The calls").nth(1).unwrap();
    let list = section.split("```").nth(1).unwrap();
    let listed: BTreeSet<String> = list
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let endpoints = every_endpoint();
    let asked = endpoints.iter().flat_map(|endpoint| {
        every_call()
            .into_iter()
            .filter_map(|call| endpoint.request(&call))
    });
    let asked: BTreeSet<String> = asked.map(|request| documented(&request)).collect();
    assert_eq!(listed, asked);
}

#[test]
fn the_gate_lets_out_what_the_table_of_calls_says_and_nothing_else() {
    let table: Value = serde_json::from_str(CALLS).unwrap();
    for case in table["calls"].as_array().unwrap() {
        let call = CallToMake {
            method: text(&case["method"]).unwrap(),
            target: text(&case["target"]).unwrap(),
            login: text(&case["login"])
                .map_or(CallLogin::None, |login| CallLogin::Given(login.into())),
            body: text(&case["body"]),
        };
        let outgoing = Outgoing::of(call.clone(), None, &pin());
        match (case["refused"].as_str(), outgoing) {
            (Some(word), Err(fault)) => assert_eq!(fault.word(), word, "{case}"),
            (None, Ok(outgoing)) => {
                assert_eq!(outgoing.path_and_query, call.target, "{case}");
                assert_eq!(outgoing.body, call.body, "{case}");
            }
            (_, odd) => panic!("{odd:?}: {case}"),
        }
    }
}

/// A number means a text of that length.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Number(length) => Some("x".repeat(length.as_u64()?.try_into().ok()?)),
        value => value.as_str().map(str::to_owned),
    }
}
