//! One run per site at a time, across tabs and windows: the browser's Web Locks.

use std::cell::RefCell;

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    /// Locks that this page holds, until the browser has them back.
    static OWN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The result of asking for a lock.
#[derive(Debug)]
pub enum LockAnswer {
    /// Held until the guard is dropped.
    Ours(LockGuard),
    /// Another tab or window has it.
    Taken,
    /// The browser has no locks here, on a page that is neither https nor on this machine.
    Unknown,
}

/// A held lock. Dropping it or closing the page releases it.
#[derive(Debug)]
pub struct LockGuard {
    _release: oneshot::Sender<()>,
}

/// Asks for the lock of this name, without waiting for it.
pub async fn take_lock(name: &str) -> LockAnswer {
    let (tell, told) = oneshot::channel();
    let Some(asked) = request(name, tell) else {
        return LockAnswer::Unknown;
    };
    drop(asked);
    match told.await {
        Ok(answer) => answer,
        Err(_) => LockAnswer::Unknown,
    }
}

fn request(name: &str, tell: oneshot::Sender<LockAnswer>) -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).ok()?;
    // The lock is held until the returned promise settles.
    let own = name.to_owned();
    let granted = Closure::once_into_js(move |lock: JsValue| -> Promise {
        let (release, released) = oneshot::channel::<()>();
        if lock.is_null() {
            let _ = tell.send(LockAnswer::Taken);
            return Promise::resolve(&JsValue::NULL);
        }
        OWN.with_borrow_mut(|names| names.push(own));
        let _ = tell.send(LockAnswer::Ours(LockGuard { _release: release }));
        wasm_bindgen_futures::future_to_promise(async move {
            // An error means that the guard was dropped, which is what is waited for.
            let _ = released.await;
            Ok(JsValue::NULL)
        })
    });
    let asked = request
        .call3(&locks, &name.into(), &options, &granted)
        .ok()?;
    // It is settled once the browser has the lock back. A refusal (a sandboxed frame) rejects it; `tell` is dropped
    // with the closure then.
    if let Ok(promise) = asked.clone().dyn_into::<Promise>() {
        let own = name.to_owned();
        let given_back = Closure::once_into_js(move |_: JsValue| {
            OWN.with_borrow_mut(|names| {
                if let Some(at) = names.iter().position(|name| *name == own) {
                    names.swap_remove(at);
                }
            });
        });
        let refused = Closure::once_into_js(|_: JsValue| {});
        let then: Function = Reflect::get(&promise, &"then".into())
            .ok()?
            .dyn_into()
            .ok()?;
        let _ = then.call2(&promise, &given_back, &refused);
    }
    Some(asked)
}

/// Names of locks that other tabs and windows hold. Empty if the browser does not report them.
pub async fn locks_of_others() -> Vec<String> {
    let Some(asked) = query() else {
        return Vec::new();
    };
    // One that is given back meanwhile is in the answer still.
    let before = OWN.with_borrow(Vec::clone);
    let Ok(answer) = wasm_bindgen_futures::JsFuture::from(asked).await else {
        return Vec::new();
    };
    let held = Reflect::get(&answer, &"held".into()).unwrap_or_default();
    let name_of = |lock: JsValue| Reflect::get(&lock, &"name".into()).ok()?.as_string();
    let names = held.dyn_into::<Array>().unwrap_or_default();
    let names = names.iter().filter_map(name_of);
    OWN.with_borrow(|own| {
        let is_own = |name: &String| own.contains(name) || before.contains(name);
        names.filter(|name| !is_own(name)).collect()
    })
}

fn query() -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let query: Function = Reflect::get(&locks, &"query".into())
        .ok()?
        .dyn_into()
        .ok()?;
    query.call0(&locks).ok()?.dyn_into().ok()
}
