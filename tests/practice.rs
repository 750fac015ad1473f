//! The practice site answers as the facts about the real one say. Names of
//! tests are the facts; what is undocumented is tried in every profile.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use groupsweep::domain::{AccountId, Fault, GroupId, Membership, Moment, SiteCall, parse_iso8601};
use groupsweep::practice::{
    Account, CLOUD_ID, DEFAULT_ACCOUNT_ID, Delivery, FaultKind, Login, Reply, Request, Right, Seat,
    Settings, Site,
};
use serde_json::Value;

const GROUP: &str = "e7b24a95-307c-4179-b143-18071d986420";
const SYNCED: &str = "00000000-307c-4179-b143-18071d986421";
const NOBODY: &str = "712020:ffffffff-0000-4000-8000-ffffffffffff";
const UNKNOWN_GROUP: &str = "ffffffff-307c-4179-b143-18071d986420";
const CHROME: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36";
const FORM: &str = "application/x-www-form-urlencoded";
const UNKNOWN_USER: &str = "Specified user does not exist or you do not have required permissions";

/// 2026-11-23T10:42:07Z.
const START: Moment = Moment(1_795_430_527_000);

fn user(number: u32) -> String {
    format!("712020:00000000-0000-4000-8000-{number:012}")
}

fn seat(group: &str, name: &str, number: u32) -> Seat {
    Seat {
        group_id: group.to_owned(),
        group_name: name.to_owned(),
        account_id: user(number),
        display_name: format!("User {number}"),
        email: format!("user{number}@example.com"),
        active: !number.is_multiple_of(10),
    }
}

/// Users 1 to 120 in "team-a" (each tenth inactive), 1 in "synced" too, 121 in "site-admins" only.
fn seats() -> Vec<Seat> {
    let mut seats: Vec<_> = (1..=120).map(|n| seat(GROUP, "team-a", n)).collect();
    seats.push(seat(SYNCED, "synced", 1));
    seats.push(seat(
        "11111111-307c-4179-b143-18071d986421",
        "site-admins",
        121,
    ));
    seats
}

fn settings(profiles: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    settings.limits.rate = 0;
    let id = |n| format!("712020:aaaaaaaa-0000-4000-8000-{n:012}");
    let login = |email: &str, n, right| Account::new(email, "good-token", &id(n), right);
    let mut scoped = login("scoped@example.com", 4, Right::SiteAdmin);
    scoped.scoped = true;
    settings.login = Login::Accounts(vec![
        login("admin@example.com", 1, Right::SiteAdmin),
        login("jira@example.com", 2, Right::JiraAdmin),
        login("user@example.com", 3, Right::User),
        scoped,
    ]);
    for (name, value) in profiles {
        settings.set_profile(name, value).unwrap();
    }
    settings
}

fn site(profiles: &[(&str, &str)]) -> Site {
    let mut site = Site::new(settings(profiles));
    site.seed(seats());
    site
}

fn basic(email: &str, token: &str) -> String {
    let plain = format!("{email}:{token}");
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(plain)
    )
}

fn by(request: Request, email: &str, token: &str) -> Request {
    request.with_header("authorization", &basic(email, token))
}

fn anonymous(method: &str, path: &str) -> Request {
    Request::new(method, path)
        .with_header("user-agent", "groupsweep-relay/0.1")
        .with_header("x-atlassian-token", "no-check")
}

fn admin(method: &str, path: &str) -> Request {
    by(anonymous(method, path), "admin@example.com", "good-token")
}

fn removal(group: &str, account: &str) -> String {
    format!("/rest/api/3/group/user?groupId={group}&accountId={account}")
}

fn remove(group: &str, account: &str) -> Request {
    admin("DELETE", &removal(group, account))
}

fn addition(group: &str, account: &str) -> Request {
    admin("POST", &format!("/rest/api/3/group/user?groupId={group}"))
        .with_json(&format!("{{\"accountId\":\"{account}\"}}"))
}

fn json(reply: &Reply) -> Value {
    assert_eq!(
        reply.header("content-type"),
        Some("application/json;charset=UTF-8")
    );
    serde_json::from_str(&reply.body).unwrap()
}

/// The first sentence of an error collection.
fn message(reply: &Reply) -> String {
    let body = json(reply);
    assert!(body["errors"].is_object());
    body["errorMessages"][0].as_str().unwrap_or("").to_owned()
}

fn get(site: &mut Site, path: &str) -> Value {
    let reply = site.answer(START, &admin("GET", path));
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    json(&reply)
}

// Rows 1 to 8: removing.

