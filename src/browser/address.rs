//! The page's address, which carries the relay's key.

use std::net::SocketAddr;

use groupsweep_core::domain::PageAddress;
use groupsweep_core::wire;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::relay_route::RelayAccess;

/// The relay that served this page: its key is in the fragment of the printed address. `None` on a page from elsewhere.
#[must_use]
pub fn relay_in_address() -> Option<RelayAccess> {
    let location = web_sys::window()?.location();
    RelayAccess::parse(&format!(
        "{}/{}",
        location.origin().ok()?,
        location.hash().ok()?
    ))
}

/// Whether this page was opened from disk, so that no relay served it.
#[must_use]
pub fn is_from_disk() -> bool {
    web_sys::window().is_some_and(|window| window.location().protocol().as_deref() == Ok("file:"))
}

/// The address for which the browser stores this page's runs, selection and keep list.
#[must_use]
pub fn own_address() -> PageAddress {
    let host = web_sys::window().and_then(|window| window.location().host().ok());
    PageAddress::of_host(&host.unwrap_or_default())
}

/// This page's origin as browsers send it to a relay: `https://your.host`.
#[must_use]
pub fn own_origin() -> String {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    origin.unwrap_or_default()
}

/// The address that served this page, if it is this relay's: `127.0.0.1:8737`.
#[must_use]
pub fn served_at(access: &RelayAccess) -> Option<String> {
    let own = web_sys::window()?.location().origin().ok()?;
    let address = own.strip_prefix("http://")?;
    (own == access.origin).then(|| address.to_owned())
}

/// The address that served this page, if it is a relay's but not the usual one: `127.0.0.1:8738`.
#[must_use]
pub fn unusual_address(access: &RelayAccess) -> Option<String> {
    served_at(access).filter(|address| address != wire::USUAL_ADDRESS)
}

/// Calls `take` when a relay's address is opened in this tab. Only the fragment differs, so the page is not reloaded.
pub fn on_relay_in_address(take: impl Fn(RelayAccess) + 'static) {
    let listener = Closure::<dyn Fn()>::new(move || {
        if let Some(access) = relay_in_address() {
            take(access);
        }
    });
    if let Some(window) = web_sys::window() {
        let added = window
            .add_event_listener_with_callback("hashchange", listener.as_ref().unchecked_ref());
        if added.is_ok() {
            listener.forget();
        }
    }
}

impl RelayAccess {
    /// Parses an address that the relay printed: `http://127.0.0.1:8737/#key=KEY.PROOF`.
    #[must_use]
    pub fn parse(address: &str) -> Option<Self> {
        let (page, fragment) = address.trim().split_once('#')?;
        let page = page.strip_suffix('/').unwrap_or(page);
        let prefix = format!("{}=", wire::KEY_FRAGMENT);
        let fields = fragment.split('&');
        let secrets = fields
            .into_iter()
            .find_map(|part| part.strip_prefix(&prefix))?;
        let (key, proof) = secrets.split_once(wire::BEFORE_PROOF)?;
        let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let is_secret = |text: &str| !text.is_empty() && text.bytes().all(is_letter);
        let authority = page.strip_prefix("http://")?;
        // Never `localhost`, which the relay does not print: it may lead to another program on the same port of the
        // other IP version.
        let is_address = |address: SocketAddr| address.ip().is_loopback();
        let is_loopback = authority.parse().is_ok_and(is_address);
        (is_loopback && is_secret(key) && is_secret(proof)).then(|| Self {
            origin: page.to_owned(),
            key: key.to_owned(),
            proof: proof.to_owned(),
        })
    }
}
