//! Connections from the page: accepted on loopback, limited in time, stopped without losing an answer.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use super::forward::Outgoing;
use super::gate::{Area, Caller, Gate};
use super::key::Key;
use super::options::{Limits, Options, StartError};
use super::page::Page;
use super::upstream::Upstream;
use super::{cors, own};
use crate::wire::{HELLO_PATH, KEY_FRAGMENT, RelayFault};

/// Bytes of a request's head. Generous: other programs' cookies for localhost come along.
const HEAD_BYTES: usize = 64 * 1024;
/// Before accepting again after the system refused to (out of file handles, say).
const AFTER_ACCEPT_FAILED: Duration = Duration::from_millis(100);

/// A listening relay. Dropping it cuts everything off; [`Running::stop`] lets calls in flight finish.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    relay: Arc<Relay>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// What every request is answered from.
#[derive(Debug)]
struct Relay {
    gate: Gate,
    page: Page,
    upstream: Option<Upstream>,
    limits: Limits,
    /// Calls in flight to the site.
    calls: watch::Sender<usize>,
    refused_keys: AtomicU64,
}

/// Binds the address and starts to answer.
///
/// # Errors
/// [`StartError`] says in one sentence why not.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let asked = options.listen;
    if !asked.ip().is_loopback() {
        return Err(StartError::NotLoopback(asked));
    }
    let refused = |error: std::io::Error| match error.kind() {
        ErrorKind::AddrInUse => StartError::InUse(asked),
        _ => StartError::Bind(asked, error),
    };
    let upstream = options
        .site
        .as_ref()
        .map(|site| Upstream::new(site, options.limits))
        .transpose()?;
    let listener = TcpListener::bind(asked).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let key = Key::draw().ok_or(StartError::Random)?;
    let relay = Arc::new(Relay {
        gate: Gate::new(address, options.allow_origins, key),
        page: Page::new(options.page),
        upstream,
        limits: options.limits,
        calls: watch::Sender::new(0),
        refused_keys: AtomicU64::new(0),
    });
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(accept(listener, Arc::clone(&relay), stopped));
    Ok(Running {
        address,
        relay,
        stop,
        task,
    })
}

impl Running {
    /// The address listened on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address to open, key included.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/#{KEY_FRAGMENT}={}", self.address, self.key())
    }

    /// The key. Hazard: this is the secret.
    #[must_use]
    pub fn key(&self) -> &str {
        self.relay.gate.key_text()
    }

    /// How many calls came with a missing or wrong key.
    #[must_use]
    pub fn refused_keys(&self) -> u64 {
        self.relay.refused_keys.load(Ordering::Relaxed)
    }

    /// Takes no new calls, lets those in flight bring their answers, then ends.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, relay: Arc<Relay>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&relay), stop.clone()));
                }
                Err(_) => tokio::time::sleep(AFTER_ACCEPT_FAILED).await,
            },
            Some(_) = connections.join_next() => {}
            _ = stop.changed() => break,
        }
    }
    drop(listener);
    let mut calls = relay.calls.subscribe();
    let longest = relay.limits.answering + relay.limits.closing;
    let _ = timeout(longest, calls.wait_for(|in_flight| *in_flight == 0)).await;
    let closed = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(relay.limits.closing, closed).await;
}

async fn connection(stream: TcpStream, relay: Arc<Relay>, mut stop: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let reading = relay.limits.reading;
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let relay = Arc::clone(&relay);
        async move { Ok::<_, Infallible>(relay.answer(request.map(Body::new)).await) }
    });
    // When the page hangs up, hyper drops the service's future and with it the call to the site.
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(reading)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stop.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

impl Relay {
    async fn answer(&self, request: Request) -> Response {
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
                let answer = self.answer_call(request, &caller).await;
                let mut response = answer.unwrap_or_else(own::fault);
                cors::allow(&caller, &mut response);
                response
            }
        }
    }

    async fn answer_call(&self, request: Request, caller: &Caller) -> Result<Response, RelayFault> {
        // Browsers ask this before they send the key.
        if request.method() == Method::OPTIONS && matches!(caller, Caller::Allowed(_)) {
            return Ok(cors::preflight(request.headers()));
        }
        if let Err(fault) = self.gate.key(request.headers()) {
            self.refused_keys.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(self.limits.wrong_key).await;
            return Err(fault);
        }
        match (request.method(), request.uri().path()) {
            (&Method::GET, HELLO_PATH) => Ok(own::hello(self.site())),
            (_, path) if path.starts_with("/relay") => Err(RelayFault::NotListed),
            _ => {
                let upstream = self.upstream.as_ref().ok_or(RelayFault::NoSite)?;
                let _in_flight = InFlight::one_more(&self.calls);
                let outgoing = Outgoing::of(request, &self.limits).await?;
                upstream.send(outgoing).await
            }
        }
    }

    fn site(&self) -> Option<String> {
        self.upstream.as_ref().map(|site| site.origin().to_owned())
    }
}

/// Counts a call until it is dropped, answered or not.
struct InFlight<'a>(&'a watch::Sender<usize>);

impl<'a> InFlight<'a> {
    fn one_more(calls: &'a watch::Sender<usize>) -> Self {
        calls.send_modify(|in_flight| *in_flight += 1);
        Self(calls)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|in_flight| *in_flight -= 1);
    }
}