#[test]
fn removing_a_member_answers_200_and_nothing_else() {
    let mut site = site(&[]);
    let reply = site.answer(START, &remove(GROUP, &user(1)));
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    assert!(!site.is_member(GROUP, &user(1)));
    assert!(site.is_member(SYNCED, &user(1)));
    assert_eq!(site.member_count(), 121);
}

#[test]
fn removing_a_non_member_answers_as_the_profile_says() {
    for (value, status) in [("400", 400), ("404", 404), ("200", 200)] {
        let mut site = site(&[("not-a-member", value)]);
        site.answer(START, &remove(GROUP, &user(1)));
        let again = site.answer(START, &remove(GROUP, &user(1)));
        assert_eq!(again.status, status);
        if status == 200 {
            assert_eq!(again.body, "");
        } else {
            assert!(message(&again).contains("since user is not a member of 'team-a'"));
        }
    }
}

#[test]
fn the_text_for_a_non_member_comes_in_the_callers_language() {
    let mut site = site(&[("language", "de")]);
    let reply = site.answer(START, &remove(GROUP, &user(121)));
    assert_eq!(reply.status, 400);
    assert!(message(&reply).contains("kein Mitglied"));
}

#[test]
fn removing_from_an_unknown_group_answers_404() {
    let reply = site(&[]).answer(START, &remove(UNKNOWN_GROUP, &user(1)));
    assert_eq!(reply.status, 404);
    assert!(message(&reply).contains(UNKNOWN_GROUP));
}

#[test]
fn removing_an_unknown_user_answers_404() {
    let reply = site(&[]).answer(START, &remove(GROUP, NOBODY));
    assert_eq!(
        (reply.status, message(&reply).as_str()),
        (404, UNKNOWN_USER)
    );
}

#[test]
fn a_missing_account_answers_400() {
    for path in [
        format!("/rest/api/3/group/user?groupId={GROUP}"),
        format!("/rest/api/3/group/user?groupId={GROUP}&accountId="),
    ] {
        let reply = site(&[]).answer(START, &admin("DELETE", &path));
        assert_eq!(reply.status, 400);
        assert_eq!(
            message(&reply),
            "The 'accountId' query parameter needs to be provided"
        );
    }
}

#[test]
fn no_group_or_two_answer_400() {
    for group in [
        "",
        "groupId=&",
        &format!("groupId={GROUP}&groupname=team-a&"),
    ] {
        let path = format!("/rest/api/3/group/user?{group}accountId={}", user(1));
        let mut site = site(&[]);
        let reply = site.answer(START, &admin("DELETE", &path));
        assert_eq!(reply.status, 400, "{group}");
        assert!(!message(&reply).is_empty());
        assert!(site.is_member(GROUP, &user(1)));
    }
}

#[test]
fn a_group_may_be_named_and_unknown_parameters_are_tolerated() {
    let mut site = site(&[]);
    let path = format!(
        "/rest/api/latest/group/user?groupname=team%2Da&x=1&accountId={}",
        user(1).replace(':', "%3A")
    );
    assert_eq!(site.answer(START, &admin("DELETE", &path)).status, 200);
    assert!(!site.is_member(GROUP, &user(1)));
}

#[test]
fn whoever_is_no_site_admin_is_refused_as_the_profile_says() {
    for (value, status, sentence) in [
        (
            "403",
            403,
            "You do not have permission to change group memberships.",
        ),
        ("masked-404", 404, UNKNOWN_USER),
        ("403-empty", 403, ""),
    ] {
        for email in ["jira@example.com", "user@example.com"] {
            let mut site = site(&[("not-site-admin", value)]);
            let request = by(
                anonymous("DELETE", &removal(GROUP, &user(1))),
                email,
                "good-token",
            );
            let reply = site.answer(START, &request);
            assert_eq!((reply.status, message(&reply).as_str()), (status, sentence));
            assert_eq!(reply.header("x-seraph-loginreason"), None);
            assert!(site.is_member(GROUP, &user(1)));
        }
    }
}

#[test]
fn a_synced_group_never_changes() {
    for (value, removed, added) in [("403", 403, 403), ("400", 400, 400), ("200", 200, 201)] {
        let mut site = site(&[("synced-groups", SYNCED), ("synced-group", value)]);
        assert_eq!(
            site.answer(START, &remove(SYNCED, &user(1))).status,
            removed
        );
        assert_eq!(
            site.answer(START, &addition(SYNCED, &user(2))).status,
            added
        );
        assert_eq!(site.members(SYNCED), [user(1)]);
        assert_eq!(site.answer(START, &remove(GROUP, &user(1))).status, 200);
    }
}

// Rows 10 to 12: inactive users, adding.

