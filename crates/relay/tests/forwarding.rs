//! What goes out to the site and what comes back.

use groupsweep_core::wire::{CallLogin, RelayFault};

use crate::bench::{ADD, Bench, LOGIN, MYSELF, REMOVE};
use crate::http::Message;
use crate::page::call;
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
fn only_an_add_carries_a_body() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    let mut with_body = |method: &str, target: &str, body: Option<&str>| {
        let mut call = call(method, target);
        call.body = body.map(str::to_owned);
        let number = page.send(call);
        page.answer(number)
    };
    let body = "{\"accountId\":\"712020:789cba25\"}";
    assert_eq!(with_body("POST", ADD, Some(body)).unwrap().status, 200);
    let seen = site.seen();
    assert_eq!(seen[0].body, body);
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    let long = "x".repeat(4097);
    for (method, target, body) in [
        ("GET", MYSELF, Some(body)),
        ("DELETE", REMOVE, Some(body)),
        ("DELETE", REMOVE, Some("")),
        ("POST", ADD, None),
        ("POST", ADD, Some(&long)),
    ] {
        let refused = with_body(method, target, body);
        assert_eq!(refused, Err(RelayFault::BadRequest), "{method}");
    }
    assert_eq!(site.seen().len(), 1);
}

#[test]
fn an_unlisted_path_never_reaches_the_site() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    for (method, target) in [
        ("GET", "/rest/api/3/search"),
        ("PUT", REMOVE),
        ("HEAD", MYSELF),
        ("PATCH", MYSELF),
        ("OPTIONS", MYSELF),
        ("DELETE", MYSELF),
        ("GET", "/rest/api/3/myself?"),
        ("GET", "/rest/api/3/myself?expand=groups"),
        ("GET", "/rest/api/3/myself/"),
        ("GET", "//rest/api/3/myself"),
        ("GET", "/rest/api/3/./myself"),
        ("GET", "/rest/api/3/group/../myself"),
        ("GET", "/rest/api/3/group/%2e%2e/myself"),
        ("GET", "/rest%2Fapi/3/myself"),
        ("GET", "/rest/api/3/m%79self"),
        ("GET", "@evil.example/rest/api/3/myself"),
        ("GET", "/"),
        ("GET", ""),
        ("GET", "http://evil.example/rest/api/3/myself"),
        ("GET", "/rest/api/3/myself#"),
        ("GET", "/rest/api/3/myself HTTP/1.1\r\nX: y"),
        ("get", MYSELF),
        ("GET ", MYSELF),
        ("DELETE", "/rest/api/3/group/user?groupId=a&accountId=b%2Fc"),
        (
            "DELETE",
            "/rest/api/3/group/user?groupId=a&accountId=b&accountId=c",
        ),
        ("DELETE", "/rest/api/3/group/user?groupId=a&accountId=b;c"),
    ] {
        let refused = page.call(method, target);
        assert_eq!(refused, Err(RelayFault::NotListed), "{method} {target}");
    }
    // The list takes any order of keys, and so does the way out: byte for byte.
    let swapped = "/rest/api/3/group/user?accountId=b%3Ac&groupId=a";
    assert_eq!(page.call("DELETE", swapped).unwrap().status, 200);
    let seen = site.seen();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].first_line.contains("?accountId=b%3Ac&groupId=a "));
}

#[test]
fn a_login_that_is_no_header_is_refused() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    for login in ["", "Basic x\r\nX-Other: y", "Basic \0"] {
        let mut call = call("GET", MYSELF);
        call.login = CallLogin::Given(login.to_owned());
        let number = page.send(call);
        assert_eq!(page.answer(number), Err(RelayFault::BadRequest), "{login}");
    }
    assert!(site.seen().is_empty());
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
