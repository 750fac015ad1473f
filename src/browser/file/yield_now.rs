//! Splits long work, so that the page can draw and react in between.

use futures_channel::oneshot;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MessageChannel, Performance};

/// Longest piece in milliseconds: a frame at sixty a second has sixteen.
const MAX_MILLIS: f64 = 12.0;

/// Yields to the page now and then.
pub(super) struct Yielder {
    clock: Option<Performance>,
    since: f64,
}

impl Yielder {
    pub(super) fn new() -> Self {
        let clock = web_sys::window().and_then(|window| window.performance());
        Self {
            since: clock.as_ref().map_or(0.0, Performance::now),
            clock,
        }
    }

    /// Yields if the current piece of work was long enough.
    pub(super) async fn take(&mut self) {
        let now = |clock: &Option<Performance>| clock.as_ref().map_or(f64::MAX, Performance::now);
        if now(&self.clock) - self.since > MAX_MILLIS {
            turn().await;
            self.since = now(&self.clock);
        }
    }
}

/// Continues after other pending tasks. A message arrives at once; a timer would take four milliseconds.
async fn turn() {
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let (sender, receiver) = oneshot::channel::<()>();
    let message = Closure::once_into_js(move || {
        let _ = sender.send(());
    });
    channel.port1().set_onmessage(Some(message.unchecked_ref()));
    if channel
        .port2()
        .post_message(&wasm_bindgen::JsValue::NULL)
        .is_ok()
    {
        let _ = receiver.await;
    }
    channel.port1().close();
}