#[test]
fn a_removed_inactive_user_is_gone_from_the_full_list_too() {
    let mut site = site(&[]);
    let path = format!("/rest/api/3/group/member?groupId={GROUP}&includeInactiveUsers=true");
    assert_eq!(get(&mut site, &path)["total"], 120);
    let reply = site.answer(START, &remove(GROUP, &user(10)));
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    let page = get(&mut site, &path);
    assert_eq!(page["total"], 119);
    assert!(!page.to_string().contains(&user(10)));
}

#[test]
fn adding_a_member_answers_201_with_the_group() {
    let mut site = site(&[]);
    let reply = site.answer(START, &addition(SYNCED, &user(2)));
    assert_eq!(reply.status, 201);
    let group = json(&reply);
    assert_eq!(group["groupId"], SYNCED);
    assert_eq!(group["users"]["size"], 2);
    assert_eq!(group["users"]["items"][1]["accountId"], user(2));
    assert!(site.is_member(SYNCED, &user(2)));
    let large = site.answer(START, &addition(GROUP, &user(121)));
    assert_eq!(json(&large)["users"]["items"].as_array().unwrap().len(), 50);
}

#[test]
fn adding_a_member_again_answers_400_with_the_known_text() {
    let text = |name: &str| format!("Cannot add user. User is already a member of '{name}'");
    for (value, shown) in [("placeholder", "{1}"), ("group-id", GROUP)] {
        let mut site = site(&[("already-member", value)]);
        let reply = site.answer(START, &addition(GROUP, &user(1)));
        assert_eq!((reply.status, message(&reply)), (400, text(shown)));
    }
}

#[test]
fn an_addition_that_is_incomplete_is_refused() {
    let mut site = site(&[]);
    let path = format!("/rest/api/3/group/user?groupId={SYNCED}");
    for (body, status) in [
        ("", 400),
        ("{", 400),
        ("{}", 400),
        ("{\"accountId\":7}", 400),
    ] {
        let reply = site.answer(START, &admin("POST", &path).with_json(body));
        assert_eq!(reply.status, status, "{body}");
    }
    assert_eq!(site.answer(START, &admin("POST", &path)).status, 415);
    assert_eq!(site.answer(START, &addition(SYNCED, NOBODY)).status, 404);
    assert_eq!(
        site.answer(START, &addition(UNKNOWN_GROUP, &user(2)))
            .status,
        404
    );
    assert_eq!(site.member_count(), 122);
}

// Rows 14 to 16: logins.

#[test]
fn a_dead_token_is_refused_by_everything_that_needs_a_login() {
    for (method, path) in [
        ("DELETE", removal(GROUP, &user(1))),
        ("GET", "/rest/api/3/myself".to_owned()),
        ("GET", format!("/rest/api/3/group/member?groupId={GROUP}")),
        (
            "GET",
            format!("/rest/api/3/user/groups?accountId={}", user(1)),
        ),
    ] {
        let mut site = site(&[]);
        let reply = site.answer(
            START,
            &by(anonymous(method, &path), "admin@example.com", "old"),
        );
        assert_eq!(reply.status, 401, "{path}");
        assert_eq!(
            reply.header("x-seraph-loginreason"),
            Some("AUTHENTICATED_FAILED")
        );
        assert_eq!(
            reply.header("www-authenticate"),
            Some("OAuth realm=\"https%3A%2F%2Fpractice.example\"")
        );
        let body = json(&reply);
        assert_eq!(
            body["message"],
            "Client must be authenticated to access this resource."
        );
        assert_eq!(body["status-code"], 401);
        assert_eq!(reply.header("x-aaccountid"), None);
        assert!(site.is_member(GROUP, &user(1)));
    }
}

#[test]
fn the_body_of_a_401_may_be_a_collection_or_a_page() {
    let request = || anonymous("GET", "/rest/api/3/myself");
    let reply = site(&[("unauthorized", "collection")]).answer(START, &request());
    assert!(message(&reply).starts_with("Client must be authenticated"));
    let reply = site(&[("unauthorized", "html")]).answer(START, &request());
    assert!(reply.body.starts_with("<html>"));
    // Nobody tried to log in, so nobody was refused.
    assert_eq!(
        (reply.status, reply.header("x-seraph-loginreason")),
        (401, None)
    );
}

#[test]
fn a_dead_token_gets_an_anonymous_200_where_anonymous_is_allowed() {
    let mut site = site(&[]);
    let mut ask = |path| {
        let reply = site.answer(
            START,
            &by(anonymous("GET", path), "admin@example.com", "old"),
        );
        assert_eq!(reply.status, 200);
        assert_eq!(
            reply.header("x-seraph-loginreason"),
            Some("AUTHENTICATED_FAILED")
        );
        assert_eq!(reply.header("x-aaccountid"), None);
        json(&reply)
    };
    let permissions = ask("/rest/api/3/mypermissions?permissions=ADMINISTER");
    assert_eq!(
        permissions["permissions"]["ADMINISTER"]["havePermission"],
        false
    );
    let picked = ask("/rest/api/3/groups/picker?query=team");
    assert_eq!(picked["groups"], serde_json::json!([]));
}

