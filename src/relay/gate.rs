//! Who may come in: decided from a request's headers alone, before anything else is looked at.

use std::net::SocketAddr;

use axum::http::header::{HOST, ORIGIN, SEC_WEBSOCKET_PROTOCOL};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::key::Key;
use crate::wire::{KEY, KEY_PROTOCOL, RelayFault};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What a path belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Area {
    /// The page's files: open to whoever reaches this machine's loopback, no secrets in them.
    Page,
    /// `/relay`: what the page asks of the relay, with the key.
    Calls,
}

impl Area {
    /// The area of a raw path. Nothing is decoded: `/relay%2F…` is a file's name.
    pub(super) fn of(path: &str) -> Self {
        let first = path.split('/').nth(1);
        match first {
            Some("relay") if path.starts_with('/') => Self::Calls,
            _ => Self::Page,
        }
    }
}

/// Who sent a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Caller {
    /// The page this relay serves, or a program that sends no origin.
    Own,
    /// A page from an origin allowed at start.
    Allowed(HeaderValue),
}

/// The names this relay answers to, the origins it lets in, and its key.
#[derive(Debug)]
pub(super) struct Gate {
    hosts: Vec<String>,
    own_origins: Vec<String>,
    allowed: Vec<String>,
    key: Key,
}

impl Gate {
    pub(super) fn new(bound: SocketAddr, allowed: Vec<String>, key: Key) -> Self {
        let hosts = names(bound);
        Self {
            own_origins: hosts.iter().map(|host| format!("http://{host}")).collect(),
            hosts,
            allowed,
            key,
        }
    }

    /// Checks Host (against DNS rebinding), then Origin, then Sec-Fetch-Site.
    pub(super) fn caller(&self, headers: &HeaderMap, area: Area) -> Result<Caller, RelayFault> {
        let host = only(headers, &HOST)?.ok_or(RelayFault::WrongOrigin)?;
        if !is_one_of(&self.hosts, host) {
            return Err(RelayFault::WrongOrigin);
        }
        let caller = match only(headers, &ORIGIN)? {
            None => Caller::Own,
            Some(origin) if is_one_of(&self.own_origins, origin) => Caller::Own,
            Some(origin) if is_one_of(&self.allowed, origin) => Caller::Allowed(origin.clone()),
            Some(_) => return Err(RelayFault::WrongOrigin),
        };
        // Browsers leave Origin out of plain GETs, yet say here that another site asks.
        let fetch_site = only(headers, &SEC_FETCH_SITE)?.map(HeaderValue::as_bytes);
        match (area, &caller, fetch_site) {
            (Area::Page, _, _) | (_, Caller::Allowed(_), _) => Ok(caller),
            (Area::Calls, Caller::Own, None | Some(b"same-origin" | b"none")) => Ok(caller),
            (Area::Calls, Caller::Own, Some(_)) => Err(RelayFault::WrongOrigin),
        }
    }

    /// Checks the key of a request, in constant time.
    pub(super) fn key(&self, headers: &HeaderMap) -> Result<(), RelayFault> {
        let given = only(headers, &HeaderName::from_static(KEY));
        self.is_key(given.ok().flatten().map(HeaderValue::as_bytes))
    }

    /// Checks the key among the protocols that a socket offers, in constant time.
    pub(super) fn key_of_socket(&self, headers: &HeaderMap) -> Result<(), RelayFault> {
        let offered = only(headers, &SEC_WEBSOCKET_PROTOCOL).ok().flatten();
        let offered = offered.map_or(b"".as_slice(), HeaderValue::as_bytes);
        let protocols = offered.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        let mut keys = protocols.filter_map(|one| one.strip_prefix(KEY_PROTOCOL.as_bytes()));
        match (keys.next(), keys.next()) {
            (key, None) => self.is_key(key),
            (_, Some(_)) => Err(RelayFault::WrongKey),
        }
    }

    fn is_key(&self, given: Option<&[u8]>) -> Result<(), RelayFault> {
        match given {
            Some(given) if self.key.is(given) => Ok(()),
            _ => Err(RelayFault::WrongKey),
        }
    }

    /// The names this relay answers to, as they stand in Host.
    pub(super) fn hosts(&self) -> &[String] {
        &self.hosts
    }

    pub(super) fn key_text(&self) -> &str {
        self.key.text()
    }
}

/// The bound address as a browser writes it in Host: without port on 80.
fn names(bound: SocketAddr) -> Vec<String> {
    let ip = match bound {
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    };
    let with_port = |host: &str| match bound.port() {
        80 => host.to_owned(),
        port => format!("{host}:{port}"),
    };
    vec![with_port(&ip), with_port("localhost")]
}

/// A header's value; a header given twice is a trick, whatever it says.
fn only<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a HeaderValue>, RelayFault> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        (_, Some(_)) => Err(RelayFault::WrongOrigin),
    }
}

