//! Timers in a worker: a hidden tab's own timers come once a second and later
//! once a minute, a worker's come on time.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent, Worker};

/// Beside the page; see `index.html`.
const SCRIPT: &str = "ticker.js";

type Waiting = Rc<RefCell<HashMap<u32, oneshot::Sender<()>>>>;

/// The worker and who waits for it.
struct Ticker {
    worker: Worker,
    waiting: Waiting,
    next: Cell<u32>,
}

thread_local! {
    static TICKER: Option<Ticker> = Ticker::start(SCRIPT);
    static IS_OUT: Cell<bool> = const { Cell::new(false) };
}

impl Ticker {
    fn start(script: &str) -> Option<Self> {
        let worker = Worker::new(script).ok()?;
        let waiting: Waiting = Rc::default();
        let due = Rc::clone(&waiting);
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(waiter) = number(&event.data()).and_then(|id| due.borrow_mut().remove(&id))
            {
                let _ = waiter.send(());
            }
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        let stranded = Rc::clone(&waiting);
        let error = Closure::<dyn Fn(Event)>::new(move |_: Event| {
            IS_OUT.set(true);
            // Dropping the senders wakes everybody; they wait on with the page's own timers.
            stranded.borrow_mut().clear();
        });
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        // Both live as long as the page.
        message.forget();
        error.forget();
        Some(Self {
            worker,
            waiting,
            next: Cell::new(0),
        })
    }

    fn after(&self, millis: u32) -> Option<oneshot::Receiver<()>> {
        let id = self.next.get();
        self.next.set(id.wrapping_add(1));
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().insert(id, sender);
        let asked = Array::of2(&id.into(), &millis.into());
        if self.worker.post_message(&asked).is_err() {
            self.waiting.borrow_mut().remove(&id);
            return None;
        }
        Some(receiver)
    }
}

/// Starts the worker, so that nothing has to be fetched once the page is at work.
pub fn start_ticker() {
    TICKER.with(|_| ());
}

/// Resolves after so many milliseconds; none where there is no worker. An early end with an error: the worker failed.
pub(super) fn after(millis: u32) -> Option<oneshot::Receiver<()>> {
    if IS_OUT.get() {
        return None;
    }
    TICKER.with(|ticker| ticker.as_ref()?.after(millis))
}

fn number(value: &JsValue) -> Option<u32> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "our own numbers come back"
    )]
    value.as_f64().map(|number| number as u32)
}
