//! A relay on a free port, and requests and calls that its gate lets in.

use std::net::SocketAddr;
use std::time::Duration;

use groupsweep_relay::{Options, PageSource, Running};
use tokio::runtime::Runtime;

use crate::http::{Message, exchange};
use crate::page::{Outcome, Page};
use crate::site::Site;

pub const LOGIN: &str = "Basic bWVAZXhhbXBsZS5jb206QVRBVFRzZWNyZXQ=";
pub const REMOVE: &str = "/rest/api/3/group/user?groupId=e7b24a95-307c-4179-b143-18071d986420&accountId=712020%3A789cba25";
pub const ADD: &str = "/rest/api/3/group/user?groupId=e7b24a95-307c-4179-b143-18071d986420";
pub const MYSELF: &str = "/rest/api/3/myself";
pub const PAGES: &str = "https://pages.example";

pub struct Bench {
    pub runtime: Runtime,
    relay: Option<Running>,
    pub address: SocketAddr,
    pub key: String,
}

pub fn options(site: Option<&Site>) -> Options {
    let origin = site.map(Site::origin);
    let allowed = [PAGES.to_owned()];
    let mut options = Options::check(origin.as_deref(), "127.0.0.1:0", &allowed, None).unwrap();
    options.page = PageSource::Embedded(&[("index.html", b"<script>a()</script>")]);
    options.limits.wrong_key = Duration::from_millis(20);
    options
}

impl Bench {
    pub fn start(options: Options) -> Self {
        let runtime = Runtime::new().unwrap();
        let relay = runtime.block_on(groupsweep_relay::start(options)).unwrap();
        Self {
            address: relay.address(),
            key: relay.key().to_owned(),
            relay: Some(relay),
            runtime,
        }
    }

    pub fn before(site: &Site) -> Self {
        Self::start(options(Some(site)))
    }

    pub fn relay(&self) -> &Running {
        self.relay.as_ref().unwrap()
    }

    /// The running relay, to be stopped or dropped by the test.
    pub fn take(&mut self) -> Running {
        self.relay.take().unwrap()
    }

    /// A request as the relay's own page sends it, with further header lines.
    pub fn raw(&self, method: &str, target: &str, more: &str) -> String {
        format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nX-Groupsweep-Key: {}\r\n{more}\r\n",
            self.address, self.key
        )
    }

    pub fn ask(&self, method: &str, target: &str) -> Message {
        exchange(self.address, &self.raw(method, target, ""))
    }

    /// The relay's page with its socket open.
    pub fn page(&self) -> Page {
        Page::open(self.address, &self.key)
    }

    /// One call of a page that has no other.
    pub fn call(&self, method: &str, target: &str) -> Outcome {
        self.page().call(method, target)
    }

    /// A request with exactly these header lines, no key added.
    pub fn bare(&self, method: &str, target: &str, lines: &str) -> Message {
        exchange(
            self.address,
            &format!("{method} {target} HTTP/1.1\r\n{lines}\r\n"),
        )
    }
}
