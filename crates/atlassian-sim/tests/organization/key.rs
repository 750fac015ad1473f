//! Who may call, for what organization, and how often.

use groupsweep_atlassian_sim::{
    Credential, DIRECTORY_ID, ORG_ID, OTHER_DIRECTORY_ID, Right, TokenScopes,
};
use groupsweep_core::domain::parse_iso8601;

use super::{
    KEY, SITE_ADMINS, addition, below, code, field, key, organization, refusal, removal, with_key,
};
use crate::support::{
    GROUP, START, after, anonymous, basic, bearing, by, json, on_gateway, scopes, site, site_for,
    user,
};

const ORGS: &str = "/admin/v1/orgs";

#[test]
fn a_key_tied_to_one_organization_lists_none() {
    for (profile, listed) in [("empty", 0), ("listed", 1)] {
        let mut site = organization(&[("admin-orgs", profile)]);
        let page = json(&site.answer(START, &with_key("GET", ORGS)));
        assert_eq!(page["data"].as_array().unwrap().len(), listed, "{profile}");
        if listed > 0 {
            assert_eq!(page["data"][0]["id"], ORG_ID);
        }
    }
}

#[test]
fn only_an_organization_key_opens_admin_and_only_as_a_bearer() {
    let of_site = site(&[]).answer(
        START,
        &by(anonymous("GET", ORGS), "admin@example.com", "good-token"),
    );
    assert_eq!(of_site.status, 401);
    assert_eq!(
        of_site.header("x-failure-category"),
        Some("FAILURE_CLIENT_AUTH_MISMATCH")
    );
    let mut oauth = key(TokenScopes::All, Right::SiteAdmin);
    oauth.credential = Credential::OAuth(TokenScopes::All);
    let mut scoped = key(TokenScopes::All, Right::SiteAdmin);
    scoped.credential = Credential::ScopedToken(TokenScopes::All);
    for account in [oauth, scoped] {
        let mut site = site_for(vec![account], &[]);
        assert_eq!(site.answer(START, &with_key("GET", ORGS)).status, 401);
    }
    let mut site = organization(&[]);
    let as_basic =
        anonymous("GET", ORGS).with_header("authorization", &basic("org@example.com", KEY));
    assert_eq!(site.answer(START, &as_basic).status, 401);
    assert_eq!(site.answer(START, &anonymous("GET", ORGS)).status, 401);
    assert_eq!(
        site.answer(START, &bearing(anonymous("GET", ORGS), "old"))
            .status,
        401
    );
    assert_eq!(site.answer(START, &with_key("GET", ORGS)).status, 200);
    // And it opens nothing else.
    for path in [
        "/rest/api/3/myself".to_owned(),
        on_gateway("jira", "/rest/api/3/myself"),
    ] {
        assert_eq!(site.answer(START, &with_key("GET", &path)).status, 401);
    }
}

#[test]
fn directories_are_listed_with_ids_and_names() {
    let path = format!("/admin/v2/orgs/{ORG_ID}/directories");
    let mut site = organization(&[]);
    let page = json(&site.answer(START, &with_key("GET", &path)));
    assert_eq!(
        field(&page, "directoryId"),
        [DIRECTORY_ID, OTHER_DIRECTORY_ID]
    );
    assert!(field(&page, "name").iter().all(|name| !name.is_empty()));
    let mut alone = site_for(vec![key(TokenScopes::All, Right::SiteAdmin)], &[]);
    let page = json(&alone.answer(START, &with_key("GET", &path)));
    assert_eq!(field(&page, "directoryId"), [DIRECTORY_ID]);
}

#[test]
fn another_organization_and_one_without_the_role_are_refused() {
    let mut site = organization(&[]);
    let other = ORG_ID.replace('2', "9");
    let path = format!("/admin/v2/orgs/{other}/directories");
    assert_eq!(
        refusal(&mut site, &with_key("GET", &path)),
        (403, "ADMIN-403-3".to_owned())
    );
    let unknown = format!("/admin/v2/orgs/{ORG_ID}/directories/{other}/groups/{GROUP}");
    assert_eq!(site.answer(START, &with_key("GET", &unknown)).status, 404);
    let mut powerless = site_for(vec![key(TokenScopes::All, Right::User)], &[]);
    assert_eq!(
        refusal(&mut powerless, &removal(GROUP, &user(1))),
        (403, "ADMIN-403-3".to_owned())
    );
    assert!(powerless.is_member(GROUP, &user(1)));
}

#[test]
fn each_call_asks_for_its_scope() {
    let directories = format!("/admin/v2/orgs/{ORG_ID}/directories");
    let roles = below(&format!("groups/{SITE_ADMINS}/role-assignments"));
    for (request, scope, answered) in [
        (with_key("GET", &directories), "read:directories:admin", 200),
        (
            with_key("POST", &below("users/search")),
            "read:directories:admin",
            200,
        ),
        (
            with_key("POST", &below("groups/search")),
            "read:groups:admin",
            200,
        ),
        (with_key("GET", &roles), "read:groups:admin", 200),
        (removal(GROUP, &user(1)), "write:groups:admin", 204),
        (addition(GROUP, &user(121)), "write:groups:admin", 204),
    ] {
        for given in [
            "read:directories:admin",
            "read:groups:admin",
            "write:groups:admin",
        ] {
            let mut site = site_for(vec![key(scopes(&[given]), Right::SiteAdmin)], &[]);
            let reply = site.answer(START, &request);
            if given == scope {
                assert_eq!(reply.status, answered, "{} {given}", request.path);
            } else {
                assert_eq!(reply.status, 401, "{} {given}", request.path);
                assert_eq!(
                    reply.header("x-failure-category"),
                    Some("FAILURE_CLIENT_SCOPE_CHECK")
                );
            }
        }
    }
    let mut none = site_for(
        vec![key(scopes(&["read:orgs:admin"]), Right::SiteAdmin)],
        &[],
    );
    assert_eq!(none.answer(START, &with_key("GET", ORGS)).status, 200);
}

