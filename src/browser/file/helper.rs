//! Files read in a worker: the page parses one block while the next is read.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, File, MessageEvent, Worker};

/// Beside the page; see `index.html`.
const SCRIPT: &str = "reader.js";

/// What the worker says of one reading.
pub(super) enum Said {
    /// The next block.
    Block(Uint8Array),
    /// There are no more.
    End,
    /// The file can not be read.
    Unreadable,
}

type Readings = Rc<RefCell<HashMap<u32, UnboundedSender<Said>>>>;

/// The worker, and what becomes of what it says.
struct Helper {
    worker: Worker,
    readings: Readings,
    next: Cell<u32>,
}

thread_local! {
    static HELPER: Option<Helper> = Helper::start(SCRIPT);
    static IS_OUT: Cell<bool> = const { Cell::new(false) };
}

/// Starts the worker, so that nothing has to be fetched once a file is dropped.
pub fn start_file_helper() {
    HELPER.with(|_| ());
}

impl Helper {
    fn start(script: &str) -> Option<Self> {
        let worker = Worker::new(script).ok()?;
        let readings: Readings = Rc::default();
        let hearers = Rc::clone(&readings);
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            hear(&hearers, &event.data());
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        let stranded = Rc::clone(&readings);
        let error = Closure::<dyn Fn(Event)>::new(move |_: Event| {
            IS_OUT.set(true);
            // Dropping the senders ends the readings; a reading without any block begins again in the page.
            stranded.borrow_mut().clear();
        });
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        // Both live as long as the page.
        message.forget();
        error.forget();
        Some(Self {
            worker,
            readings,
            next: Cell::new(0),
        })
    }

    fn read(&self, file: &File) -> Option<HelpedReading> {
        let id = self.next.get();
        self.next.set(id.wrapping_add(1));
        let (sender, said) = unbounded();
        self.readings.borrow_mut().insert(id, sender);
        let reading = HelpedReading {
            id,
            said,
            taken: None,
            worker: self.worker.clone(),
            readings: Rc::clone(&self.readings),
        };
        // Dropped where the worker does not take it, the reading is forgotten.
        let begin = Array::of2(&id.into(), file);
        reading
            .worker
            .post_message(&begin)
            .is_ok()
            .then_some(reading)
    }
}

/// One reading of one file. Dropped, it ends.
pub(super) struct HelpedReading {
    id: u32,
    said: UnboundedReceiver<Said>,
    /// The block that is being worked on.
    taken: Option<Uint8Array>,
    worker: Worker,
    readings: Readings,
}

impl HelpedReading {
    /// Begins; none where there is no worker.
    pub(super) fn of(file: &File) -> Option<Self> {
        if IS_OUT.get() {
            return None;
        }
        HELPER.with(|helper| helper.as_ref()?.read(file))
    }

    /// What the worker says next; none if it failed. The block before is done with: its memory goes back.
    pub(super) async fn next(&mut self) -> Option<Said> {
        if let Some(block) = self.taken.take() {
            let buffer = block.buffer();
            let taken = Array::of2(&self.id.into(), &buffer);
            // A worker that fails meanwhile ends the reading in its own way.
            let _ = self
                .worker
                .post_message_with_transfer(&taken, &Array::of1(&buffer));
        }
        let said = self.said.next().await?;
        if let Said::Block(block) = &said {
            self.taken = Some(block.clone());
        }
        Some(said)
    }
}

impl Drop for HelpedReading {
    fn drop(&mut self) {
        self.readings.borrow_mut().remove(&self.id);
        let end = Array::of2(&self.id.into(), &JsValue::NULL);
        let _ = self.worker.post_message(&end);
    }
}

fn hear(readings: &Readings, said: &JsValue) {
    let said: &Array = said.unchecked_ref();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "our own numbers come back"
    )]
    let Some(id) = said.get(0).as_f64().map(|id| id as u32) else {
        return;
    };
    let what = said.get(1);
    let what = if what.is_null() {
        Said::End
    } else {
        what.dyn_into().map_or(Said::Unreadable, Said::Block)
    };
    if let Some(hearer) = readings.borrow().get(&id) {
        let _ = hearer.unbounded_send(what);
    }
}
