//! One page's socket. Numbered calls come in, and their answers go out as they arrive.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::ws::{CloseCode, CloseFrame, Message, WebSocket, close_code};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::call_limiter::CallGuard;
use super::idempotency;
use super::responses::{PageSocket, Relay};
use super::upstream::SiteReply;
use groupsweep_core::wire::{CallToMake, IdempotencyKey, RelayError, RelayProof, ToPage, ToRelay};

/// Why a socket ends. Calls without a name that are still in flight are then dropped.
enum CloseReason {
    /// The page closed it, or the connection broke.
    Gone,
    /// The relay closes it with a reason.
    Close(CloseCode),
}

/// Serves a page's socket until one side ends it.
pub(super) async fn run(line: PageSocket, relay: Arc<Relay>, stop: watch::Receiver<bool>) {
    let PageSocket {
        mut socket,
        _place: place,
        _present: present,
    } = line;
    let mut desk = SocketSession::new(Arc::clone(&relay));
    let end = desk.serve(&mut socket, stop).await;
    // Before the closing handshake: nobody waits for these calls any more.
    drop(desk);
    let goodbye = async {
        if let CloseReason::Close(code) = end {
            let reason = "".into();
            let close = Message::Close(Some(CloseFrame { code, reason }));
            let _ = socket.send(close).await;
        }
        while let Some(Ok(_)) = socket.recv().await {}
    };
    let _ = timeout(relay.limits.closing, goodbye).await;
    drop((place, present));
}

/// A call that has ended. Counts as in flight until its answer is written.
struct EndedCall {
    number: u32,
    ended: idempotency::CallResult,
    _in_flight: Option<Arc<CallGuard>>,
}

/// A call that the page still waits for.
struct Waiting {
    task: AbortHandle,
    name: Option<IdempotencyKey>,
}

/// The calls of one socket.
struct SocketSession {
    relay: Arc<Relay>,
    under_way: JoinSet<EndedCall>,
    waiting: HashMap<u32, Waiting>,
    /// The lowest unused number.
    next: u32,
    stopping: bool,
}

impl SocketSession {
    fn new(relay: Arc<Relay>) -> Self {
        Self {
            relay,
            under_way: JoinSet::new(),
            waiting: HashMap::new(),
            next: 0,
            stopping: false,
        }
    }

    async fn serve(
        &mut self,
        socket: &mut WebSocket,
        mut stop: watch::Receiver<bool>,
    ) -> CloseReason {
        let pinging = self.relay.limits.pinging;
        let mut look = interval_at(Instant::now() + pinging, pinging);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = true;
        // The page sends nothing before it has the proof.
        let proof = self.relay.proof.text().to_owned();
        let proof = serde_json::to_string(&RelayProof { proof }).unwrap_or_default();
        if let Err(end) = self.send(Message::Text(proof.into()), socket).await {
            return end;
        }
        self.stopping = *stop.borrow_and_update();
        while !(self.stopping && self.waiting.is_empty()) {
            let go_on = tokio::select! {
                message = socket.recv() => {
                    heard = true;
                    self.on_message(message)
                }
                Some(ended) = self.under_way.join_next() => match ended {
                    Ok(ended) => self.tell(ended, socket).await,
                    // Dropped by the page.
                    Err(_) => Ok(()),
                },
                _ = look.tick() => {
                    if !std::mem::take(&mut heard) {
                        return CloseReason::Gone;
                    }
                    self.send(Message::Ping(Default::default()), socket).await
                }
                _ = stop.changed(), if !self.stopping => {
                    self.stopping = true;
                    Ok(())
                }
            };
            if let Err(end) = go_on {
                return end;
            }
        }
        CloseReason::Close(close_code::AWAY)
    }

