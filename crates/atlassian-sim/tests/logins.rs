//! Rows 14 to 16: logins.

use groupsweep_atlassian_sim::CLOUD_ID;

use crate::support::{GROUP, START, admin, anonymous, by, json, message, removal, site, user};

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
