//! The contents of the form, read once for a check: route, site, and what is known of the login.

use std::rc::Rc;

use groupsweep_core::atlassian::{ApiHost, Caller, Confluence, Endpoint, Jira, Product};
use groupsweep_core::connect::{ApiAccess, Connection, LoginInput, LoginKind, Target};
use groupsweep_core::domain::{CloudId, Credentials, OrgId, Scheme, SiteAddress, SiteAddressError};
use groupsweep_core::wire::Login;
use groupsweep_driver::ports::Transport;

use crate::browser::{Direct, ExtensionRoute, PermissionRequest, RelayRoute};
use crate::ui::app_state::{AppState, RelayState};
use crate::ui::form::Route;

/// Why the form does not describe a connection.
#[derive(Debug, thiserror::Error)]
#[error("{what} {next}")]
pub(super) struct FormError {
    pub(super) what: &'static str,
    pub(super) next: String,
}

impl FormError {
    fn new(what: &'static str, next: impl ToString) -> Self {
        let next = next.to_string();
        Self { what, next }
    }

    fn of_address(why: SiteAddressError) -> Self {
        Self::new("The site address cannot be used.", why)
    }
}

/// The typed cloud id. `None` if the field is empty. Anything else that is not an id is an error: ignoring it would
/// call another API host than the admin meant.
fn typed_cloud(session: AppState) -> Result<Option<CloudId>, FormError> {
    let refused = || {
        FormError::new(
            "Not a valid cloud id.",
            "Copy it from https://mysite.atlassian.net/_edge/tenant_info, or leave the field empty for a token without scopes.",
        )
    };
    filled(&session.form.cloud_untracked(), CloudId::parse).ok_or_else(refused)
}

/// The same for the organization's id.
fn typed_organization(session: AppState) -> Result<Option<OrgId>, FormError> {
    let refused = || {
        FormError::new(
            "Not a valid organization id.",
            "Copy it from the address of admin.atlassian.com, after /o/, or leave the field empty for another login.",
        )
    };
    filled(&session.form.organization_untracked(), OrgId::parse).ok_or_else(refused)
}

/// The value of an optional field. `None` if `parse` refuses it.
fn filled<T>(typed: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if typed.trim().is_empty() {
        Some(None)
    } else {
        parse(typed).map(Some)
    }
}

/// The connection for a plan that is only exported: the site is not asked, so the account is unknown.
pub(super) fn elsewhere(session: AppState) -> Result<Connection, FormError> {
    let form = session.form;
    // Simulated sites are allowed too, because this page sends nothing there.
    let site =
        SiteAddress::parse_for_relay(&form.address_untracked()).map_err(FormError::of_address)?;
    let api_host = typed_cloud(session)?.map_or(ApiHost::Site, ApiHost::Gateway);
    let endpoint = match form.product_untracked() {
        None | Some(Product::Jira) => Endpoint::Jira(Jira { api_host }),
        Some(Product::Confluence) => Endpoint::Confluence(Confluence { api_host }),
        Some(Product::Organization) => {
            return Err(FormError::new(
                "Without a connection, Groupsweep cannot find out the organization's directory.",
                "Choose Jira or Confluence: they change the same groups.",
            ));
        }
    };
    Ok(Connection {
        target: Target::Site(site),
        endpoint,
        caller: Caller::NotAsked,
    })
}

/// The route that calls take out of this page.
#[derive(Clone)]
pub(super) enum CheckedBy {
    Extension(ExtensionRoute),
    Relay(RelayRoute),
    Direct(Direct),
}

impl CheckedBy {
    /// The same route with another API host.
    pub(super) fn by(&self, api_access: ApiAccess) -> Rc<dyn Transport> {
        match self {
            Self::Extension(route) => Rc::new(route.by(api_access)),
            Self::Relay(route) => Rc::new(route.by(api_access)),
            Self::Direct(route) => Rc::new(route.by(api_access)),
        }
    }
}

/// The contents of the form: route, site, and what is known of the login.
pub(super) struct FormSummary {
    pub(super) checked_by: CheckedBy,
    pub(super) site: SiteAddress,
    pub(super) terms: LoginInput,
    /// The typed email. Empty for logins without one. `None` if the relay holds the login.
    pub(super) email: Option<String>,
    /// The extension's request for permission to call the site.
    pub(super) permission: Option<PermissionRequest>,
}

