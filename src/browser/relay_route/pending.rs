//! Who waits for which number.

use futures_channel::oneshot;
use groupsweep_core::wire::{CallEnd, CallToMake, IdempotencyKey, ToPage, ToRelay};
use zeroize::Zeroizing;

/// Where what came of a call goes.
pub(super) type Tell = oneshot::Sender<CallEnd>;

/// One call that waits.
pub(super) struct Waiter {
    number: u32,
    /// The message, until it is written to the socket; it holds the login and is overwritten then.
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
    /// Takes a call in: its number, and where its answer comes out.
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

    /// Hands every unsent message to `write`, lowest number first, as the relay wants it.
    pub(super) fn write(&mut self, write: impl Fn(&str) -> bool) {
        for waiter in &mut self.list {
            waiter.unsent = waiter.unsent.take().filter(|text| !write(text));
        }
    }

    /// An answer came. One that nobody waits for any more is dropped.
    pub(super) fn heard(&mut self, said: ToPage) {
        if let Some(waiter) = self.remove(said.number) {
            let result = said.result.map_err(|fault| fault.as_fault());
            let _ = waiter.tell.send(CallEnd::Said(result));
        }
    }

    /// Whether nothing of it was written.
    pub(super) fn is_unsent(&self, number: u32) -> bool {
        let mut waiting = self.list.iter();
        waiting.any(|one| one.number == number && one.unsent.is_some())
    }

    pub(super) fn remove(&mut self, number: u32) -> Option<Waiter> {
        let at = self.list.iter().position(|one| one.number == number)?;
        Some(self.list.remove(at))
    }

    /// Takes all out.
    pub(super) fn end(&mut self) -> Vec<Waiter> {
        std::mem::take(&mut self.list)
    }
}
