//! What the relay sends to the site, and what it returns.

use crate::bench::{Bench, LOGIN, MYSELF, REMOVE};
use crate::http::Message;
use crate::site::{Reaction, Site, ok};

#[test]
fn only_the_relays_own_headers_and_the_login_reach_the_site() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    assert_eq!(bench.call("DELETE", REMOVE).unwrap().status, 200);
    let seen = site.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].first_line, format!("DELETE {REMOVE} HTTP/1.1"));
    let mut headers = seen[0].headers.clone();
    headers.sort();
    let agent = concat!("groupsweep-relay/", env!("CARGO_PKG_VERSION"));
    let host = site.address.to_string();
    let expected = [
        ("accept", "application/json"),
        ("accept-encoding", "identity"),
        ("accept-language", "en"),
        ("authorization", LOGIN),
        ("host", &host),
        ("user-agent", agent),
        ("x-atlassian-token", "no-check"),
        ("x-force-accept-language", "true"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(headers, expected);
}

#[test]
fn redirects_are_not_followed() {
    let site = Site::start(|_| {
        Reaction::Answer(
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: /rest/api/3/myself\r\ncontent-length: 0\r\n\r\n".to_owned(),
        )
    });
    let bench = Bench::before(&site);
    let answer = bench.call("DELETE", REMOVE).unwrap();
    assert_eq!(answer.status, 307);
    assert_eq!(answer.header("location"), Some("/rest/api/3/myself"));
    assert_eq!(site.seen().len(), 1);
}

#[test]
fn only_headers_that_mean_something_come_back() {
    let site = Site::start(|_| {
        Reaction::Answer("HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\nx-ratelimit-remaining: 0\r\ncontent-type: application/json\r\nset-cookie: a=b\r\nwww-authenticate: Basic\r\naccess-control-allow-origin: *\r\nserver: x\r\ncache-control: public\r\ncontent-length: 2\r\n\r\n{}".to_owned())
    });
    let bench = Bench::before(&site);
    let mut page = bench.page();
    let answer = page.call("GET", MYSELF).unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (429, "{}"));
    let mut headers = answer.headers.clone();
    headers.sort();
    let expected = [
        ("content-type", "application/json"),
        ("retry-after", "7"),
        ("x-ratelimit-remaining", "0"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(headers, expected);
    let again = page.call("GET", MYSELF);
    assert_eq!(again, Ok(answer));
    let cookie = |seen: &Message| seen.header("cookie").is_some();
    assert!(!site.seen().iter().any(cookie));
}

#[test]
fn an_answers_text_arrives_letter_for_letter() {
    let site = Site::start(|_| ok("\u{feff}a\u{2028}\"b\"\\\u{0}"));
    let bench = Bench::before(&site);
    let answer = bench.call("GET", MYSELF).unwrap();
    assert_eq!(answer.body, "\u{feff}a\u{2028}\"b\"\\\u{0}");
}
