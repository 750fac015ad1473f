//! The control surface under `/__sim/`.

use reqwest::Method;
use serde_json::json;
use std::time::{Duration, Instant};

use crate::support::{GROUP, ask, change, client, control, removal, site};

#[tokio::test]
async fn the_log_shows_every_request_in_order_and_no_token() {
    let site = site(&[]).await;
    let origin = site.origin();
    ask(&origin, Method::DELETE, &removal("712020:01"))
        .await
        .unwrap();
    ask(&origin, Method::GET, "/rest/api/3/myself")
        .await
        .unwrap();
    client()
        .get(format!("{origin}/rest/api/3/myself"))
        .send()
        .await
        .unwrap();
    let seen = control(&origin, "requests").await;
    let lines: Vec<_> = seen
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {} {}", one["method"], one["path"], one["status"]).replace('"', ""))
        .collect();
    assert_eq!(
        lines,
        [
            "DELETE /rest/api/3/group/user 200",
            "GET /rest/api/3/myself 200",
            "GET /rest/api/3/myself 401"
        ]
    );
    assert_eq!(
        seen[0]["query"],
        format!("groupId={GROUP}&accountId=712020:01")
    );
    assert_eq!(seen[0]["headers"]["authorization"], "Basic");
    assert_eq!(seen[2]["headers"].get("authorization"), None);
    assert!(!seen.to_string().contains("YWRtaW5"));
    client()
        .delete(format!("{origin}/__sim/requests"))
        .send()
        .await
        .unwrap();
    assert_eq!(control(&origin, "requests").await, json!([]));
}

#[tokio::test]
async fn the_control_surface_tells_members_and_their_number() {
    let site = site(&[]).await;
    let origin = site.origin();
    let members = control(&origin, &format!("members?groupId={GROUP}")).await;
    assert_eq!(members.as_array().unwrap().len(), 20);
    assert_eq!(
        (&members[0], &members[19]),
        (&"712020:01".into(), &"712020:20".into())
    );
    ask(&origin, Method::DELETE, &removal("712020:01"))
        .await
        .unwrap();
    assert_eq!(
        control(&origin, "memberships").await,
        json!({ "count": 19 })
    );
    assert_eq!(control(&origin, "members?groupId=nothing").await, json!([]));
    let unknown = client()
        .get(format!("{origin}/__sim/nothing"))
        .send()
        .await
        .unwrap();
    assert_eq!(unknown.status(), 404);
}

#[tokio::test]
async fn settings_change_at_run_time_or_not_at_all() {
    let site = site(&[]).await;
    let origin = site.origin();
    let bad = json!({ "rate": 1, "profiles": { "not-a-member": "500" } });
    assert_eq!(change(&origin, bad).await, 400);
    assert_eq!(change(&origin, json!({ "speed": 1 })).await, 400);
    assert_eq!(site.model().lock().unwrap().settings().limits.rate, 50);

    let good = json!({ "rate": 1, "burst": 2, "profiles": { "not-a-member": "404" } });
    assert_eq!(change(&origin, good).await, 204);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let reply = ask(&origin, Method::DELETE, &removal("712020:01"))
            .await
            .unwrap();
        statuses.push(reply.status().as_u16());
        if statuses.len() == 3 {
            assert_eq!(reply.headers()["retry-after"], "1");
        }
    }
    assert_eq!(statuses, [200, 404, 429]);

    let faulty = json!({ "faults_percent": 100, "rate": 0, "profiles": { "fault-kinds": "502" } });
    assert_eq!(change(&origin, faulty).await, 204);
    let reply = ask(&origin, Method::DELETE, &removal("712020:02"))
        .await
        .unwrap();
    assert_eq!(reply.status(), 502);
    // The control surface itself is neither limited nor faulty.
    assert_eq!(
        control(&origin, "memberships").await,
        json!({ "count": 19 })
    );
}

#[tokio::test]
async fn latency_delays_every_answer_of_the_site() {
    let site = site(&[]).await;
    assert_eq!(
        change(&site.origin(), json!({ "latency_ms": 80 })).await,
        204
    );
    let before = Instant::now();
    ask(&site.origin(), Method::GET, "/rest/api/3/myself")
        .await
        .unwrap();
    assert!(before.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn what_the_site_calls_groups_and_people_changes_at_run_time_or_not_at_all() {
    let site = site(&[]).await;
    let origin = site.origin();
    let nobody = json!({ "directory": { "names": { GROUP: "team-b", "712020:nobody": "X" } } });
    assert_eq!(change(&origin, nobody).await, 400);
    let a_group = json!({ "rate": 1, "directory": { "suspended": [GROUP] } });
    assert_eq!(change(&origin, a_group).await, 400);
    let name = |said: &str| said.contains("team-b");
    let bulk = format!("/rest/api/3/group/bulk?groupId={GROUP}");
    let said = ask(&origin, Method::GET, &bulk).await.unwrap();
    assert!(!name(&said.text().await.unwrap()));
    assert_eq!(site.model().lock().unwrap().settings().limits.rate, 50);

    let good = json!({ "directory": {
        "names": { GROUP: "team-b", "712020:01": "Tobias Okoro" },
        "emails": { "712020:01": "t.okoro@example.com" },
        "suspended": ["712020:02"],
    } });
    assert_eq!(change(&origin, good).await, 204);
    let said = ask(&origin, Method::GET, &bulk).await.unwrap();
    assert!(name(&said.text().await.unwrap()));
    let members = format!("/rest/api/3/group/member?groupId={GROUP}");
    let said = ask(&origin, Method::GET, &members).await.unwrap();
    let said = said.text().await.unwrap();
    assert!(said.contains("Tobias Okoro") && said.contains("t.okoro@example.com"));
    assert!(!said.contains("712020:02"));
}