#[test]
fn a_token_with_scopes_works_on_the_gateway_and_not_on_the_site() {
    let mut site = site(&[]);
    let ask = |path: &str| by(anonymous("GET", path), "scoped@example.com", "good-token");
    let on_site = site.answer(START, &ask("/rest/api/3/myself"));
    assert_eq!(on_site.status, 401);
    assert_eq!(
        on_site.header("x-seraph-loginreason"),
        Some("AUTHENTICATED_FAILED")
    );
    let gateway = format!("/ex/jira/{CLOUD_ID}/rest/api/3/myself");
    assert_eq!(site.answer(START, &ask(&gateway)).status, 200);
    let unscoped = site.answer(START, &admin("GET", &gateway));
    assert_eq!(unscoped.status, 401);
    assert_eq!(
        unscoped.header("x-failure-category"),
        Some("FAILURE_CLIENT_AUTH_MISMATCH")
    );
}

#[test]
fn bearer_logins_are_refused_on_the_site() {
    let request =
        anonymous("GET", "/rest/api/3/myself").with_header("authorization", "Bearer good-token");
    assert_eq!(site(&[]).answer(START, &request).status, 401);
}

// Rows 19 to 22: XSRF.

/// A removal as a page would send it, with these further headers.
fn from_browser(token: &str, headers: &[(&str, &str)]) -> Request {
    let request =
        Request::new("DELETE", &removal(GROUP, &user(1))).with_header("user-agent", CHROME);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.with_header(name, value)
    });
    by(request, "admin@example.com", token)
}

#[test]
fn a_browsers_write_from_elsewhere_fails_before_the_login_whatever_it_promises() {
    for headers in [
        &[][..],
        &[("x-atlassian-token", "no-check")],
        &[("origin", "https://elsewhere.example")],
        &[("origin", "null"), ("x-atlassian-token", "no-check")],
        &[("origin", "https://practice.example.elsewhere.example")],
        &[("referer", "http://127.0.0.1:8080/page")],
    ] {
        for token in ["good-token", "old"] {
            let mut site = site(&[]);
            let reply = site.answer(START, &from_browser(token, headers));
            assert_eq!(reply.status, 403, "{headers:?}");
            assert_eq!(reply.body, "XSRF check failed");
            assert_eq!(
                reply.header("content-type"),
                Some("text/plain;charset=UTF-8")
            );
            assert_eq!(reply.header("x-seraph-loginreason"), None);
            assert!(site.is_member(GROUP, &user(1)));
        }
    }
    let page = site(&[("xsrf-body", "html")]).answer(START, &from_browser("old", &[]));
    assert!(page.body.contains("<h1>XSRF check failed</h1>"));
}

#[test]
fn a_browsers_write_from_the_site_itself_goes_on_to_the_login() {
    for header in [
        ("origin", "https://practice.example"),
        ("referer", "https://practice.example/jira/people"),
    ] {
        assert_eq!(
            site(&[])
                .answer(START, &from_browser("good-token", &[header]))
                .status,
            200
        );
        assert_eq!(
            site(&[])
                .answer(START, &from_browser("old", &[header]))
                .status,
            401
        );
    }
}

#[test]
fn a_browsers_reads_are_not_checked() {
    let request = by(
        Request::new("GET", "/rest/api/3/myself"),
        "admin@example.com",
        "good-token",
    )
    .with_header("user-agent", CHROME);
    assert_eq!(site(&[]).answer(START, &request).status, 200);
}

#[test]
fn a_removal_without_no_check_passes_unless_the_site_is_strict() {
    let bare = || {
        by(
            Request::new("DELETE", &removal(GROUP, &user(1))),
            "admin@example.com",
            "good-token",
        )
    };
    assert_eq!(site(&[]).answer(START, &bare()).status, 200);
    let mut strict = site(&[("no-check", "strict")]);
    assert_eq!(strict.answer(START, &bare()).status, 403);
    let promised = bare().with_header("x-atlassian-token", "no-check");
    assert_eq!(strict.answer(START, &promised).status, 200);
    // What a form could send is refused by every site.
    let form = bare().with_header("content-type", FORM);
    assert_eq!(site(&[]).answer(START, &form).status, 403);
}

// Rows 23, 24: CORS.

fn cors_headers(reply: &Reply) -> Vec<&str> {
    let names = reply.headers.iter().map(|(name, _)| name.as_str());
    names
        .filter(|name| name.starts_with("access-control-"))
        .collect()
}

