//! Handles every request to the relay, from its head to its response.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts as _, Request};
use axum::http::HeaderMap;
use axum::http::header::SEC_WEBSOCKET_KEY;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::activity::{ActivityGuard, ActivityTracker};
use super::call_limiter::Calls;
use super::idempotency::NamedCalls;
use super::key::RelaySecret;
use super::options::RelayLimits;
use super::page::PageFiles;
use super::upstream::{SiteReply, Upstream};
use super::{cors, own};
use crate::gate::{AdmissionError, Admitted, RelayGate, RequestHead, RequestKind};
use groupsweep_core::wire::{CallToMake, PROTOCOL, RelayError};

/// The state that every request needs.
#[derive(Debug)]
pub(super) struct Relay {
    pub(super) gate: RelayGate,
    pub(super) key: RelaySecret,
    /// Proves to the page that this relay printed its address.
    pub(super) proof: RelaySecret,
    pub(super) page: PageFiles,
    pub(super) upstream: Option<Upstream>,
    pub(super) limits: RelayLimits,
    pub(super) calls: Calls,
    pub(super) kept: NamedCalls,
    /// Permits for open sockets.
    pub(super) sockets: Arc<Semaphore>,
    /// Permits for requests with a wrong key that wait for their response.
    pub(super) wrong_keys: Semaphore,
    pub(super) refused_keys: AtomicU64,
    pub(super) activity: ActivityTracker,
}

/// The verdict on a request.
pub(super) type Admission = Result<Admitted, AdmissionError>;

/// A page's open socket, and its permit.
#[derive(Debug)]
pub(super) struct PageSocket {
    pub(super) socket: WebSocket,
    pub(super) _place: OwnedSemaphorePermit,
    pub(super) _present: ActivityGuard,
}

/// Whether a handshake has a browser's nonce: 16 bytes in base64, once.
fn is_nonce(headers: &HeaderMap) -> bool {
    let mut given = headers.get_all(SEC_WEBSOCKET_KEY).iter();
    let (Some(nonce), None) = (given.next(), given.next()) else {
        return false;
    };
    STANDARD.decode(nonce).is_ok_and(|bytes| bytes.len() == 16)
}

impl Relay {
    /// Judges a request by its head. Wrong keys are counted and wait before their response. `None` if too many wait
    /// already; then there is no response. The right key never waits.
    pub(super) async fn judge(&self, head: &RequestHead<'_>) -> Option<Admission> {
        let verdict = self.gate.admit(head, |given| self.key.is(given));
        if matches!(&verdict, Err(refused) if refused.fault == RelayError::WrongKey) {
            self.refused_keys.fetch_add(1, Ordering::Relaxed);
            let _waiting = self.wrong_keys.try_acquire().ok()?;
            tokio::time::sleep(self.limits.wrong_key).await;
        }
        Some(verdict)
    }

    /// Responds to a judged request. One that becomes a socket is handed over.
    pub(super) async fn answer(
        &self,
        request: Request,
        verdict: Admission,
        hand_over: mpsc::Sender<PageSocket>,
    ) -> Response {
        let Admitted { caller, errand } = match verdict {
            Ok(admitted) => admitted,
            Err(AdmissionError { fault, caller }) => {
                let mut response = own::fault(fault);
                if let Some(caller) = caller {
                    cors::allow(&caller, &mut response);
                }
                return response;
            }
        };
        let mut response = match errand {
            RequestKind::Page => return self.page.answer(request.method(), request.uri().path()),
            RequestKind::PageByOtherName => {
                return own::moved(self.gate.origin(), request.uri().path());
            }
            RequestKind::Preflight => cors::preflight(request.headers()),
            RequestKind::Greeting => self.greet(),
            RequestKind::Socket => {
                let upgraded = self.upgrade(request, hand_over).await;
                upgraded.unwrap_or_else(own::fault)
            }
        };
        cors::allow(&caller, &mut response);
        response
    }

    fn greet(&self) -> Response {
        drop(self.activity.enter());
        own::hello(
            self.proof.text(),
            self.upstream.as_ref().map(Upstream::pinned),
        )
    }

    async fn upgrade(
        &self,
        request: Request,
        hand_over: mpsc::Sender<PageSocket>,
    ) -> Result<Response, RelayError> {
        let (mut parts, _) = request.into_parts();
        let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
            .await
            .map_err(|_| RelayError::BadRequest)?
            .protocols([PROTOCOL])
            .max_message_size(self.limits.message)
            .max_frame_size(self.limits.message)
            .read_buffer_size(self.limits.message);
        if upgrade.selected_protocol().is_none() || !is_nonce(&parts.headers) {
            return Err(RelayError::BadRequest);
        }
        let sockets = Arc::clone(&self.sockets);
        let place = sockets.try_acquire_owned().map_err(|_| RelayError::Busy)?;
        let present = self.activity.enter();
        Ok(upgrade.on_upgrade(|socket| async move {
            let line = PageSocket {
                socket,
                _place: place,
                _present: present,
            };
            // If nobody takes it, the relay was dropped.
            let _ = hand_over.send(line).await;
        }))
    }

    /// Makes a call for the page, once.
    pub(super) async fn forward(&self, call: CallToMake) -> Result<SiteReply, RelayError> {
        let upstream = self.upstream.as_ref().ok_or(RelayError::NoSite)?;
        upstream.forward(call).await
    }
}
