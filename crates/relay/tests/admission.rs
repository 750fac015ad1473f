//! Who gets in: hosts, origins, keys, preflights, the page's files.

use std::net::{TcpStream, UdpSocket};

use groupsweep_core::wire::{CALLS_PATH, Hello, Login, RelayError, VERSION};
use groupsweep_relay::StartError;

use crate::bench::{Bench, LOGIN, MYSELF, PAGES, options};
use crate::http::{connect, exchange};
use crate::site::{Site, ok};

const HELLO: &str = "/relay/hello";

#[test]
fn the_page_is_greeted_with_the_pinned_site() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let answer = bench.ask("GET", HELLO);
    assert_eq!(answer.fault(), (200, None));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let hello: Hello = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(hello.version, VERSION);
    let pinned = hello.site.unwrap();
    assert_eq!(pinned.origin, site.origin());
    assert_eq!(pinned.login, Login::Page);
    assert_eq!(
        bench.relay().url(),
        format!(
            "http://{}/#key={}.{}",
            bench.address, bench.key, hello.proof
        )
    );
    assert_ne!(hello.proof, bench.key);
    assert_eq!(
        bench.page().proof,
        hello.proof,
        "before anything is sent on the socket"
    );
}

#[test]
fn the_proof_is_told_to_nobody_without_the_key() {
    let bench = Bench::start(options(None));
    let proof = bench.relay().proof().to_owned();
    for target in [HELLO, "/", CALLS_PATH] {
        let lines = format!("Host: {}\r\nX-Groupsweep-Key: 0\r\n", bench.address);
        let answer = bench.bare("GET", target, &lines);
        assert!(!answer.body.contains(&proof), "{target}");
    }
}

#[test]
fn without_a_site_only_practice_is_possible() {
    let bench = Bench::start(options(None));
    let hello: Hello = serde_json::from_str(&bench.ask("GET", HELLO).body).unwrap();
    assert_eq!(hello.site, None);
    assert_eq!(bench.call("GET", MYSELF), Err(RelayError::NoSite));
}

#[test]
fn a_foreign_host_is_refused_before_the_key_is_looked_at() {
    let bench = Bench::start(options(None));
    for host in ["Host: evil.example\r\n", "", "Host: 127.0.0.1\r\n"] {
        for target in [HELLO, "/", CALLS_PATH] {
            let answer = bench.bare("GET", target, host);
            assert_eq!(answer.fault(), (403, Some("wrong-origin")), "{host}");
        }
    }
    assert_eq!(bench.relay().refused_keys(), 0);
}

#[test]
fn two_hosts_are_refused() {
    let bench = Bench::start(options(None));
    let again = format!("Host: {}\r\n", bench.address);
    for second in [again.as_str(), "Host: evil.example\r\n"] {
        let answer = exchange(bench.address, &bench.raw("GET", HELLO, second));
        assert_eq!(answer.fault(), (403, Some("wrong-origin")));
    }
}

#[test]
fn a_target_with_a_host_of_its_own_is_refused() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    for origin in [
        "http://evil.example".to_owned(),
        format!("http://{}", bench.address),
    ] {
        let answer = bench.ask("GET", &format!("{origin}{HELLO}"));
        assert_eq!(answer.fault(), (400, Some("bad-request")));
    }
    assert_eq!(bench.ask("CONNECT", "evil.example:443").status(), 400);
    assert!(site.seen().is_empty());
}