    fn on_message(
        &mut self,
        message: Option<Result<Message, axum::Error>>,
    ) -> Result<(), CloseReason> {
        match message {
            Some(Ok(Message::Text(text))) => match ToRelay::from_json(&text) {
                Some(ToRelay::Call(number, call)) => self.take(number, None, call),
                Some(ToRelay::Named(number, name, call)) => self.take(number, Some(name), call),
                Some(ToRelay::Drop(number)) => {
                    // If the number is not waiting any more, the answer was faster.
                    if let Some(Waiting { task, name }) = self.waiting.remove(&number) {
                        task.abort();
                        if let Some(name) = name {
                            self.relay.kept.forget(&name);
                        }
                    }
                    Ok(())
                }
                Some(ToRelay::Heard(_, name)) => {
                    self.relay.kept.forget(&name);
                    Ok(())
                }
                None => Err(CloseReason::Close(close_code::POLICY)),
            },
            Some(Ok(Message::Binary(_))) => Err(CloseReason::Close(close_code::POLICY)),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            // Too large, or no WebSocket message at all.
            Some(Err(_)) => Err(CloseReason::Close(close_code::POLICY)),
            Some(Ok(Message::Close(_))) | None => Err(CloseReason::Gone),
        }
    }

    /// Starts a call. Numbers have to increase, or answers could be mixed up.
    fn take(
        &mut self,
        number: u32,
        name: Option<IdempotencyKey>,
        call: CallToMake,
    ) -> Result<(), CloseReason> {
        if number < self.next || number == u32::MAX {
            return Err(CloseReason::Close(close_code::POLICY));
        }
        self.next = number + 1;
        let task = match &name {
            None => self.start(number, call),
            Some(name) => self.start_named(number, name.clone(), call),
        };
        self.waiting.insert(number, Waiting { task, name });
        Ok(())
    }

    /// Takes a permit for a call in flight.
    fn place(&self) -> Result<Arc<CallGuard>, RelayError> {
        if self.stopping {
            return Err(RelayError::Stopping);
        }
        Ok(Arc::new(self.relay.calls.one_more()?))
    }

    fn start(&mut self, number: u32, call: CallToMake) -> AbortHandle {
        let relay = Arc::clone(&self.relay);
        let place = self.place();
        self.under_way.spawn(async move {
            let (result, _in_flight) = match place {
                Ok(place) => (relay.forward(call).await, Some(place)),
                Err(fault) => (Err(fault), None),
            };
            EndedCall {
                number,
                ended: Arc::new(result),
                _in_flight,
            }
        })
    }

    /// Starts the call of this name, or waits for the one that was started earlier.
    fn start_named(&mut self, number: u32, name: IdempotencyKey, call: CallToMake) -> AbortHandle {
        let relay = Arc::clone(&self.relay);
        let mut _in_flight = None;
        let asked = self.relay.kept.ask(name, call, |call| {
            let place = self.place()?;
            _in_flight = Some(Arc::clone(&place));
            Ok(async move {
                let result = relay.forward(call).await;
                drop(place);
                result
            })
        });
        self.under_way.spawn(async move {
            let ended = match asked {
                Ok(call) => call.ended().await,
                Err(fault) => Arc::new(Err(fault)),
            };
            EndedCall {
                number,
                ended,
                _in_flight,
            }
        })
    }

    async fn tell(&mut self, ended: EndedCall, socket: &mut WebSocket) -> Result<(), CloseReason> {
        let EndedCall {
            number,
            ended,
            _in_flight,
        } = ended;
        if self.waiting.remove(&number).is_none() {
            return Ok(());
        }
        let (result, place) = match Arc::try_unwrap(ended) {
            Ok(Ok(SiteReply { answer, place })) => (Ok(answer), place),
            Ok(Err(fault)) => (Err(fault), None),
            // The answer is also kept.
            Err(kept) => match kept.as_ref() {
                Ok(SiteReply { answer, .. }) => (Ok(answer.clone()), None),
                Err(fault) => (Err(*fault), None),
            },
        };
        let text = ToPage { number, result }.into_json();
        let told = self.send(Message::Text(text.into()), socket).await;
        drop(place);
        told
    }

    /// Writes a message. A page that does not read it in time counts as gone.
    async fn send(&self, message: Message, socket: &mut WebSocket) -> Result<(), CloseReason> {
        match timeout(self.relay.limits.answering, socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(CloseReason::Gone),
        }
    }
}
