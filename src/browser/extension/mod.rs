//! The route of the browser extension: the page calls the site itself, with the relay's allowlist and limits, by the
//! same code (see [`Outgoing`]).

mod chrome;
mod header_rule;
mod permission;

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use groupsweep_core::atlassian::Host;
use groupsweep_core::connect::ApiAccess;
use groupsweep_core::domain::{
    Answer, CloudId, Credentials, OrgId, SiteAddress, SiteCall, TransportError,
};
use groupsweep_core::wire::{
    CALL_HEADERS, CallLogin, CallToMake, ListedCall, NoCloudId, Outgoing, RelayError, cloud_id_of,
};
use groupsweep_driver::ports::Transport;
use web_sys::RequestRedirect;

use super::fetch::{Fetch, FetchError};
use header_rule::HeaderRule;
pub use header_rule::remove_rules_left_by_earlier_pages;
pub use permission::{PermissionRequest, give_back_all_but};

/// Calls in flight. Over HTTP/2 one connection carries them all. Over HTTP/1.1, which a decrypting proxy may force,
/// the browser makes six at a time, and a page cannot tell. A call that waits for its turn can time out unsent. Thirty
/// calls are five turns, so that an answer may take six seconds, and allow 50 calls a second at 0.6 s.
const MAX_CONCURRENCY: usize = 30;

/// Whether this page is a browser extension's.
#[must_use]
pub fn is_extension() -> bool {
    let protocol = web_sys::window().and_then(|window| window.location().protocol().ok());
    matches!(
        protocol.as_deref(),
        Some("chrome-extension:" | "moz-extension:")
    )
}

/// What all routes to one site with one login share.
struct PinnedSite {
    site: String,
    gateway: Option<String>,
    organization: Option<OrgId>,
    /// From the site itself.
    cloud: RefCell<Option<CloudId>>,
    credentials: Rc<Credentials>,
    /// Removed with the last route.
    rule: RefCell<Option<HeaderRule>>,
}

/// Calls to one site from the extension.
#[derive(Clone)]
pub struct ExtensionRoute {
    pinned: Rc<PinnedSite>,
    api_access: ApiAccess,
}

impl ExtensionRoute {
    /// A route with this login to this API host. Also reaches the site's cloud id and this organization.
    #[must_use]
    pub fn new(
        site: &SiteAddress,
        organization: Option<OrgId>,
        credentials: Rc<Credentials>,
        api_access: ApiAccess,
    ) -> Self {
        Self {
            pinned: Rc::new(PinnedSite {
                site: site.origin(),
                gateway: site.gateway(),
                organization,
                cloud: RefCell::default(),
                credentials,
                rule: RefCell::default(),
            }),
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

    /// Makes a call, once, if it is on the list.
    ///
    /// # Errors
    /// [`TransportError::NoSuchCall`] if it is not: nothing was sent.
    pub async fn forward(&self, call: CallToMake) -> Result<Answer, TransportError> {
        self.pinned.forward(call).await
    }

    /// Sets the header rule for this route's calls. False if the browser refuses it.
    pub async fn prepare(&self) -> bool {
        let mut origins = vec![self.pinned.site.clone()];
        origins.extend(self.pinned.gateway.clone());
        origins.dedup();
        let rule = HeaderRule::set(&origins).await;
        let is_set = rule.is_some();
        self.pinned.rule.replace(rule);
        is_set
    }

    fn to_make(&self, call: &SiteCall) -> Option<CallToMake> {
        let request = self.api_access.endpoint.request(call)?;
        let login = if request.needs_login() {
            CallLogin::Given(self.pinned.credentials.header(self.api_access.scheme)?)
        } else {
            CallLogin::None
        };
        Some(CallToMake {
            method: request.method.as_str().to_owned(),
            target: request.target,
            login,
            body: request.body,
        })
    }
}

impl Transport for ExtensionRoute {
    fn max_concurrency(&self) -> usize {
        if self.pinned.site.starts_with("https://") {
            MAX_CONCURRENCY
        } else {
            6
        }
    }

    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, TransportError>> {
        let route = self.clone();
        async move {
            let to_make = route.to_make(&call).ok_or(TransportError::NoSuchCall)?;
            route.forward(to_make).await
        }
        .boxed_local()
    }
}

impl PinnedSite {
    /// Makes a call, once, if it is on the list. One that names a cloud id goes out only if the site has that id.
    async fn forward(&self, call: CallToMake) -> Result<Answer, TransportError> {
        let call = ListedCall::of(call, None, self.organization.as_ref()).map_err(refused)?;
        let site = match call.names_a_cloud() {
            true => Some(self.cloud_id().await?),
            false => None,
        };
        let outgoing = call.for_site(site.as_ref()).map_err(refused)?;
        self.send(outgoing).await
    }

    /// The site's cloud id, asked for once.
    async fn cloud_id(&self) -> Result<CloudId, TransportError> {
        let known = self.cloud.borrow().clone();
        if let Some(known) = known {
            return Ok(known);
        }
        let answer = self.send(Outgoing::cloud_question()).await;
        // Only this request is in doubt. The call itself was not sent.
        let answer = answer.map_err(|fault| match fault.may_have_taken_effect() {
            true => TransportError::NoCloudId,
            false => fault,
        })?;
        let told = cloud_id_of(&answer).map_err(|why| match why {
            NoCloudId::NotSaid => TransportError::NoCloudId,
            NoCloudId::Absent => TransportError::NoSuchCall,
        })?;
        self.cloud.replace(Some(told.clone()));
        Ok(told)
    }

    /// Sends an allowed call. Checks the permission before each call: it can be revoked at any time, and without it
    /// the browser would send a preflight.
    async fn send(&self, call: Outgoing) -> Result<Answer, TransportError> {
        let (origin, not_permitted) = match call.host {
            Host::Site => (Some(&self.site), TransportError::SiteNotPermitted),
            Host::Gateway => (self.gateway.as_ref(), TransportError::GatewayNotPermitted),
        };
        let origin = origin.ok_or(TransportError::NoSuchCall)?;
        if !permission::is_permitted(std::slice::from_ref(origin)).await {
            return Err(not_permitted);
        }
        let fetch = Fetch {
            method: call.method,
            url: format!("{origin}{}", call.path_and_query),
            redirect: RequestRedirect::Manual,
            headers: &CALL_HEADERS,
            authorization: call.authorization.as_deref().map(String::as_str),
            body: call.body,
        };
        fetch.send().await.map_err(|fault| match fault {
            FetchError::TimedOut => TransportError::TimedOut,
            FetchError::NoAnswer => TransportError::Unanswered,
            FetchError::Lost => TransportError::Cut,
        })
    }
}

/// A call that is not on the allowlist is a bug of this page. Nothing was sent.
fn refused(_: RelayError) -> TransportError {
    TransportError::NoSuchCall
}
