//! A site that is confused or means harm: what it can do to the page is say something wrong, and no more.

use std::time::{Duration, Instant};

use groupsweep_core::wire::RelayError;

use crate::bench::{Bench, LOGIN, MYSELF, REMOVE, options};
use crate::http::LONG;
use crate::site::{Reaction, Site, ok};

fn saying(text: impl Into<String>) -> Site {
    let text = text.into();
    Site::start(move |_| Reaction::Answer(text.clone()))
}

fn outcome(site: &Site) -> crate::page::Outcome {
    Bench::before(site).call("DELETE", REMOVE)
}

#[test]
fn no_redirect_is_followed_wherever_it_points() {
    for status in [301, 302, 303, 307, 308] {
        for to in [
            "https://evil.example/",
            "//evil.example/",
            "/rest/api/3/myself",
            "http://127.0.0.1:1/",
            "file:///etc/passwd",
        ] {
            let site = saying(format!(
                "HTTP/1.1 {status} Moved\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"
            ));
            assert_eq!(outcome(&site).unwrap().status, status, "{to}");
            assert_eq!(site.seen().len(), 1, "{status} {to}");
        }
    }
}

#[test]
fn an_answer_that_drips_ends_with_its_time() {
    let site = Site::start(|_| Reaction::Drip);
    let mut options = options(Some(&site));
    options.limits.answering = Duration::from_millis(500);
    let bench = Bench::start(options);
    let began = Instant::now();
    assert_eq!(bench.call("DELETE", REMOVE), Err(RelayError::TimedOut));
    assert!(began.elapsed() < LONG / 2);
    assert_eq!(site.seen().len(), 1);
}

#[test]
fn an_answer_that_is_no_http_counts_as_cut_and_is_not_asked_for_again() {
    for odd in [
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 2x\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nna\0me: x\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nname: \0\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\n: x\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        "HTTP/3.7 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 20000 OK\r\ncontent-length: 2\r\n\r\n{}",
        "SSH-2.0-OpenSSH\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
    ] {
        let site = Site::start(move |_| Reaction::Break(odd.to_owned()));
        assert_eq!(outcome(&site), Err(RelayError::Cut), "{odd:?}");
        assert_eq!(site.seen().len(), 1, "{odd:?}");
    }
}

#[test]
fn headers_without_end_count_as_cut() {
    let many = "x: y\r\n".repeat(200);
    let long = format!("x: {}\r\n", "y".repeat(1024 * 1024));
    for headers in [many, long] {
        let site =
            Site::start(move |_| Reaction::Break(format!("HTTP/1.1 200 OK\r\n{headers}\r\n")));
        assert_eq!(outcome(&site), Err(RelayError::Cut));
    }
}

#[test]
fn a_second_answer_nobody_asked_for_is_not_taken_for_the_next_calls() {
    let forged = "HTTP/1.1 204 Forged\r\ncontent-length: 0\r\n\r\n";
    let answer = |status: u16| format!("HTTP/1.1 {status} OK\r\ncontent-length: 2\r\n\r\n{{}}");
    let mut calls = 0;
    let site = Site::start(move |_| {
        calls += 1;
        Reaction::Answer(match calls {
            1 => format!("{}{forged}", answer(200)),
            _ => answer(404),
        })
    });
    let bench = Bench::before(&site);
    let mut page = bench.page();
    assert_eq!(page.call("DELETE", REMOVE).unwrap().status, 200);
    // Either the connection was dropped, or the call counts as cut. The forged answer belongs to no call.
    match page.call("DELETE", REMOVE) {
        Ok(answer) => assert_eq!(answer.status, 404),
        Err(fault) => assert_eq!(fault, RelayError::Cut),
    }
}

#[test]
fn both_lengths_are_read_in_one_way_only() {
    let inside = "HTTP/1.1 204 Forged\r\ncontent-length: 0\r\n\r\n";
    let site = saying(format!(
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{inside}"
    ));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    for _ in 0..3 {
        match page.call("GET", MYSELF) {
            Ok(answer) => assert_eq!(answer.status, 200),
            Err(fault) => assert_eq!(fault, RelayError::Cut),
        }
    }
}

#[test]
fn a_packed_answer_is_not_unpacked_and_says_so() {
    for coding in ["gzip", "deflate", "br", "zstd"] {
        let site = saying(format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: {coding}\r\ncontent-length: 4\r\n\r\nabcd"
        ));
        let bench = Bench::before(&site);
        let answer = bench.call("GET", MYSELF).unwrap();
        assert_eq!(answer.body, "", "what cannot be read is no text");
        assert_eq!(answer.header("content-encoding"), Some(coding));
        let asked = site.seen()[0].header("accept-encoding").map(str::to_owned);
        assert_eq!(asked.as_deref(), Some("identity"));
    }
}

