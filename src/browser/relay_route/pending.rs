//! The waiting calls, by number.

use futures_channel::oneshot;
use groupsweep_core::wire::{CallEnd, CallToMake, IdempotencyKey, ToPage, ToRelay};
use zeroize::Zeroizing;

/// Receives the end of a call.
pub(super) type Tell = oneshot::Sender<CallEnd>;

/// A waiting call.
pub(super) struct Waiter {
    number: u32,
    /// The message until it is written to the socket. It contains the login and is then overwritten.
    pub(super) unsent: Option<Zeroizing<String>>,
    pub(super) tell: Tell,
}

/// The calls of one socket, by number and in the order of their numbers.
#[derive(Default)]
pub(super) struct PendingCalls {
    next: u32,
    list: Vec<Waiter>,
}

impl PendingCalls {
    /// Adds a call. Returns its number, and the receiver of its answer.
    pub(super) fn take(
        &mut self,
        name: Option<IdempotencyKey>,
        call: CallToMake,
    ) -> (u32, oneshot::Receiver<CallEnd>) {
        let number = self.next;
        self.next += 1;
        let (tell, told) = oneshot::channel();
        let message = match name {
            Some(name) => ToRelay::Named(number, name, call),
            None => ToRelay::Call(number, call),
        };
        self.list.push(Waiter {
            number,
            unsent: Some(Zeroizing::new(message.into_json())),
            tell,
        });
        (number, told)
    }

    /// Passes every unsent message to `write`, in ascending order of number, as the relay requires.
    pub(super) fn write(&mut self, write: impl Fn(&str) -> bool) {
        for waiter in &mut self.list {
            waiter.unsent = waiter.unsent.take().filter(|text| !write(text));
        }
    }

    /// Delivers an answer. Drops it if nobody waits any more.
    pub(super) fn heard(&mut self, said: ToPage) {
        if let Some(waiter) = self.remove(said.number) {
            let result = said.result.map_err(|fault| fault.as_fault());
            let _ = waiter.tell.send(CallEnd::Said(result));
        }
    }

    /// Whether the message was not written yet.
    pub(super) fn is_unsent(&self, number: u32) -> bool {
        let mut waiting = self.list.iter();
        waiting.any(|one| one.number == number && one.unsent.is_some())
    }

    pub(super) fn remove(&mut self, number: u32) -> Option<Waiter> {
        let at = self.list.iter().position(|one| one.number == number)?;
        Some(self.list.remove(at))
    }

    /// Removes all calls.
    pub(super) fn end(&mut self) -> Vec<Waiter> {
        std::mem::take(&mut self.list)
    }
}
