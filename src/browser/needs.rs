//! What the page asks of a browser, asked once, before the first file. Without WebAssembly or module scripts this code
//! does not run, and `index.html` says which browsers have them. Storage may be there and not open: see
//! [`super::StoreError`]. It may be deleted by the browser: see [`super::Persistence`]. A worker's script may be
//! blocked: see [`super::start_ticker`]. `tests/e2e/browsers.test.mjs` compares all other interfaces with the oldest
//! browsers that README promises.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// What a browser may not offer here, however new it is: the page is not on https, a policy forbids it, or the browser
/// has decided against it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// Web Locks: one run per site at a time, across tabs.
    Locks,
    /// Workers: reading ahead, and timers that run on time in a hidden tab.
    Workers,
    /// Broadcast channels: tabs hear of each other.
    TabChannel,
    /// Screen wake lock: the machine stays awake during a run.
    WakeLock,
    /// Clipboard: a command is copied with a button.
    Clipboard,
}

thread_local! {
    static MISSING: Vec<Need> = Need::ALL.into_iter().filter(|need| !need.is_there()).collect();
}

/// What this browser does not offer to this page.
#[must_use]
pub fn missing_needs() -> Vec<Need> {
    MISSING.with(Clone::clone)
}

impl Need {
    const ALL: [Self; 5] = [
        Self::Locks,
        Self::Workers,
        Self::TabChannel,
        Self::WakeLock,
        Self::Clipboard,
    ];

    fn is_there(self) -> bool {
        let Some(window) = web_sys::window() else {
            return false;
        };
        match self {
            Self::Locks => has(&window.navigator(), "locks"),
            Self::Workers => has(&window, "Worker"),
            Self::TabChannel => has(&window, "BroadcastChannel"),
            Self::WakeLock => has(&window.navigator(), "wakeLock"),
            Self::Clipboard => has(&window.navigator(), "clipboard"),
        }
    }

    /// What does not work without it, and what to do instead, as sentences.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Locks => {
                "This browser cannot keep a second tab from working on the same site. Open this page in one tab only."
            }
            Self::Workers => {
                "This browser starts no background workers. Keep this tab in front during a run, or the run slows down."
            }
            Self::TabChannel => {
                "Tabs of this page cannot notify each other in this browser. Reload a tab to see what another one changed."
            }
            Self::WakeLock => {
                "This browser cannot keep the computer awake. Turn off sleep before a long run."
            }
            Self::Clipboard => {
                "This page has no copy buttons in this browser. Select a command and copy it yourself."
            }
        }
    }
}

/// True if `object` has a property of this name with a value.
fn has(object: &Object, name: &str) -> bool {
    let value = Reflect::get(object, &JsValue::from(name)).unwrap_or_default();
    !value.is_undefined() && !value.is_null()
}
