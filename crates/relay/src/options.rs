//! Checks the relay's options. Each error is one sentence.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::page::PageSource;
use crate::gate::FILE_ORIGIN;
use groupsweep_core::domain::{Credentials, OrgId, SiteAddress, SiteAddressError, port_of};
use groupsweep_core::wire::{ANSWER_WITHIN, MAX_ANSWER_BODY};

/// Bytes of an answer that takes no place among the long ones.
const SMALL_ANSWER: usize = 6 * 1024;

/// Time and size limits of the relay.
#[derive(Clone, Copy, Debug)]
pub struct RelayLimits {
    /// For a request's head, from the start of the connection.
    pub reading: Duration,
    /// For the response, until its last byte is sent. For a socket, until it is open.
    pub serving: Duration,
    /// For a connection to the site: name resolution, proxy, TLS.
    pub connecting: Duration,
    /// For the site's whole response, including connecting.
    pub answering: Duration,
    /// Between two pings. A page that is silent from one to the next counts as gone.
    pub pinging: Duration,
    /// Before the response to a missing or wrong key, to slow down guessing.
    pub wrong_key: Duration,
    /// At a stop, for connections to close after the last call.
    pub closing: Duration,
    /// Bytes of one message from the page: a call with its login.
    pub message: usize,
    /// Bytes of the site's response. A longer one counts as cut off.
    pub answer_body: usize,
    /// Bytes of a response that need no permit. Most responses to changes are shorter, so they never wait. Member
    /// lists and Jira's response to an addition are longer. At most what fits the connection's first read buffer (8
    /// kB); each next buffer is twice as large.
    pub small_answer: usize,
    /// Permits for longer responses to reads, and as many for changes. Held until the page has read the response or it
    /// is kept: pages that read nothing could otherwise fill the memory. A response without a permit waits within its
    /// call's time limit.
    pub large_answers: usize,
    /// Calls in flight to the site, for all pages together. Further calls are refused and not queued: only the page
    /// sets the pace.
    pub calls: usize,
    /// Pages with an open socket.
    pub sockets: usize,
    /// Connections besides the open sockets. Further ones are closed at once. A page loads with six at a time.
    pub connections: usize,
    /// Requests with a wrong key that wait for their response. Further ones are closed without one.
    pub wrong_keys: usize,
}

impl Default for RelayLimits {
    fn default() -> Self {
        Self {
            reading: Duration::from_secs(10),
            serving: Duration::from_secs(30),
            connecting: Duration::from_secs(10),
            answering: Duration::from_millis(ANSWER_WITHIN.0),
            pinging: Duration::from_secs(20),
            wrong_key: Duration::from_millis(200),
            closing: Duration::from_millis(500),
            message: 16 * 1024,
            answer_body: MAX_ANSWER_BODY,
            small_answer: SMALL_ANSWER,
            large_answers: 4,
            calls: 128,
            sockets: 16,
            connections: 128,
            wrong_keys: 16,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Options {
    /// The pinned site. `None` if the page is for practice only.
    pub site: Option<SiteAddress>,
    /// The login, if the relay holds it so that the page never has the token. Only used with a site.
    pub login: Option<Credentials>,
    /// The organization whose API may be called, if any.
    pub organization: Option<OrgId>,
    /// The loopback address to listen on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Origins of pages served from elsewhere that may call this relay.
    pub allow_origins: Vec<String>,
    /// Where the page's files come from.
    pub page: PageSource,
    /// Waiting times and sizes.
    pub limits: RelayLimits,
}

/// What listens on the relay's address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Occupant {
    Relay,
    /// Another program, or an unknown one.
    Other,
}

/// Why the relay does not start. Its `Display` is one sentence for people.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// `--site` is not a valid site address.
    #[error("--site is refused: {0}")]
    Site(SiteAddressError),
    /// `--organization` is not a valid organization id, or there is no site.
    #[error(
        "--organization is refused: give the id that follows /o/ in the address of admin.atlassian.com (36 characters with four hyphens), and give --site too."
    )]
    Organization,
    /// `--listen` is not an address with a port.
    #[error("--listen {0} is refused: give an address and a port, such as 127.0.0.1:8737.")]
    Listen(String),
    /// `--listen` can be reached from other machines.
    #[error(
        "--listen {0} is refused: other machines could reach it; use 127.0.0.1, [::1] or localhost."
    )]
    NotLoopback(SocketAddr),
    /// Browsers omit port 80 from addresses, so the page would not recognise the relay.
    #[error("--listen {0} is refused: use a port other than 80, such as 8737.")]
    Port80(SocketAddr),
    /// `--allow-origin` is not an origin.
    #[error(
        "--allow-origin {0} is refused: give scheme and host with nothing after them, such as https://example.github.io."
    )]
    Origin(String),
    /// Pages from elsewhere cannot connect to this address: their policy allows 127.0.0.1 only, and cannot name an IPv6
    /// address.
    #[error(
        "--listen {0} is refused together with --allow-origin or --allow-file: such a page may connect only to 127.0.0.1. Use --listen 127.0.0.1:8737."
    )]
    NotForOtherPages(SocketAddr),
    /// `--page` is not a folder.
    #[error("--page {} is refused: there is no such folder.", .0.display())]
    PageFolder(PathBuf),
    /// Something listens on that address already.
    #[error("{}", in_use(.0, *.1))]
    InUse(SocketAddr, Occupant),
    /// Listening on the address failed for another reason.
    #[error(
        "Cannot listen on {0}: {1}. Start the relay with --listen 127.0.0.1:0 to use a free port. The page there does not show the past runs and the keep list that the browser keeps for {0}."
    )]
    Bind(SocketAddr, std::io::Error),
    /// The system's random source failed.
    #[error("Cannot generate a key: the system's random source failed.")]
    Random,
    /// The system's certificates could not be loaded.
    #[error(
        "This system's trusted certificates could not be loaded; on Debian and Ubuntu, install ca-certificates."
    )]
    Certificates,
}

