//! The direct route: fetch straight to the site. An experiment: Atlassian's
//! sites send no CORS headers, so browsers block it.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use web_sys::RequestRedirect;
use zeroize::Zeroizing;

use crate::domain::{Answer, Credentials, Fault, SiteAddress, SiteCall};
use crate::ports::Transport;

use super::fetch::{request, send};

/// Calls straight to the site.
pub struct Direct {
    origin: String,
    credentials: Rc<Credentials>,
}

impl Direct {
    /// A route with this login.
    #[must_use]
    pub fn new(site: &SiteAddress, credentials: Rc<Credentials>) -> Self {
        Self {
            origin: site.origin(),
            credentials,
        }
    }
}

impl Transport for Direct {
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, Fault>> {
        let url = format!("{}{}", self.origin, call.path_and_query());
        let builder = request(&url, call.method())
            // A followed redirect would carry the login to wherever it points.
            .redirect(RequestRedirect::Error)
            .header("accept", "application/json")
            .header("x-atlassian-token", "no-check")
            .header("authorization", &Zeroizing::new(self.credentials.basic()));
        let body = call.body();
        async move {
            send(builder, body)
                .await
                .map(|(_, answer)| answer)
                .ok_or(Fault::Blocked)
        }
        .boxed_local()
    }
}
