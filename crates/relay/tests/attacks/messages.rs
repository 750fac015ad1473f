//! What a page that went bad could say on its open socket.

use groupsweep_core::wire::RelayError;

use super::aim::{Act, Aim, Attack, Refusal, frame, text_frame, whoami};
use crate::bench::{ADD, LOGIN, MYSELF, REMOVE};

const POLICY: Refusal = Refusal::SocketClosed(Some(1008));
const NOT_LISTED: Refusal = Refusal::Fault(RelayError::NotListed);
const BAD: Refusal = Refusal::Fault(RelayError::BadRequest);

/// Calls that are not on the list, most of them by one letter.
const OFF_THE_LIST: [(&str, &str); 50] = [
    ("GET", "/rest/api/3/group/bulk"),
    (
        "GET",
        "/rest/api/3/group/bulk?accessType=admin&startAt=0&maxResults=50&groupName=a",
    ),
    (
        "GET",
        "/rest/api/3/group/bulk?accessType=admin&accessType=admin&startAt=0&maxResults=50",
    ),
    ("GET", "/rest/api/3/user/bulk?maxResults=1"),
    (
        "GET",
        "/rest/api/3/user/bulk?maxResults=1&accountId=a&username=b",
    ),
    ("DELETE", "/rest/api/3/user/bulk?maxResults=1&accountId=a"),
    ("GET", "/rest/api/3/search"),
    ("GET", "/rest/api/3/users/search"),
    ("GET", "/rest/api/2/myself"),
    ("GET", "/rest/api/latest/myself"),
    ("GET", "/wiki/rest/api/user/current?expand=x"),
    ("GET", "/"),
    ("GET", ""),
    ("GET", "/rest/api/3/myself/"),
    ("GET", "/rest/api/3/myself?"),
    ("GET", "/rest/api/3/myself?expand=groups"),
    ("GET", "/rest/api/3/myself#x"),
    ("GET", "/rest/api/3/myself;x"),
    ("GET", "/rest/api/3/myself%00"),
    ("GET", "/rest/api/3/m%79self"),
    ("GET", "/rest%2Fapi/3/myself"),
    ("GET", "/rest/api/3/./myself"),
    ("GET", "/rest/api/3/group/../myself"),
    ("GET", "/rest/api/3/group/%2e%2e/myself"),
    ("GET", "/rest/api/3/group/..%2fmyself"),
    ("GET", "/../rest/api/3/myself"),
    ("GET", "//rest/api/3/myself"),
    ("GET", "\\\\rest\\\\api\\\\3\\\\myself"),
    ("GET", "rest/api/3/myself"),
    ("GET", "http://evil.example/rest/api/3/myself"),
    ("GET", "https://evil.example/rest/api/3/myself"),
    ("GET", "//evil.example/rest/api/3/myself"),
    ("GET", "@evil.example/rest/api/3/myself"),
    ("GET", ".evil.example/rest/api/3/myself"),
    ("GET", ":80/rest/api/3/myself"),
    ("GET", "http://169.254.169.254/latest/meta-data"),
    (
        "GET",
        "/rest/api/3/myself HTTP/1.1\\r\\nX: y\\r\\n\\r\\nDELETE /rest",
    ),
    ("GET", "/rest/api/3/myself\\u0000"),
    ("GET", " /rest/api/3/myself"),
    ("DELETE", "/rest/api/3/myself"),
    ("DELETE", "/rest/api/3/group?groupId=a"),
    ("DELETE", "/rest/api/3/user?accountId=a"),
    ("DELETE", "/rest/api/3/group/user?groupId=a"),
    ("DELETE", "/rest/api/3/group/user?groupId=a&accountId="),
    (
        "DELETE",
        "/rest/api/3/group/user?groupId=a&accountId=b&accountId=c",
    ),
    (
        "DELETE",
        "/rest/api/3/group/user?groupId=a&accountId=b&username=c",
    ),
    ("DELETE", "/rest/api/3/group/user?groupId=a&accountId=b%2Fc"),
    ("DELETE", "/rest/api/3/group/user?groupId=a&accountId=b%26c"),
    ("DELETE", "/rest/api/3/group/user?groupId=a&accountId=b;c"),
    ("DELETE", "/rest/api/3/group/user?groupId=..&accountId=b"),
];

const METHODS: [&str; 12] = [
    "PUT",
    "PATCH",
    "HEAD",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "get",
    "GET ",
    " GET",
    "",
    "DELETE\\u0000",
    "GET / HTTP/1.1\\r\\nX:",
];

/// Logins that would end their header, or are not logins.
const LOGINS: [&str; 10] = [
    "",
    "Basic ",
    "Basic x\\r\\nHost: evil.example",
    "Basic x\\nX: y",
    "Basic \\u0000",
    "Basic \\u00e4",
    "Bearer x y",
    "Bearer x\\r\\nX: y",
    "Token x",
    "Basic x, Basic y",
];

