//! The route through the relay on this machine: one socket, any number of calls on it.

mod line;
mod waiting;

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, select};
use gloo_timers::future::TimeoutFuture;

use crate::connect::Way;
use crate::domain::{Answer, Credentials, Fault, Method, SiteCall};
use crate::ports::Transport;
use crate::wire::{self, CallLogin, CallToMake, Hello};

use super::fetch::{request, send};
use line::Line;

/// Longest wait for an answer, in milliseconds: the relay itself gives up after 30 s.
const LONGEST_WAIT: u32 = 45_000;

/// Between the two greetings of a relay that seems to be gone, in milliseconds.
const BEFORE_BLAME: u32 = 500;

/// Where the relay listens, and the key it printed.
#[derive(Clone, PartialEq, Eq)]
pub struct RelayAccess {
    /// `http://127.0.0.1:8737`.
    pub origin: String,
    /// The key. Not logged, not stored.
    pub key: String,
}

/// Calls through the relay. The socket is opened by the first call, and again by
/// the next one after it broke; it closes with the route.
#[derive(Clone)]
pub struct RelayRoute {
    access: RelayAccess,
    /// None: the relay holds the login and adds it itself.
    credentials: Option<Rc<Credentials>>,
    way: Way,
    line: Rc<RefCell<Option<Rc<Line>>>>,
}

impl RelayRoute {
    /// A route with this login, or with the one that the relay holds, by this way.
    #[must_use]
    pub fn new(access: RelayAccess, credentials: Option<Rc<Credentials>>, way: Way) -> Self {
        Self {
            access,
            credentials,
            way,
            line: Rc::default(),
        }
    }

    /// The same route by another way, on the same socket.
    #[must_use]
    pub fn by(&self, way: Way) -> Self {
        Self {
            way,
            ..self.clone()
        }
    }

    fn to_make(&self, call: &SiteCall) -> Option<CallToMake> {
        let request = self.way.endpoint.request(call)?;
        let login = match &self.credentials {
            _ if !request.needs_login() => CallLogin::None,
            Some(credentials) => CallLogin::Given(credentials.header(self.way.scheme)?),
            None => CallLogin::Held(self.way.scheme),
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
    /// One socket carries many; half of what the relay takes at once leaves room for a second page.
    fn most_at_once(&self) -> usize {
        64
    }

    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, Fault>> {
        let call = self.to_make(&call);
        let (line, access) = (Rc::clone(&self.line), self.access.clone());
        async move {
            let call = call.ok_or(Fault::NoSuchCall)?;
            let answered = on(&line, &access, call).boxed_local();
            match select(answered, TimeoutFuture::new(LONGEST_WAIT)).await {
                Either::Left((result, _)) => result,
                Either::Right(_) => Err(Fault::TimedOut),
            }
        }
        .boxed_local()
    }
}

async fn on(
    kept: &RefCell<Option<Rc<Line>>>,
    access: &RelayAccess,
    call: CallToMake,
) -> Result<Answer, Fault> {
    let usable = kept.borrow().clone().filter(|line| line.is_usable());
    let line = usable.or_else(|| Line::open(access));
    let line = line.ok_or(Fault::RelayAbsent)?;
    kept.replace(Some(Rc::clone(&line)));
    line.call(call).await
}

/// Whether the relay answers: a browser does not say why a socket ended or could not be opened. A machine that wakes
/// up may need a moment, so the relay is asked twice before it is blamed.
async fn is_there(access: RelayAccess) -> Result<(), Fault> {
    match greet(&access).await {
        Err(Fault::RelayAbsent) => {
            TimeoutFuture::new(BEFORE_BLAME).await;
            greet(&access).await.map(|_| ())
        }
        known => known.map(|_| ()),
    }
}

/// Asks the relay which site it is pinned to.
///
/// # Errors
/// [`Fault::RelayAbsent`] or [`Fault::RelayRefused`].
pub async fn greet(access: &RelayAccess) -> Result<Hello, Fault> {
    let url = format!("{}{}", access.origin, wire::HELLO_PATH);
    let builder = request(&url, Method::Get).header(wire::KEY, &access.key);
    let (_, answer) = send(builder, None).await.ok_or(Fault::RelayAbsent)?;
    if answer.status != 200 {
        return Err(Fault::RelayRefused);
    }
    let hello: Hello = serde_json::from_str(&answer.body).map_err(|_| Fault::RelayAbsent)?;
    if hello.version == wire::VERSION {
        Ok(hello)
    } else {
        Err(Fault::RelayRefused)
    }
}
