//! Requests to the site. Each is sent once, and an error says whether it reached the site.

use std::error::Error;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, retry};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::cloud::Cloud;
use super::options::{RelayLimits, StartError};
use super::proxy::Proxy;
use crate::gate::Outgoing;
use groupsweep_core::atlassian::Host;
use groupsweep_core::domain::{
    self, Answer, CloudId, Credentials, FORWARDED_RESPONSE_HEADERS, OrgId, SiteAddress,
};
use groupsweep_core::wire::{
    CALL_HEADERS, CallToMake, ListedCall, Login, NoCloudId, Pinned, RelayError, cloud_id_of,
};

/// Shorter than the idle timeout of the site's edge, so that a call rarely uses a connection that is just being closed,
/// which would count as cut off.
const KEEP_SILENT_CONNECTIONS: Duration = Duration::from_secs(15);
const OUR_NAME: &str = concat!("groupsweep-relay/", env!("CARGO_PKG_VERSION"));

/// The pinned site, the connections to it, and the login if the relay holds it.
#[derive(Debug)]
pub(super) struct Upstream {
    client: Client,
    origin: String,
    /// The gateway's origin. `None` if unknown for this kind of site.
    gateway: Option<String>,
    cloud: Cloud,
    organization: Option<OrgId>,
    login: Option<Credentials>,
    limits: RelayLimits,
    is_simulated: bool,
    /// Permits for long responses, separately for reads and changes, so that a page that reads no lists delays no
    /// change.
    large_answers: [Arc<Semaphore>; 2],
}

/// The site's response, and its permit.
#[derive(Debug)]
pub(super) struct SiteReply {
    pub(super) answer: Answer,
    pub(super) place: Option<OwnedSemaphorePermit>,
}

impl Upstream {
    pub(super) fn new(
        site: &SiteAddress,
        login: Option<Credentials>,
        organization: Option<OrgId>,
        limits: RelayLimits,
    ) -> Result<Self, StartError> {
        // An error means that a provider is already installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .http1_only()
            .redirect(Policy::none())
            .referer(false)
            .retry(retry::never())
            .connect_timeout(limits.connecting)
            .pool_idle_timeout(KEEP_SILENT_CONNECTIONS);
        let builder = if site.is_simulated() {
            // Plain HTTP on this machine needs no proxy and no certificates.
            builder.no_proxy().tls_certs_only([])
        } else {
            builder.https_only(true)
        };
        Ok(Self {
            client: builder.build().map_err(|_| StartError::Certificates)?,
            origin: site.origin(),
            gateway: site.gateway(),
            cloud: Cloud::default(),
            organization,
            login,
            limits,
            is_simulated: site.is_simulated(),
            large_answers: [(); 2].map(|()| Arc::new(Semaphore::new(limits.large_answers))),
        })
    }

    /// What the page may know: that a login is held, and its email.
    pub(super) fn pinned(&self) -> Pinned {
        Pinned {
            origin: self.origin.clone(),
            login: match self.login {
                Some(_) => Login::Relay,
                None => Login::Page,
            },
            email: self
                .login
                .as_ref()
                .and_then(|login| login.email().map(str::to_owned)),
            organization: self.organization.as_ref().map(|id| id.as_str().to_owned()),
            proxy: self.proxy(&self.origin).map(|proxy| proxy.name()),
        }
    }

    fn proxy(&self, origin: &str) -> Option<Proxy> {
        (!self.is_simulated)
            .then(|| Proxy::before(origin))
            .flatten()
    }

    /// Why no connection was made: the proxy's error if there is a proxy that does not connect.
    async fn unreachable(&self, origin: &str) -> RelayError {
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let trouble = match self.proxy(origin) {
            Some(proxy) => proxy.trouble(&format!("{host}:443")).await,
            None => None,
        };
        trouble.map_or(RelayError::Unreachable, RelayError::Proxy)
    }

    /// Makes a call for the page, once, if it is allowed. The site is asked for its cloud id only if that is all that
    /// is left to check.
    ///
    /// # Errors
    /// [`RelayError`]. Unless it says that the site was reached, the page's call was not sent.
    pub(super) async fn forward(&self, call: CallToMake) -> Result<SiteReply, RelayError> {
        let began = Instant::now();
        let call = ListedCall::of(call, self.login.as_ref(), self.organization.as_ref())?;
        let site = match call.names_a_cloud() {
            true => Some(self.cloud.id(Instant::now, self.ask_cloud_id()).await?),
            false => None,
        };
        let left = self.limits.answering.saturating_sub(began.elapsed());
        self.send(call.for_site(site)?, left).await
    }

    /// Requests the cloud id within half of a call's time limit. The other half is for the call that waits for it.
    async fn ask_cloud_id(&self) -> Result<CloudId, RelayError> {
        let question = self.send(Outgoing::cloud_question(), self.limits.answering / 2);
        let reply = question.await.map_err(|fault| match fault {
            // Only this request is in doubt. The page's call was not sent.
            RelayError::TimedOut | RelayError::Cut => RelayError::NoCloudId,
            fault => fault,
        })?;
        cloud_id_of(&reply.answer).map_err(|why| match why {
            NoCloudId::NotSaid => RelayError::NoCloudId,
            NoCloudId::Absent => RelayError::NotListed,
        })
    }