fn call(n: &str, method: &str, target: &str, login: &str, more: &str) -> String {
    format!(
        "{{\"n\":{n},\"method\":\"{method}\",\"target\":\"{target}\",\"authorization\":\"{login}\"{more}}}"
    )
}

pub fn attacks(_: &Aim) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let mut say = |name: &str, text: String, refusal| {
        attacks.push(Attack::new(
            "messages",
            name,
            Act::OnSocket(text_frame(&text)),
            refusal,
        ));
    };
    for (method, target) in OFF_THE_LIST {
        say(target, call("0", method, target, LOGIN, ""), NOT_LISTED);
    }
    for method in METHODS {
        say(method, call("0", method, MYSELF, LOGIN, ""), NOT_LISTED);
    }
    for login in LOGINS {
        say(login, call("0", "GET", MYSELF, login, ""), BAD);
    }
    let no_login = format!("{{\"n\":0,\"method\":\"GET\",\"target\":\"{MYSELF}\"}}");
    say("no login", no_login, Refusal::Fault(RelayError::NoLogin));
    let tenant = "/_edge/tenant_info";
    say(
        "a login for nothing",
        call("0", "GET", tenant, LOGIN, ""),
        BAD,
    );
    for scheme in ["basic", "bearer"] {
        let held = format!(
            "{{\"n\":0,\"method\":\"GET\",\"target\":\"{MYSELF}\",\"scheme\":\"{scheme}\"}}"
        );
        say(scheme, held, Refusal::Fault(RelayError::NoLogin));
    }
    say(
        "a body to a read",
        call("0", "GET", MYSELF, LOGIN, ",\"body\":\"{}\""),
        BAD,
    );
    say(
        "a body to a removal",
        call("0", "DELETE", REMOVE, LOGIN, ",\"body\":\"\""),
        BAD,
    );
    say(
        "an add without body",
        call("0", "POST", ADD, LOGIN, ""),
        BAD,
    );
    for more in [
        ",\"url\":\"http://evil.example\"",
        ",\"headers\":{\"Host\":\"evil.example\"}",
        ",\"host\":\"evil.example\"",
        ",\"drop\":true",
        ",\"n\":1",
        ",\"scheme\":\"basic\"",
        ",\"target\":\"/\"",
        ",\"body\":{}",
        ",\"__proto__\":{}",
    ] {
        say(more, call("0", "GET", MYSELF, LOGIN, more), POLICY);
    }
    for n in [
        "-1",
        "4294967295",
        "4294967296",
        "1e3",
        "0.5",
        "\"0\"",
        "null",
        "[]",
        "1e999",
        "00",
    ] {
        say(n, call(n, "GET", MYSELF, LOGIN, ""), POLICY);
    }
    let whole = whoami(0);
    for text in [
        "",
        "{}",
        "[]",
        "null",
        "0",
        "{\"n\":0}",
        "{\"n\":0,\"drop\":false}",
        "GET / HTTP/1.1",
        &format!("[{whole}]"),
        &format!("[0,\"DELETE\",\"{REMOVE}\",\"{LOGIN}\",null,null,null]"),
        &format!(" \n[0,\"GET\",\"{MYSELF}\",\"{LOGIN}\",null,null,null]"),
        "[0,null,null,null,null,null,true]",
        &format!("{whole}{}", whoami(1)),
        &format!("\u{feff}{whole}"),
        &whole[..whole.len() - 1],
        &"[".repeat(10_000),
        &"{\"n\":".repeat(2_000),
    ] {
        say(&text[..text.len().min(40)], text.to_owned(), POLICY);
    }
    attacks.extend(frames());
    attacks
}

fn frames() -> Vec<Attack> {
    let whole = whoami(0);
    let whole = whole.as_bytes();
    let length = u8::try_from(whole.len() & 0xff).unwrap();
    let unmasked = [&[0x81, 126, 0, length], whole].concat();
    [
        ("a binary message", frame(0x82, whole)),
        ("no mask", unmasked),
        ("a kind that is none", frame(0x83, whole)),
        ("another kind that is none", frame(0x8b, b"")),
        ("a reserved bit", frame(0xc1, whole)),
        ("all reserved bits", frame(0xf1, whole)),
        ("a continuation of nothing", frame(0x80, whole)),
        (
            "a beginning within a message",
            [frame(0x01, b"{"), frame(0x81, whole)].concat(),
        ),
        ("a ping in pieces", frame(0x09, b"")),
        (
            "no text",
            frame(
                0x81,
                &[b"{\"n\":0,\"drop\":\"".as_slice(), &[0xff, 0xfe]].concat(),
            ),
        ),
        ("an overlong letter", frame(0x81, b"\xc0\xaf")),
        ("half a pair", frame(0x81, b"\xed\xa0\x80")),
        ("HTTP", b"GET /relay/hello HTTP/1.1\r\n\r\n".to_vec()),
    ]
    .into_iter()
    .map(|(name, bytes)| {
        Attack::new(
            "frames",
            name,
            Act::OnSocket(bytes),
            Refusal::SocketClosed(None),
        )
    })
    .collect()
}
