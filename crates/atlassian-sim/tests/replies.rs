//! Rows 40 to 42, and what is true of every reply.

use groupsweep_atlassian_sim::{DEFAULT_ACCOUNT_ID, SimRequest};
use std::collections::BTreeSet;

use crate::support::{
    GROUP, START, SYNCED, addition, admin, after, json, message, remove, site, user,
};

#[test]
fn reads_may_lag_behind_writes() {
    let mut site = site(&[("stale-seconds", "30")]);
    let members = format!("/rest/api/3/group/member?groupId={SYNCED}");
    let groups = format!("/rest/api/3/user/groups?accountId={}", user(1));
    let mut look = |at, write: Option<SimRequest>| {
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
    let with_body = |mut request: SimRequest| {
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