#[test]
fn the_site_host_never_sends_cors_headers() {
    for (value, status) in [("403", 403), ("401", 401), ("404", 404), ("200", 200)] {
        let mut site = site(&[("preflight", value)]);
        let origin = |request: Request| request.with_header("origin", "https://elsewhere.example");
        let preflight = origin(anonymous("OPTIONS", &removal(GROUP, &user(1))));
        let reply = site.answer(START, &preflight);
        assert_eq!(reply.status, status);
        assert_eq!(cors_headers(&reply), [""; 0]);
        for path in ["/rest/api/3/myself", "/_edge/tenant_info"] {
            assert_eq!(
                cors_headers(&site.answer(START, &origin(admin("GET", path)))),
                [""; 0]
            );
        }
    }
}

#[test]
fn the_gateway_reflects_the_origin_and_exposes_headers_only_by_profile() {
    let path = format!("/ex/jira/{CLOUD_ID}/rest/api/3/myself");
    let ask = |method| anonymous(method, &path).with_header("origin", "https://page.example");
    for (value, reflects, exposes) in [
        ("reflect", true, false),
        ("expose", true, true),
        ("off", false, false),
    ] {
        let mut site = site(&[("gateway-cors", value)]);
        for (method, status) in [("OPTIONS", 204), ("GET", 401)] {
            let reply = site.answer(START, &ask(method));
            assert_eq!(reply.status, status);
            let origin = reply.header("access-control-allow-origin");
            assert_eq!(origin, reflects.then_some("https://page.example"));
            assert_eq!(
                reply.header("access-control-expose-headers").is_some(),
                exposes
            );
        }
    }
}

#[test]
fn the_gateway_checks_xsrf_only_by_profile() {
    let path = format!("/ex/jira/{CLOUD_ID}{}", removal(GROUP, &user(1)));
    let request = by(
        Request::new("DELETE", &path),
        "scoped@example.com",
        "good-token",
    )
    .with_header("user-agent", CHROME)
    .with_header("origin", "https://page.example");
    assert_eq!(site(&[]).answer(START, &request).status, 200);
    assert_eq!(
        site(&[("gateway-xsrf", "on")])
            .answer(START, &request)
            .status,
        403
    );
}

// Rows 25 to 28: the burst limit.

fn limited(rate: u32, burst: u32) -> Site {
    let mut settings = settings(&[]);
    settings.limits.rate = rate;
    settings.limits.burst = burst;
    let mut site = Site::new(settings);
    site.seed(seats());
    site
}

