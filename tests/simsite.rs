//! The simulated site over real sockets, as a library and as a program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::time::{Duration, Instant};

use groupsweep::practice::{Seat, Settings};
use groupsweep::simsite::{SimOptions, SimSite, read_seats, start};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

const GROUP: &str = "e7b24a95-307c-4179-b143-18071d986420";
/// `admin@example.com:good-token`.
const LOGIN: &str = "Basic YWRtaW5AZXhhbXBsZS5jb206Z29vZC10b2tlbg==";
const EXPORT: &str = "\u{feff}Group id,Group name,User id,User name,email,User status,Added to org\n\
    e7b24a95-307c-4179-b143-18071d986420,\"team, a\",712020:1,One,one@example.com,Active,1 Sep 2023\n\
    e7b24a95-307c-4179-b143-18071d986420,\"team, a\",712020:2,Two,two@example.com,Suspended,1 Sep 2023\n\
    ,,712020:3,Three,three@example.com,Active,1 Sep 2023\n";

fn client() -> Client {
    static RING: Once = Once::new();
    RING.call_once(|| {
        rustls::crypto::ring::default_provider()
            .install_default()
            .unwrap();
    });
    Client::builder().no_proxy().build().unwrap()
}

fn seats() -> Vec<Seat> {
    (1..=20)
        .map(|n| Seat {
            group_id: GROUP.to_owned(),
            group_name: "team-a".to_owned(),
            account_id: format!("712020:{n:02}"),
            display_name: format!("User {n}"),
            email: String::new(),
            active: true,
        })
        .collect()
}

async fn site(profiles: &[(&str, &str)]) -> SimSite {
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

fn removal(account: &str) -> String {
    format!("/rest/api/3/group/user?groupId={GROUP}&accountId={account}")
}

async fn ask(origin: &str, method: Method, path: &str) -> reqwest::Result<Response> {
    let request = client().request(method, format!("{origin}{path}"));
    request.header("authorization", LOGIN).send().await
}

async fn control(origin: &str, path: &str) -> Value {
    let reply = client()
        .get(format!("{origin}/__sim/{path}"))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 200, "{path}");
    serde_json::from_str(&reply.text().await.unwrap()).unwrap()
}

async fn change(origin: &str, settings: Value) -> u16 {
    let request = client().post(format!("{origin}/__sim/settings"));
    request
        .body(settings.to_string())
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}

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
        groupsweep::practice::DEFAULT_ACCOUNT_ID
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
    assert_eq!(seen[0]["headers"]["authorization"], "present");
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

#[test]
fn an_export_is_read_with_either_kind_of_heading() {
    let seats = read_seats(EXPORT.as_bytes()).unwrap();
    let short: Vec<_> = seats
        .iter()
        .map(|s| (&*s.account_id, &*s.group_name, s.active))
        .collect();
    assert_eq!(
        short,
        [
            ("712020:1", "team, a", true),
            ("712020:2", "team, a", false)
        ]
    );
    let edited = "groupId,accountId,Email\ng,a,x@example.com\n";
    assert_eq!(
        read_seats(edited.as_bytes()).unwrap()[0].email,
        "x@example.com"
    );
    assert!(read_seats("User id,email\n".as_bytes()).is_err());
}

/// The program, killed when the test is over.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn run(flags: &[&str]) -> Program {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groupsweep-simsite"));
    let command = command
        .args(flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Program(command.spawn().unwrap())
}

#[tokio::test]
async fn the_program_says_where_it_listens_and_serves_its_file() {
    let file = std::env::temp_dir().join(format!("groupsweep-simsite-{}.csv", std::process::id()));
    std::fs::write(&file, EXPORT).unwrap();
    let mut program = run(&[
        "--listen",
        "127.0.0.1:0",
        "--members",
        file.to_str().unwrap(),
        "--login",
        "one@example.com:t1:jira-admin",
        "--login",
        "two@example.com:t2",
        "--login",
        "root@example.com:t3:admin",
        "--rate",
        "5",
        "--profile",
        "not-site-admin=masked-404",
    ]);
    let mut line = String::new();
    BufReader::new(program.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    std::fs::remove_file(&file).unwrap();
    let origin = line
        .trim_end()
        .strip_prefix("listening ")
        .unwrap()
        .to_owned();
    assert!(origin.starts_with("http://127.0.0.1:"));
    assert_eq!(control(&origin, "memberships").await, json!({ "count": 2 }));

    let call = |method, path: String, login: &str| {
        let (email, token) = login.split_once(':').unwrap();
        let request = client().request(method, format!("{origin}{path}"));
        request.basic_auth(email, Some(token)).send()
    };
    // A login that is a member has the member's account id.
    let me = call(
        Method::GET,
        "/rest/api/3/myself".to_owned(),
        "one@example.com:t1",
    )
    .await
    .unwrap();
    assert_eq!(me.headers()["x-aaccountid"], "712020:1");
    let refused = call(Method::DELETE, removal("712020:2"), "one@example.com:t1")
        .await
        .unwrap();
    assert_eq!(refused.status(), 404);
    let removed = call(Method::DELETE, removal("712020:2"), "root@example.com:t3")
        .await
        .unwrap();
    assert_eq!(removed.status(), 200);
    assert_eq!(removed.headers()["x-ratelimit-limit"], "5");
    assert_eq!(
        control(&origin, &format!("members?groupId={GROUP}")).await,
        json!(["712020:1"])
    );
}

#[test]
fn the_program_refuses_what_it_does_not_understand() {
    for (flags, said) in [
        (
            &["--profile", "colour=red"][..],
            "not-a-member = 400 | 404 | 200",
        ),
        (&["--profile", "not-a-member=500"], "400 | 404 | 200"),
        (&["--login", "nobody"], "EMAIL:TOKEN"),
        (&["--members", "no-such-file.csv"], "no-such-file.csv"),
        (&["--listen", "0.0.0.0:0"], "loopback"),
    ] {
        let mut program = run(flags);
        assert!(!program.0.wait().unwrap().success(), "{flags:?}");
        let (mut out, mut err) = (String::new(), String::new());
        program
            .0
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut out)
            .unwrap();
        program
            .0
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        assert_eq!(out, "");
        assert!(err.contains(said), "{flags:?}: {err}");
    }
}
