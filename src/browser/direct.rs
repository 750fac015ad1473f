//! The direct route: fetch straight to the site or to the gateway. An experiment: Atlassian's sites send no CORS
//! headers, so browsers block it; the gateway was seen sending them, and what it says of a browser's writes is not
//! known.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use web_sys::RequestRedirect;
use zeroize::Zeroizing;

use gloo_net::http::RequestBuilder;

use crate::atlassian::{self, Host};
use crate::connect::ApiAccess;
use crate::domain::{Answer, Credentials, SiteAddress, SiteCall, TransportError};
use crate::ports::Transport;

use super::fetch::{self, send};

/// Calls straight to the site.
#[derive(Clone)]
pub struct Direct {
    origin: String,
    gateway: Option<String>,
    credentials: Rc<Credentials>,
    api_access: ApiAccess,
}

impl Direct {
    /// A route with this login, by this way.
    #[must_use]
    pub fn new(site: &SiteAddress, credentials: Rc<Credentials>, api_access: ApiAccess) -> Self {
        Self {
            origin: site.origin(),
            gateway: site.gateway(),
            credentials,
            api_access,
        }
    }

    /// The same route by another way.
    #[must_use]
    pub fn by(&self, api_access: ApiAccess) -> Self {
        Self {
            api_access,
            ..self.clone()
        }
    }

    fn builder(&self, request: &atlassian::Request) -> Result<RequestBuilder, TransportError> {
        let origin = match request.host() {
            Host::Site => &self.origin,
            Host::Gateway => self.gateway.as_ref().ok_or(TransportError::NoSuchCall)?,
        };
        let url = format!("{origin}{}", request.target);
        let builder = fetch::request(&url, request.method)
            // A followed redirect would carry the login to wherever it points.
            .redirect(RequestRedirect::Error)
            .header("accept", "application/json");
        if !request.needs_login() {
            return Ok(builder);
        }
        let login = self.credentials.header(self.api_access.scheme);
        let login = Zeroizing::new(login.ok_or(TransportError::NoSuchCall)?);
        Ok(builder
            .header("x-atlassian-token", "no-check")
            .header("authorization", &login))
    }
}

impl Transport for Direct {
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, TransportError>> {
        let request = self
            .api_access
            .endpoint
            .request(&call)
            .ok_or(TransportError::NoSuchCall);
        let ready = request.and_then(|request| Ok((self.builder(&request)?, request.body)));
        async move {
            let (builder, body) = ready?;
            send(builder, body)
                .await
                .map(|(_, answer)| answer)
                .ok_or(TransportError::Blocked)
        }
        .boxed_local()
    }
}
