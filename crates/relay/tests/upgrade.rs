//! Who gets a socket.

use groupsweep_core::wire::{CALLS_PATH, PROTOCOL};

use crate::bench::{Bench, MYSELF, PAGES, options};
use crate::http::{LONG, Message, connect, exchange};
use crate::site::{Site, ok};

/// The header lines of a browser's handshake, without Host, Origin and protocols.
const HANDSHAKE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

fn asked(bench: &Bench, lines: &str) -> Message {
    let raw = format!("GET {CALLS_PATH} HTTP/1.1\r\n{HANDSHAKE}{lines}\r\n");
    exchange(bench.address, &raw)
}

fn host(bench: &Bench) -> String {
    format!("Host: {}\r\n", bench.address)
}

fn own(bench: &Bench) -> String {
    format!("{}Origin: http://{}\r\n", host(bench), bench.address)
}

fn offer(key: &str) -> String {
    format!("Sec-WebSocket-Protocol: {PROTOCOL}, key.{key}\r\n")
}

#[test]
fn the_relays_own_page_gets_a_socket_and_the_key_is_not_echoed() {
    let bench = Bench::start(options(None));
    let port = bench.address.port();
    for origin in [
        format!("http://127.0.0.1:{port}"),
        format!("http://localhost:{port}"),
    ] {
        for site in [
            "",
            "Sec-Fetch-Site: same-origin\r\n",
            "Sec-Fetch-Site: none\r\n",
        ] {
            let lines = format!(
                "{}Origin: {origin}\r\n{}{site}",
                host(&bench),
                offer(&bench.key)
            );
            let answer = asked(&bench, &lines);
            assert_eq!(answer.status(), 101, "{lines}");
            let accepted = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
            assert_eq!(answer.header("sec-websocket-accept"), Some(accepted));
            assert_eq!(answer.header("sec-websocket-protocol"), Some(PROTOCOL));
            assert!(!format!("{answer:?}").contains(&bench.key));
        }
    }
    let lines = format!(
        "{}Origin: {PAGES}\r\nSec-Fetch-Site: cross-site\r\n{}",
        host(&bench),
        offer(&bench.key)
    );
    assert_eq!(asked(&bench, &lines).status(), 101, "an allowed page");
    assert_eq!(bench.relay().refused_keys(), 0);
}

#[test]
fn a_foreign_host_or_page_gets_no_socket_even_with_the_key() {
    let bench = Bench::start(options(None));
    let right = host(&bench);
    let port = bench.address.port();
    for lines in [
        right.clone(),
        String::new(),
        format!("Host: evil.example:{port}\r\n"),
        "Host: 127.0.0.1\r\n".to_owned(),
        format!("{right}{right}"),
        format!("{right}Origin: null\r\n"),
        format!("{right}Origin: https://evil.example\r\n"),
        format!("{right}Origin: https://127.0.0.1:{port}\r\n"),
        format!("{right}Origin: http://127.0.0.1:1\r\n"),
        format!("{right}Origin: http://127.0.0.1:{port}\r\nOrigin: null\r\n"),
        format!("{right}Sec-Fetch-Site: cross-site\r\n"),
        format!("{right}Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-site\r\n"),
    ] {
        let answer = asked(&bench, &format!("{lines}{}", offer(&bench.key)));
        assert_eq!(answer.fault(), (403, Some("wrong-origin")), "{lines}");
    }
    assert_eq!(bench.relay().refused_keys(), 0);
}

#[test]
fn without_the_key_there_is_no_socket_and_the_refusal_is_counted_and_slow() {
    let bench = Bench::start(options(None));
    let started = std::time::Instant::now();
    let right = offer(&bench.key);
    let wrong = [
        String::new(),
        format!("Sec-WebSocket-Protocol: {PROTOCOL}\r\n"),
        offer(""),
        offer(&bench.key[1..]),
        offer(&"0".repeat(64)),
        format!("Sec-WebSocket-Protocol: {PROTOCOL}, {}\r\n", bench.key),
        format!("{right}{right}"),
        format!("X-Groupsweep-Key: {}\r\n", bench.key),
    ];
    for protocols in &wrong {
        let answer = asked(&bench, &format!("{}{protocols}", own(&bench)));
        assert_eq!(answer.fault(), (401, Some("wrong-key")), "{protocols}");
        assert_eq!(answer.header("sec-websocket-accept"), None);
    }
    let slow = options(None).limits.wrong_key * u32::try_from(wrong.len()).unwrap();
    assert!(started.elapsed() >= slow);
    assert_eq!(bench.relay().refused_keys(), wrong.len() as u64);
}

#[test]
fn a_key_in_the_address_opens_nothing() {
    let bench = Bench::start(options(None));
    let lines = format!("{HANDSHAKE}{}", own(&bench));
    for lines in [lines.clone(), format!("{lines}{}", offer(&bench.key))] {
        let target = format!("{CALLS_PATH}?key={}", bench.key);
        let status = bench.bare("GET", &target, &lines).status();
        assert!(status == 401 || status == 404, "{status}");
    }
}

#[test]
fn a_request_that_is_no_socket_of_this_version_is_refused() {
    let bench = Bench::start(options(None));
    let (host, right) = (own(&bench), offer(&bench.key));
    let plain = bench.bare("GET", CALLS_PATH, &format!("{host}{right}"));
    assert_eq!(plain.fault(), (400, Some("bad-request")));
    let other = format!(
        "Sec-WebSocket-Protocol: groupsweep.v2, key.{}\r\n",
        bench.key
    );
    let answer = asked(&bench, &format!("{host}{other}"));
    assert_eq!(answer.fault(), (400, Some("bad-request")));
    let post = bench.bare("POST", CALLS_PATH, &format!("{HANDSHAKE}{host}{right}"));
    assert_eq!(post.fault(), (404, Some("not-listed")));
}

#[test]
fn there_are_only_so_many_sockets_and_a_closed_one_makes_room() {
    let site = Site::start(|_| ok("{}"));
    let mut options = options(Some(&site));
    options.limits.sockets = 2;
    let bench = Bench::start(options);
    let first = bench.page();
    let mut second = bench.page();
    let lines = format!("{}{}", own(&bench), offer(&bench.key));
    assert_eq!(asked(&bench, &lines).fault(), (503, Some("busy")));
    assert_eq!(second.call("GET", MYSELF).unwrap().status, 200);
    drop(first);
    // The relay hears of it a moment later.
    let until = std::time::Instant::now() + LONG;
    while asked(&bench, &lines).status() == 503 {
        assert!(std::time::Instant::now() < until);
    }
}

#[test]
fn a_page_that_never_says_anything_again_is_let_go() {
    let mut options = options(None);
    options.limits.pinging = std::time::Duration::from_millis(500);
    let bench = Bench::start(options);
    // One that answers pings stays: reading is what answers them.
    let mut page = bench.page();
    for _ in 0..3 {
        let read = page.socket.read().unwrap();
        assert!(read.is_ping());
    }
    // One that does not is cut off.
    let mut stream = connect(bench.address);
    let raw = format!(
        "GET {CALLS_PATH} HTTP/1.1\r\n{HANDSHAKE}{}{}\r\n",
        own(&bench),
        offer(&bench.key)
    );
    std::io::Write::write_all(&mut stream, raw.as_bytes()).unwrap();
    let mut rest = Vec::new();
    std::io::Read::read_to_end(&mut stream, &mut rest).unwrap();
    assert!(rest.starts_with(b"HTTP/1.1 101"));
}