/// Reads the form.
pub(super) fn described(session: AppState) -> Result<FormSummary, FormError> {
    let form = session.form;
    let relay = session.connection.relay_untracked();
    let pinned = match &relay {
        RelayState::Ready { site } => site.clone(),
        RelayState::None | RelayState::Asking | RelayState::Bad(_) => None,
    };
    let route = form.route_untracked();
    let by_relay = route == Route::Relay;
    let site = match (&pinned, by_relay) {
        (Some(site), true) => SiteAddress::parse_for_relay(&site.origin),
        // Simulated sites are allowed too. The extension's manifest decides what may be called, and only that of the
        // tests allows them.
        _ if route == Route::Extension => SiteAddress::parse_for_relay(&form.address_untracked()),
        _ => SiteAddress::parse(&form.address_untracked()),
    }
    .map_err(FormError::of_address)?;
    let email = form.email_untracked();
    let typed = || {
        form.with_token_untracked(|token| Credentials::parse(&email, token.expose()))
            .map(Rc::new)
            .map_err(|why| FormError::new("The login is incomplete.", why))
    };
    let mut terms = LoginInput {
        login: LoginKind::of(Some(&email)),
        product: form.product_untracked(),
        organization: None,
        directory: form.directory_untracked(),
        cloud: None,
        has_gateway: site.gateway().is_some(),
        before: None,
    };
    let known = |cloud: Option<&CloudId>| {
        let worked = session.connection.known_access()?;
        worked.at(&site, cloud)
    };
    let api_access = ApiAccess {
        endpoint: Endpoint::default(),
        scheme: Scheme::Basic,
    };
    if route == Route::Extension {
        terms.before = known(None);
        terms.organization = typed_organization(session)?;
        let organization = terms.organization.clone();
        let extension = ExtensionRoute::new(&site, organization, typed()?, api_access);
        let origins = hosts(session, &site, terms.login);
        let permission = Some(PermissionRequest::begin(origins));
        return Ok(FormSummary {
            checked_by: CheckedBy::Extension(extension),
            site,
            terms,
            email: Some(email),
            permission,
        });
    }
    if !by_relay {
        terms.organization = typed_organization(session)?;
        terms.cloud = typed_cloud(session)?;
        terms.before = known(terms.cloud.as_ref());
        let checked_by = CheckedBy::Direct(Direct::new(&site, typed()?, api_access));
        return Ok(FormSummary {
            checked_by,
            site,
            terms,
            email: Some(email),
            permission: None,
        });
    }
    match (session.connection.relay_access(), pinned) {
        (Some(access), Some(pinned)) => {
            terms.before = known(None);
            let organization = pinned.organization.as_deref();
            terms.organization = organization.and_then(OrgId::parse);
            let credentials = match pinned.login {
                Login::Page => Some(typed()?),
                Login::Relay => {
                    terms.login = LoginKind::of(pinned.email.as_deref());
                    None
                }
            };
            let email = credentials.is_some().then(|| email.clone());
            let checked_by = CheckedBy::Relay(RelayRoute::new(access, credentials, api_access));
            Ok(FormSummary {
                checked_by,
                site,
                terms,
                email,
                permission: None,
            })
        }
        (access, _) => Err(without_relay(access.is_some(), &relay)),
    }
}

/// Why no call can be made through the relay.
fn without_relay(has_address: bool, relay: &RelayState) -> FormError {
    match relay {
        RelayState::Bad(why) => FormError::new("The relay cannot be used.", why),
        RelayState::Asking => FormError::new(
            "The relay has not answered yet.",
            "Wait a moment and check again.",
        ),
        RelayState::Ready { .. } | RelayState::None if has_address => FormError::new(
            "The relay was started without a site.",
            "Start it again with --site and your site's address.",
        ),
        RelayState::Ready { .. } | RelayState::None => FormError::new(
            "No relay is running.",
            "Start groupsweep-relay on this machine and open the address it prints.",
        ),
    }
}

/// The hosts that this login needs: the site, and the gateway for logins that work only there.
fn hosts(session: AppState, site: &SiteAddress, login: LoginKind) -> Vec<String> {
    let by_gateway = login != LoginKind::Person || session.form.needs_gateway();
    let gateway = site.gateway().filter(|_| by_gateway);
    [Some(site.origin()), gateway]
        .into_iter()
        .flatten()
        .collect()
}
