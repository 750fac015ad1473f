//! The direct route: fetch to the site or the gateway. Experimental: Atlassian's sites send no CORS headers, so
//! browsers block it. The gateway was seen sending them, but whether it accepts a browser's writes is unknown.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use groupsweep_core::atlassian::{self, Host};
use groupsweep_core::connect::ApiAccess;
use groupsweep_core::domain::{Answer, Credentials, SiteAddress, SiteCall, TransportError};
use groupsweep_driver::ports::Transport;
use web_sys::RequestRedirect;

use super::fetch::{Fetch, FetchError};

/// Besides this, the gateway lets a page send a login and a content type. `X-Atlassian-Token` helps no browser.
const HEADERS: [(&str, &str); 1] = [("accept", "application/json")];

/// Calls straight to the site.
#[derive(Clone)]
pub struct Direct {
    origin: String,
    gateway: Option<String>,
    credentials: Rc<Credentials>,
    api_access: ApiAccess,
}

impl Direct {
    /// A route with this login to this API host.
    #[must_use]
    pub fn new(site: &SiteAddress, credentials: Rc<Credentials>, api_access: ApiAccess) -> Self {
        Self {
            origin: site.origin(),
            gateway: site.gateway(),
            credentials,
            api_access,
        }
    }

    /// The same route to another API host.
    #[must_use]
    pub fn by(&self, api_access: ApiAccess) -> Self {
        Self {
            api_access,
            ..self.clone()
        }
    }

    async fn send(self, request: atlassian::Request) -> Result<Answer, TransportError> {
        let origin = match request.host() {
            Host::Site => &self.origin,
            Host::Gateway => self.gateway.as_ref().ok_or(TransportError::NoSuchCall)?,
        };
        let login = if request.needs_login() {
            let login = self.credentials.header(self.api_access.scheme);
            Some(login.ok_or(TransportError::NoSuchCall)?)
        } else {
            None
        };
        let fetch = Fetch {
            method: request.method,
            url: format!("{origin}{}", request.target),
            redirect: RequestRedirect::Error,
            headers: &HEADERS,
            authorization: login.as_ref().map(|login| login.as_str()),
            body: request.body,
        };
        fetch.send().await.map_err(|fault| match fault {
            FetchError::TimedOut => TransportError::TimedOut,
            FetchError::NoAnswer | FetchError::Lost => TransportError::Blocked,
        })
    }
}

impl Transport for Direct {
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, TransportError>> {
        let route = self.clone();
        async move {
            let request = route.api_access.endpoint.request(&call);
            route.send(request.ok_or(TransportError::NoSuchCall)?).await
        }
        .boxed_local()
    }
}
