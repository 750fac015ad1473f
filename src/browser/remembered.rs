//! Small settings in `localStorage`, which would otherwise be asked or typed at every visit. Never a token. If the
//! browser stores nothing for this page, nothing is remembered, which does no harm.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remembered {
    /// The address of the site that the page was connected to last.
    SiteAddress,
    /// The email of the account that it was connected as.
    AccountEmail,
    /// Calls per second, as chosen on Run.
    CallsPerSecond,
    /// The admin said that no keep list or past runs are stored at another address.
    NothingKeptElsewhere,
}

impl Remembered {
    fn place(self) -> &'static str {
        match self {
            Self::SiteAddress => "groupsweep.site-address",
            Self::AccountEmail => "groupsweep.account-email",
            Self::CallsPerSecond => "groupsweep.calls-per-second",
            Self::NothingKeptElsewhere => "groupsweep.nothing-kept-elsewhere",
        }
    }

    /// What was remembered last.
    #[must_use]
    pub fn get(self) -> Option<String> {
        call("getItem", &[self.place().into()])?.as_string()
    }

    /// Remembers `text`.
    pub fn set(self, text: &str) {
        let _ = call("setItem", &[self.place().into(), text.into()]);
    }

    pub fn forget(self) {
        let _ = call("removeItem", &[self.place().into()]);
    }
}

/// Calls a function of the browser's `localStorage`; `None` if the browser has none here or refuses.
fn call(function: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let window = web_sys::window()?;
    let storage = Reflect::get(&window, &"localStorage".into()).ok()?;
    let function: Function = Reflect::get(&storage, &function.into())
        .ok()?
        .dyn_into()
        .ok()?;
    function.apply(&storage, &arguments.iter().collect()).ok()
}
