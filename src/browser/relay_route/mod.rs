//! The route through the relay on this machine. One socket carries all calls.

mod pending;
mod socket;

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use groupsweep_core::connect::ApiAccess;
use groupsweep_core::domain::{Answer, Credentials, Method, SiteCall, TransportError};
use groupsweep_core::wire::{
    self, AfterCall, CallEnd, CallLogin, CallToMake, Hello, IdempotencyKey, KEY_LIFETIME,
    RetryBudget,
};
use groupsweep_driver::ports::{Network, Transport};
use web_sys::RequestRedirect;

use super::clock::clock_pair;
use super::fetch::Fetch;
use super::network::BrowserNetwork;
use socket::RelaySocket;

/// Delay before a call is asked for again, in milliseconds.
const BEFORE_REPEAT: u32 = 250;

/// Delay between two greetings of a relay that seems to be gone, in milliseconds.
const BEFORE_BLAME: u32 = 500;

/// Where the relay listens, and the key it printed.
#[derive(Clone, PartialEq, Eq)]
pub struct RelayAccess {
    /// `http://127.0.0.1:8737`.
    pub origin: String,
    /// The key. Not logged, not stored.
    pub key: String,
    /// The proof that the relay has to send before it is sent anything. Not logged, not stored.
    pub proof: String,
}

/// Calls through the relay. The first call opens the socket, and so does the next one after it broke. It closes with
/// the route.
#[derive(Clone)]
pub struct RelayRoute {
    access: RelayAccess,
    /// `None` if the relay holds the login and adds it.
    credentials: Option<Rc<Credentials>>,
    api_access: ApiAccess,
    line: Rc<RefCell<Option<Rc<RelaySocket>>>>,
}

impl RelayRoute {
    /// A route with this login, or the one that the relay holds, to this API host.
    #[must_use]
    pub fn new(
        access: RelayAccess,
        credentials: Option<Rc<Credentials>>,
        api_access: ApiAccess,
    ) -> Self {
        Self {
            access,
            credentials,
            api_access,
            line: Rc::default(),
        }
    }

    /// The same route to another API host, on the same socket.
    #[must_use]
    pub fn by(&self, api_access: ApiAccess) -> Self {
        Self {
            api_access,
            ..self.clone()
        }
    }

    fn to_make(&self, call: &SiteCall) -> Option<CallToMake> {
        let request = self.api_access.endpoint.request(call)?;
        let login = match &self.credentials {
            _ if !request.needs_login() => CallLogin::None,
            Some(credentials) => CallLogin::Given(credentials.header(self.api_access.scheme)?),
            None => CallLogin::Held(self.api_access.scheme),
        };
        Some(CallToMake {
            method: request.method.as_str().to_owned(),
            target: request.target,
            login,
            body: request.body,
        })
    }
}

impl Transport for RelayRoute {
    /// Half of the relay's limit, which leaves room for a second page.
    fn max_concurrency(&self) -> usize {
        64
    }

    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, TransportError>> {
        let route = self.clone();
        async move { route.make(&call).await }.boxed_local()
    }
}

impl RelayRoute {
    /// Makes a call once. A call that changes the site has a name, so that its answer can be asked for again after the
    /// socket ended (see [`RetryBudget`]).
    async fn make(&self, call: &SiteCall) -> Result<Answer, TransportError> {
        let name = call.is_change().then(draw_name).flatten();
        let mut repeats = RetryBudget::of(name.is_some());
        // By both clocks: the page's may stand still while the machine sleeps, and the wall clock may be set back. If
        // it was set back before the start, the time counts as over.
        let began = clock_pair();
        let age = || {
            let now = clock_pair();
            if now.wall < began.wall {
                KEY_LIFETIME
            } else {
                now.since(began)
            }
        };
        loop {
            let to_make = self.to_make(call).ok_or(TransportError::NoSuchCall)?;
            let came = self.ask(name.clone(), to_make).await;
            match repeats.after(came, age(), BrowserNetwork.is_online()) {
                AfterCall::Over(result) => return result,
                AfterCall::Again => TimeoutFuture::new(BEFORE_REPEAT).await,
                AfterCall::AgainWhenOnline => BrowserNetwork.worth_a_try().await,
            }
            // The machine may have slept meanwhile, and the relay may have forgotten the name.
            if age() >= KEY_LIFETIME {
                return Err(TransportError::Cut);
            }
        }
    }

    /// Makes a call on the open socket, or on a new one.
    async fn ask(&self, name: Option<IdempotencyKey>, call: CallToMake) -> CallEnd {
        let usable = self.line.borrow().clone().filter(|line| line.is_usable());
        let Some(line) = usable.or_else(|| RelaySocket::open(&self.access)) else {
            return CallEnd::Ended {
                was_written: false,
                relay: Err(TransportError::RelayUnreachable),
            };
        };
        self.line.replace(Some(Rc::clone(&line)));
        let came = line.call(name, call).await;
        if matches!(came, CallEnd::Silent { .. }) {
            let is_same = |kept: &Rc<RelaySocket>| Rc::ptr_eq(kept, &line);
            // The socket may be dead, so nothing more is sent on it.
            let _ = self.line.borrow_mut().take_if(|kept| is_same(kept));
        }
        came
    }
}

/// A unique name that nobody can guess: whoever sends it gets the call's answer.
fn draw_name() -> Option<IdempotencyKey> {
    let mut bytes = [0; 16];
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    IdempotencyKey::parse(&format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// Finds out whether the relay answers, because browsers do not report why a socket ended or failed to open. Asks
/// twice, because a machine that wakes up may need a moment.
async fn is_there(access: RelayAccess) -> Result<(), TransportError> {
    match greet(&access).await {
        Err(TransportError::RelayUnreachable) => {
            TimeoutFuture::new(BEFORE_BLAME).await;
            greet(&access).await.map(|_| ())
        }
        known => known.map(|_| ()),
    }
}

/// Asks the relay which site it is pinned to.
///
/// # Errors
/// [`TransportError::RelayUnreachable`], [`TransportError::RelayRefused`] or [`TransportError::RelayVersion`].
pub async fn greet(access: &RelayAccess) -> Result<Hello, TransportError> {
    let url = format!("{}{}", access.origin, wire::HELLO_PATH);
    let hello = Fetch {
        method: Method::Get,
        url,
        redirect: RequestRedirect::Error,
        headers: &[(wire::KEY, &access.key)],
        authorization: None,
        body: None,
    };
    let answer = hello
        .send()
        .await
        .map_err(|_| TransportError::RelayUnreachable)?;
    if answer.status != 200 {
        return Err(TransportError::RelayRefused);
    }
    Hello::of(&answer.body, &access.proof)
}
