//! The way to the site: each request is sent once, and a fault says whether it got there.

use std::error::Error;

use axum::body::Body;
use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, LOCATION, USER_AGENT,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use reqwest::redirect::Policy;
use reqwest::{Client, retry};
use std::time::Duration;

use super::forward::Outgoing;
use super::options::{Limits, StartError};
use super::own;
use crate::domain::{PASSED_BACK, SiteAddress};
use crate::wire::{FROM, FROM_SITE, RelayFault, SITE_LOCATION};

/// Shorter than the site's edge keeps a silent connection, so that a call seldom
/// meets one that is just being closed (which would count as cut).
const KEEP_SILENT_CONNECTIONS: Duration = Duration::from_secs(15);
const OUR_NAME: &str = concat!("groupsweep-relay/", env!("CARGO_PKG_VERSION"));

/// The one site and the connections to it.
#[derive(Debug)]
pub(super) struct Upstream {
    client: Client,
    origin: String,
    limits: Limits,
}

impl Upstream {
    pub(super) fn new(site: &SiteAddress, limits: Limits) -> Result<Self, StartError> {
        // An error means that a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .http1_only()
            .redirect(Policy::none())
            .referer(false)
            .retry(retry::never())
            .connect_timeout(limits.connecting)
            .pool_idle_timeout(KEEP_SILENT_CONNECTIONS);
        let builder = if site.is_simulated() {
            // Plain and local: no proxy, and no certificates needed.
            builder.no_proxy().tls_certs_only([])
        } else {
            builder.https_only(true)
        };
        Ok(Self {
            client: builder.build().map_err(|_| StartError::Certificates)?,
            origin: site.origin(),
            limits,
        })
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// Sends the call once and brings the whole answer. Dropping the future drops the connection.
    pub(super) async fn send(&self, call: Outgoing) -> Result<Response, RelayFault> {
        tokio::time::timeout(self.limits.answering, self.exchange(call))
            .await
            .map_err(|_| RelayFault::TimedOut)?
    }

    async fn exchange(&self, call: Outgoing) -> Result<Response, RelayFault> {
        let url = format!("{}{}", self.origin, call.path_and_query);
        let mut request = self
            .client
            .request(call.method.clone(), &url)
            .headers(said_by_us());
        if let Some(authorization) = call.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if call.method == Method::POST && !call.body.is_empty() {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(call.body);
        }
        let request = request.build().map_err(|_| RelayFault::BadRequest)?;
        // The list was checked on the page's bytes; what goes out must be the same bytes.
        if request.url().as_str() != url {
            return Err(RelayFault::NotListed);
        }
        let mut answer = self
            .client
            .execute(request)
            .await
            .map_err(|error| fault(&error))?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| RelayFault::Cut)? {
            if body.len() + chunk.len() > self.limits.answer_body {
                return Err(RelayFault::Cut);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(passed_back(answer.status(), answer.headers(), body))
    }
}

/// Headers that are the relay's, whatever the page sent. A browser's User-Agent
/// would make the site refuse writes.
fn said_by_us() -> HeaderMap {
    [
        (ACCEPT, "application/json"),
        (ACCEPT_LANGUAGE, "en"),
        (HeaderName::from_static("x-force-accept-language"), "true"),
        (HeaderName::from_static("x-atlassian-token"), "no-check"),
        (USER_AGENT, OUR_NAME),
    ]
    .into_iter()
    .map(|(name, value)| (name, HeaderValue::from_static(value)))
    .collect()
}

/// The site's answer as the page gets it: status, listed headers, body.
fn passed_back(status: StatusCode, headers: &HeaderMap, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let passed = response.headers_mut();
    for (name, value) in headers {
        // A browser would follow Location by itself, login and key in hand.
        if name == LOCATION {
            passed.append(SITE_LOCATION, value.clone());
        } else if PASSED_BACK.contains(&name.as_str()) {
            passed.append(name, value.clone());
        }
    }
    passed.insert(FROM, HeaderValue::from_static(FROM_SITE));
    own::no_store(&mut response);
    response
}

/// What a failed call means. Only what certainly happened before the request was
/// written is told as "did not get there".
fn fault(error: &reqwest::Error) -> RelayFault {
    let refused = |e: &(dyn Error + 'static)| {
        matches!(
            e.downcast_ref::<rustls::Error>(),
            Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented)
        )
    };
    // hyper says "canceled" only when it hands the request back unwritten.
    let unwritten = |e: &(dyn Error + 'static)| {
        e.downcast_ref::<hyper::Error>()
            .is_some_and(hyper::Error::is_canceled)
    };
    if error.is_connect() {
        if any_cause(error, refused) {
            RelayFault::Certificate
        } else {
            RelayFault::Unreachable
        }
    } else if any_cause(error, unwritten) {
        RelayFault::Unreachable
    } else if error.is_timeout() {
        RelayFault::TimedOut
    } else {
        RelayFault::Cut
    }
}

/// Whether an error or a cause of it is `wanted`. An I/O error hides what it
/// carries from `source`, so it is looked into.
fn any_cause(
    error: &(dyn Error + 'static),
    wanted: impl Fn(&(dyn Error + 'static)) -> bool,
) -> bool {
    let mut next = Some(error);
    while let Some(cause) = next {
        if wanted(cause) {
            return true;
        }
        next = match cause
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::get_ref)
        {
            Some(Some(carried)) => Some(carried),
            _ => cause.source(),
        };
    }
    false
}