#[test]
fn null_origin_is_refused() {
    let bench = Bench::start(options(None));
    for origin in ["null", "https://evil.example", "http://127.0.0.1:1"] {
        let line = format!("Origin: {origin}\r\n");
        let answer = exchange(bench.address, &bench.raw("GET", HELLO, &line));
        assert_eq!(answer.fault(), (403, Some("wrong-origin")), "{origin}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

#[test]
fn a_page_from_disk_is_let_in_with_its_key_where_that_was_asked_for() {
    let bench = Bench::start(options(None).allowing_files().unwrap());
    let from_disk = "Origin: null\r\nSec-Fetch-Site: cross-site\r\n";
    let answer = exchange(bench.address, &bench.raw("GET", HELLO, from_disk));
    assert_eq!(answer.status(), 200);
    let allowed = answer.header("access-control-allow-origin");
    assert_eq!(allowed, Some("null"), "and may read the answer");
    let lines = format!("Host: {}\r\n{from_disk}", bench.address);
    let without = bench.bare("GET", HELLO, &lines);
    assert_eq!(without.fault(), (401, Some("wrong-key")));
    assert_eq!(bench.relay().refused_keys(), 1);
}

#[test]
fn a_request_started_by_another_site_is_refused_even_with_the_key() {
    let bench = Bench::start(options(None));
    let cross = "Sec-Fetch-Site: cross-site\r\n";
    let answer = exchange(bench.address, &bench.raw("GET", HELLO, cross));
    assert_eq!(answer.fault(), (403, Some("wrong-origin")));
    let link = exchange(bench.address, &bench.raw("GET", "/", cross));
    assert_eq!(link.status(), 200);
}

#[test]
fn a_missing_or_wrong_key_is_refused_counted_and_slow() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let host = format!("Host: {0}\r\nOrigin: http://{0}\r\n", bench.address);
    let half = &bench.key[..32];
    let started = std::time::Instant::now();
    for key in [
        "",
        "X-Groupsweep-Key: x\r\n",
        &format!("X-Groupsweep-Key: {half}\r\n"),
    ] {
        for target in [HELLO, CALLS_PATH, "/relay/other", "/relay"] {
            let answer = bench.bare("GET", target, &format!("{host}{key}"));
            assert_eq!(answer.fault(), (401, Some("wrong-key")));
            assert_eq!(answer.header("www-authenticate"), None);
        }
    }
    assert!(started.elapsed() >= options(None).limits.wrong_key * 12);
    assert_eq!(bench.relay().refused_keys(), 12);
    assert!(site.seen().is_empty());
}

#[test]
fn a_key_dies_with_its_relay() {
    let mut first = Bench::start(options(None));
    let stale = first.key.clone();
    let running = first.take();
    first.runtime.block_on(running.stop());
    let mut again = options(None);
    again.listen = first.address;
    let second = Bench::start(again);
    assert_eq!(second.ask("GET", HELLO).status(), 200);
    let lines = format!("Host: {}\r\nX-Groupsweep-Key: {stale}\r\n", second.address);
    let answer = second.bare("GET", HELLO, &lines);
    assert_eq!(answer.fault(), (401, Some("wrong-key")));
}

#[test]
fn only_pages_from_allowed_origins_may_ask_and_read() {
    let bench = Bench::start(options(None));
    let asking = |origin: &str| {
        let lines = format!(
            "Host: {}\r\nOrigin: {origin}\r\nSec-Fetch-Site: cross-site\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n",
            bench.address
        );
        bench.bare("OPTIONS", HELLO, &lines)
    };
    let allowed = asking(PAGES);
    assert_eq!(allowed.status(), 204);
    for (name, value) in [
        ("access-control-allow-origin", PAGES),
        ("access-control-allow-methods", "GET"),
        ("access-control-allow-headers", "x-groupsweep-key"),
        ("access-control-allow-private-network", "true"),
        ("vary", "Origin"),
    ] {
        assert_eq!(allowed.header(name), Some(value));
    }
    let foreign = asking("https://evil.example");
    assert_eq!(foreign.fault(), (403, Some("wrong-origin")));
    let told = |name: &str| name.starts_with("access-control");
    assert!(!foreign.headers.iter().any(|(name, _)| told(name)));
    // Even a refusal can be read by an allowed page, so that it can say what is wrong.
    let lines = format!("Host: {}\r\nOrigin: {PAGES}\r\n", bench.address);
    let refused = bench.bare("GET", HELLO, &lines);
    assert_eq!(refused.fault(), (401, Some("wrong-key")));
    assert_eq!(refused.header("access-control-allow-origin"), Some(PAGES));
    assert_eq!(
        refused.header("access-control-expose-headers"),
        Some("x-groupsweep-fault")
    );
    let own = bench.ask("GET", HELLO);
    assert!(!own.headers.iter().any(|(name, _)| told(name)));
}

#[test]
fn the_page_needs_no_key_and_says_what_it_may_do() {
    let bench = Bench::start(options(None));
    let host = format!("Host: {}\r\n", bench.address);
    let answer = bench.bare("GET", "/", &host);
    assert_eq!(answer.body, "<script>a()</script>");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-")
    );
    for (name, value) in [
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), Some(value));
    }
    let head = bench.bare("HEAD", "/", &host);
    assert_eq!(head.header("content-length"), Some("20"));
    assert_eq!(bench.bare("POST", "/", &host).status(), 405);
    assert_eq!(bench.bare("GET", "/../Cargo.toml", &host).status(), 404);
    assert_eq!(bench.bare("GET", "/relay%2Fhello", &host).status(), 404);
    let sockets = format!(
        "connect-src 'self' ws://{0} ws://localhost:{1};",
        bench.address,
        bench.address.port()
    );
    assert!(policy.contains(&sockets), "{policy}");
    assert!(policy.contains("worker-src 'self';"), "{policy}");
}

