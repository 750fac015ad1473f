//! What goes out to the site and what comes back.

use std::io::{BufReader, Write};

use crate::bench::{ADD, Bench, LOGIN, MYSELF, REMOVE};
use crate::http::{Message, connect, exchange};
use crate::site::{Reaction, Site, ok};

#[test]
fn only_listed_headers_reach_the_site() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let from_browser = format!(
        "Origin: http://{0}\r\nReferer: http://{0}/\r\nCookie: a=b\r\nUser-Agent: Mozilla/5.0\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nAccept: */*\r\nAccept-Encoding: gzip\r\nAccept-Language: de\r\nX-Forwarded-For: 1.2.3.4\r\nX-Other: x\r\nX-Atlassian-Token: x\r\nContent-Type: text/plain\r\nConnection: x-other\r\n",
        bench.address
    );
    let raw = bench.raw("DELETE", REMOVE, &from_browser, "");
    assert_eq!(exchange(bench.address, &raw).status(), 200);
    let seen = site.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(
        seen[0].first_line,
        format!("DELETE {} HTTP/1.1", REMOVE.strip_prefix("/site").unwrap())
    );
    let mut headers = seen[0].headers.clone();
    headers.sort();
    let agent = concat!("groupsweep-relay/", env!("CARGO_PKG_VERSION"));
    let host = site.address.to_string();
    let expected = [
        ("accept", "application/json"),
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
    let body = "{\"accountId\":\"712020:789cba25\"}";
    let answer = exchange(bench.address, &bench.raw("POST", ADD, "", body));
    assert_eq!(answer.status(), 200);
    let seen = site.seen();
    assert_eq!(seen[0].body, body);
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    for (method, target) in [("GET", MYSELF), ("DELETE", REMOVE)] {
        let answer = exchange(bench.address, &bench.raw(method, target, "", body));
        assert_eq!(answer.fault(), (400, Some("bad-request")), "{method}");
        let chunked = "Transfer-Encoding: chunked\r\n";
        let answer = exchange(bench.address, &bench.raw(method, target, chunked, ""));
        assert_eq!(answer.fault(), (400, Some("bad-request")), "{method}");
    }
    assert_eq!(site.seen().len(), 1);
}

#[test]
fn an_unlisted_path_never_reaches_the_site() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    for (method, target) in [
        ("GET", "/site/rest/api/3/search"),
        ("PUT", REMOVE),
        ("HEAD", MYSELF),
        ("PATCH", MYSELF),
        ("OPTIONS", MYSELF),
        ("DELETE", MYSELF),
        ("GET", "/site/rest/api/3/myself?"),
        ("GET", "/site/rest/api/3/myself?expand=groups"),
        ("GET", "/site/rest/api/3/myself/"),
        ("GET", "/site//rest/api/3/myself"),
        ("GET", "/site/rest/api/3/./myself"),
        ("GET", "/site/rest/api/3/group/../myself"),
        ("GET", "/site/rest/api/3/group/%2e%2e/myself"),
        ("GET", "/site/rest%2Fapi/3/myself"),
        ("GET", "/site/rest/api/3/m%79self"),
        ("GET", "/site@evil.example/rest/api/3/myself"),
        ("GET", "/site/"),
        ("GET", "/site"),
        (
            "DELETE",
            "/site/rest/api/3/group/user?groupId=a&accountId=b%2Fc",
        ),
        (
            "DELETE",
            "/site/rest/api/3/group/user?groupId=a&accountId=b&accountId=c",
        ),
        (
            "DELETE",
            "/site/rest/api/3/group/user?groupId=a&accountId=b;c",
        ),
    ] {
        let answer = bench.call(method, target);
        assert!((403..=405).contains(&answer.status()), "{method} {target}");
    }
    // The list takes any order of keys, and so does the way out: byte for byte.
    let swapped = "/site/rest/api/3/group/user?accountId=b%3Ac&groupId=a";
    assert_eq!(bench.call("DELETE", swapped).status(), 200);
    let seen = site.seen();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].first_line.contains("?accountId=b%3Ac&groupId=a "));
}

#[test]
fn an_oversized_body_never_reaches_the_site() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let long = "x".repeat(4097);
    let answer = exchange(bench.address, &bench.raw("POST", ADD, "", &long));
    assert_eq!(answer.fault(), (400, Some("bad-request")));
    let chunked = format!(
        "{}1001\r\n{long}\r\n0\r\n\r\n",
        bench.raw("POST", ADD, "Transfer-Encoding: chunked\r\n", "")
    );
    let answer = exchange(bench.address, &chunked);
    assert_eq!(answer.fault(), (400, Some("bad-request")));
    assert!(site.seen().is_empty());
}

#[test]
fn two_logins_are_refused() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let raw = bench.raw("GET", MYSELF, "Authorization: Basic eA==\r\n", "");
    assert_eq!(exchange(bench.address, &raw).status(), 400);
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
    let answer = bench.call("DELETE", REMOVE);
    assert_eq!(answer.status(), 307);
    assert_eq!(answer.header("x-groupsweep-from"), Some("site"));
    assert_eq!(
        answer.header("x-groupsweep-location"),
        Some("/rest/api/3/myself")
    );
    // With a Location the page's browser would follow by itself, login in hand.
    assert_eq!(answer.header("location"), None);
    assert_eq!(site.seen().len(), 1);
}

#[test]
fn only_headers_that_mean_something_come_back() {
    let site = Site::start(|_| {
        Reaction::Answer("HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\nx-ratelimit-remaining: 0\r\ncontent-type: application/json\r\nset-cookie: a=b\r\nwww-authenticate: Basic\r\naccess-control-allow-origin: *\r\nserver: x\r\nx-groupsweep-from: relay\r\nx-groupsweep-fault: unreachable\r\ncache-control: public\r\ncontent-length: 2\r\n\r\n{}".to_owned())
    });
    let bench = Bench::before(&site);
    let answer = bench.call("GET", MYSELF);
    assert_eq!(answer.fault(), (429, None));
    assert_eq!(answer.body, "{}");
    let mut names: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "cache-control",
            "content-length",
            "content-type",
            "date",
            "retry-after",
            "x-content-type-options",
            "x-groupsweep-from",
            "x-ratelimit-remaining",
        ]
    );
    assert_eq!(answer.header("x-groupsweep-from"), Some("site"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    bench.call("GET", MYSELF);
    assert!(
        site.seen()
            .iter()
            .all(|seen| seen.header("cookie").is_none())
    );
}

#[test]
fn calls_share_connections_and_keep_their_answers_apart() {
    let site = Site::start(|request| {
        let query = request
            .first_line
            .split(['=', ' '])
            .nth(2)
            .unwrap()
            .to_owned();
        ok(&query)
    });
    let bench = Bench::before(&site);
    let mut stream = connect(bench.address);
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    for account in 0..50 {
        let target = format!("/site/rest/api/3/user/groups?accountId=a{account}");
        let raw = bench.raw("GET", &target, "", "");
        stream.write_all(raw.as_bytes()).unwrap();
        let answer = Message::read(&mut reader).unwrap();
        assert_eq!(answer.body, format!("a{account}"));
    }
    assert_eq!(site.seen().len(), 50);
}
