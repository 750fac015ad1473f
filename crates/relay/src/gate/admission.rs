//! Admission of requests, decided from the head alone.

use std::net::SocketAddr;

use super::request_head::{DuplicateHeaderError, RequestHead};
use groupsweep_core::wire::{CALLS_PATH, HELLO_PATH, KEY, KEY_PROTOCOL, RelayError};

/// The origin that browsers send for a page opened from disk. It identifies no page: any web page can get it with a
/// sandboxed frame. Where it is admitted, only the key protects the relay; hence only with `--allow-file`.
pub const FILE_ORIGIN: &str = "null";

/// The host names that the relay answers to, and the origins that it admits.
#[derive(Clone, Debug)]
pub struct RelayGate {
    hosts: Vec<String>,
    own_origins: Vec<String>,
    allowed: Vec<String>,
}

/// Who sent a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RequestOrigin {
    /// The page this relay serves, or a program that sends no origin.
    Own,
    /// A page from this origin, allowed at start.
    Allowed(String),
}

/// What a request is admitted for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestKind {
    /// The page's files. They hold no secrets, and anyone on this machine's loopback may read them.
    Page,
    /// The page's files under `localhost`. Redirected to the printed address, because a browser keeps records and the
    /// keep list per address.
    PageByOtherName,
    /// The preflight that browsers make before they send the key.
    Preflight,
    Greeting,
    /// The socket that carries calls.
    Socket,
}

/// An admitted request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Admitted {
    pub caller: RequestOrigin,
    pub errand: RequestKind,
}

/// A refused request.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{fault}")]
pub struct AdmissionError {
    pub fault: RelayError,
    /// The sender, if known: an allowed page may read the reason.
    pub caller: Option<RequestOrigin>,
}

impl RelayGate {
    /// The gate of a relay that listens on `bound` and admits pages from `allowed` origins besides its own.
    #[must_use]
    pub fn new(bound: SocketAddr, allowed: Vec<String>) -> Self {
        let hosts = names(bound);
        Self {
            own_origins: hosts.iter().map(|host| format!("http://{host}")).collect(),
            hosts,
            allowed,
        }
    }

    /// The host names that this relay answers to, as in the Host header.
    #[must_use]
    pub fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// Admits a request or refuses it. Checks Host first (against DNS rebinding), then Origin and Sec-Fetch-Site, then
    /// the key, then the path.
    ///
    /// # Errors
    /// [`AdmissionError`] for the first check that fails.
    pub fn admit(
        &self,
        head: &RequestHead<'_>,
        is_key: impl FnOnce(&[u8]) -> bool,
    ) -> Result<Admitted, AdmissionError> {
        let caller = self.caller(head).map_err(|fault| AdmissionError {
            fault,
            caller: None,
        })?;
        match errand(head, &caller, is_key) {
            Ok(RequestKind::Page) if self.is_by_other_name(head) => Ok(Admitted {
                caller,
                errand: RequestKind::PageByOtherName,
            }),
            Ok(errand) => Ok(Admitted { caller, errand }),
            Err(fault) => Err(AdmissionError {
                fault,
                caller: Some(caller),
            }),
        }
    }

    /// The origin that the relay prints.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.own_origins.first().map_or("", String::as_str)
    }

    fn is_by_other_name(&self, head: &RequestHead<'_>) -> bool {
        let printed = self.hosts.first().map(String::as_bytes);
        matches!(head.method(), "GET" | "HEAD") && head.only("host") != Ok(printed)
    }

    fn caller(&self, head: &RequestHead<'_>) -> Result<RequestOrigin, RelayError> {
        let only = |name| {
            let value = head.only(name);
            value.map_err(|DuplicateHeaderError| RelayError::WrongOrigin)
        };
        if !is_one_of(&self.hosts, only("host")?.unwrap_or_default()) {
            return Err(RelayError::WrongOrigin);
        }
        let origin = only("origin")?;
        let caller = match origin {
            None => RequestOrigin::Own,
            Some(origin) if is_one_of(&self.own_origins, origin) => RequestOrigin::Own,
            Some(origin) if is_one_of(&self.allowed, origin) => {
                RequestOrigin::Allowed(String::from_utf8_lossy(origin).into_owned())
            }
            Some(_) => return Err(RelayError::WrongOrigin),
        };
        if is_page(head.path()) {
            return Ok(caller);
        }
        // Browsers omit Origin on plain GETs, but this header shows that another site asks.
        let fetch_site = only("sec-fetch-site")?;
        let by_another_site = !matches!(fetch_site, None | Some(b"same-origin" | b"none"));
        // They send Origin with every socket, so a socket without it was not opened by a page.
        let by_no_page = origin.is_none() && head.path() == CALLS_PATH;
        if caller == RequestOrigin::Own && (by_another_site || by_no_page) {
            return Err(RelayError::WrongOrigin);
        }
        Ok(caller)
    }
}

/// What an admitted caller asks for.
fn errand(
    head: &RequestHead<'_>,
    caller: &RequestOrigin,
    is_key: impl FnOnce(&[u8]) -> bool,
) -> Result<RequestKind, RelayError> {
    if is_page(head.path()) {
        return Ok(RequestKind::Page);
    }
    if head.method() == "OPTIONS" && matches!(caller, RequestOrigin::Allowed(_)) {
        return Ok(RequestKind::Preflight);
    }
    if !given_key(head).is_some_and(is_key) {
        return Err(RelayError::WrongKey);
    }
    match (head.method(), head.path()) {
        _ if head.has_query() => Err(RelayError::NotListed),
        ("GET", HELLO_PATH) => Ok(RequestKind::Greeting),
        ("GET", CALLS_PATH) => Ok(RequestKind::Socket),
        _ => Err(RelayError::NotListed),
    }
}

/// Whether a path is a file and not the relay's own. Nothing is decoded: `/relay%2F…` is a file name.
fn is_page(path: &str) -> bool {
    path.split('/').nth(1) != Some("relay")
}

/// The key of a request: given once, among a socket's protocols or in the greeting's header.
fn given_key<'a>(head: &RequestHead<'a>) -> Option<&'a [u8]> {
    if head.path() != CALLS_PATH {
        return head.only(KEY).ok().flatten();
    }
    let offered = head.only("sec-websocket-protocol").ok().flatten()?;
    let protocols = offered.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    let mut keys = protocols.filter_map(|one| one.strip_prefix(KEY_PROTOCOL.as_bytes()));
    keys.next().filter(|_| keys.next().is_none())
}

/// The bound address as browsers write it in Host: without the port if it is 80.
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

fn is_one_of(known: &[String], value: &[u8]) -> bool {
    known.iter().any(|known| known.as_bytes() == value)
}

#[cfg(test)]
#[path = "admission_tests.rs"]
mod tests;
