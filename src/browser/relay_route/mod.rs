//! The route through the relay on this machine: one socket, any number of calls on it.

mod line;
mod waiting;

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;

use crate::connect::Way;
use crate::domain::{Answer, Credentials, Fault, Method, SiteCall, Span};
use crate::ports::{Network, Transport};
use crate::wire::{
    self, AfterCall, CallLogin, CallName, CallToMake, Came, Hello, KEPT_FOR, Repeats,
};

use super::fetch::{request, send};
use super::network::BrowserNetwork;
use super::records::draw_run_id;
use line::Line;

/// Before a call is asked for again, in milliseconds.
const BEFORE_REPEAT: u32 = 250;

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
        let route = self.clone();
        async move { route.make(&call).await }.boxed_local()
    }
}

impl RelayRoute {
    /// Makes a call once. One that changes the site has a name, so that its answer can be asked for again after the
    /// socket ended; see [`Repeats`].
    async fn make(&self, call: &SiteCall) -> Result<Answer, Fault> {
        let name = call.is_change().then(draw_name).flatten();
        let mut repeats = Repeats::of(name.is_some());
        // Not the page's clock, which may stand still while the machine sleeps. One that was set back counts as over.
        let began = js_sys::Date::now();
        let age = || {
            let age = js_sys::Date::now() - began;
            if age < 0.0 { KEPT_FOR } else { span(age) }
        };
        loop {
            let to_make = self.to_make(call).ok_or(Fault::NoSuchCall)?;
            let came = self.ask(name.clone(), to_make).await;
            match repeats.after(came, age(), BrowserNetwork.is_online()) {
                AfterCall::Over(result) => return result,
                AfterCall::Again => TimeoutFuture::new(BEFORE_REPEAT).await,
                AfterCall::AgainWhenOnline => BrowserNetwork.worth_a_try().await,
            }
            // The machine may have slept in that wait: by now the relay may have forgotten the name.
            if age() >= KEPT_FOR {
                return Err(Fault::Cut);
            }
        }
    }

    /// Asks for a call on the open socket, or on a new one.
    async fn ask(&self, name: Option<CallName>, call: CallToMake) -> Came {
        let usable = self.line.borrow().clone().filter(|line| line.is_usable());
        let Some(line) = usable.or_else(|| Line::open(&self.access)) else {
            return Came::Ended {
                was_written: false,
                relay: Err(Fault::RelayAbsent),
            };
        };
        self.line.replace(Some(Rc::clone(&line)));
        let came = line.call(name, call).await;
        if matches!(came, Came::Silent { .. }) {
            let is_same = |kept: &Rc<Line>| Rc::ptr_eq(kept, &line);
            // Nothing more is sent on a socket that may be dead.
            let _ = self.line.borrow_mut().take_if(|kept| is_same(kept));
        }
        came
    }
}

/// Milliseconds as the browser counts them, none below zero.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and far below 2^53"
)]
fn span(milliseconds: f64) -> Span {
    Span(milliseconds as u64)
}

/// A name that no other call has.
fn draw_name() -> Option<CallName> {
    CallName::parse(&format!("{}{}", draw_run_id(), draw_run_id()))
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
