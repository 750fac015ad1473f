//! Hosts, origins and keys, one by one.

use super::*;

const THE_KEY: &str = "0123456789abcdef";
const HOST: &str = "Host: 127.0.0.1:8737";
const OURS: &str = "Origin: http://127.0.0.1:8737";
const PAGES: &str = "Origin: https://pages.example";

fn asked(line: &str, headers: &[&str]) -> Result<Admitted, AdmissionError> {
    let bound = SocketAddr::from(([127, 0, 0, 1], 8737));
    let gate = RelayGate::new(bound, vec!["https://pages.example".to_owned()]);
    let headers: String = headers.iter().map(|one| format!("{one}\r\n")).collect();
    let head = format!("{line} HTTP/1.1\r\n{headers}\r\n");
    let head = RequestHead::parse(head.as_bytes());
    let malformed = AdmissionError {
        fault: RelayError::BadRequest,
        caller: None,
    };
    gate.admit(&head.map_err(|_| malformed)?, |given| {
        given == THE_KEY.as_bytes()
    })
}

/// The page's file `/`, which needs no key.
fn page(headers: &[&str]) -> Result<RequestOrigin, RelayError> {
    asked("GET /", headers)
        .map(|admitted| admitted.caller)
        .map_err(|refused| refused.fault)
}

/// The greeting with its key.
fn greeting(headers: &[&str]) -> Result<RequestOrigin, RelayError> {
    let key = format!("X-Groupsweep-Key: {THE_KEY}");
    let headers = [&[key.as_str()], headers].concat();
    asked("GET /relay/hello", &headers)
        .map(|admitted| admitted.caller)
        .map_err(|refused| refused.fault)
}

#[test]
fn only_the_relays_own_names_are_hosts() {
    for host in ["127.0.0.1:8737", "localhost:8737"] {
        assert_eq!(page(&[&format!("Host: {host}")]), Ok(RequestOrigin::Own));
    }
    for host in [
        "",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:87370",
        "evil.example:8737",
        "localhost.:8737",
        "LOCALHOST:8737",
        "localhost:8737.evil.example",
        "127.1:8737",
        "[::1]:8737",
        "user@127.0.0.1:8737",
    ] {
        let refused = page(&[&format!("Host: {host}")]);
        assert_eq!(refused, Err(RelayError::WrongOrigin), "{host}");
    }
    assert_eq!(page(&[]), Err(RelayError::WrongOrigin));
    assert_eq!(page(&[HOST, HOST]), Err(RelayError::WrongOrigin));
}

#[test]
fn the_page_is_loaded_from_the_printed_address_alone() {
    let errand = |line, host: &str| asked(line, &[host]).map(|admitted| admitted.errand);
    let other = "Host: localhost:8737";
    for line in ["GET /", "HEAD /", "GET /app.js?x"] {
        assert_eq!(errand(line, HOST), Ok(RequestKind::Page), "{line}");
        assert_eq!(
            errand(line, other),
            Ok(RequestKind::PageByOtherName),
            "{line}"
        );
    }
    assert_eq!(
        errand("POST /", other),
        Ok(RequestKind::Page),
        "refused later"
    );
    let key = format!("X-Groupsweep-Key: {THE_KEY}");
    let greeted = asked("GET /relay/hello", &[other, &key]);
    assert_eq!(greeted.map(|one| one.errand), Ok(RequestKind::Greeting));
}

#[test]
fn on_port_80_the_names_have_no_port() {
    let v4 = names(SocketAddr::from(([127, 0, 0, 1], 80)));
    assert_eq!(v4, ["127.0.0.1", "localhost"]);
    let v6 = names(SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 81)));
    assert_eq!(v6, ["[::1]:81", "localhost:81"]);
}