#[test]
fn limits_are_told_with_a_time_and_a_refusal_has_no_wait() {
    let mut site = organization(&[]);
    let limits = &mut site.settings_mut().limits;
    (limits.rate, limits.burst) = (1, 1);
    let reply = site.answer(START, &removal(GROUP, &user(1)));
    assert_eq!(reply.status, 204);
    let told = |reply: &groupsweep_atlassian_sim::Reply| {
        let header = |name: &str| reply.header(name).unwrap().to_owned();
        assert_eq!(header("x-ratelimit-limit"), "1");
        assert!(parse_iso8601(&header("x-ratelimit-reset")) > Some(START));
        header("x-ratelimit-remaining")
    };
    assert_eq!(told(&reply), "0");
    let refused = site.answer(START, &removal(GROUP, &user(2)));
    assert_eq!(
        (refused.status, code(&refused).as_str()),
        (429, "ADMIN-429-1")
    );
    assert_eq!(told(&refused), "0");
    assert_eq!(refused.header("retry-after"), None);
    assert_eq!(refused.header("ratelimit-reason"), None);
    assert!(site.is_member(GROUP, &user(2)));
    assert_eq!(
        site.answer(after(2000), &removal(GROUP, &user(2))).status,
        204
    );
}

#[test]
fn pages_of_elsewhere_may_read_it_by_profile_and_bodies_belong_to_posts() {
    for (profile, reflects) in [("reflect", true), ("off", false)] {
        let mut site = organization(&[("gateway-cors", profile)]);
        for method in ["OPTIONS", "GET"] {
            let request = with_key(method, ORGS).with_header("origin", "https://page.example");
            let reply = site.answer(START, &request);
            let origin = reply.header("access-control-allow-origin");
            assert_eq!(origin, reflects.then_some("https://page.example"));
        }
    }
    let with_body = with_key("GET", ORGS).with_json("{}");
    let reply = organization(&[]).answer(START, &with_body);
    assert_eq!(
        (reply.status, reply.header("server")),
        (403, Some("CloudFront"))
    );
}

#[test]
fn what_is_no_call_is_not_found() {
    let mut site = organization(&[]);
    for (method, path, status) in [
        ("GET", "/admin/v3/orgs".to_owned(), 404),
        ("GET", below("groups"), 404),
        ("GET", below("groups/search"), 405),
        ("DELETE", below(&format!("groups/{GROUP}/memberships")), 405),
        ("DELETE", ORGS.to_owned(), 405),
    ] {
        let reply = site.answer(START, &with_key(method, &path));
        assert_eq!(reply.status, status, "{method} {path}");
    }
}

#[test]
fn directories_come_on_one_page_or_by_profile_each_on_its_own() {
    let path = format!("/admin/v2/orgs/{ORG_ID}/directories");
    let mut site = organization(&[("directory-pages", "each")]);
    let first = json(&site.answer(START, &with_key("GET", &path)));
    assert_eq!(field(&first, "directoryId"), [DIRECTORY_ID]);
    let next = first["links"]["next"].as_str().unwrap();
    let second = json(&site.answer(START, &with_key("GET", &format!("{path}?cursor={next}"))));
    assert_eq!(field(&second, "directoryId"), [OTHER_DIRECTORY_ID]);
    assert!(second["links"].get("next").is_none());
    let made_up = site.answer(START, &with_key("GET", &format!("{path}?cursor=2")));
    assert_eq!(made_up.status, 400);
}

#[test]
fn directories_are_narrowed_by_the_documented_filters() {
    let path = format!("/admin/v2/orgs/{ORG_ID}/directories");
    let mut site = organization(&[]);
    for (filter, expected) in [
        (
            format!("directoryIds={OTHER_DIRECTORY_ID}"),
            vec![OTHER_DIRECTORY_ID],
        ),
        (
            format!("directoryIds={OTHER_DIRECTORY_ID}&directoryIds={DIRECTORY_ID}"),
            vec![DIRECTORY_ID, OTHER_DIRECTORY_ID],
        ),
        ("searchTerm=PRACT".to_owned(), vec![DIRECTORY_ID]),
        (format!("accountId={}", user(1)), vec![DIRECTORY_ID]),
    ] {
        let page = json(&site.answer(START, &with_key("GET", &format!("{path}?{filter}"))));
        assert_eq!(field(&page, "directoryId"), expected, "{filter}");
    }
}

#[test]
fn a_refused_key_is_refused_in_the_organizations_own_envelope() {
    let mut site = organization(&[]);
    let reply = site.answer(START, &bearing(anonymous("GET", ORGS), "old"));
    assert_eq!(json(&reply)["errors"][0]["status"], "401");
}
