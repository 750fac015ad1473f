//! The organization over real sockets, with the program's own flags.

use groupsweep_atlassian_sim::{DIRECTORY_ID, ORG_ID, OTHER_DIRECTORY_ID};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::program::{SimsiteProgram, origin_of, run};
use crate::support::{GROUP, client, control};

const SYNCED: &str = "00000000-307c-4179-b143-18071d986421";
const TWIN: &str = "22222222-307c-4179-b143-18071d986422";

struct RunningSite {
    origin: String,
    _program: SimsiteProgram,
}

/// A site with two groups of this site, one of them synced, and a namesake of another site.
fn started(name: &str, more: &[&str]) -> RunningSite {
    let export = format!(
        "Group id,Group name,User id,User name,email,User status\n\
        {GROUP},team-a,712020:1,One,one@example.com,Active\n\
        {GROUP},team-a,712020:2,Two,two@example.com,Active\n\
        {SYNCED},from-idp,712020:1,One,one@example.com,Active\n"
    );
    let file =
        std::env::temp_dir().join(format!("groupsweep-org-{name}-{}.csv", std::process::id()));
    std::fs::write(&file, export).unwrap();
    let twin = format!("{TWIN}:team-a");
    let synced = SYNCED.to_uppercase();
    let mut flags = vec![
        "--members",
        file.to_str().unwrap(),
        "--login",
        "orgkey:t-key",
    ];
    flags.extend(["--login", "root@example.com:t-root", "--synced", &synced]);
    flags.extend(["--org-group", &twin]);
    flags.extend(more);
    let mut program = run(&flags);
    let origin = origin_of(&mut program);
    std::fs::remove_file(&file).unwrap();
    RunningSite {
        origin,
        _program: program,
    }
}

impl RunningSite {
    async fn ask(&self, method: Method, rest: &str, body: Option<Value>) -> Response {
        let path = format!("/admin/v2/orgs/{ORG_ID}/directories/-/{rest}");
        let request = client()
            .request(method, format!("{}{path}", self.origin))
            .bearer_auth("t-key");
        let request = match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body.to_string()),
            None => request,
        };
        request.send().await.unwrap()
    }

    async fn members(&self, group: &str) -> Value {
        control(&self.origin, &format!("members?groupId={group}")).await
    }
}

async fn read(reply: Response) -> Value {
    serde_json::from_str(&reply.text().await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_member_is_removed_and_added_back_through_the_organization() {
    let site = started("members", &["--rate", "7"]);
    let removal = format!("groups/{GROUP}/memberships/712020:1");
    let reply = site.ask(Method::DELETE, &removal, None).await;
    assert_eq!(reply.status(), 204);
    assert_eq!(reply.headers()["x-ratelimit-limit"], "7");
    let reset = reply.headers()["x-ratelimit-reset"].to_str().unwrap();
    assert!(
        groupsweep_core::domain::parse_iso8601(reset).is_some(),
        "{reset}"
    );
    assert_eq!(site.members(GROUP).await, json!(["712020:2"]));
    let body = Some(json!({ "accountId": "712020:1" }));
    let addition = format!("groups/{GROUP}/memberships");
    let reply = site.ask(Method::POST, &addition, body.clone()).await;
    assert_eq!(reply.status(), 204);
    assert_eq!(site.members(GROUP).await, json!(["712020:1", "712020:2"]));
    let elsewhere = format!("groups/{TWIN}/memberships");
    assert_eq!(site.ask(Method::POST, &elsewhere, body).await.status(), 204);
    assert_eq!(site.members(TWIN).await, json!(["712020:1"]));
    let seen = control(&site.origin, "requests").await;
    assert_eq!(seen[0]["headers"]["authorization"], "Bearer");
    assert!(!seen.to_string().contains("t-key"));
}

#[tokio::test]
async fn the_synced_group_of_the_flag_is_told_and_kept_on_both_sides() {
    let site = started("synced", &[]);
    let body = json!({ "groupIds": [SYNCED] });
    let page = read(site.ask(Method::POST, "groups/search", Some(body)).await).await;
    assert_eq!(page["data"][0]["externalSynced"], true);
    let removal = format!("groups/{SYNCED}/memberships/712020:1");
    let reply = site.ask(Method::DELETE, &removal, None).await;
    assert_eq!(reply.status(), 403);
    assert_eq!(read(reply).await["errors"][0]["code"], "ADMIN-403-5");
    let on_site = format!(
        "{}/rest/api/3/group/user?groupId={SYNCED}&accountId=712020:1",
        site.origin
    );
    let on_site = client()
        .delete(on_site)
        .basic_auth("root@example.com", Some("t-root"));
    assert_eq!(on_site.send().await.unwrap().status(), 403);
    assert_eq!(site.members(SYNCED).await, json!(["712020:1"]));
}

#[tokio::test]
async fn the_namesake_of_another_site_is_in_the_organization_and_not_on_this_site() {
    let site = started("twin", &[]);
    let body = json!({ "groupNames": ["team-a"] });
    let page = read(site.ask(Method::POST, "groups/search", Some(body)).await).await;
    let directories: Vec<_> = page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| &g["directoryId"])
        .collect();
    assert_eq!(directories, [OTHER_DIRECTORY_ID, DIRECTORY_ID]);
    let on_site = format!("{}/rest/api/3/group/bulk", site.origin);
    let on_site = client()
        .get(on_site)
        .basic_auth("root@example.com", Some("t-root"));
    let on_site = read(on_site.send().await.unwrap()).await;
    assert_eq!(on_site["total"], 2);
    assert!(!on_site.to_string().contains(TWIN));
}

#[tokio::test]
async fn the_control_surface_tells_the_ids() {
    let site = started("ids", &[]);
    let ids = control(&site.origin, "ids").await;
    assert_eq!(
        (&ids["orgId"], &ids["directoryId"], &ids["otherDirectoryId"]),
        (
            &ORG_ID.into(),
            &DIRECTORY_ID.into(),
            &OTHER_DIRECTORY_ID.into()
        )
    );
    assert_eq!(ids["cloudId"], groupsweep_atlassian_sim::CLOUD_ID);
}
