//! The site itself: answers, cut connections, start and stop.

use groupsweep_simsite::{SimOptions, start};
use reqwest::Method;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use crate::support::{GROUP, LOGIN, ask, control, removal, site};

#[tokio::test]
async fn a_removal_over_a_socket_reaches_the_model() {
    let site = site(&[]).await;
    let reply = ask(&site.origin(), Method::DELETE, &removal("712020%3A01"))
        .await
        .unwrap();
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.headers()["server"], "AtlassianEdge");
    assert_eq!(
        reply.headers()["x-aaccountid"],
        groupsweep_atlassian_sim::DEFAULT_ACCOUNT_ID
    );
    assert_eq!(reply.text().await.unwrap(), "");
    assert!(!site.model().lock().unwrap().is_member(GROUP, "712020:01"));
    assert_eq!(site.model().lock().unwrap().member_count(), 19);
}

#[tokio::test]
async fn next_page_is_an_address_that_works() {
    let site = site(&[]).await;
    let path = format!("/rest/api/3/group/member?groupId={GROUP}&maxResults=15");
    let page = ask(&site.origin(), Method::GET, &path)
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let next: Value = serde_json::from_str(&page).unwrap();
    let next = next["nextPage"]
        .as_str()
        .unwrap()
        .strip_prefix(&site.origin())
        .unwrap()
        .to_owned();
    let page = ask(&site.origin(), Method::GET, &next)
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let page: Value = serde_json::from_str(&page).unwrap();
    assert_eq!(page["values"].as_array().unwrap().len(), 5);
}

/// Sends one request on a fresh connection and reads until the other side closes.
fn raw(address: SocketAddr, request: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut received = Vec::new();
    // A reset is as good an end as a close.
    if let Err(error) = stream.read_to_end(&mut received) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    }
    received
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_connection_closes_without_a_byte_after_the_effect() {
    let site = site(&[("fault-kinds", "cut")]).await;
    site.model().lock().unwrap().settings_mut().faults.percent = 100;
    let failed = ask(&site.origin(), Method::DELETE, &removal("712020:01"))
        .await
        .unwrap_err();
    assert!(
        failed.is_request() && !failed.is_connect() && !failed.is_timeout(),
        "{failed:?}"
    );
    assert!(!site.model().lock().unwrap().is_member(GROUP, "712020:01"));

    let request = format!(
        "DELETE {} HTTP/1.1\r\nHost: {}\r\nAuthorization: {LOGIN}\r\n\r\n",
        removal("712020:02"),
        site.address()
    );
    let address = site.address();
    let received = tokio::task::spawn_blocking(move || raw(address, &request))
        .await
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&received), "");
    assert!(!site.model().lock().unwrap().is_member(GROUP, "712020:02"));

    // The client sent each once: nobody retried behind our back.
    let seen = control(&site.origin(), "requests").await;
    let statuses: Vec<_> = seen
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["status"])
        .collect();
    assert_eq!(statuses, [0, 0]);
}

#[tokio::test]
async fn a_dropped_site_gives_its_port_back() {
    let site = site(&[]).await;
    let address = site.address();
    ask(&site.origin(), Method::GET, "/rest/api/3/myself")
        .await
        .unwrap();
    drop(site);
    let freed = async {
        while TcpListener::bind(address).is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), freed)
        .await
        .unwrap();
}

#[tokio::test]
async fn only_loopback_is_served() {
    let options = SimOptions {
        listen: "0.0.0.0:0".parse().unwrap(),
        ..SimOptions::default()
    };
    assert!(start(options).await.is_err());
}