#[test]
fn an_origin_is_ours_or_allowed_or_refused() {
    for origin in ["http://127.0.0.1:8737", "http://localhost:8737"] {
        let ours = greeting(&[HOST, &format!("Origin: {origin}")]);
        assert_eq!(ours, Ok(RequestOrigin::Own), "{origin}");
    }
    let allowed = RequestOrigin::Allowed("https://pages.example".to_owned());
    assert_eq!(greeting(&[HOST, PAGES]), Ok(allowed));
    for origin in [
        "null",
        "",
        "https://127.0.0.1:8737",
        "http://127.0.0.1",
        "https://pages.example.evil",
        "https://evil.example",
    ] {
        let line = format!("Origin: {origin}");
        let refused = Err(RelayError::WrongOrigin);
        assert_eq!(page(&[HOST, &line]), refused, "{origin}");
        assert_eq!(greeting(&[HOST, &line]), refused, "{origin}");
    }
}

#[test]
fn another_site_may_link_to_the_page_but_not_call() {
    for site in ["cross-site", "same-site", "unheard-of"] {
        let site = format!("Sec-Fetch-Site: {site}");
        assert_eq!(page(&[HOST, &site]), Ok(RequestOrigin::Own));
        let refused = greeting(&[HOST, &site]);
        assert_eq!(refused, Err(RelayError::WrongOrigin), "{site}");
        assert!(greeting(&[HOST, PAGES, &site]).is_ok());
    }
}

#[test]
fn the_key_is_given_once_and_right() {
    let key = |lines: &[&str]| {
        asked("GET /relay/hello", &[&[HOST], lines].concat())
            .map(|admitted| admitted.errand)
            .map_err(|refused| refused.fault)
    };
    let right = format!("X-Groupsweep-Key: {THE_KEY}");
    assert_eq!(key(&[&right]), Ok(RequestKind::Greeting));
    for wrong in [
        &[][..],
        &["X-Groupsweep-Key:"],
        &["X-Groupsweep-Key: 0123456789abcde"],
        &[&right, &right],
    ] {
        assert_eq!(key(wrong), Err(RelayError::WrongKey));
    }
}

#[test]
fn a_sockets_key_is_one_of_its_protocols_once_and_right() {
    let offer = |lines: &[&str]| {
        asked("GET /relay/calls", &[&[HOST, OURS], lines].concat())
            .map(|admitted| admitted.errand)
            .map_err(|refused| refused.fault)
    };
    let line = |text: &str| format!("Sec-WebSocket-Protocol: {}", text.replace("KEY", THE_KEY));
    for right in ["groupsweep.v3, key.KEY", "key.KEY,groupsweep.v3", "key.KEY"] {
        assert_eq!(offer(&[&line(right)]), Ok(RequestKind::Socket), "{right}");
    }
    for wrong in [
        "groupsweep.v3",
        "",
        "KEY",
        "key.",
        "key.KEY0",
        "key. KEY",
        "key.KEY, key.KEY",
        "groupsweep.v3 key.KEY",
        "Key.KEY",
    ] {
        let refused = offer(&[&line(wrong)]);
        assert_eq!(refused, Err(RelayError::WrongKey), "{wrong}");
    }
    let right = line("key.KEY");
    let twice = offer(&[&right, &right]);
    assert_eq!(twice, Err(RelayError::WrongKey));
    // One door each: the greeting's header opens no socket.
    let other = offer(&[&format!("X-Groupsweep-Key: {THE_KEY}")]);
    assert_eq!(other, Err(RelayError::WrongKey));
    let by_no_page = asked("GET /relay/calls", &[HOST, &right]);
    assert_eq!(
        by_no_page.map_err(|refused| refused.fault),
        Err(RelayError::WrongOrigin)
    );
}

#[test]
fn a_preflight_is_for_allowed_pages_only() {
    let preflight = |origin| asked("OPTIONS /relay/hello", &[HOST, origin]);
    let errand = preflight(PAGES).map(|admitted| admitted.errand);
    assert_eq!(errand, Ok(RequestKind::Preflight));
    let ours = preflight(OURS).map_err(|refused| refused.fault);
    assert_eq!(ours, Err(RelayError::WrongKey));
}

#[test]
fn paths_are_sorted_undecoded() {
    for path in ["/relay/calls", "/relay/hello", "/relay/", "/relay"] {
        assert!(!is_page(path), "{path}");
    }
    for path in [
        "/",
        "/relay%2Fcalls",
        "/relays",
        "//relay/calls",
        "/site/rest",
        "/index.html",
    ] {
        assert!(is_page(path), "{path}");
    }
}
