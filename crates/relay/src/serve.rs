//! Connections from the page: accepted on loopback, limited in time, stopped without losing an answer.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use super::activity::ActivityTracker;
use super::call_limiter::Calls;
use super::idempotency::NamedCalls;
use super::key::RelaySecret;
use super::options::{Options, StartError};
use super::page::PageFiles;
use super::responses::Relay;
use super::upstream::Upstream;
use super::{connection, occupant};
use crate::gate::RelayGate;
use groupsweep_core::domain::SiteAddress;
use groupsweep_core::wire::{BEFORE_PROOF, KEY_FRAGMENT};

/// The origins of the site and of its gateway, each once.
fn sites(site: &Option<SiteAddress>) -> Vec<String> {
    let origin = site.as_ref().map(SiteAddress::origin);
    let gateway = site.as_ref().and_then(SiteAddress::gateway);
    let gateway = gateway.filter(|gateway| Some(gateway) != origin.as_ref());
    origin.into_iter().chain(gateway).collect()
}

/// Before accepting again after the system refused to (out of file handles, say).
const AFTER_ACCEPT_FAILED: Duration = Duration::from_millis(100);

/// A listening relay. Dropping it cuts everything off. [`Running::stop`] lets calls in flight finish.
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
    let upstream = match &options.site {
        Some(site) => Some(Upstream::new(
            site,
            options.login,
            options.organization,
            options.limits,
        )?),
        None => None,
    };
    let listener = match TcpListener::bind(asked).await {
        Ok(listener) => listener,
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            return Err(StartError::InUse(asked, occupant::of(asked).await));
        }
        Err(error) => return Err(StartError::Bind(asked, error)),
    };
    let address = listener.local_addr();
    let address = address.map_err(|error| StartError::Bind(asked, error))?;
    let key = RelaySecret::draw().ok_or(StartError::Random)?;
    let proof = RelaySecret::draw().ok_or(StartError::Random)?;
    let gate = RelayGate::new(address, options.allow_origins);
    let page = PageFiles::new(options.page, gate.hosts().to_vec(), sites(&options.site));
    let relay = Arc::new(Relay {
        page,
        gate,
        key,
        proof,
        upstream,
        limits: options.limits,
        calls: Calls::at_most(options.limits.calls),
        kept: NamedCalls::default(),
        sockets: Arc::new(Semaphore::new(options.limits.sockets)),
        wrong_keys: Semaphore::new(options.limits.wrong_keys),
        refused_keys: AtomicU64::new(0),
        activity: ActivityTracker::new(),
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

    /// The address to open, key and proof included.
    #[must_use]
    pub fn url(&self) -> String {
        let (key, proof) = (self.key(), self.proof());
        let address = self.address;
        format!("http://{address}/#{KEY_FRAGMENT}={key}{BEFORE_PROOF}{proof}")
    }

    /// The proof to the page that this relay printed its address.
    #[must_use]
    pub fn proof(&self) -> &str {
        self.relay.proof.text()
    }

    /// The key. Hazard: this is the secret.
    #[must_use]
    pub fn key(&self) -> &str {
        self.relay.key.text()
    }

    /// How many calls came with a missing or wrong key.
    #[must_use]
    pub fn refused_keys(&self) -> u64 {
        self.relay.refused_keys.load(Ordering::Relaxed)
    }

    /// Waits until no page had a socket open and nobody brought the key for `span` on end, and no answer is kept for a
    /// page that may come back.
    pub async fn idle_for(&self, span: Duration) {
        let is_free = || !self.relay.kept.are_any();
        self.relay.activity.nobody_for(span, is_free).await;
    }

    /// Takes no new calls, waits for those in flight, then ends.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
        self.relay.kept.give_up();
    }
}

async fn accept(listener: TcpListener, relay: Arc<Relay>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let places = Arc::new(Semaphore::new(relay.limits.connections));
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                // A connection over the limit is closed at once. The others end by their time limits.
                Ok((stream, _)) => if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
                    connections.spawn(connection::serve(stream, Arc::clone(&relay), stop.clone(), place));
                },
                Err(_) => tokio::time::sleep(AFTER_ACCEPT_FAILED).await,
            },
            Some(_) = connections.join_next() => {}
            _ = stop.changed() => break,
        }
    }
    drop(listener);
    relay.calls.close();
    let longest = relay.limits.answering + relay.limits.closing;
    relay.calls.done(longest).await;
    let closed = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(relay.limits.closing, closed).await;
}
