//! The route through the relay on this machine.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, select};
use gloo_timers::future::TimeoutFuture;

use crate::domain::{Answer, Credentials, Fault, Method, SiteCall};
use crate::ports::Transport;
use crate::wire::{self, Hello, RelayFault};

use super::fetch::{request, send};

/// Longest wait for an answer, in milliseconds: the relay itself gives up after 30 s.
const LONGEST_WAIT: u32 = 45_000;

/// Where the relay listens, and the key it printed.
#[derive(Clone, PartialEq, Eq)]
pub struct RelayAccess {
    /// `http://127.0.0.1:8737`.
    pub origin: String,
    /// The key. Not logged, not stored.
    pub key: String,
}

/// Calls through the relay.
pub struct RelayRoute {
    access: RelayAccess,
    credentials: Rc<Credentials>,
}

impl RelayRoute {
    /// A route with this login.
    #[must_use]
    pub fn new(access: RelayAccess, credentials: Rc<Credentials>) -> Self {
        Self {
            access,
            credentials,
        }
    }
}

impl Transport for RelayRoute {
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, Fault>> {
        let url = format!(
            "{}{}{}",
            self.access.origin,
            wire::SITE_PREFIX,
            call.path_and_query()
        );
        let builder = request(&url, call.method())
            .header(wire::KEY, &self.access.key)
            .header("authorization", &self.credentials.basic());
        let body = call.body();
        async move {
            let answered = send(builder, body).boxed_local();
            let (response, answer) = match select(answered, TimeoutFuture::new(LONGEST_WAIT)).await
            {
                Either::Left((Some(both), _)) => both,
                Either::Left((None, _)) => return Err(Fault::RelayGone),
                Either::Right(_) => return Err(Fault::TimedOut),
            };
            let from_site = response.headers().get(wire::FROM).as_deref() == Some(wire::FROM_SITE);
            if from_site {
                return Ok(answer);
            }
            let word = response.headers().get(wire::FAULT).unwrap_or_default();
            Err(RelayFault::from_word(&word).map_or(Fault::RelayGone, RelayFault::as_fault))
        }
        .boxed_local()
    }
}

/// Asks the relay which site it is pinned to.
///
/// # Errors
/// [`Fault::RelayGone`] or [`Fault::RelayRefused`].
pub async fn greet(access: &RelayAccess) -> Result<Hello, Fault> {
    let url = format!("{}{}", access.origin, wire::HELLO_PATH);
    let builder = request(&url, Method::Get).header(wire::KEY, &access.key);
    let (_, answer) = send(builder, None).await.ok_or(Fault::RelayGone)?;
    if answer.status != 200 {
        return Err(Fault::RelayRefused);
    }
    let hello: Hello = serde_json::from_str(&answer.body).map_err(|_| Fault::RelayGone)?;
    if hello.version == wire::VERSION {
        Ok(hello)
    } else {
        Err(Fault::RelayRefused)
    }
}
