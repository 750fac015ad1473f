//! Every request to the relay, from its headers to its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts as _, Request};
use axum::http::Method;
use axum::response::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::forward::Outgoing;
use super::gate::{Area, Caller, Gate};
use super::in_flight::Calls;
use super::options::Limits;
use super::page::Page;
use super::upstream::Upstream;
use super::{cors, own};
use crate::domain::Answer;
use crate::wire::{CALLS_PATH, CallToMake, HELLO_PATH, PROTOCOL, RelayFault};

/// What every request is answered from.
#[derive(Debug)]
pub(super) struct Relay {
    pub(super) gate: Gate,
    pub(super) page: Page,
    pub(super) upstream: Option<Upstream>,
    pub(super) limits: Limits,
    pub(super) calls: Calls,
    /// Places for open sockets.
    pub(super) sockets: Arc<Semaphore>,
    pub(super) refused_keys: AtomicU64,
}

/// A page's open socket and the place it takes.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) socket: WebSocket,
    pub(super) _place: OwnedSemaphorePermit,
}

impl Relay {
    /// Answers a request; one that becomes a socket is handed over.
    pub(super) async fn answer(&self, request: Request, hand_over: mpsc::Sender<Line>) -> Response {
        let area = Area::of(request.uri().path());
        let caller = match self.gate.caller(request.headers(), area) {
            Ok(caller) => caller,
            Err(fault) => return own::fault(fault),
        };
        match area {
            // A target that names a host of its own (`GET http://…`) is a proxy's business.
            _ if request.uri().authority().is_some() => own::fault(RelayFault::BadRequest),
            Area::Page => self.page.answer(request.method(), request.uri().path()),
            Area::Calls => {
                let answer = self.answer_call(request, &caller, hand_over).await;
                let mut response = answer.unwrap_or_else(own::fault);
                cors::allow(&caller, &mut response);
                response
            }
        }
    }

    async fn answer_call(
        &self,
        request: Request,
        caller: &Caller,
        hand_over: mpsc::Sender<Line>,
    ) -> Result<Response, RelayFault> {
        // Browsers ask this before they send the key.
        if request.method() == Method::OPTIONS && matches!(caller, Caller::Allowed(_)) {
            return Ok(cors::preflight(request.headers()));
        }
        let is_socket = request.uri().path() == CALLS_PATH;
        let key = if is_socket {
            self.gate.key_of_socket(request.headers())
        } else {
            self.gate.key(request.headers())
        };
        if let Err(fault) = key {
            self.refused_keys.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(self.limits.wrong_key).await;
            return Err(fault);
        }
        match (request.method(), request.uri().path()) {
            _ if request.uri().query().is_some() => Err(RelayFault::NotListed),
            (&Method::GET, HELLO_PATH) => Ok(own::hello(self.site())),
            (&Method::GET, CALLS_PATH) => self.upgrade(request, hand_over).await,
            _ => Err(RelayFault::NotListed),
        }
    }

    async fn upgrade(
        &self,
        request: Request,
        hand_over: mpsc::Sender<Line>,
    ) -> Result<Response, RelayFault> {
        let (mut parts, _) = request.into_parts();
        let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
            .await
            .map_err(|_| RelayFault::BadRequest)?
            .protocols([PROTOCOL])
            .max_message_size(self.limits.message)
            .max_frame_size(self.limits.message);
        if upgrade.selected_protocol().is_none() {
            return Err(RelayFault::BadRequest);
        }
        let sockets = Arc::clone(&self.sockets);
        let place = sockets.try_acquire_owned().map_err(|_| RelayFault::Busy)?;
        Ok(upgrade.on_upgrade(|socket| async move {
            let line = Line {
                socket,
                _place: place,
            };
            // Nobody takes it: the relay was dropped.
            let _ = hand_over.send(line).await;
        }))
    }

    fn site(&self) -> Option<String> {
        self.upstream.as_ref().map(|site| site.origin().to_owned())
    }

    /// Makes a call of the page, once.
    pub(super) async fn forward(&self, call: CallToMake) -> Result<Answer, RelayFault> {
        let upstream = self.upstream.as_ref().ok_or(RelayFault::NoSite)?;
        let outgoing = Outgoing::of(call, &self.limits)?;
        upstream.send(outgoing).await
    }
}
