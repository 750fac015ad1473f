//! Calls to the gateway for another site, another organization, or none.

use groupsweep_core::wire::RelayError;

use super::aim::{Act, Aim, Attack, Refusal, text_frame};
use super::{CLOUD, ORG};
use crate::bench::LOGIN;

const OTHER: &str = "aaaaaaaa-2222-3333-4444-555555555555";

pub fn attacks(_: &Aim) -> Vec<Attack> {
    let behind = |product: &str, id: &str, path: &str| format!("/ex/{product}/{id}{path}");
    let jira = |id: &str| behind("jira", id, "/rest/api/3/myself");
    let org = |id: &str, rest: &str| format!("/admin/v2/orgs/{id}/directories{rest}");
    let upper = CLOUD.replace('1', "I");
    let mut off: Vec<(&str, String)> = [
        jira(OTHER),
        jira(""),
        jira(&upper),
        jira(&format!("{CLOUD}/..")),
        jira(&format!("{OTHER}/../{CLOUD}")),
        jira(&format!("{CLOUD}%2f")),
        jira(&format!("{CLOUD}@evil.example")),
        jira(&format!("{CLOUD}?x=1&y=")),
        jira(&format!("x{CLOUD}")),
        jira(&format!("{CLOUD}x")),
        behind("confluence", OTHER, "/wiki/rest/api/user/current"),
        behind("confluence", CLOUD, "/rest/api/3/myself"),
        behind("jira", CLOUD, "/wiki/rest/api/user/current"),
        behind("confluence", CLOUD, "/rest/api/user/current"),
        behind("jira", CLOUD, "/_edge/tenant_info"),
        behind("jira", CLOUD, "/rest/api/3/search"),
        behind("jira", CLOUD, "/rest/api/2/myself"),
        behind("jira", CLOUD, ""),
        behind("jira", CLOUD, "/"),
        behind("jira", CLOUD, &jira(CLOUD)),
        behind("bitbucket", CLOUD, "/rest/api/3/myself"),
        format!("/ex//jira/{CLOUD}/rest/api/3/myself"),
        format!("/ex/jira//{CLOUD}/rest/api/3/myself"),
        format!("/EX/jira/{CLOUD}/rest/api/3/myself"),
        "/ex/".to_owned(),
        "/ex".to_owned(),
        "/admin/v1/orgs".to_owned(),
        "/admin/v2/orgs".to_owned(),
        org(OTHER, ""),
        org(CLOUD, ""),
        org(ORG, "/"),
        org(ORG, "?cursor=a&limit=1"),
        org(ORG, "/-/groups"),
        org(ORG, "/-/users"),
        format!("/admin/v2/orgs/{ORG}"),
        format!("/admin/v2/orgs/{ORG}/../{OTHER}/directories"),
        format!("/admin/v1/orgs/{ORG}/directory/groups/a/memberships/b"),
        "/oauth/token/accessible-resources".to_owned(),
        format!("/scim/directory/{ORG}/Groups"),
    ]
    .into_iter()
    .map(|target| ("GET", target))
    .collect();
    for rest in [
        "/-/groups/a",
        "/-/groups/a/memberships/",
        "/-/groups//memberships/b",
        "/-/groups/a%2Fb/memberships/c",
        "/-/groups/../memberships/c",
        "/-/groups/a/memberships/b/c",
        "/-/users/b",
        "/{}/groups/{}/memberships/{}",
    ] {
        off.push(("DELETE", org(ORG, rest)));
    }
    off.push(("DELETE", org(OTHER, "/-/groups/a/memberships/b")));
    let bodies = [
        org(ORG, "/-/groups"),
        org(ORG, "/-/groups/a/role-assignments/assign"),
        org(ORG, "/-/users/invite"),
        org(ORG, "/-/users/b/suspend"),
        org(OTHER, "/-/groups/search"),
    ];
    let say = |method: &str, target: &str, more: &str| {
        let text = format!(
            "{{\"n\":0,\"method\":\"{method}\",\"target\":\"{target}\",\"authorization\":\"{LOGIN}\"{more}}}"
        );
        Attack::new(
            "gateway",
            target,
            Act::OnSocket(text_frame(&text)),
            Refusal::Fault(RelayError::NotListed),
        )
    };
    let reads = off.iter().map(|(method, target)| say(method, target, ""));
    let posts = bodies
        .iter()
        .map(|target| say("POST", target, ",\"body\":\"{}\""));
    reads.chain(posts).collect()
}
