//! The browser's report of whether this machine is online.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use groupsweep_core::domain::Span;
use groupsweep_driver::ports::{Clock, Network};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Event;

use super::clock::BrowserClock;

/// Interval of looking at the browser's report.
const LOOK_EVERY: Span = Span(1_000);
/// After this many looks a reading is tried anyway, because the browser may be wrong.
const LOOKS: u8 = 10;

#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserNetwork;

impl Network for BrowserNetwork {
    fn is_online(&self) -> bool {
        web_sys::window().is_none_or(|window| window.navigator().on_line())
    }

    fn worth_a_try(&self) -> LocalBoxFuture<'static, ()> {
        async {
            for _ in 0..LOOKS {
                BrowserClock.sleep(LOOK_EVERY).await;
                if Self.is_online() {
                    return;
                }
            }
        }
        .boxed_local()
    }
}

/// Calls `changed` whenever the browser reports that the machine went offline (`false`) or online (`true`).
pub fn when_network_changes(changed: impl Fn(bool) + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let listener = Closure::<dyn Fn(Event)>::new(move |_| changed(BrowserNetwork.is_online()));
    for name in ["online", "offline"] {
        // Without it, a call that fails is all that shows.
        let _ = window.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    }
    listener.forget();
}
