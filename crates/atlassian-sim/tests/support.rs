//! A small site, its logins, and requests to it.

use base64::Engine as _;
use groupsweep_atlassian_sim::{
    CLOUD_ID, Reply, Right, SeedMembership, Settings, SimAccount, SimLogin, SimRequest, Site,
    TokenScopes,
};
use groupsweep_core::domain::Timestamp;
use serde_json::Value;

pub(crate) const GROUP: &str = "e7b24a95-307c-4179-b143-18071d986420";
pub(crate) const SYNCED: &str = "00000000-307c-4179-b143-18071d986421";
pub(crate) const NOBODY: &str = "712020:ffffffff-0000-4000-8000-ffffffffffff";
pub(crate) const UNKNOWN_GROUP: &str = "ffffffff-307c-4179-b143-18071d986420";
pub(crate) const CHROME: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36";
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const UNKNOWN_USER: &str =
    "Specified user does not exist or you do not have required permissions";

/// 2026-11-23T10:42:07Z.
pub(crate) const START: Timestamp = Timestamp(1_795_430_527_000);

pub(crate) fn user(number: u32) -> String {
    format!("712020:00000000-0000-4000-8000-{number:012}")
}

pub(crate) fn seat(group: &str, name: &str, number: u32) -> SeedMembership {
    SeedMembership {
        group_id: group.to_owned(),
        group_name: name.to_owned(),
        account_id: user(number),
        display_name: format!("User {number}"),
        email: format!("user{number}@example.com"),
        active: !number.is_multiple_of(10),
    }
}

/// Users 1 to 120 in "team-a" (each tenth inactive), 1 in "synced" too, 121 in "site-admins" only.
pub(crate) fn seats() -> Vec<SeedMembership> {
    let mut seats: Vec<_> = (1..=120).map(|n| seat(GROUP, "team-a", n)).collect();
    seats.push(seat(SYNCED, "synced", 1));
    seats.push(seat(
        "11111111-307c-4179-b143-18071d986421",
        "site-admins",
        121,
    ));
    seats
}

pub(crate) fn settings(profiles: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    settings.limits.rate = 0;
    let id = |n| format!("712020:aaaaaaaa-0000-4000-8000-{n:012}");
    let login = |email: &str, n, right| SimAccount::new(email, "good-token", &id(n), right);
    let scoped = login("scoped@example.com", 4, Right::SiteAdmin).scoped(TokenScopes::All);
    settings.login = SimLogin::Accounts(vec![
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

pub(crate) fn site(profiles: &[(&str, &str)]) -> Site {
    let mut site = Site::new(settings(profiles));
    site.seed(seats());
    site
}

pub(crate) fn basic(email: &str, token: &str) -> String {
    let plain = format!("{email}:{token}");
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(plain)
    )
}

pub(crate) fn by(request: SimRequest, email: &str, token: &str) -> SimRequest {
    request.with_header("authorization", &basic(email, token))
}

pub(crate) fn bearing(request: SimRequest, token: &str) -> SimRequest {
    request.with_header("authorization", &format!("Bearer {token}"))
}

pub(crate) fn on_gateway(product: &str, path: &str) -> String {
    format!("/ex/{product}/{CLOUD_ID}{path}")
}

pub(crate) fn scopes(names: &[&str]) -> TokenScopes {
    TokenScopes::These(names.iter().map(|&name| name.to_owned()).collect())
}

/// A site with the usual seats and these logins alone.
pub(crate) fn site_for(logins: Vec<SimAccount>, profiles: &[(&str, &str)]) -> Site {
    let mut settings = settings(profiles);
    settings.login = SimLogin::Accounts(logins);
    let mut site = Site::new(settings);
    site.seed(seats());
    site
}

pub(crate) fn anonymous(method: &str, path: &str) -> SimRequest {
    SimRequest::new(method, path)
        .with_header("user-agent", "groupsweep-relay/0.1")
        .with_header("x-atlassian-token", "no-check")
}

pub(crate) fn admin(method: &str, path: &str) -> SimRequest {
    by(anonymous(method, path), "admin@example.com", "good-token")
}

pub(crate) fn removal(group: &str, account: &str) -> String {
    format!("/rest/api/3/group/user?groupId={group}&accountId={account}")
}

pub(crate) fn remove(group: &str, account: &str) -> SimRequest {
    admin("DELETE", &removal(group, account))
}

pub(crate) fn addition(group: &str, account: &str) -> SimRequest {
    admin("POST", &format!("/rest/api/3/group/user?groupId={group}"))
        .with_json(&format!("{{\"accountId\":\"{account}\"}}"))
}

pub(crate) fn json(reply: &Reply) -> Value {
    assert_eq!(
        reply.header("content-type"),
        Some("application/json;charset=UTF-8")
    );
    serde_json::from_str(&reply.body).unwrap()
}

/// The first sentence of an error collection.
pub(crate) fn message(reply: &Reply) -> String {
    let body = json(reply);
    assert!(body["errors"].is_object());
    body["errorMessages"][0].as_str().unwrap_or("").to_owned()
}

pub(crate) fn get(site: &mut Site, path: &str) -> Value {
    let reply = site.answer(START, &admin("GET", path));
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    json(&reply)
}

/// That long after [`START`].
pub(crate) fn after(milliseconds: u64) -> Timestamp {
    Timestamp(START.0 + milliseconds)
}
