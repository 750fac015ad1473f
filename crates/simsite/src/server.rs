//! Starts and stops a simulated site.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::directory::DirectoryChanges;
use super::http::{self, Shared};
use super::log::LoggedRequest;
use groupsweep_atlassian_sim::{SeedMembership, Settings, Site};

/// What a simulated site starts with.
#[derive(Clone, Debug)]
pub struct SimOptions {
    /// Where it listens: loopback only; port 0 takes any free port.
    pub listen: SocketAddr,
    /// How the site is set up. The origin is filled in once the port is known.
    pub settings: Settings,
    /// The memberships it starts with.
    pub seats: Vec<SeedMembership>,
    /// Groups of another site of the organization: ids and names.
    pub elsewhere: Vec<(String, String)>,
    /// What the site says of groups and accounts where that is not what `seats` says.
    pub changes: DirectoryChanges,
    /// How long every answer takes, in milliseconds.
    pub latency_ms: u64,
    /// By how many milliseconds that differs at most, up or down.
    pub latency_spread_ms: u64,
}

impl Default for SimOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            settings: Settings::default(),
            seats: Vec::new(),
            elsewhere: Vec::new(),
            changes: DirectoryChanges::default(),
            latency_ms: 0,
            latency_spread_ms: 0,
        }
    }
}

/// A running simulated site. Dropping it stops it.
#[derive(Debug)]
pub struct SimSite {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// Dropped with the site, which is the sign to stop.
    _stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

impl SimSite {
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn origin(&self) -> String {
        origin(self.address)
    }

    /// The model behind it.
    #[must_use]
    pub fn model(&self) -> Arc<Mutex<Site>> {
        Arc::clone(&self.shared.site)
    }

    /// Every request so far.
    #[must_use]
    pub fn seen(&self) -> Vec<LoggedRequest> {
        self.shared.seen().clone()
    }

    /// Runs until the server ends by itself, which it does on an error only.
    ///
    /// # Errors
    /// What ended it.
    pub async fn run(self) -> io::Result<()> {
        // Held until the end: dropping it would stop the server.
        let _stop = self._stop;
        self.server.await.map_err(io::Error::other)?
    }
}

/// Binds the port, seeds the site and serves it in the background.
///
/// # Errors
/// The port is taken, the address is not on loopback, or a change is of nobody the site has.
pub async fn start(options: SimOptions) -> io::Result<SimSite> {
    if !options.listen.ip().is_loopback() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "a simulated site listens on loopback only",
        ));
    }
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let mut settings = options.settings;
    settings.origin = origin(address);
    let mut site = Site::new(settings);
    site.seed(options.seats);
    for (id, name) in &options.elsewhere {
        site.add_group_elsewhere(id, name);
    }
    let changed = options.changes.make(&mut site);
    changed.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    let shared = Arc::new(Shared::new(
        site,
        options.latency_ms,
        options.latency_spread_ms,
    ));
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, http::router(Arc::clone(&shared))).with_graceful_shutdown(
        async move {
            // An error is the sender dropped: that is the sign.
            let _ = stopped.await;
        },
    );
    Ok(SimSite {
        address,
        shared,
        _stop: stop,
        server: tokio::spawn(async move { server.await }),
    })
}

fn origin(address: SocketAddr) -> String {
    format!("http://{address}")
}
