//! Clock, frames and routes in a real browser.
#![forbid(unsafe_code)]
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::cell::Cell;
use std::rc::Rc;

use groupsweep::browser::{BrowserClock, Frame, RelayAccess, RelayRoute};
use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::connect::ApiAccess;
use groupsweep_core::domain::{Credentials, Scheme, SiteCall, Span, TransportError};
use groupsweep_driver::ports::{Clock, Transport};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn a_relays_address_is_read_with_its_key_and_only_on_loopback() {
    let access = RelayAccess::parse(" http://127.0.0.1:8737/#key=0a_B-9.c3 ").unwrap();
    let secrets = (access.key.as_str(), access.proof.as_str());
    assert_eq!(access.origin, "http://127.0.0.1:8737");
    assert_eq!(secrets, ("0a_B-9", "c3"));
    for address in ["http://127.0.0.2:1", "http://[::1]:8737"] {
        let address = format!("{address}/#key=a.b");
        assert!(RelayAccess::parse(&address).is_some(), "{address}");
    }
    for address in [
        "http://127.0.0.1:8737/",
        "http://192.168.0.1:8737/#key=a.b",
        "http://[::ffff:7f00:1]:8737/#key=a.b",
        "http://localhost:8737/#key=a.b",
        "http://127.0.0.1:8737/#key=.b",
        "http://127.0.0.1:8737/#key=a",
        "http://127.0.0.1:8737/#key=a.",
        "http://127.0.0.1:8737/#key=a b.b",
        "http://127.0.0.1/#key=a.b",
        "http://127.0.0.1:99999/#key=a.b",
        "https://evil.example/#key=a.b",
        "http://127.0.0.1:1@evil.example/#key=a.b",
    ] {
        assert!(RelayAccess::parse(address).is_none(), "{address}");
    }
}

#[wasm_bindgen_test]
async fn the_clock_never_steps_back_and_waits_at_least_as_long_as_asked() {
    let before = BrowserClock.now();
    BrowserClock.sleep(Span(30)).await;
    // Timers may fire up to a millisecond early.
    assert!(BrowserClock.now() - before >= Span(29));
}

#[wasm_bindgen_test]
async fn many_changes_are_drawn_once_per_frame() {
    let drawn = Rc::new(Cell::new(0));
    let seen = Rc::clone(&drawn);
    let frame = Frame::new(move || seen.set(seen.get() + 1));
    for _ in 0..1000 {
        frame.changed();
    }
    assert_eq!(drawn.get(), 0);
    while drawn.get() == 0 {
        BrowserClock.sleep(Span(5)).await;
    }
    assert_eq!(drawn.get(), 1);
}

#[wasm_bindgen_test]
async fn a_relay_that_does_not_listen_is_told_as_absent_and_the_call_as_not_sent() {
    // Port 1 is refused by the browser itself: nothing can listen there for it.
    let access = RelayAccess {
        origin: "http://127.0.0.1:1".into(),
        key: "k".into(),
        proof: "p".into(),
    };
    let login = Credentials::parse("a@b.example", "t").unwrap();
    let route = RelayRoute::new(
        access,
        Some(Rc::new(login)),
        ApiAccess {
            endpoint: Endpoint::default(),
            scheme: Scheme::Basic,
        },
    );
    assert_eq!(
        route.call(SiteCall::WhoAmI).await,
        Err(TransportError::RelayUnreachable)
    );
}