#[test]
fn an_answer_is_packed_if_any_of_its_headers_says_so() {
    for (codings, is_packed) in [
        (
            "content-encoding: identity\r\ncontent-encoding: gzip\r\n",
            true,
        ),
        ("content-encoding: identity, gzip\r\n", true),
        ("content-encoding: \r\n", false),
        ("content-encoding: Identity\r\n", false),
    ] {
        let site = saying(format!(
            "HTTP/1.1 200 OK\r\n{codings}content-length: 4\r\n\r\nabcd"
        ));
        let answer = outcome(&site).unwrap();
        assert_eq!(answer.packed().is_some(), is_packed, "{codings}");
        // What reads as an empty answer would be taken for a removal.
        assert_eq!(answer.body.is_empty(), is_packed, "{codings}");
    }
}

#[test]
fn cookies_are_neither_kept_nor_told() {
    let site = saying(
        "HTTP/1.1 200 OK\r\nset-cookie: a=b\r\nset-cookie: __Host-c=d; Secure; Path=/\r\nclear-site-data: \"*\"\r\nrefresh: 0; url=//evil.example\r\nlink: <//evil.example>; rel=preload\r\ncontent-length: 2\r\n\r\n{}",
    );
    let bench = Bench::before(&site);
    let mut page = bench.page();
    for _ in 0..2 {
        assert_eq!(page.call("GET", MYSELF).unwrap().headers, []);
    }
    let told = |seen: &crate::http::Message| seen.header("cookie").is_some();
    assert!(!site.seen().iter().any(told));
}

#[test]
fn a_listed_header_cannot_bring_another_along() {
    // A carriage return alone, a fold, letters of no encoding: it stays one header, or the answer is cut.
    for value in [
        "7\rset-cookie: a=b",
        "7\r\n set-cookie: a=b",
        "\u{fffd}\u{202e}7",
    ] {
        let site = Site::start(move |_| {
            Reaction::Break(format!(
                "HTTP/1.1 429 Slow\r\nretry-after: {value}\r\ncontent-length: 2\r\n\r\n{{}}"
            ))
        });
        match outcome(&site) {
            Ok(answer) => {
                let names: Vec<_> = answer
                    .headers
                    .iter()
                    .map(|(name, _)| name.as_str())
                    .collect();
                assert_eq!(names, ["retry-after"], "{value:?}");
                assert!(!answer.headers[0].1.contains(['\r', '\n']), "{value:?}");
            }
            Err(fault) => assert_eq!(fault, RelayError::Cut, "{value:?}"),
        }
    }
}

#[test]
fn answers_before_the_answer_and_a_change_of_protocol_bring_nothing_in() {
    let interim = "HTTP/1.1 103 Early Hints\r\nlink: <//evil.example>\r\n\r\n".repeat(3);
    let site = saying(format!(
        "{interim}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{{}}"
    ));
    assert_eq!(outcome(&site).unwrap().status, 200);
    let site = Site::start(|_| {
        Reaction::Break(
            "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: evil\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
                .to_owned(),
        )
    });
    match outcome(&site) {
        Ok(answer) => assert_eq!((answer.status, answer.body.as_str()), (101, "")),
        Err(fault) => assert_eq!(fault, RelayError::Cut),
    }
}

#[test]
fn an_answer_that_ends_in_the_middle_is_cut_wherever_it_ends() {
    let whole = "HTTP/1.1 200 OK\r\nretry-after: 7\r\ncontent-length: 12\r\n\r\n{\"a\":\"bcde\"}";
    for cut in 0..whole.len() {
        let part = &whole[..cut];
        let site = Site::start(move |_| Reaction::Break(part.to_owned()));
        assert_eq!(outcome(&site), Err(RelayError::Cut), "{part:?}");
    }
    let site = Site::start(move |_| ok("{}"));
    assert_eq!(outcome(&site).unwrap().status, 200);
}

/// The text of an answer goes into the record and the results file.
#[test]
fn a_login_that_an_answer_repeats_does_not_come_back() {
    let site = Site::start(|request| {
        let sent = request.header("authorization").unwrap_or_default();
        let body = format!("{{\"message\":\"'{sent}' is not valid\"}}");
        Reaction::Answer(format!(
            "HTTP/1.1 403 Forbidden\r\nlocation: /?login={sent}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    });
    let answer = outcome(&site).unwrap();
    assert_eq!(site.seen()[0].header("authorization"), Some(LOGIN));
    let left = "'Basic [login removed]' is not valid";
    assert_eq!(answer.body, format!("{{\"message\":\"{left}\"}}"));
    assert_eq!(
        answer.header("location"),
        Some("/?login=Basic [login removed]")
    );
}