fn is_one_of(known: &[String], value: &HeaderValue) -> bool {
    known
        .iter()
        .any(|known| known.as_bytes() == value.as_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        let bound = SocketAddr::from(([127, 0, 0, 1], 8737));
        let allowed = vec!["https://pages.example".to_owned()];
        Gate::new(bound, allowed, Key::draw().unwrap())
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        headers
    }

    fn verdict(area: Area, pairs: &[(&'static str, &str)]) -> Result<Caller, RelayFault> {
        gate().caller(&headers(pairs), area)
    }

    const OK_HOST: (&str, &str) = ("host", "127.0.0.1:8737");

    #[test]
    fn only_the_relays_own_names_are_hosts() {
        for host in ["127.0.0.1:8737", "localhost:8737"] {
            assert_eq!(verdict(Area::Page, &[("host", host)]), Ok(Caller::Own));
        }
        for host in [
            "",
            "127.0.0.1",
            "127.0.0.1:80",
            "127.0.0.1:87370",
            "evil.example:8737",
            "localhost.:8737",
            "localhost:8737.evil.example",
            "127.1:8737",
            "[::1]:8737",
            "user@127.0.0.1:8737",
        ] {
            let refused = verdict(Area::Page, &[("host", host)]);
            assert_eq!(refused, Err(RelayFault::WrongOrigin), "{host}");
        }
        assert_eq!(verdict(Area::Page, &[]), Err(RelayFault::WrongOrigin));
        let twice = verdict(Area::Page, &[OK_HOST, OK_HOST]);
        assert_eq!(twice, Err(RelayFault::WrongOrigin));
    }

    #[test]
    fn on_port_80_the_names_have_no_port() {
        let v4 = names(SocketAddr::from(([127, 0, 0, 1], 80)));
        assert_eq!(v4, ["127.0.0.1", "localhost"]);
        let v6 = names("[::1]:81".parse().unwrap());
        assert_eq!(v6, ["[::1]:81", "localhost:81"]);
    }

    #[test]
    fn an_origin_is_ours_or_allowed_or_refused() {
        for origin in ["http://127.0.0.1:8737", "http://localhost:8737"] {
            let ours = verdict(Area::Calls, &[OK_HOST, ("origin", origin)]);
            assert_eq!(ours, Ok(Caller::Own), "{origin}");
        }
        let pages = "https://pages.example";
        assert_eq!(
            verdict(Area::Calls, &[OK_HOST, ("origin", pages)]),
            Ok(Caller::Allowed(HeaderValue::from_static(
                "https://pages.example"
            )))
        );
        for origin in [
            "null",
            "",
            "https://127.0.0.1:8737",
            "http://127.0.0.1",
            "https://pages.example.evil",
            "https://evil.example",
        ] {
            for area in [Area::Page, Area::Calls] {
                let refused = verdict(area, &[OK_HOST, ("origin", origin)]);
                assert_eq!(refused, Err(RelayFault::WrongOrigin), "{origin}");
            }
        }
    }

    #[test]
    fn another_site_may_link_to_the_page_but_not_call() {
        for site in ["cross-site", "same-site", "unheard-of"] {
            let asked = [OK_HOST, ("sec-fetch-site", site)];
            assert_eq!(verdict(Area::Page, &asked), Ok(Caller::Own));
            assert_eq!(
                verdict(Area::Calls, &asked),
                Err(RelayFault::WrongOrigin),
                "{site}"
            );
        }
        let allowed = [
            OK_HOST,
            ("origin", "https://pages.example"),
            ("sec-fetch-site", "cross-site"),
        ];
        assert!(verdict(Area::Calls, &allowed).is_ok());
    }

    #[test]
    fn the_key_is_given_once_and_right() {
        let gate = gate();
        let key = gate.key_text().to_owned();
        assert_eq!(gate.key(&headers(&[(KEY, &key)])), Ok(()));
        for wrong in [
            headers(&[]),
            headers(&[(KEY, "")]),
            headers(&[(KEY, &key[1..])]),
            headers(&[(KEY, &key), (KEY, &key)]),
        ] {
            assert_eq!(gate.key(&wrong), Err(RelayFault::WrongKey));
        }
    }

    #[test]
    fn a_sockets_key_is_one_of_its_protocols_once_and_right() {
        let gate = gate();
        let key = gate.key_text().to_owned();
        let offer = |text: &str| gate.key_of_socket(&headers(&[("sec-websocket-protocol", text)]));
        for right in ["groupsweep.v2, key.KEY", "key.KEY,groupsweep.v2", "key.KEY"] {
            assert_eq!(offer(&right.replace("KEY", &key)), Ok(()), "{right}");
        }
        for wrong in [
            "groupsweep.v2",
            "",
            "KEY",
            "key.",
            "key.KEY0",
            "key. KEY",
            "key.KEY, key.KEY",
            "groupsweep.v2 key.KEY",
            "Key.KEY",
        ] {
            let refused = offer(&wrong.replace("KEY", &key));
            assert_eq!(refused, Err(RelayFault::WrongKey), "{wrong}");
        }
        let right = format!("key.{key}");
        let line = ("sec-websocket-protocol", right.as_str());
        let twice = gate.key_of_socket(&headers(&[line, line]));
        assert_eq!(twice, Err(RelayFault::WrongKey));
        // One door each: the greeting's header opens no socket.
        let other = gate.key_of_socket(&headers(&[(KEY, &key)]));
        assert_eq!(other, Err(RelayFault::WrongKey));
    }

    #[test]
    fn paths_are_sorted_undecoded() {
        for path in ["/relay/calls", "/relay/hello", "/relay/", "/relay"] {
            assert_eq!(Area::of(path), Area::Calls, "{path}");
        }
        for path in [
            "/",
            "/relay%2Fcalls",
            "/relays",
            "//relay/calls",
            "/site/rest",
            "*",
            "/index.html",
        ] {
            assert_eq!(Area::of(path), Area::Page, "{path}");
        }
    }
}
