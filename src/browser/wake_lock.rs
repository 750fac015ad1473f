//! Keeps the screen and the machine awake during a run. Best effort: not every browser can, and none does it for a
//! hidden tab.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, Event};

/// The machine stays awake until this is dropped.
#[derive(Debug)]
pub struct Awake {
    /// Released with the last clone. An answer that comes later is released at once.
    _lock: Rc<Lock>,
    /// Browsers end the lock when the tab is hidden, so it is requested again when the tab is shown.
    _shown: Option<WhenShown>,
}

impl Awake {
    /// Asks the browser to stay awake. Nothing waits for the answer, which may never come.
    #[must_use]
    pub fn ask() -> Self {
        let lock = Rc::new(Lock::default());
        lock.ask();
        let again = Rc::downgrade(&lock);
        let shown = WhenShown::call(move || {
            if let Some(lock) = again.upgrade() {
                lock.ask();
            }
        });
        Self {
            _lock: lock,
            _shown: shown,
        }
    }
}

/// The browser's lock, if it gave one.
#[derive(Debug, Default)]
struct Lock {
    sentinel: RefCell<Option<JsValue>>,
}

impl Lock {
    fn ask(self: &Rc<Self>) {
        let lock = Rc::downgrade(self);
        spawn_local(async move {
            let sentinel = request().await;
            match lock.upgrade() {
                Some(lock) => release(lock.sentinel.replace(sentinel)),
                None => release(sentinel),
            }
        });
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        release(self.sentinel.take());
    }
}

/// Calls a function whenever the tab is shown, until this is dropped.
#[derive(Debug)]
struct WhenShown {
    document: Document,
    listener: Closure<dyn Fn(Event)>,
}

const SHOWN: &str = "visibilitychange";

impl WhenShown {
    fn call(shown: impl Fn() + 'static) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let page = document.clone();
        let listener = Closure::<dyn Fn(Event)>::new(move |_| {
            if !page.hidden() {
                shown();
            }
        });
        document
            .add_event_listener_with_callback(SHOWN, listener.as_ref().unchecked_ref())
            .ok()?;
        Some(Self { document, listener })
    }
}

impl Drop for WhenShown {
    fn drop(&mut self) {
        let listener = self.listener.as_ref().unchecked_ref();
        let _ = self
            .document
            .remove_event_listener_with_callback(SHOWN, listener);
    }
}

async fn request() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let wake_lock = Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    let asked = call(&wake_lock, "request", Some("screen"))?;
    JsFuture::from(asked).await.ok()
}

fn release(sentinel: Option<JsValue>) {
    if let Some(sentinel) = sentinel {
        let _ = call(&sentinel, "release", None);
    }
}

fn call(on: &JsValue, name: &str, argument: Option<&str>) -> Option<Promise> {
    let function: Function = Reflect::get(on, &name.into()).ok()?.dyn_into().ok()?;
    let answer = match argument {
        Some(argument) => function.call1(on, &argument.into()),
        None => function.call0(on),
    };
    answer.ok()?.dyn_into().ok()
}
