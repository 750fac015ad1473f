//! The socket to the relay, from its opening to its end.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use groupsweep_core::domain::TransportError;
use groupsweep_core::wire::{
    CALLS_PATH, CallEnd, CallToMake, IdempotencyKey, KEY_PROTOCOL, PROTOCOL, RelayProof, ToPage,
    ToRelay,
};
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, MessageEvent, WebSocket};

use super::pending::PendingCalls;
use super::{RelayAccess, is_there};

/// Longest wait for an answer, in milliseconds: the relay itself gives up after 30 s.
const MAX_WAIT: u32 = 45_000;

/// One socket, and the calls that wait on it.
pub(super) struct RelaySocket {
    socket: WebSocket,
    access: RelayAccess,
    /// Whether the relay has sent its proof. Nothing is written before that.
    is_proved: Cell<bool>,
    waiting: RefCell<PendingCalls>,
    _listening: [Closure<dyn Fn(Event)>; 2],
}

/// Tells the relay when a call's future is dropped before its answer came.
struct AbandonOnDrop<'a>(&'a RelaySocket, u32);

impl RelaySocket {
    /// Starts to open a socket. `None` if the browser refuses.
    pub(super) fn open(access: &RelayAccess) -> Option<Rc<Self>> {
        let url = format!("{}{CALLS_PATH}", access.origin.replacen("http", "ws", 1));
        let key = format!("{KEY_PROTOCOL}{}", access.key);
        let protocols = Array::of2(&PROTOCOL.into(), &key.into());
        let socket = WebSocket::new_with_str_sequence(&url, &protocols).ok()?;
        Some(Rc::new_cyclic(|line| {
            let heard = listener(line, |line, event| line.heard(event));
            let closed = listener(line, |line, _| line.ended());
            socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            // A failure fires an error event first, and then this.
            socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
            Self {
                socket,
                access: access.clone(),
                is_proved: Cell::new(false),
                waiting: RefCell::default(),
                _listening: [heard, closed],
            }
        }))
    }

    /// Whether it is open, or may still open.
    pub(super) fn is_usable(&self) -> bool {
        self.socket.ready_state() <= WebSocket::OPEN
    }

    /// Sends a call once the socket is open and the relay has sent its proof, and waits for its answer. A named call
    /// without an answer is not abandoned: it is asked for again on another socket.
    pub(super) async fn call(&self, name: Option<IdempotencyKey>, call: CallToMake) -> CallEnd {
        let (number, told) = self.waiting.borrow_mut().take(name.clone(), call);
        let _abandon = AbandonOnDrop(self, number);
        self.write();
        match select(told, TimeoutFuture::new(MAX_WAIT)).await {
            Either::Left((Ok(came), _)) => {
                if let (CallEnd::Said(_), Some(name)) = (&came, name) {
                    self.say(ToRelay::Heard(number, name));
                }
                came
            }
            Either::Left((Err(_), _)) => CallEnd::Ended {
                was_written: true,
                relay: Err(TransportError::RelayUnreachable),
            },
            Either::Right(_) => {
                let was_written = !self.waiting.borrow().is_unsent(number);
                if name.is_some() {
                    self.waiting.borrow_mut().remove(number);
                }
                CallEnd::Silent { was_written }
            }
        }
    }

    fn say(&self, said: ToRelay) {
        if self.is_usable() {
            // If this fails, the relay just keeps the answer for a while.
            let _ = self.socket.send_with_str(&said.into_json());
        }
    }

    fn write(&self) {
        if self.is_proved.get() && self.socket.ready_state() == WebSocket::OPEN {
            let write = |text: &str| self.socket.send_with_str(text).is_ok();
            self.waiting.borrow_mut().write(write);
        }
    }

    fn heard(&self, event: &Event) {
        let event: &MessageEvent = event.unchecked_ref();
        let text = event.data().as_string().unwrap_or_default();
        if !self.is_proved.get() {
            let said = serde_json::from_str::<RelayProof>(&text);
            if said.is_ok_and(|said| said.proof == self.access.proof) {
                self.is_proved.set(true);
                return self.write();
            }
            // Another program listens on the relay's address. Nothing was sent, and nobody waits for it to close the
            // socket.
            let _ = self.socket.close();
            return self.ended();
        }
        if let Some(said) = ToPage::from_json(&text) {
            self.waiting.borrow_mut().heard(said);
        }
    }

    /// The socket closed or never opened. What was written may have taken effect.
    fn ended(&self) {
        let waiters = self.waiting.borrow_mut().end();
        if waiters.is_empty() {
            return;
        }
        let access = self.access.clone();
        spawn_local(async move {
            let relay = is_there(access).await;
            for waiter in waiters {
                let was_written = waiter.unsent.is_none();
                let _ = waiter.tell.send(CallEnd::Ended { was_written, relay });
            }
        });
    }
}

/// An event listener that does nothing once the socket is dropped.
fn listener(
    line: &Weak<RelaySocket>,
    act: impl Fn(&RelaySocket, &Event) + 'static,
) -> Closure<dyn Fn(Event)> {
    let line = Weak::clone(line);
    Closure::new(move |event| {
        if let Some(line) = line.upgrade() {
            act(&line, &event);
        }
    })
}

impl Drop for AbandonOnDrop<'_> {
    fn drop(&mut self) {
        let Self(line, number) = self;
        let waiter = line.waiting.borrow_mut().remove(*number);
        if waiter.is_some_and(|waiter| waiter.unsent.is_none()) {
            line.say(ToRelay::Drop(*number));
        }
    }
}

impl Drop for RelaySocket {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
