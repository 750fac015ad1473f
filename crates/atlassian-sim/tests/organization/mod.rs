//! Rows 13 and 37 to 39: the organization.

mod key;
mod members;
mod search;
mod users;
mod version_1;

use groupsweep_atlassian_sim::{
    Credential, DIRECTORY_ID, ORG_ID, Reply, Right, SimAccount, SimRequest, Site, TokenScopes,
};
use serde_json::Value;

use crate::support::{GROUP, START, anonymous, bearing, json, seat, site_for, user};

/// The organization's key.
const KEY: &str = "t-key";
const SITE_ADMINS: &str = "11111111-307c-4179-b143-18071d986421";
/// A group of another site, with the same name as [`GROUP`].
const TWIN: &str = "22222222-307c-4179-b143-18071d986422";

fn key(scopes: TokenScopes, right: Right) -> SimAccount {
    SimAccount {
        credential: Credential::OrganizationKey(scopes),
        ..SimAccount::new("org@example.com", KEY, &user(401), right)
    }
}

fn organization(profiles: &[(&str, &str)]) -> Site {
    let mut site = site_for(vec![key(TokenScopes::All, Right::SiteAdmin)], profiles);
    site.add_group_elsewhere(TWIN, "team-a");
    site
}

fn with_key(method: &str, path: &str) -> SimRequest {
    bearing(anonymous(method, path), KEY)
}

/// A path below the directory.
fn below(rest: &str) -> String {
    format!("/admin/v2/orgs/{ORG_ID}/directories/{DIRECTORY_ID}/{rest}")
}

fn below_all(rest: &str) -> String {
    format!("/admin/v2/orgs/{ORG_ID}/directories/-/{rest}")
}

fn removal(group: &str, account: &str) -> SimRequest {
    let path = format!("groups/{group}/memberships/{account}");
    with_key("DELETE", &below(&path))
}

fn addition(group: &str, account: &str) -> SimRequest {
    let body = format!("{{\"accountId\":\"{account}\"}}");
    with_key("POST", &below(&format!("groups/{group}/memberships"))).with_json(&body)
}

fn search(site: &mut Site, what: &str, body: &Value) -> Value {
    let request = with_key("POST", &below_all(what)).with_json(&body.to_string());
    let reply = site.answer(START, &request);
    assert_eq!(reply.status, 200, "{body}: {}", reply.body);
    json(&reply)
}

fn field(page: &Value, key: &str) -> Vec<String> {
    let data = page["data"].as_array().unwrap();
    data.iter()
        .map(|one| one[key].as_str().unwrap().to_owned())
        .collect()
}

/// The code of the organization's error envelope.
fn code(reply: &Reply) -> String {
    let body = json(reply);
    let error = &body["errors"][0];
    assert_eq!(error["status"], reply.status.to_string());
    for field in ["id", "title", "detail"] {
        assert!(!error[field].as_str().unwrap().is_empty());
    }
    error["code"].as_str().unwrap().to_owned()
}

fn refusal(site: &mut Site, request: &SimRequest) -> (u16, String) {
    let reply = site.answer(START, request);
    (reply.status, code(&reply))
}

/// `size` more groups of one member each, named so that they come first.
fn crowd(site: &mut Site, size: u32) {
    for number in 0..size {
        let id = format!("{number:08x}-aaaa-4179-b143-18071d986422");
        site.seed([seat(&id, &format!("crowd-{number:04}"), 1)]);
    }
    assert!(site.is_member(GROUP, &user(1)));
}
