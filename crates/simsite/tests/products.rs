//! Gateway and Confluence over real sockets.

use groupsweep_atlassian_sim::CLOUD_ID;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{GROUP, ask, client, control, site};

const WRITE: &str = "/wiki/rest/api/group/userByGroupId";

#[tokio::test]
async fn a_member_is_removed_and_added_back_through_confluence() {
    let site = site(&[]).await;
    let origin = site.origin();
    let removal = format!("{WRITE}?groupId={GROUP}&accountId=712020:01");
    for _ in 0..2 {
        let reply = ask(&origin, Method::DELETE, &removal).await.unwrap();
        assert_eq!(reply.status(), 204);
        assert_eq!(reply.text().await.unwrap(), "");
    }
    let members = format!("members?groupId={GROUP}");
    let count = |list: Value| list.as_array().unwrap().len();
    assert_eq!(count(control(&origin, &members).await), 19);
    let added = client()
        .post(format!("{origin}{WRITE}?groupId={GROUP}"))
        .header("authorization", crate::support::LOGIN)
        .header("content-type", "application/json")
        .body(json!({ "accountId": "712020:01" }).to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(added.status(), 201);
    assert_eq!(count(control(&origin, &members).await), 20);
}

#[tokio::test]
async fn the_cloud_id_is_told_to_everybody_and_opens_the_gateway() {
    let site = site(&[]).await;
    let origin = site.origin();
    let reply = client()
        .get(format!("{origin}/_edge/tenant_info"))
        .header("origin", "https://page.example")
        .send()
        .await
        .unwrap();
    assert_eq!(reply.headers().get("access-control-allow-origin"), None);
    let info: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
    assert_eq!(info["cloudId"], CLOUD_ID);
    // The usual login has no scopes: not for the gateway.
    for path in [
        "jira/ID/rest/api/3/myself",
        "confluence/ID/wiki/rest/api/user/current",
    ] {
        let path = format!("/ex/{}", path.replace("ID", CLOUD_ID));
        let reply = client()
            .get(format!("{origin}{path}"))
            .header("authorization", crate::support::LOGIN)
            .header("origin", "https://page.example")
            .send()
            .await
            .unwrap();
        assert_eq!(reply.status(), 401);
        let header = |name: &str| reply.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("x-failure-category"), "FAILURE_CLIENT_AUTH_MISMATCH");
        assert_eq!(
            header("access-control-allow-origin"),
            "https://page.example"
        );
    }
}

#[tokio::test]
async fn a_fault_after_the_effect_cuts_a_call_of_confluence_too() {
    let site = site(&[("fault-kinds", "cut"), ("faults-running", "1")]).await;
    let origin = site.origin();
    let faults = json!({ "faults_percent": 100 });
    assert_eq!(crate::support::change(&origin, faults).await, 204);
    let removal = format!("{WRITE}?groupId={GROUP}&accountId=712020:01");
    assert!(ask(&origin, Method::DELETE, &removal).await.is_err());
    let members = control(&origin, &format!("members?groupId={GROUP}")).await;
    assert!(!members.to_string().contains("712020:01\""));
    assert_eq!(
        ask(&origin, Method::DELETE, &removal)
            .await
            .unwrap()
            .status(),
        204
    );
    let seen = control(&origin, "requests").await;
    assert_eq!(
        (&seen[0]["status"], &seen[1]["status"]),
        (&0.into(), &204.into())
    );
}
