//! Rows 13, 35 and 36: Confluence.

use groupsweep_atlassian_sim::{Reply, SimRequest, Site};
use serde_json::Value;

use crate::support::{
    CHROME, GROUP, NOBODY, START, SYNCED, UNKNOWN_GROUP, admin, after, anonymous, by, get, json,
    on_gateway, site, user,
};

const WRITE: &str = "/wiki/rest/api/group/userByGroupId";

fn remove(group: &str, account: &str) -> SimRequest {
    admin(
        "DELETE",
        &format!("{WRITE}?groupId={group}&accountId={account}"),
    )
}

fn add(group: &str, account: &str) -> SimRequest {
    admin("POST", &format!("{WRITE}?groupId={group}"))
        .with_json(&format!("{{\"accountId\":\"{account}\"}}"))
}

fn members(group: &str) -> String {
    format!("/wiki/rest/api/group/{group}/membersByGroupId")
}

/// The sentence of Confluence's own error shape.
fn refusal(reply: &Reply) -> String {
    let body = json(reply);
    assert_eq!(body["statusCode"], reply.status);
    assert_eq!(body["data"]["successful"], false);
    assert_eq!(
        body["data"]["errors"][0]["message"]["translation"],
        body["message"]
    );
    assert_eq!(body["errorMessages"], Value::Null, "that is Jira's shape");
    body["message"].as_str().unwrap().to_owned()
}

