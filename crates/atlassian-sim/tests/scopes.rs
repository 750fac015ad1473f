//! Row 17: scopes.

use groupsweep_atlassian_sim::{Right, SimAccount, SimRequest, TokenScopes};

use crate::support::{
    GROUP, START, anonymous, by, json, on_gateway, removal, scopes, site_for, user,
};

const LOGIN: (&str, &str) = ("scoped@example.com", "t");

fn with_scopes(scopes: TokenScopes) -> Vec<SimAccount> {
    vec![SimAccount::new(LOGIN.0, LOGIN.1, &user(301), Right::SiteAdmin).scoped(scopes)]
}

fn addition(path: &str) -> SimRequest {
    let body = format!("{{\"accountId\":\"{}\"}}", user(121));
    anonymous("POST", path).with_json(&body)
}

/// Every call with its classic scopes, its granular ones, and what it answers then.
fn calls() -> Vec<(
    SimRequest,
    &'static [&'static str],
    &'static [&'static str],
    u16,
)> {
    let jira = |method, path: &str| anonymous(method, &on_gateway("jira", path));
    let wiki = |method, path: &str| anonymous(method, &on_gateway("confluence", path));
    let member = format!("groupId={GROUP}&accountId={}", user(1));
    let configure: &[&str] = &["manage:jira-configuration"];
    let user_of_jira: &[&str] = &["read:jira-user"];
    let groups_of_wiki: &[&str] = &["write:confluence-groups"];
    vec![
        (
            jira("DELETE", &removal(GROUP, &user(1))),
            configure,
            &["write:group:jira"],
            200,
        ),
        (
            addition(&on_gateway(
                "jira",
                &format!("/rest/api/3/group/user?groupId={GROUP}"),
            )),
            configure,
            &[
                "write:group:jira",
                "read:group:jira",
                "read:user:jira",
                "read:avatar:jira",
            ],
            201,
        ),
        (
            jira("GET", &format!("/rest/api/3/group/member?groupId={GROUP}")),
            configure,
            &["read:group:jira", "read:user:jira", "read:avatar:jira"],
            200,
        ),
        (
            jira("GET", "/rest/api/3/group/bulk"),
            user_of_jira,
            &["read:group:jira"],
            200,
        ),
        (
            jira(
                "GET",
                &format!("/rest/api/3/user/groups?accountId={}", user(1)),
            ),
            user_of_jira,
            &["read:group:jira"],
            200,
        ),
        (
            jira("GET", "/rest/api/3/mypermissions?permissions=ADMINISTER"),
            &["read:jira-work"],
            &["read:permission:jira"],
            200,
        ),
        (
            wiki("GET", "/wiki/rest/api/user/current"),
            &["read:confluence-user"],
            &["read:content-details:confluence"],
            200,
        ),
        (
            wiki(
                "GET",
                &format!("/wiki/rest/api/group/{GROUP}/membersByGroupId"),
            ),
            &["read:confluence-groups"],
            &["read:group:confluence", "read:user:confluence"],
            200,
        ),
        (
            wiki(
                "DELETE",
                &format!("/wiki/rest/api/group/userByGroupId?{member}"),
            ),
            groups_of_wiki,
            &["write:group:confluence"],
            204,
        ),
        (
            addition(&on_gateway(
                "confluence",
                &format!("/wiki/rest/api/group/userByGroupId?groupId={GROUP}"),
            )),
            groups_of_wiki,
            &["write:group:confluence"],
            201,
        ),
    ]
}

fn status(request: &SimRequest, scopes: TokenScopes) -> (u16, Option<String>) {
    let mut site = site_for(with_scopes(scopes), &[]);
    let reply = site.answer(START, &by(request.clone(), LOGIN.0, LOGIN.1));
    let category = reply.header("x-failure-category").map(str::to_owned);
    (reply.status, category)
}

#[test]
fn the_classic_scopes_suffice_and_so_do_the_granular_ones() {
    for (request, classic, granular, answered) in calls() {
        for list in [classic, granular] {
            assert_eq!(status(&request, scopes(list)), (answered, None), "{list:?}");
        }
        assert_eq!(status(&request, TokenScopes::All), (answered, None));
    }
}

#[test]
fn one_missing_scope_is_a_401_that_says_so() {
    let missing = Some("FAILURE_CLIENT_SCOPE_CHECK".to_owned());
    for (request, _, granular, _) in calls() {
        for left_out in granular {
            let rest: Vec<&str> = granular
                .iter()
                .filter(|one| *one != left_out)
                .copied()
                .collect();
            let outcome = status(&request, scopes(&rest));
            assert_eq!(outcome, (401, missing.clone()), "{} {rest:?}", request.path);
        }
    }
    let mut site = site_for(with_scopes(scopes(&["read:jira-work"])), &[]);
    let request = anonymous("DELETE", &on_gateway("jira", &removal(GROUP, &user(1))));
    let reply = site.answer(START, &by(request, LOGIN.0, LOGIN.1));
    let said = serde_json::json!({ "code": 401, "message": "Unauthorized; scope does not match" });
    assert_eq!(json(&reply), said);
    assert!(site.is_member(GROUP, &user(1)));
}

#[test]
fn a_scope_gives_no_right_that_the_account_has_not() {
    let mut logins = with_scopes(scopes(&["manage:jira-configuration"]));
    logins[0].right = Right::JiraAdmin;
    let mut site = site_for(logins, &[]);
    let request = anonymous("DELETE", &on_gateway("jira", &removal(GROUP, &user(1))));
    let reply = site.answer(START, &by(request, LOGIN.0, LOGIN.1));
    assert_eq!(
        (reply.status, reply.header("x-failure-category")),
        (403, None)
    );
}

#[test]
fn a_stranger_is_told_of_the_mismatch_and_not_of_scopes() {
    let mut site = site_for(with_scopes(scopes(&[])), &[]);
    let request = anonymous("GET", &on_gateway("jira", "/rest/api/3/myself"));
    let reply = site.answer(START, &by(request, LOGIN.0, "wrong"));
    assert_eq!(
        reply.header("x-failure-category"),
        Some("FAILURE_CLIENT_AUTH_MISMATCH")
    );
}
