//! A word from one tab of this page to the others: whoever hears it reads the storage again, or does what the word says.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, Event, MessageEvent};

/// The line between the tabs of this page. Without it (an old browser) a tab learns of news when it reads again.
#[derive(Debug)]
pub struct TabChannel {
    channel: Option<BroadcastChannel>,
}

impl TabChannel {
    /// Listens for the rest of the page's life; `heard` is called for words of other tabs only. What is no text is empty.
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

    /// Tells the other tabs.
    pub fn tell(&self, word: &str) {
        if let Some(channel) = &self.channel {
            // A tab that does not hear it reads again before anything is changed.
            let _ = channel.post_message(&word.into());
        }
    }
}

/// From now on, calls `seen` whenever the tab becomes visible: what it shows may be old.
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