fn ids(page: &Value, key: &str) -> Vec<String> {
    let results = page["results"].as_array().unwrap();
    assert_eq!(page["size"], results.len());
    results
        .iter()
        .map(|one| one[key].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_picker_finds_groups_by_a_part_of_their_names() {
    let mut site = site(&[]);
    let found = get(&mut site, "/wiki/rest/api/group/picker?query=TEAM");
    assert_eq!(ids(&found, "id"), [GROUP]);
    let all = get(&mut site, "/wiki/rest/api/group/picker?query=s&limit=1");
    assert_eq!(ids(&all, "name"), ["site-admins"]);
    assert!(all["_links"]["next"].as_str().unwrap().contains("start=1"));
}

#[test]
fn more_groups_than_a_page_holds_are_asked_for_in_vain_and_more_members_are_refused() {
    let mut site = site(&[]);
    let groups = get(&mut site, "/wiki/rest/api/group?limit=1000");
    assert_eq!(groups["limit"], 200);
    let members = members(GROUP);
    for bad in [
        format!("{members}?limit=201"),
        format!("{members}?limit=-1"),
        "/wiki/rest/api/group?limit=-1".to_owned(),
        "/wiki/rest/api/group?start=x".to_owned(),
    ] {
        let reply = site.answer(START, &admin("GET", &bad));
        assert_eq!(reply.status, 400, "{bad}");
        refusal(&reply);
    }
}

#[test]
fn removing_answers_204_whether_or_not_the_user_was_in_the_group() {
    let mut site = site(&[]);
    for _ in 0..2 {
        let reply = site.answer(START, &remove(GROUP, &user(1)));
        assert_eq!((reply.status, reply.body.as_str()), (204, ""));
        assert!(reply.header("x-aaccountid").is_some());
        assert!(!site.is_member(GROUP, &user(1)));
    }
    assert_eq!(site.member_count(), 121);
}

#[test]
fn a_change_made_in_confluence_is_seen_in_jira() {
    let mut site = site(&[]);
    assert_eq!(site.answer(START, &add(SYNCED, &user(2))).status, 201);
    let page = get(
        &mut site,
        &format!("/rest/api/3/group/member?groupId={SYNCED}"),
    );
    assert_eq!(page["total"], 2);
}

#[test]
fn adding_a_member_again_is_201_or_400_by_profile() {
    for (profile, status) in [("201", 201), ("400", 400)] {
        let mut site = site(&[("confluence-already-member", profile)]);
        assert_eq!(site.answer(START, &add(GROUP, &user(1))).status, status);
        assert_eq!(site.answer(START, &add(GROUP, &user(121))).status, 201);
    }
}

#[test]
fn refusals_come_in_confluences_own_shape() {
    for (request, status) in [
        (admin("DELETE", WRITE), 400),
        (admin("DELETE", &format!("{WRITE}?groupId={GROUP}")), 400),
        (
            admin("POST", &format!("{WRITE}?groupId={GROUP}")).with_json("{"),
            400,
        ),
        (
            admin("POST", &format!("{WRITE}?groupId={GROUP}")).with_json("{}"),
            400,
        ),
        (remove(UNKNOWN_GROUP, &user(1)), 404),
        (remove(GROUP, NOBODY), 404),
        (add(UNKNOWN_GROUP, &user(1)), 404),
        (add(GROUP, NOBODY), 404),
        (admin("GET", &members(UNKNOWN_GROUP)), 404),
        (admin("GET", "/wiki/rest/api/user/memberof"), 400),
        (
            by(
                anonymous(
                    "DELETE",
                    &format!("{WRITE}?groupId={UNKNOWN_GROUP}&accountId={NOBODY}"),
                ),
                "jira@example.com",
                "good-token",
            ),
            403,
        ),
    ] {
        let mut site = site(&[]);
        let reply = site.answer(START, &request);
        assert_eq!(reply.status, status, "{} {}", request.method, request.query);
        assert!(!refusal(&reply).is_empty());
        assert_eq!(site.member_count(), 122);
    }
}

#[test]
fn a_dead_token_is_a_401_of_confluence_with_the_sites_headers() {
    let request = by(
        anonymous("GET", "/wiki/rest/api/user/current"),
        "admin@example.com",
        "old",
    );
    let reply = site(&[]).answer(START, &request);
    assert_eq!(reply.status, 401);
    assert!(!refusal(&reply).is_empty());
    assert_eq!(
        reply.header("x-seraph-loginreason"),
        Some("AUTHENTICATED_FAILED")
    );
    assert!(reply.header("www-authenticate").is_some());
}

#[test]
fn refusals_of_confluence_follow_the_language_too() {
    let mut german = site(&[("language", "de")]);
    let mut said = |request: SimRequest| refusal(&german.answer(START, &request));
    let (plain, forced) = (
        said(remove(GROUP, NOBODY)),
        said(
            remove(GROUP, NOBODY)
                .with_header("x-force-accept-language", "true")
                .with_header("accept-language", "en"),
        ),
    );
    assert_ne!(plain, forced);
    assert!(forced.contains("No user"));
}

#[test]
fn members_come_in_pages_and_only_where_there_is_more_is_there_a_next() {
    let mut site = site(&[]);
    let mut path = format!("{}?limit=50", members(GROUP));
    let (mut seen, mut sizes) = (Vec::new(), Vec::new());
    loop {
        let page = get(&mut site, &path);
        assert_eq!(
            (&page["start"], &page["limit"]),
            (&seen.len().into(), &50.into())
        );
        assert_eq!(page["_links"]["base"], "https://practice.example/wiki");
        sizes.push(page["size"].as_u64().unwrap());
        seen.extend(ids(&page, "accountId"));
        match page["_links"]["next"].as_str() {
            Some(next) => path = format!("/wiki{next}"),
            None => break,
        }
        assert!(page["size"] != 0, "a next page and nothing on this one");
    }
    assert_eq!(sizes, [50, 50, 20]);
    assert_eq!(seen.len(), 120);
    let first = &get(&mut site, &members(GROUP))["results"][0];
    assert_eq!(first["type"], "known");
    assert_eq!(first["accountType"], "atlassian");
    assert_eq!(first["email"], "user1@example.com");
    assert_eq!(
        (&first["publicName"], &first["displayName"]),
        (&"User 1".into(), &"User 1".into())
    );
}

#[test]
fn deactivated_members_are_in_the_list() {
    assert_eq!(get(&mut site(&[]), &members(GROUP))["size"], 120);
}

#[test]
fn a_users_groups_and_all_groups_are_lists_of_groups() {
    let mut site = site(&[]);
    let of_user = get(
        &mut site,
        &format!("/wiki/rest/api/user/memberof?accountId={}", user(1)),
    );
    assert_eq!(ids(&of_user, "id"), [GROUP, SYNCED]);
    assert_eq!(of_user["results"][0]["type"], "group");
    let mut path = "/wiki/rest/api/group?limit=2".to_owned();
    let mut names = Vec::new();
    loop {
        let page = get(&mut site, &path);
        names.extend(ids(&page, "name"));
        match page["_links"]["next"].as_str() {
            Some(next) => path = format!("/wiki{next}"),
            None => break,
        }
        assert!(page["size"] != 0, "a next page and nothing on this one");
    }
    assert_eq!(names, ["site-admins", "synced", "team-a"]);
    let one = get(&mut site, &format!("/wiki/rest/api/group/by-id?id={GROUP}"));
    assert_eq!(
        (&one["name"], &one["id"]),
        (&"team-a".into(), &GROUP.into())
    );
}

#[test]
fn groups_are_listed_by_the_access_that_they_give_or_by_profile_not_at_all() {
    const BY_ACCESS: &str = "/wiki/rest/api/group?accessType=";
    let with_admins = |profiles: &[(&str, &str)]| {
        let mut site = site(profiles);
        site.add_group(UNKNOWN_GROUP, "confluence-admins-mysite");
        site
    };
    let names = |profiles: &[(&str, &str)], access: &str| {
        let page = get(&mut with_admins(profiles), &format!("{BY_ACCESS}{access}"));
        ids(&page, "name")
    };
    assert_eq!(names(&[], "site-admin"), ["site-admins"]);
    assert_eq!(names(&[], "admin"), ["confluence-admins-mysite"]);
    assert!(names(&[], "user").is_empty());
    assert!(names(&[("site-admin-groups", "empty")], "site-admin").is_empty());
    for (profile, access, status) in [("403", "admin", 403), ("honoured", "owner", 400)] {
        let mut site = site(&[("confluence-access-type", profile)]);
        let reply = site.answer(START, &admin("GET", &format!("{BY_ACCESS}{access}")));
        assert_eq!(reply.status, status, "{profile}");
        refusal(&reply);
    }
}

#[test]
fn whoever_uses_confluence_may_read_and_only_site_admins_may_write() {
    let as_user = |request| by(request, "user@example.com", "good-token");
    let mut site = site(&[]);
    let read = site.answer(START, &as_user(anonymous("GET", &members(GROUP))));
    assert_eq!(read.status, 200);
    let path = format!("{WRITE}?groupId={GROUP}&accountId={}", user(1));
    assert_eq!(
        site.answer(START, &as_user(anonymous("DELETE", &path)))
            .status,
        403
    );
    assert!(site.is_member(GROUP, &user(1)));
}

#[test]
fn the_current_user_is_the_one_of_the_token() {
    let mut site = site(&[]);
    let me = get(&mut site, "/wiki/rest/api/user/current");
    assert_eq!(
        me["accountId"],
        "712020:aaaaaaaa-0000-4000-8000-000000000001"
    );
    assert_eq!(me["email"], "admin@example.com");
}

#[test]
fn without_seats_confluence_fails_with_a_500_that_never_heals() {
    let mut site = site(&[("seats", "none")]);
    for _ in 0..3 {
        let reply = site.answer(START, &add(GROUP, &user(121)));
        assert_eq!((reply.status, reply.header("retry-after")), (500, None));
        assert!(refusal(&reply).contains(
            "HystrixRuntimeException: AddUserToGroupsIdentityPlatformCommand failed and no fallback available"
        ));
    }
    assert!(!site.is_member(GROUP, &user(121)));
    // Who is a member needs no seat, and nobody needs one to leave.
    assert_eq!(site.answer(START, &add(GROUP, &user(1))).status, 201);
    assert_eq!(site.answer(START, &remove(GROUP, &user(1))).status, 204);
}

#[test]
fn a_synced_group_is_answered_as_the_profile_says() {
    for (profile, removed, added) in [("403", 403, 403), ("400", 400, 400), ("200", 204, 201)] {
        let mut site = site(&[("synced-group", profile), ("synced-groups", SYNCED)]);
        assert_eq!(
            site.answer(START, &remove(SYNCED, &user(1))).status,
            removed
        );
        assert_eq!(site.answer(START, &add(SYNCED, &user(2))).status, added);
        assert_eq!(site.members(SYNCED), [user(1)]);
    }
}

#[test]
fn confluence_checks_xsrf_before_the_login() {
    let from_a_page = |request: SimRequest| {
        request
            .with_header("user-agent", CHROME)
            .with_header("origin", "https://elsewhere.example")
    };
    let path = format!("{WRITE}?groupId={GROUP}&accountId={}", user(1));
    let reply = site(&[]).answer(START, &from_a_page(SimRequest::new("DELETE", &path)));
    assert_eq!(
        (reply.status, reply.body.as_str()),
        (403, "XSRF check failed")
    );
}

#[test]
fn confluence_has_limits_of_its_own_and_the_gateways_refusal_is_bare() {
    let mut site: Site = site(&[]);
    let limits = &mut site.settings_mut().limits;
    (limits.rate, limits.burst) = (1, 1);
    let path = format!("{WRITE}?groupId={GROUP}&accountId={}", user(1));
    let on_gateway = anonymous("DELETE", &on_gateway("confluence", &path));
    let on_gateway = by(on_gateway, "scoped@example.com", "good-token");
    assert_eq!(site.answer(START, &on_gateway).status, 204);
    let refused = site.answer(START, &on_gateway);
    assert_eq!((refused.status, refused.header("retry-after")), (429, None));
    assert_eq!(refused.header("ratelimit-reason"), None);
    assert!(refused.header("x-ratelimit-reset").is_some());
    let refused = site.answer(START, &remove(GROUP, &user(1)));
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, Some("1"))
    );
    // Jira counts for itself.
    assert_eq!(
        site.answer(START, &crate::support::remove(GROUP, &user(2)))
            .status,
        200
    );
    assert_eq!(
        site.answer(after(60_000), &remove(GROUP, &user(1))).status,
        204
    );
}
