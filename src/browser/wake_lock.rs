//! Keeps the screen, and with it the machine, awake while a run goes on. Best
//! effort: not every browser does it, and none does it for a hidden tab.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The machine stays awake until this is dropped.
#[derive(Debug, Default)]
pub struct Awake {
    sentinel: Option<JsValue>,
}

impl Awake {
    /// Asks the browser to stay awake.
    pub async fn ask() -> Self {
        Self {
            sentinel: request().await,
        }
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        if let Some(sentinel) = self.sentinel.take() {
            let _ = call(&sentinel, "release", None);
        }
    }
}

async fn request() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let wake_lock = Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    let asked = call(&wake_lock, "request", Some("screen"))?;
    JsFuture::from(asked).await.ok()
}

fn call(on: &JsValue, name: &str, argument: Option<&str>) -> Option<Promise> {
    let function: Function = Reflect::get(on, &name.into()).ok()?.dyn_into().ok()?;
    let answer = match argument {
        Some(argument) => function.call1(on, &argument.into()),
        None => function.call0(on),
    };
    answer.ok()?.dyn_into().ok()
}