fn in_use(address: &SocketAddr, occupant: Occupant) -> String {
    match occupant {
        Occupant::Relay => format!(
            "A Groupsweep relay already listens on {address}: open the address that it printed, or stop it (Ctrl-C in its terminal) and start this one again. A second relay needs another port (--listen 127.0.0.1:0), and its page does not show the past runs and the keep list of this one."
        ),
        Occupant::Other => format!(
            "Another program already listens on {address}. Stop it, then start the relay again. Another port works too (--listen 127.0.0.1:0 picks a free one), but the page there does not show the past runs and the keep list that the browser keeps for {address}."
        ),
    }
}

impl Options {
    /// Adds the organization whose API may be called.
    ///
    /// # Errors
    /// [`StartError::Organization`] if the id is invalid or there is no site.
    pub fn with_organization(mut self, id: &str) -> Result<Self, StartError> {
        let organization = OrgId::parse(id).filter(|_| self.site.is_some());
        self.organization = Some(organization.ok_or(StartError::Organization)?);
        Ok(self)
    }

    /// Checks the flags as given.
    ///
    /// # Errors
    /// The first refused flag.
    pub fn check(
        site: Option<&str>,
        listen: &str,
        allow_origins: &[String],
        page: Option<&Path>,
    ) -> Result<Self, StartError> {
        let listen = loopback(listen)?;
        if !allow_origins.is_empty() {
            for_other_pages(listen)?;
        }
        Ok(Self {
            site: site
                .map(SiteAddress::parse_for_relay)
                .transpose()
                .map_err(StartError::Site)?,
            login: None,
            organization: None,
            listen,
            allow_origins: allow_origins
                .iter()
                .map(|given| origin(given).ok_or_else(|| StartError::Origin(given.clone())))
                .collect::<Result<_, _>>()?,
            page: match page {
                Some(folder) if folder.is_dir() => PageSource::Folder(folder.to_owned()),
                Some(folder) => return Err(StartError::PageFolder(folder.to_owned())),
                None => PageSource::built_in(),
            },
            limits: RelayLimits::default(),
        })
    }

    /// Also admits pages opened from disk. See [`FILE_ORIGIN`] for the hazard.
    ///
    /// # Errors
    /// [`StartError::NotForOtherPages`] where such a page may not connect to the address.
    pub fn allowing_files(mut self) -> Result<Self, StartError> {
        for_other_pages(self.listen)?;
        self.allow_origins.push(FILE_ORIGIN.to_owned());
        Ok(self)
    }
}

impl Options {
    /// Whether every admitted page can connect to this address.
    pub(super) fn may_listen_on(&self, address: SocketAddr) -> bool {
        self.allow_origins.is_empty() || for_other_pages(address).is_ok()
    }
}

fn for_other_pages(listen: SocketAddr) -> Result<(), StartError> {
    match listen.ip() == Ipv4Addr::LOCALHOST {
        true => Ok(()),
        false => Err(StartError::NotForOtherPages(listen)),
    }
}

fn loopback(given: &str) -> Result<SocketAddr, StartError> {
    let refused = || StartError::Listen(given.to_owned());
    let address = match given.strip_prefix("localhost:") {
        Some(port) => SocketAddr::from((
            Ipv4Addr::LOCALHOST,
            listening_port(port).ok_or_else(refused)?,
        )),
        None => given.parse().map_err(|_| refused())?,
    };
    let port = given.rsplit(':').next().unwrap_or_default();
    if listening_port(port).is_none() {
        return Err(refused());
    }
    if !address.ip().is_loopback() {
        return Err(StartError::NotLoopback(address));
    }
    // The page recognises a relay by its port, and browsers omit port 80 from addresses.
    if address.port() == 80 {
        return Err(StartError::Port80(address));
    }
    Ok(address)
}

/// A port, or 0 for any free one.
fn listening_port(text: &str) -> Option<u16> {
    if text == "0" { Some(0) } else { port_of(text) }
}

/// `scheme://host[:port]` as browsers write it in `Origin`: lower case, no default
/// port. https anywhere, http on this machine only. One trailing slash is forgiven.
fn origin(given: &str) -> Option<String> {
    let lower = given.to_ascii_lowercase();
    let (scheme, rest) = lower.split_once("://")?;
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let port_at = authority
        .rfind(':')
        .filter(|at| !authority[*at..].contains(']'));
    let (host, port) = match port_at {
        Some(at) => (&authority[..at], Some(port_of(&authority[at + 1..])?)),
        None => (authority, None),
    };
    let on_this_machine = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let is_name = !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    let default_port = match scheme {
        "https" if is_name || on_this_machine => 443,
        "http" if on_this_machine => 80,
        _ => return None,
    };
    match port.filter(|port| *port != default_port) {
        Some(port) => Some(format!("{scheme}://{host}:{port}")),
        None => Some(format!("{scheme}://{host}")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "options_tests.rs"]
mod tests;
