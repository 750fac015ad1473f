//! Connections from the page: accepted on loopback, limited in time, stopped without losing an answer.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use super::answer::{Line, Relay};
use super::calls;
use super::gate::Gate;
use super::in_flight::Calls;
use super::key::Key;
use super::options::{Options, StartError};
use super::page::Page;
use super::upstream::Upstream;
use crate::domain::SiteAddress;
use crate::wire::KEY_FRAGMENT;

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
    let gate = Gate::new(address, options.allow_origins, key);
    let site = options.site.as_ref().map(SiteAddress::origin);
    let page = Page::new(options.page, gate.hosts().to_vec(), site);
    let relay = Arc::new(Relay {
        page,
        gate,
        upstream,
        limits: options.limits,
        calls: Calls::at_most(options.limits.calls),
        sockets: Arc::new(Semaphore::new(options.limits.sockets)),
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
    let longest = relay.limits.answering + relay.limits.closing;
    relay.calls.done(longest).await;
    let closed = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(relay.limits.closing, closed).await;
}

/// Serves one connection: requests, and after an upgrade the page's socket. All of
/// it is one task, so that nothing outlives the relay.
async fn connection(stream: TcpStream, relay: Arc<Relay>, mut stop: watch::Receiver<bool>) {
    let (hand_over, mut handed_over) = mpsc::channel(1);
    requests(stream, Arc::clone(&relay), &mut stop, hand_over).await;
    if let Some(line) = handed_over.recv().await {
        calls::talk(line, relay, stop).await;
    }
}

async fn requests(
    stream: TcpStream,
    relay: Arc<Relay>,
    stop: &mut watch::Receiver<bool>,
    hand_over: mpsc::Sender<Line>,
) {
    let _ = stream.set_nodelay(true);
    let reading = relay.limits.reading;
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (relay, hand_over) = (Arc::clone(&relay), hand_over.clone());
        async move { Ok::<_, Infallible>(relay.answer(request.map(Body::new), hand_over).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(reading)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stop.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
