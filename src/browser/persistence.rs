//! Whether the browser may delete what this page stored, without asking, when disk space runs out.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What the browser promises about this page's storage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Persistence {
    /// The browser deletes nothing by itself.
    Granted,
    /// The browser may delete everything, or reports nothing. The state until the page asks.
    BestEffort,
    /// The browser may delete everything, and refused the request.
    Refused,
}

impl Persistence {
    pub async fn now() -> Self {
        if is_promised("persisted").await {
            Self::Granted
        } else {
            Self::BestEffort
        }
    }

    /// Asks for [`Self::Granted`]. Firefox asks the person and answers after that; others decide by themselves.
    pub async fn ask() -> Self {
        if is_promised("persist").await {
            Self::Granted
        } else {
            Self::Refused
        }
    }
}

async fn is_promised(question: &str) -> bool {
    let Some(asked) = ask(question) else {
        return false;
    };
    let answer = JsFuture::from(asked).await;
    answer.is_ok_and(|answer| answer == true)
}

/// A browser without such a question, and a page that is not on https, has nothing to ask.
fn ask(question: &str) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let storage = Reflect::get(&navigator, &JsValue::from("storage")).ok()?;
    let question: Function = Reflect::get(&storage, &question.into())
        .ok()?
        .dyn_into()
        .ok()?;
    question.call0(&storage).ok()?.dyn_into().ok()
}