    /// Sends the call once and returns the whole response. Dropping the future drops the connection.
    async fn send(&self, call: Outgoing, within: Duration) -> Result<SiteReply, RelayError> {
        tokio::time::timeout(within, self.exchange(call))
            .await
            .map_err(|_| RelayError::TimedOut)?
    }

    async fn exchange(&self, call: Outgoing) -> Result<SiteReply, RelayError> {
        let origin = match call.host {
            Host::Site => &self.origin,
            Host::Gateway => self.gateway.as_ref().ok_or(RelayError::NotListed)?,
        };
        let url = format!("{origin}{}", call.path_and_query);
        let [reads, changes] = &self.large_answers;
        let places = if call.is_reading() { reads } else { changes };
        let mut request = self
            .client
            .request(method(call.method), &url)
            .headers(said_by_us());
        if let Some(authorization) = &call.authorization {
            request = request.header(AUTHORIZATION, login(authorization)?);
        }
        if let Some(body) = call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let request = request.build().map_err(|_| RelayError::BadRequest)?;
        // The allowlist was checked on the page's bytes, so exactly those must be sent.
        if request.url().as_str() != url {
            return Err(RelayError::NotListed);
        }
        match self.client.execute(request).await.map_err(|e| fault(&e)) {
            Ok(answer) => {
                let mut reply = self.bring(answer, places).await?;
                if let Some(authorization) = &call.authorization {
                    reply.answer = reply.answer.without_login(authorization);
                }
                Ok(reply)
            }
            Err(RelayError::Unreachable) => Err(self.unreachable(origin).await),
            Err(fault) => Err(fault),
        }
    }

    /// Reads a response to its end. Reads as little as possible of a long one before it has its permit, and then
    /// allocates all its memory at once: the system gets little back from buffers that grow step by step.
    async fn bring(
        &self,
        mut answer: Response,
        places: &Arc<Semaphore>,
    ) -> Result<SiteReply, RelayError> {
        let most = self.limits.answer_body;
        let told = answer.content_length().unwrap_or_default();
        let told = usize::try_from(told).unwrap_or(usize::MAX);
        if told > most {
            return Err(RelayError::Cut);
        }
        let mut place = self.place_for(told, places).await?;
        let mut body = Vec::with_capacity(told);
        while let Some(chunk) = answer.chunk().await.map_err(|_| RelayError::Cut)? {
            if body.len() + chunk.len() > most {
                return Err(RelayError::Cut);
            }
            body.extend_from_slice(&chunk);
            drop(chunk);
            if place.is_none() && body.len() > self.limits.small_answer {
                place = self.place_for(body.len(), places).await?;
                body.reserve_exact(most - body.len());
            }
        }
        body.shrink_to_fit();
        Ok(SiteReply {
            answer: passed_back(answer.status(), answer.headers(), body),
            place,
        })
    }

    /// The permit for a response of this many bytes. A short one needs none.
    async fn place_for(
        &self,
        length: usize,
        places: &Arc<Semaphore>,
    ) -> Result<Option<OwnedSemaphorePermit>, RelayError> {
        if length <= self.limits.small_answer {
            return Ok(None);
        }
        let place = Arc::clone(places).acquire_owned().await;
        place.map(Some).map_err(|_| RelayError::Cut)
    }
}

fn method(method: domain::Method) -> Method {
    match method {
        domain::Method::Get => Method::GET,
        domain::Method::Post => Method::POST,
        domain::Method::Delete => Method::DELETE,
    }
}

/// The login as a header that Debug output hides.
fn login(authorization: &str) -> Result<HeaderValue, RelayError> {
    let value = HeaderValue::from_str(authorization);
    let mut value = value.map_err(|_| RelayError::BadRequest)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Headers that the relay sets, whatever the page sent. The site refuses writes with a browser's User-Agent.
fn said_by_us() -> HeaderMap {
    let own = [
        // A response that is compressed anyway is not read: the relay does not decompress.
        ("accept-encoding", "identity"),
        ("user-agent", OUR_NAME),
    ];
    CALL_HEADERS
        .into_iter()
        .chain(own)
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect()
}

/// The site's response for the page: status, listed headers, and body as text. For a compressed body only the header
/// that says so.
fn passed_back(status: StatusCode, headers: &HeaderMap, body: Vec<u8>) -> Answer {
    let listed = headers
        .iter()
        .filter(|(name, _)| FORWARDED_RESPONSE_HEADERS.contains(&name.as_str()));
    let mut answer = Answer {
        status: status.as_u16(),
        headers: listed
            .map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes().to_vec())))
            .collect(),
        body: String::new(),
    };
    if answer.packed().is_none() {
        answer.body = text(body);
    }
    answer
}

/// Bytes that are no text are replaced, as a browser would do.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|odd| String::from_utf8_lossy(odd.as_bytes()).into_owned())
}

/// What a failed call means. Only what certainly happened before the request was
/// written is told as "did not get there".
fn fault(error: &reqwest::Error) -> RelayError {
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
            RelayError::Certificate
        } else {
            RelayError::Unreachable
        }
    } else if any_cause(error, unwritten) {
        RelayError::Unreachable
    } else if error.is_timeout() {
        RelayError::TimedOut
    } else {
        RelayError::Cut
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
