//! One run per site at a time, across tabs and windows: the browser's Web Locks.

use futures_channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// What became of asking for a lock.
#[derive(Debug)]
pub enum LockAnswer {
    /// It is ours until the guard is dropped.
    Ours(LockGuard),
    /// Another tab or window has it.
    Taken,
    /// This browser has no locks here (a page that is neither https nor on this machine).
    Unknown,
}

/// A lock held. Dropping it, or closing the page, gives it back.
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
    // The lock is held until the promise that this returns is settled.
    let granted = Closure::once_into_js(move |lock: JsValue| -> Promise {
        let (release, released) = oneshot::channel::<()>();
        if lock.is_null() {
            let _ = tell.send(LockAnswer::Taken);
            return Promise::resolve(&JsValue::NULL);
        }
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
    // A refusal (a sandboxed frame) rejects the promise; `tell` is dropped with the closure then.
    if let Ok(promise) = asked.clone().dyn_into::<Promise>() {
        let ignore = Closure::once_into_js(|_: JsValue| {});
        let catch: Function = Reflect::get(&promise, &"catch".into())
            .ok()?
            .dyn_into()
            .ok()?;
        let _ = catch.call1(&promise, &ignore);
    }
    Some(asked)
}