#[test]
fn the_relay_binds_loopback_only() {
    let bench = Bench::start(options(None));
    assert!(bench.address.ip().is_loopback());
    let mut open = options(None);
    open.listen = "0.0.0.0:0".parse().unwrap();
    let refused = bench.runtime.block_on(groupsweep_relay::start(open));
    assert!(matches!(refused, Err(StartError::NotLoopback(_))));
    // The machine's own address on the network, where it has one; nothing is sent.
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    if socket.connect("192.0.2.1:9").is_ok() {
        let ip = socket.local_addr().unwrap().ip();
        assert!(TcpStream::connect((ip, bench.address.port())).is_err());
    }
}

#[test]
fn there_is_nothing_but_the_greeting_and_the_calls() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let addresses = ["/relay", "/relay/", "/relay/hello/", "/relay/hello?"];
    for target in addresses {
        assert_eq!(
            bench.ask("GET", target).fault(),
            (404, Some("not-listed")),
            "{target}"
        );
    }
    assert_eq!(bench.ask("POST", HELLO).status(), 404);
    // Not even with login and key does a plain request reach the site.
    let login = format!("Authorization: {LOGIN}\r\n");
    for target in ["/site/rest/api/3/myself", "/rest/api/3/myself"] {
        let answer = exchange(bench.address, &bench.raw("GET", target, &login));
        assert_eq!(answer.status(), 404, "{target}");
    }
    assert!(site.seen().is_empty());
}

#[test]
fn wrong_keys_by_the_dozen_do_not_hold_up_the_right_one() {
    let mut options = options(None);
    options.limits.wrong_key = std::time::Duration::from_millis(1500);
    options.limits.wrong_keys = 8;
    let bench = Bench::start(options);
    let address = bench.address;
    let guess = move || {
        let raw = format!("GET {HELLO} HTTP/1.1\r\nHost: {address}\r\nX-Groupsweep-Key: 0\r\n\r\n");
        let mut stream = connect(address);
        std::io::Write::write_all(&mut stream, raw.as_bytes()).unwrap();
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
        answer
    };
    let guesses: Vec<_> = (0..24).map(|_| std::thread::spawn(guess)).collect();
    while bench.relay().refused_keys() < 24 {
        std::thread::yield_now();
    }
    let began = std::time::Instant::now();
    assert_eq!(bench.ask("GET", HELLO).status(), 200);
    assert!(began.elapsed().as_millis() < 700, "the right key waited");
    let answers: Vec<String> = guesses.into_iter().map(|one| one.join().unwrap()).collect();
    let told = answers
        .iter()
        .filter(|answer| answer.contains("wrong-key"))
        .count();
    assert_eq!(told, 8, "as many wait as may");
    assert!(
        answers
            .iter()
            .all(|answer| answer.is_empty() || answer.contains(" 401 "))
    );
}

#[test]
fn the_relay_listens_on_ipv6_loopback() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let mut six = options(None);
    six.listen = "[::1]:0".parse().unwrap();
    let bench = Bench::start(six);
    assert!(bench.address.is_ipv6() && bench.address.ip().is_loopback());
    assert_eq!(bench.ask("GET", HELLO).status(), 200);
    let host = format!("Host: 127.0.0.1:{}\r\n", bench.address.port());
    assert_eq!(bench.bare("GET", "/", &host).status(), 403);
}

#[test]
fn the_page_under_localhost_leads_to_the_printed_address() {
    let bench = Bench::start(options(None));
    let port = bench.address.port();
    let host = format!("Host: localhost:{port}\r\n");
    for path in ["/", "/index.html", "//evil.example/x"] {
        let answer = bench.bare("GET", path, &host);
        let place = format!("http://{}{path}", bench.address);
        assert_eq!(answer.status(), 307);
        assert_eq!(answer.header("location"), Some(place.as_str()));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let printed = bench.bare("GET", "/", &format!("Host: {}\r\n", bench.address));
    assert_eq!(printed.status(), 200);
}
