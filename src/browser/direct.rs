//! The direct route: fetch straight to the site or to the gateway. An experiment: Atlassian's sites send no CORS
//! headers, so browsers block it; the gateway was seen sending them, and what it says of a browser's writes is not
//! known.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use web_sys::RequestRedirect;
use zeroize::Zeroizing;

use gloo_net::http::RequestBuilder;

use crate::connect::Way;
use crate::domain::{Answer, Credentials, Fault, SiteAddress, SiteCall};
use crate::ports::Transport;
use crate::product::{self, Host};

use super::fetch::{self, send};

/// Calls straight to the site.
#[derive(Clone)]
pub struct Direct {
    origin: String,
    gateway: Option<String>,
    credentials: Rc<Credentials>,
    way: Way,
}

impl Direct {
    /// A route with this login, by this way.
    #[must_use]
    pub fn new(site: &SiteAddress, credentials: Rc<Credentials>, way: Way) -> Self {
        Self {
            origin: site.origin(),
            gateway: site.gateway(),
            credentials,
            way,
        }
    }

    /// The same route by another way.
    #[must_use]
    pub fn by(&self, way: Way) -> Self {
        Self {
            way,
            ..self.clone()
        }
    }

    fn builder(&self, request: &product::Request) -> Result<RequestBuilder, Fault> {
        let origin = match request.host() {
            Host::Site => &self.origin,
            Host::Gateway => self.gateway.as_ref().ok_or(Fault::NoSuchCall)?,
        };
        let url = format!("{origin}{}", request.target);
        let builder = fetch::request(&url, request.method)
            // A followed redirect would carry the login to wherever it points.
            .redirect(RequestRedirect::Error)
            .header("accept", "application/json");
        if !request.needs_login() {
            return Ok(builder);
        }
        let login = self.credentials.header(self.way.scheme);
        let login = Zeroizing::new(login.ok_or(Fault::NoSuchCall)?);
        Ok(builder
            .header("x-atlassian-token", "no-check")
            .header("authorization", &login))
    }
}

impl Transport for Direct {
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, Fault>> {
        let request = self.way.endpoint.request(&call).ok_or(Fault::NoSuchCall);
        let ready = request.and_then(|request| Ok((self.builder(&request)?, request.body)));
        async move {
            let (builder, body) = ready?;
            send(builder, body)
                .await
                .map(|(_, answer)| answer)
                .ok_or(Fault::Blocked)
        }
        .boxed_local()
    }
}
