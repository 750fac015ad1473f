//! A worker that lives as long as the page, and the requests that wait for it. Each message starts with its request's
//! number.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Event, MessageEvent, Url, Worker};

type PendingReplies<S> = Rc<RefCell<HashMap<u32, S>>>;

/// The page's side of a worker. `S` wakes a waiter. Cheap to clone.
pub(super) struct WorkerClient<S> {
    worker: Worker,
    waiting: PendingReplies<S>,
    next: Rc<Cell<u32>>,
    has_failed: Rc<Cell<bool>>,
}

impl<S> Clone for WorkerClient<S> {
    fn clone(&self) -> Self {
        Self {
            worker: self.worker.clone(),
            waiting: Rc::clone(&self.waiting),
            next: Rc::clone(&self.next),
            has_failed: Rc::clone(&self.has_failed),
        }
    }
}

impl<S: 'static> WorkerClient<S> {
    /// Starts a worker from a script beside the page (see `index.html`), or inside a page in one file (see
    /// `scripts/single_file.mjs`). Calls `on_message` for its messages, and `on_failure` if its script is blocked or
    /// throws.
    pub(super) fn start(
        script: &str,
        on_message: impl Fn(&mut HashMap<u32, S>, JsValue) + 'static,
        on_failure: impl Fn() + 'static,
    ) -> Option<Self> {
        let helper = Self {
            worker: Worker::new(carried(script).as_deref().unwrap_or(script)).ok()?,
            waiting: Rc::default(),
            next: Rc::default(),
            has_failed: Rc::default(),
        };
        let waiting = Rc::clone(&helper.waiting);
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            on_message(&mut waiting.borrow_mut(), event.data());
        });
        helper
            .worker
            .set_onmessage(Some(message.as_ref().unchecked_ref()));
        let failed = helper.clone();
        let error = Closure::<dyn Fn(Event)>::new(move |_: Event| {
            failed.has_failed.set(true);
            // Dropping the senders tells every waiter that nothing more comes.
            failed.waiting.borrow_mut().clear();
            on_failure();
        });
        helper
            .worker
            .set_onerror(Some(error.as_ref().unchecked_ref()));
        // Both live as long as the page.
        message.forget();
        error.forget();
        Some(helper)
    }

    /// Sends a request for which `waiter` waits, and returns its number. `None` if the worker failed.
    pub(super) fn ask(&self, waiter: S, what: &JsValue) -> Option<u32> {
        if self.has_failed.get() {
            return None;
        }
        let id = self.next.get();
        self.next.set(id.wrapping_add(1));
        self.waiting.borrow_mut().insert(id, waiter);
        if self.say(id, what, &Array::new()) {
            return Some(id);
        }
        self.waiting.borrow_mut().remove(&id);
        None
    }

    /// Sends a message about a request, and transfers `handed_over` to the worker. False if that fails.
    pub(super) fn say(&self, id: u32, what: &JsValue, handed_over: &Array) -> bool {
        let message = Array::of2(&id.into(), what);
        self.worker
            .post_message_with_transfer(&message, handed_over)
            .is_ok()
    }

    /// Ends a request: nobody waits any more.
    pub(super) fn end(&self, id: u32) {
        self.waiting.borrow_mut().remove(&id);
        self.say(id, &JsValue::NULL, &Array::new());
    }
}

/// The address of a script inside the page, in the element of that name. Valid for the page's life. The policy of a
/// page without one does not allow workers from such an address.
fn carried(script: &str) -> Option<String> {
    let element = web_sys::window()?.document()?.get_element_by_id(script)?;
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let text = Array::of1(&element.text_content()?.into());
    let blob = Blob::new_with_str_sequence_and_options(&text, &kind).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// A question's number, as it comes back.
pub(super) fn number(value: &JsValue) -> Option<u32> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "our own numbers come back"
    )]
    value.as_f64().map(|number| number as u32)
}
