//! The socket to the relay, from its opening to its end.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, MessageEvent, WebSocket};

use crate::domain::{Answer, Fault};
use crate::wire::{
    CALLS_PATH, CallToMake, KEY_PROTOCOL, PROTOCOL, ToPage, ToRelay, after_end_of_line,
};

use super::waiting::Waiting;
use super::{RelayAccess, is_there};

/// One socket and who waits for its answers.
pub(super) struct Line {
    socket: WebSocket,
    waiting: RefCell<Waiting>,
    _listening: [Closure<dyn Fn(Event)>; 3],
}

/// Tells the relay when a call's future is dropped before its answer came.
struct AbandonOnDrop<'a>(&'a Line, u32);

impl Line {
    /// Starts to open a socket; none if the browser refuses even that.
    pub(super) fn open(access: &RelayAccess) -> Option<Rc<Self>> {
        let url = format!("{}{CALLS_PATH}", access.origin.replacen("http", "ws", 1));
        let key = format!("{KEY_PROTOCOL}{}", access.key);
        let protocols = Array::of2(&PROTOCOL.into(), &key.into());
        let socket = WebSocket::new_with_str_sequence(&url, &protocols).ok()?;
        Some(Rc::new_cyclic(|line| {
            let access = access.clone();
            let opened = listener(line, |line, _| line.write());
            let heard = listener(line, |line, event| line.heard(event));
            let closed = listener(line, move |line, _| line.ended(&access));
            socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
            socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            // A failure is told as an error first and then as this.
            socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
            Self {
                socket,
                waiting: RefCell::default(),
                _listening: [opened, heard, closed],
            }
        }))
    }

    /// Whether it is open, or may still open.
    pub(super) fn is_usable(&self) -> bool {
        self.socket.ready_state() <= WebSocket::OPEN
    }

    /// Sends a call, once the socket is open, and waits for its answer.
    pub(super) async fn call(&self, call: CallToMake) -> Result<Answer, Fault> {
        let (number, told) = self.waiting.borrow_mut().take(call);
        let _abandon = AbandonOnDrop(self, number);
        self.write();
        told.await.unwrap_or(Err(Fault::RelayGone))
    }

    fn write(&self) {
        if self.socket.ready_state() == WebSocket::OPEN {
            let write = |text: &str| self.socket.send_with_str(text).is_ok();
            self.waiting.borrow_mut().write(write);
        }
    }

    fn heard(&self, event: &Event) {
        let event: &MessageEvent = event.unchecked_ref();
        let text = event.data().as_string().unwrap_or_default();
        if let Some(said) = ToPage::from_json(&text) {
            self.waiting.borrow_mut().heard(said);
        }
    }

    /// The socket closed or never opened. What was written may have taken effect.
    fn ended(&self, access: &RelayAccess) {
        let waiters = self.waiting.borrow_mut().end();
        if waiters.is_empty() {
            return;
        }
        let access = access.clone();
        spawn_local(async move {
            let relay = is_there(access).await;
            for waiter in waiters {
                let fault = after_end_of_line(waiter.unsent.is_none(), relay);
                let _ = waiter.tell.send(Err(fault));
            }
        });
    }
}

/// What the browser calls; it does nothing once the line is gone.
fn listener(line: &Weak<Line>, act: impl Fn(&Line, &Event) + 'static) -> Closure<dyn Fn(Event)> {
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
        if waiter.is_some_and(|waiter| waiter.unsent.is_none()) && line.is_usable() {
            let _ = line
                .socket
                .send_with_str(&ToRelay::Drop(*number).into_json());
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