fn after(milliseconds: u64) -> Moment {
    Moment(START.0 + milliseconds)
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
    assert!(replies[2].body.starts_with("<html>"));
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
fn replies_near_the_limit_say_so() {
    let mut site = limited(10, 10);
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

// Row 29: faults.

fn faulty(percent: u32, profiles: &[(&str, &str)]) -> Site {
    let mut site = site(profiles);
    site.settings_mut().faults.percent = percent;
    site
}

#[test]
fn each_kind_of_fault_looks_as_it_should_and_has_the_effect_it_should() {
    for (kind, status, wait, whole, effect) in [
        ("503", 503, None, true, false),
        ("503-retry-after", 503, Some("1"), true, false),
        ("502", 502, None, true, false),
        ("504", 504, None, true, false),
        ("504-after-effect", 504, None, true, true),
        ("cut", 500, None, false, true),
    ] {
        let mut site = faulty(100, &[("fault-kinds", kind)]);
        let reply = site.answer(START, &remove(GROUP, &user(1)));
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            (status, wait),
            "{kind}"
        );
        assert_eq!(reply.delivery == Delivery::Whole, whole, "{kind}");
        assert_eq!(site.is_member(GROUP, &user(1)), !effect, "{kind}");
        if matches!(kind, "502" | "504") {
            assert!(
                reply
                    .header("content-type")
                    .unwrap()
                    .starts_with("text/html")
            );
        }
        let answer = reply.into_answer();
        assert_eq!(answer.err(), (!whole).then_some(Fault::Cut));
    }
}

#[test]
fn one_call_fails_no_more_than_twice_running() {
    let mut site = faulty(100, &[("fault-kinds", "503,502")]);
    for number in 1..=100 {
        let statuses: Vec<_> = (0..3)
            .map(|_| site.answer(START, &remove(GROUP, &user(number))).status)
            .collect();
        assert!(statuses[0] >= 500 && statuses[1] >= 500, "{statuses:?}");
        assert_eq!(statuses[2], 200);
    }
    let mut endless = faulty(100, &[("fault-kinds", "503"), ("faults-running", "any")]);
    assert!((0..50).all(|_| endless.answer(START, &remove(GROUP, &user(1))).status == 503));
}

#[test]
fn faults_follow_the_seed_and_not_the_order_of_arrival() {
    let faults = |seed, numbers: &[u32]| -> BTreeMap<u32, (u16, Delivery)> {
        let mut site = faulty(30, &[]);
        site.settings_mut().seed = seed;
        let mut ask = |number: &u32| {
            let reply = site.answer(START, &remove(GROUP, &user(*number)));
            (*number, (reply.status, reply.delivery))
        };
        numbers.iter().map(&mut ask).collect()
    };
    let forth: Vec<u32> = (1..=120).collect();
    let back: Vec<u32> = (1..=120).rev().collect();
    assert_eq!(faults(7, &forth), faults(7, &back));
    assert_ne!(faults(7, &forth), faults(8, &forth));
    let failed = faults(7, &forth)
        .values()
        .filter(|(status, _)| *status >= 500)
        .count();
    assert!(
        (15..=60).contains(&failed),
        "{failed} of 120 failed at 30 %"
    );
    assert_eq!(Settings::default().faults.kinds.len(), 6);
    assert!(
        Settings::default()
            .faults
            .kinds
            .contains(&FaultKind::CutAfterEffect)
    );
}

// Rows 30 to 34: reads.

#[test]
fn members_come_in_pages_of_fifty_with_an_absolute_next_page() {
    let mut site = site(&[]);
    let mut path = format!(
        "/rest/api/3/group/member?groupId={GROUP}&includeInactiveUsers=true&maxResults=200"
    );
    let (mut ids, mut sizes) = (Vec::new(), Vec::new());
    loop {
        let page = get(&mut site, &path);
        assert_eq!(
            (&page["total"], &page["maxResults"]),
            (&120.into(), &50.into())
        );
        assert_eq!(page["startAt"], ids.len());
        let values = page["values"].as_array().unwrap();
        sizes.push(values.len());
        ids.extend(
            values
                .iter()
                .map(|user| user["accountId"].as_str().unwrap().to_owned()),
        );
        match page["nextPage"].as_str() {
            Some(next) => {
                assert_eq!(page["isLast"], false);
                path = next
                    .strip_prefix("https://practice.example")
                    .unwrap()
                    .to_owned();
            }
            None => {
                assert_eq!(page["isLast"], true);
                break;
            }
        }
    }
    assert_eq!(sizes, [50, 50, 20]);
    ids.sort();
    assert_eq!(ids, site.members(GROUP));
}

#[test]
fn inactive_members_are_hidden_unless_asked_for() {
    let mut site = site(&[]);
    let path = format!("/rest/api/2/group/member?groupId={GROUP}&startAt=100");
    let page = get(&mut site, &path);
    assert_eq!(page["total"], 108);
    assert_eq!(page["values"].as_array().unwrap().len(), 8);
    assert!(
        page["values"]
            .as_array()
            .unwrap()
            .iter()
            .all(|user| user["active"] == true)
    );
    let beyond = get(&mut site, &format!("{path}0"));
    assert_eq!(
        (&beyond["isLast"], &beyond["values"]),
        (&true.into(), &serde_json::json!([]))
    );
}

#[test]
fn a_moving_total_differs_from_page_to_page_and_no_member_is_lost() {
    let mut site = site(&[("moving-total", "on")]);
    let mut totals = BTreeSet::new();
    let mut members = 0;
    for start in [0, 50, 100] {
        let path = format!(
            "/rest/api/3/group/member?groupId={GROUP}&includeInactiveUsers=true&startAt={start}"
        );
        let page = get(&mut site, &path);
        totals.insert(page["total"].as_u64().unwrap());
        members += page["values"].as_array().unwrap().len();
    }
    assert_eq!((totals, members), (BTreeSet::from([119, 121]), 120));
}

#[test]
fn member_lists_refuse_what_they_cannot_answer() {
    for (query, status) in [
        ("", 400),
        (&*format!("groupId={GROUP}&groupname=team-a"), 400),
        (&*format!("groupId={GROUP}&startAt=-1"), 400),
        (&*format!("groupId={UNKNOWN_GROUP}"), 404),
    ] {
        let request = admin("GET", &format!("/rest/api/3/group/member?{query}"));
        assert_eq!(site(&[]).answer(START, &request).status, status, "{query}");
    }
}

#[test]
fn group_bulk_needs_the_right_to_browse() {
    let mut site = site(&[]);
    let path = format!("/rest/api/3/group/bulk?groupId={GROUP}&groupId={UNKNOWN_GROUP}");
    let refused = site.answer(
        START,
        &by(anonymous("GET", &path), "user@example.com", "good-token"),
    );
    assert_eq!(refused.status, 403);
    assert_eq!(
        message(&refused),
        "Browse users and groups permission is required to view groups."
    );
    let found = get(&mut site, &path);
    assert_eq!(
        found["values"],
        serde_json::json!([{ "name": "team-a", "groupId": GROUP }])
    );
    let admins = get(&mut site, "/rest/api/3/group/bulk?accessType=site-admin");
    assert_eq!(admins["values"][0]["name"], "site-admins");
}

#[test]
fn my_permissions_answers_known_keys_only() {
    let mut site = site(&[]);
    for path in [
        "/rest/api/3/mypermissions",
        "/rest/api/3/mypermissions?permissions=ADMINISTER,NO_SUCH_KEY",
    ] {
        let reply = site.answer(START, &admin("GET", path));
        assert_eq!(reply.status, 400, "{path}");
        assert!(!message(&reply).is_empty());
    }
    let known = get(
        &mut site,
        "/rest/api/3/mypermissions?permissions=ADMINISTER,USER_PICKER",
    );
    assert_eq!(known["permissions"]["ADMINISTER"]["havePermission"], true);
    assert_eq!(known["permissions"]["USER_PICKER"]["havePermission"], true);
}

#[test]
fn tenant_info_needs_no_login() {
    let reply = site(&[]).answer(START, &Request::new("GET", "/_edge/tenant_info"));
    assert_eq!(reply.status, 200);
    assert_eq!(json(&reply), serde_json::json!({ "cloudId": CLOUD_ID }));
}

#[test]
fn myself_tells_the_account_and_its_groups_only_when_asked() {
    let mut site = site(&[]);
    site.add_member(GROUP, "team-a", DEFAULT_ACCOUNT_ID, "", "", true);
    let plain = get(&mut site, "/rest/api/3/myself");
    assert_eq!(plain["accountId"], DEFAULT_ACCOUNT_ID);
    assert_eq!(
        (&plain["groups"]["size"], &plain["groups"]["items"]),
        (&1.into(), &serde_json::json!([]))
    );
    let expanded = get(&mut site, "/rest/api/3/myself?expand=groups");
    assert_eq!(expanded["groups"]["items"][0]["groupId"], GROUP);
}

#[test]
fn a_users_groups_come_as_a_plain_array() {
    let mut site = site(&[]);
    let groups = get(
        &mut site,
        &format!("/rest/api/3/user/groups?accountId={}", user(1)),
    );
    let ids: Vec<_> = groups
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["groupId"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [GROUP, SYNCED]);
    let unknown = format!("/rest/api/3/user/groups?accountId={NOBODY}");
    assert_eq!(site.answer(START, &admin("GET", &unknown)).status, 404);
}

#[test]
fn user_bulk_pages_by_ten_and_leaves_unknown_accounts_out() {
    let mut site = site(&[]);
    let ids: Vec<_> = (1..=12).map(|n| format!("accountId={}", user(n))).collect();
    let page = get(
        &mut site,
        &format!("/rest/api/3/user/bulk?{}&accountId={NOBODY}", ids.join("&")),
    );
    assert_eq!(
        (&page["total"], &page["maxResults"]),
        (&12.into(), &10.into())
    );
    assert_eq!(page["values"].as_array().unwrap().len(), 10);
    assert_eq!(
        site.answer(START, &admin("GET", "/rest/api/3/user/bulk"))
            .status,
        400
    );
}

#[test]
fn the_picker_finds_groups_by_part_of_their_name() {
    let picked = get(&mut site(&[]), "/rest/api/3/groups/picker?query=TEAM");
    assert_eq!(
        (&picked["total"], &picked["groups"][0]["groupId"]),
        (&1.into(), &GROUP.into())
    );
}

// Rows 40 to 42, and what is true of every reply.

#[test]
fn reads_may_lag_behind_writes() {
    let mut site = site(&[("stale-seconds", "30")]);
    let members = format!("/rest/api/3/group/member?groupId={SYNCED}");
    let groups = format!("/rest/api/3/user/groups?accountId={}", user(1));
    let mut look = |at, write: Option<Request>| {
        if let Some(write) = write {
            assert!(site.answer(at, &write).status < 300);
        }
        let total = json(&site.answer(at, &admin("GET", &members)))["total"]
            .as_u64()
            .unwrap();
        let list = json(&site.answer(at, &admin("GET", &groups)));
        (
            total,
            list.as_array().unwrap().len(),
            site.is_member(SYNCED, &user(1)),
        )
    };
    assert_eq!(look(START, Some(remove(SYNCED, &user(1)))), (1, 2, false));
    assert_eq!(look(after(29_999), None), (1, 2, false));
    assert_eq!(look(after(30_000), None), (0, 1, false));
    assert_eq!(
        look(after(30_000), Some(addition(SYNCED, &user(1)))),
        (0, 1, true)
    );
    assert_eq!(look(after(60_000), None), (1, 2, true));
}

#[test]
fn the_request_can_force_the_language() {
    let mut german = site(&[("language", "de")]);
    let mut ask = |headers: &[(&str, &str)]| {
        let request = headers
            .iter()
            .fold(remove(GROUP, &user(121)), |r, (name, value)| {
                r.with_header(name, value)
            });
        message(&german.answer(START, &request)).contains("not a member")
    };
    assert!(!ask(&[]));
    assert!(!ask(&[("accept-language", "en")]));
    assert!(!ask(&[("x-force-accept-language", "true")]));
    assert!(ask(&[
        ("x-force-accept-language", "true"),
        ("accept-language", "en")
    ]));
}

#[test]
fn a_body_where_none_belongs_is_refused_by_the_edge() {
    let with_body = |mut request: Request| {
        request.body = "{}".to_owned();
        request
    };
    let mut edge = site(&[]);
    for request in [admin("GET", "/rest/api/3/myself"), remove(GROUP, &user(1))] {
        let reply = edge.answer(START, &with_body(request));
        assert_eq!(
            (reply.status, reply.header("server")),
            (403, Some("CloudFront"))
        );
        assert!(reply.body.contains("The request could not be satisfied"));
    }
    assert!(edge.is_member(GROUP, &user(1)));
    let mut tolerant = site(&[("delete-with-body", "tolerate")]);
    assert_eq!(
        tolerant
            .answer(START, &with_body(remove(GROUP, &user(1))))
            .status,
        200
    );
}

#[test]
fn every_reply_has_the_edges_name_and_a_trace_of_its_own() {
    let mut site = site(&[]);
    let paths = [
        "/rest/api/3/myself",
        "/nowhere",
        "/_edge/tenant_info",
        "/rest/api/3/myself",
    ];
    let replies: Vec<_> = paths
        .iter()
        .map(|path| site.answer(START, &admin("GET", path)))
        .collect();
    assert!(
        replies
            .iter()
            .all(|reply| reply.header("server") == Some("AtlassianEdge"))
    );
    let traces: BTreeSet<_> = replies
        .iter()
        .map(|reply| reply.header("atl-traceid").unwrap())
        .collect();
    assert_eq!(traces.len(), replies.len());
    assert_eq!(replies[0].header("x-aaccountid"), Some(DEFAULT_ACCOUNT_ID));
}

#[test]
fn unknown_paths_answer_404_and_unknown_methods_405() {
    let mut site = site(&[]);
    for (method, path, status) in [
        ("GET", "/rest/api/3/nothing", 404),
        ("GET", "/rest/api/4/myself", 404),
        ("GET", "/", 404),
        (
            "GET",
            "/ex/jira/00000000-0000-0000-0000-000000000000/rest/api/3/myself",
            404,
        ),
        ("PUT", "/rest/api/3/group/user", 405),
        ("DELETE", "/rest/api/3/myself", 405),
    ] {
        assert_eq!(
            site.answer(START, &admin(method, path)).status,
            status,
            "{method} {path}"
        );
    }
    let reply = site.answer(START, &admin("GET", "/rest/api/3/group/user"));
    assert_eq!(reply.header("allow"), Some("DELETE, POST"));
}

#[test]
fn a_profile_that_does_not_exist_is_named_with_what_there_is() {
    let mut settings = Settings::default();
    let unknown = settings
        .set_profile("colour", "red")
        .unwrap_err()
        .to_string();
    assert!(unknown.contains("colour") && unknown.contains("not-a-member = 400 | 404 | 200"));
    let wrong = settings
        .set_profile("not-a-member", "500")
        .unwrap_err()
        .to_string();
    assert!(wrong.contains("400 | 404 | 200"));
    for (name, value) in [
        ("stale-seconds", "61"),
        ("fault-kinds", "503,x"),
        ("faults-running", "0"),
    ] {
        assert!(settings.set_profile(name, value).is_err(), "{name}");
    }
}

#[test]
fn every_listed_value_of_every_profile_can_be_set() {
    for (name, values) in groupsweep::practice::Profiles::LIST {
        for value in *values {
            assert_eq!(
                Settings::default().set_profile(name, value),
                Ok(()),
                "{name}"
            );
        }
    }
}

// The model as a whole.

#[test]
fn a_rehearsal_lets_the_page_in_without_a_login() {
    let mut site = Site::rehearsal(seats());
    let mut call = |call: SiteCall| {
        site.answer(START, &Request::of_call(&call))
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
    let mut site = Site::rehearsal([]);
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
    let mut site = Site::rehearsal(seats);
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
