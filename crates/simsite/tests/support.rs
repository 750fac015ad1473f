//! A small site on a free port, and calls to it.

use groupsweep_atlassian_sim::{SeedMembership, Settings};
use groupsweep_simsite::{SimOptions, SimSite, start};
use reqwest::{Client, Method, Response};
use serde_json::Value;
use std::sync::Once;

pub(crate) const GROUP: &str = "e7b24a95-307c-4179-b143-18071d986420";

/// `admin@example.com:good-token`.
pub(crate) const LOGIN: &str = "Basic YWRtaW5AZXhhbXBsZS5jb206Z29vZC10b2tlbg==";

pub(crate) fn client() -> Client {
    static RING: Once = Once::new();
    RING.call_once(|| {
        rustls::crypto::ring::default_provider()
            .install_default()
            .unwrap();
    });
    Client::builder().no_proxy().build().unwrap()
}

pub(crate) fn seats() -> Vec<SeedMembership> {
    (1..=20)
        .map(|n| SeedMembership {
            group_id: GROUP.to_owned(),
            group_name: "team-a".to_owned(),
            account_id: format!("712020:{n:02}"),
            display_name: format!("User {n}"),
            email: String::new(),
            active: true,
        })
        .collect()
}

pub(crate) async fn site(profiles: &[(&str, &str)]) -> SimSite {
    let mut settings = Settings::default();
    for (name, value) in profiles {
        settings.set_profile(name, value).unwrap();
    }
    let options = SimOptions {
        settings,
        seats: seats(),
        ..SimOptions::default()
    };
    start(options).await.unwrap()
}

pub(crate) fn removal(account: &str) -> String {
    format!("/rest/api/3/group/user?groupId={GROUP}&accountId={account}")
}

pub(crate) async fn ask(origin: &str, method: Method, path: &str) -> reqwest::Result<Response> {
    let request = client().request(method, format!("{origin}{path}"));
    request.header("authorization", LOGIN).send().await
}

pub(crate) async fn control(origin: &str, path: &str) -> Value {
    let reply = client()
        .get(format!("{origin}/__sim/{path}"))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 200, "{path}");
    serde_json::from_str(&reply.text().await.unwrap()).unwrap()
}

pub(crate) async fn change(origin: &str, settings: Value) -> u16 {
    let request = client().post(format!("{origin}/__sim/settings"));
    request
        .body(settings.to_string())
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}
