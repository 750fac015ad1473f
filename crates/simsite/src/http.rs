//! Between HTTP and the model.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::control;
use super::log::LoggedRequest;
use groupsweep_atlassian_sim::{Delivery, Reply, SimRequest, Site};
use groupsweep_core::domain::Timestamp;

/// The largest request body read, in bytes.
const MAX_BODY: usize = 1 << 20;

/// What all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) site: Arc<Mutex<Site>>,
    seen: Mutex<Vec<LoggedRequest>>,
    /// Milliseconds.
    latency: AtomicU64,
    /// By how many milliseconds an answer's time differs from that at most, up or down.
    spread: u64,
    dice: AtomicU64,
}

impl Shared {
    pub(super) fn new(site: Site, latency_ms: u64, spread_ms: u64) -> Self {
        Self {
            site: Arc::new(Mutex::new(site)),
            seen: Mutex::new(Vec::new()),
            latency: AtomicU64::new(latency_ms),
            spread: spread_ms,
            dice: AtomicU64::new(1),
        }
    }

    /// The model. A test that died holding it leaves it usable.
    pub(super) fn site(&self) -> MutexGuard<'_, Site> {
        self.site.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Vec<LoggedRequest>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_latency(&self, milliseconds: u64) {
        self.latency.store(milliseconds, Ordering::Relaxed);
    }

    /// The time that one answer takes, in milliseconds: spread evenly around the mean.
    fn latency(&self) -> u64 {
        let mean = self.latency.load(Ordering::Relaxed);
        let spread = self.spread.min(mean);
        // Knuth's generator (MMIX): evenly spread is all it has to be.
        let next = |dice: u64| {
            Some(
                dice.wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407),
            )
        };
        let dice = self
            .dice
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        mean - spread + (dice.unwrap_or_default() >> 33) % (2 * spread + 1)
    }

    /// Half of the latency: the way in or the way back.
    async fn travel(&self, latency: u64) {
        if latency > 0 {
            tokio::time::sleep(Duration::from_micros(latency.saturating_mul(500))).await;
        }
    }
}

/// The control surface and, for every other path, the site.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    control::routes().fallback(serve).with_state(shared)
}

async fn serve(State(shared): State<Arc<Shared>>, request: HttpRequest) -> Response {
    let Some(request) = read(request).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let latency = shared.latency();
    shared.travel(latency).await;
    let reply = answer(&shared, &request);
    shared.travel(latency).await;
    response(reply)
}

/// Asks the model and writes down what was seen, in one order for both.
fn answer(shared: &Shared, request: &SimRequest) -> Reply {
    let mut site = shared.site();
    let at = now();
    let reply = site.answer(at, request);
    let status = match reply.delivery {
        Delivery::Whole => reply.status,
        Delivery::CutAfterEffect => 0,
    };
    shared.seen().push(LoggedRequest::new(request, status, at));
    reply
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let milliseconds = since.unwrap_or_default().as_millis();
    Timestamp(u64::try_from(milliseconds).unwrap_or(u64::MAX))
}

async fn read(request: HttpRequest) -> Option<SimRequest> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, MAX_BODY).await.ok()?;
    let headers = head.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    Some(SimRequest {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or("").to_owned(),
        headers: headers.collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

fn response(reply: Reply) -> Response {
    if reply.delivery == Delivery::CutAfterEffect {
        return cut();
    }
    let mut builder = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        builder = builder.header(name, value);
    }
    builder
        .body(Body::from(reply.body))
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// A body that fails at once: the server gives the connection up before it has
/// sent a byte, so the client sees it close without a reply.
fn cut() -> Response {
    let failure = stream::iter([Err::<Bytes, _>(io::Error::other("cut on purpose"))]);
    Response::new(Body::from_stream(failure))
}
