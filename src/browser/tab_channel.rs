//! Messages between tabs of this page. A tab that receives one reads the storage again, or does what the message says.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, Event, MessageEvent};

/// The channel between tabs. Without it, in an old browser, a tab notices changes when it reads again.
#[derive(Debug)]
pub struct TabChannel {
    channel: Option<BroadcastChannel>,
}

impl TabChannel {
    /// Listens for the rest of the page's life. Calls `heard` for messages of other tabs. Non-text messages are empty.
    #[must_use]
    pub fn listen(name: &str, heard: impl Fn(&str) + 'static) -> Self {
        let channel = BroadcastChannel::new(name).ok();
        if let Some(channel) = &channel {
            let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                heard(&event.data().as_string().unwrap_or_default());
            });
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
            listener.forget();
        }
        Self { channel }
    }

    /// Sends a message to the other tabs.
    pub fn tell(&self, word: &str) {
        if let Some(channel) = &self.channel {
            // A tab that misses it still reads again before it changes anything.
            let _ = channel.post_message(&word.into());
        }
    }
}

/// Calls `seen` whenever the tab becomes visible, because it may show old data.
pub fn when_visible(seen: impl Fn() + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let page = document.clone();
    let listener = Closure::<dyn Fn(Event)>::new(move |_| {
        if !page.hidden() {
            seen();
        }
    });
    let added = document
        .add_event_listener_with_callback("visibilitychange", listener.as_ref().unchecked_ref());
    if added.is_ok() {
        listener.forget();
    }
}
