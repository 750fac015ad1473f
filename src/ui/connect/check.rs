//! The check: the route that the form describes, asking the site who this is,
//! and the connection that comes of it.

use std::rc::Rc;

use groupsweep_core::atlassian::{ApiHost, Caller, Confluence, Endpoint, Jira, Product};
use groupsweep_core::connect::{
    Account, ApiAccess, Connection, KnownAccess, LoginDiscovery, LoginFound, LoginInput, LoginKind,
    Probe, ProbeStep, Problem, Target,
};
use groupsweep_core::domain::{
    CloudId, Credentials, OrgId, Scheme, SiteAddress, SiteCall, TransportError,
};
use groupsweep_core::wire::Login;
use groupsweep_driver::WaitsForNetwork;
use groupsweep_driver::ports::{Network, Transport};
use leptos::prelude::*;

use crate::browser::{BrowserNetwork, Direct, ExtensionRoute, PermissionRequest, RelayRoute};
use crate::ui::app_state::{AppState, ConnectionState, RelayState, session};
use crate::ui::form::{Route, SiteChoice};
use crate::ui::proposal::ProposalSource;

#[component]
pub(super) fn CheckButton(
    /// It submits the form that it stands in, as Enter does.
    #[prop(optional)]
    submits: bool,
) -> impl IntoView {
    let session = session();
    let press = move |_| {
        if !submits {
            check(session);
        }
    };
    view! {
        <div class="form__actions">
            <button
                type=if submits { "submit" } else { "button" }
                class="button button--primary"
                disabled=move || matches!(session.link.get(), ConnectionState::Checking)
                on:click=press
            >
                {move || if session.form.route.get() == Route::Elsewhere && session.form.kind.get() == SiteChoice::Atlassian { "Use this site" } else { "Check connection" }}
            </button>
        </div>
    }
}

#[component]
pub(super) fn Status() -> impl IntoView {
    let session = session();
    let tone = move || match session.link.get() {
        ConnectionState::None | ConnectionState::Checking => "calm",
        ConnectionState::Bad { .. } => "stop",
        ConnectionState::Made(_) => "go",
    };
    let status = NodeRef::<leptos::html::Div>::new();
    // An answer below the fold would look like nothing happened. The form that had the focus gives way to the result.
    Effect::new(move |was_checking: Option<bool>| {
        let link = session.link.get();
        let is_answer = match link {
            ConnectionState::Bad { .. } | ConnectionState::Made(_) => was_checking == Some(true),
            ConnectionState::None | ConnectionState::Checking => false,
        };
        if let Some(status) = status.get().filter(|_| is_answer) {
            let is_made = matches!(link, ConnectionState::Made(_));
            request_animation_frame(move || {
                status.scroll_into_view_with_bool(false);
                if is_made {
                    let _ = status.focus();
                }
            });
        }
        matches!(link, ConnectionState::Checking)
    });
    view! {
        <div class="note connection" data-tone=tone role="status" aria-label="Connection" tabindex="-1" node_ref=status>
            {move || match session.link.get() {
                ConnectionState::None => {
                    let left = session.left.get().unwrap_or("Not checked yet.");
                    view! { <p>{left}</p> }.into_any()
                }
                ConnectionState::Checking => view! { <p>"Asking the site who you are…"</p> }.into_any(),
                ConnectionState::Bad { what, next } => view! { <p><b>{what}</b></p><p>{next}</p> }.into_any(),
                ConnectionState::Made(connection) => made(session, &connection).into_any(),
            }}
        </div>
    }
}

fn made(session: AppState, connection: &Connection) -> impl IntoView + use<> {
    let who = match connection.account() {
        Some(Account { name, email, .. }) => {
            let email = email.as_ref().map(|email| format!(" ({email})"));
            format!("{name}{}", email.unwrap_or_default())
        }
        None => connection.caller.name().to_owned(),
    };
    if connection.caller == Caller::NotAsked {
        return view! {
            <p><b>{format!("The plan is for {}.", connection.target.name())}</b></p>
            <p>"This page does not contact the site and sends nothing to it."</p>
        }
        .into_any();
    }
    let said = if connection.target.is_practice() {
        vec!["Nothing leaves this page.".to_owned()]
    } else {
        let abilities = session.abilities.get();
        let abilities = abilities.map(|found| found.sentences(&connection.endpoint));
        let mut said = vec![format!("Route: {}.", connection.endpoint.name())];
        said.extend(abilities.into_iter().flatten());
        said
    };
    let said: Vec<_> = said
        .into_iter()
        .map(|sentence| view! { <li>{sentence}</li> })
        .collect();
    view! {
        <p><b>{format!("Connected to {} as {who}.", connection.target.name())}</b></p>
        <ul class="abilities">{said}</ul>
    }
    .into_any()
}

impl AppState {
    /// Checks the connection to the site of a run that came back, if nobody has to type a login for it.
    pub(in crate::ui) fn check_if_login_is_held(self) {
        if untrack(|| self.is_login_held()) {
            check(self);
        }
    }
}

/// Checks the connection that the form describes.
pub(in crate::ui) fn check(session: AppState) {
    if session.form.kind.get_untracked() == SiteChoice::Practice {
        if session.practice_site().is_none() {
            bad(
                session,
                "The practice site is made from your file.",
                "Import a file first, or use the sample.",
            );
        }
        session.connect_practice();
        return;
    }
    if session.form.route.get_untracked() == Route::Elsewhere {
        match elsewhere(session) {
            Ok(connection) => connected(session, None, connection),
            Err((what, next)) => bad(session, what, next),
        }
        return;
    }
    match described(session) {
        Ok(described) => find_out(session, described),
        Err((what, next)) => bad(session, what, next),
    }
}

fn bad(session: AppState, what: &str, next: &str) {
    session.unlink(ConnectionState::Bad {
        what: what.to_owned(),
        next: next.to_owned(),
    });
}

type FormError = (&'static str, &'static str);

/// The cloud id as typed; none where the field is empty. What is no id is refused: passed over, another way would be
/// tried than the one that was meant.
fn typed_cloud(session: AppState) -> Result<Option<CloudId>, FormError> {
    const REFUSED: FormError = (
        "Not a valid cloud id.",
        "Copy it from https://mysite.atlassian.net/_edge/tenant_info, or leave the field empty for a token without scopes.",
    );
    let typed = |id: &String| filled(id, CloudId::parse).ok_or(REFUSED);
    session.form.cloud.with_untracked(typed)
}

/// The same for the organization's id.
fn typed_organization(session: AppState) -> Result<Option<OrgId>, FormError> {
    const REFUSED: FormError = (
        "Not a valid organization id.",
        "Copy it from the address of admin.atlassian.com, after /o/, or leave the field empty for another login.",
    );
    let typed = |id: &String| filled(id, OrgId::parse).ok_or(REFUSED);
    session.form.organization.with_untracked(typed)
}

/// What an optional field holds; none where that is nothing that `parse` takes.
fn filled<T>(typed: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if typed.trim().is_empty() {
        Some(None)
    } else {
        parse(typed).map(Some)
    }
}

/// The site of a plan that is taken to another machine: nothing is asked, so nobody is proven.
fn elsewhere(session: AppState) -> Result<Connection, FormError> {
    let form = session.form;
    // A simulated site too: this page sends nothing there.
    let site = SiteAddress::parse_for_relay(&form.address.get_untracked())
        .map_err(|why| ("The site address cannot be used.", why.sentence()))?;
    let api_host = typed_cloud(session)?.map_or(ApiHost::Site, ApiHost::Gateway);
    let endpoint = match form.product.get_untracked() {
        None | Some(Product::Jira) => Endpoint::Jira(Jira { api_host }),
        Some(Product::Confluence) => Endpoint::Confluence(Confluence { api_host }),
        Some(Product::Organization) => {
            return Err((
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

/// The way that calls take out of this page.
#[derive(Clone)]
enum CheckedBy {
    Extension(ExtensionRoute),
    Relay(RelayRoute),
    Direct(Direct),
}

impl CheckedBy {
    /// The same road to another API.
    fn by(&self, api_access: ApiAccess) -> Rc<dyn Transport> {
        match self {
            Self::Extension(route) => Rc::new(route.by(api_access)),
            Self::Relay(route) => Rc::new(route.by(api_access)),
            Self::Direct(route) => Rc::new(route.by(api_access)),
        }
    }
}

/// What the form describes: the road, the site, and what is known of the login.
struct FormSummary {
    checked_by: CheckedBy,
    site: SiteAddress,
    terms: LoginInput,
    /// The question whether the extension may call the site.
    permission: Option<PermissionRequest>,
}

/// Reads the form, or says what is wrong with it.
fn described(session: AppState) -> Result<FormSummary, FormError> {
    let form = session.form;
    let pinned = match session.relay.get_untracked() {
        RelayState::Ready { site } => site,
        RelayState::None | RelayState::Asking | RelayState::Bad(_) => None,
    };
    let route = form.route.get_untracked();
    let by_relay = route == Route::Relay;
    let site = match (&pinned, by_relay) {
        (Some(site), true) => SiteAddress::parse_for_relay(&site.origin),
        // A simulated site, too: whether it may be called, the extension's manifest says, and only that of tests says yes.
        _ if route == Route::Extension => {
            SiteAddress::parse_for_relay(&form.address.get_untracked())
        }
        _ => SiteAddress::parse(&form.address.get_untracked()),
    }
    .map_err(|why| ("The site address cannot be used.", why.sentence()))?;
    let email = form.email.get_untracked();
    let typed = || {
        form.token
            .with_untracked(|token| Credentials::parse(&email, token.expose()))
            .map(Rc::new)
            .map_err(|why| ("The login is incomplete.", why.sentence()))
    };
    let mut terms = LoginInput {
        login: LoginKind::of(Some(&email)),
        product: form.product.get_untracked(),
        organization: None,
        directory: form.directory.get_untracked(),
        cloud: None,
        has_gateway: site.gateway().is_some(),
        before: session
            .known_access
            .get_value()
            .and_then(|worked| worked.at(&site)),
    };
    let api_access = ApiAccess {
        endpoint: Endpoint::default(),
        scheme: Scheme::Basic,
    };
    if route == Route::Extension {
        terms.organization = typed_organization(session)?;
        let organization = terms.organization.clone();
        let extension = ExtensionRoute::new(&site, organization, typed()?, api_access);
        let origins = hosts(session, &site, terms.login);
        let permission = Some(PermissionRequest::begin(origins));
        return Ok(FormSummary {
            checked_by: CheckedBy::Extension(extension),
            site,
            terms,
            permission,
        });
    }
    if !by_relay {
        terms.organization = typed_organization(session)?;
        terms.cloud = typed_cloud(session)?;
        let checked_by = CheckedBy::Direct(Direct::new(&site, typed()?, api_access));
        return Ok(FormSummary {
            checked_by,
            site,
            terms,
            permission: None,
        });
    }
    match (session.relay_access.get_value(), pinned) {
        (Some(access), Some(pinned)) => {
            let organization = pinned.organization.as_deref();
            terms.organization = organization.and_then(OrgId::parse);
            let credentials = match pinned.login {
                Login::Page => Some(typed()?),
                Login::Relay => {
                    terms.login = LoginKind::of(pinned.email.as_deref());
                    None
                }
            };
            let checked_by = CheckedBy::Relay(RelayRoute::new(access, credentials, api_access));
            Ok(FormSummary {
                checked_by,
                site,
                terms,
                permission: None,
            })
        }
        (Some(_), None) => Err((
            "The relay was started without a site.",
            "Start it again with --site and your site's address.",
        )),
        (None, _) => Err((
            "No relay is running.",
            "Start groupsweep-relay on this machine and open the address it prints.",
        )),
    }
}

/// The hosts that this login needs: the site, and the gateway for logins that work nowhere else.
fn hosts(session: AppState, site: &SiteAddress, login: LoginKind) -> Vec<String> {
    let by_gateway = login != LoginKind::Person || session.form.needs_gateway.get_untracked();
    let gateway = site.gateway().filter(|_| by_gateway);
    [Some(site.origin()), gateway]
        .into_iter()
        .flatten()
        .collect()
}

/// Waits until the extension may call the site, and sets the rule for its headers there.
async fn allow(
    checked_by: &CheckedBy,
    permission: Option<PermissionRequest>,
) -> Result<(), Problem> {
    let (CheckedBy::Extension(route), Some(permission)) = (checked_by, permission) else {
        return Ok(());
    };
    // Of the site and a gateway, the one that was refused is named by the call that needs it.
    let _ = permission.is_granted().await;
    if route.prepare().await {
        Ok(())
    } else {
        Err(Problem::NoAnswer(TransportError::SiteNotPermitted))
    }
}

/// Asks question after question until the site has said who this is; the connection exists only then.
fn find_out(session: AppState, described: FormSummary) {
    let check = begin(session);
    leptos::task::spawn_local(async move {
        let FormSummary {
            checked_by,
            site,
            terms,
            permission,
        } = described;
        let allowed = allow(&checked_by, permission).await;
        if is_stale(session, check) {
            return;
        }
        if let Err(problem) = allowed {
            return show(session, &problem);
        }
        let (mut search, mut step) = LoginDiscovery::begin(terms);
        loop {
            match step {
                ProbeStep::Ask(Probe { api_access, call }) => {
                    let answer = checked_by.by(api_access).call(call).await;
                    if is_stale(session, check) {
                        return;
                    }
                    step = search.answered(&answer);
                }
                ProbeStep::Found(LoginFound {
                    api_access,
                    caller,
                    abilities,
                }) => {
                    session.known_access.set_value(Some(KnownAccess {
                        site: site.clone(),
                        api_access: api_access.clone(),
                    }));
                    session.abilities.set(Some(abilities));
                    let connection = Connection {
                        target: Target::Site(site),
                        endpoint: api_access.endpoint.clone(),
                        caller,
                    };
                    let transport = WaitsForNetwork {
                        transport: checked_by.by(api_access),
                        network: Rc::new(BrowserNetwork),
                    };
                    return connected(session, Some(Rc::new(transport)), connection);
                }
                ProbeStep::Failed(problem, directories) => {
                    session.form.directories.set(directories);
                    return show(session, &problem);
                }
            }
        }
    });
}

fn begin(session: AppState) -> u64 {
    session.unlink(ConnectionState::Checking);
    let check = session.check_no.get_value() + 1;
    session.check_no.set_value(check);
    check
}

/// Something else was chosen or typed meanwhile.
fn is_stale(session: AppState, check: u64) -> bool {
    session.check_no.get_value() != check
        || !matches!(session.link.get_untracked(), ConnectionState::Checking)
}

/// Asks the practice site who this is.
pub(super) fn prove_practice(session: AppState, transport: Rc<dyn Transport>) {
    let check = begin(session);
    leptos::task::spawn_local(async move {
        let answer = transport.call(SiteCall::WhoAmI).await;
        if is_stale(session, check) {
            return;
        }
        let endpoint = Endpoint::default();
        let caller = answer
            .ok()
            .and_then(|answer| endpoint.api().caller(&answer));
        match caller {
            Some(caller) => {
                let target = Target::Practice;
                let connection = Connection {
                    target,
                    endpoint,
                    caller,
                };
                connected(session, Some(transport), connection);
            }
            None => show(session, &Problem::OddAnswer(0)),
        }
    });
}

fn connected(session: AppState, transport: Option<Rc<dyn Transport>>, connection: Connection) {
    let of_run = session.sweep.with_untracked(|sweep| {
        sweep
            .as_ref()
            .map(|sweep| sweep.run.borrow().plan().connection().clone())
    });
    // What is made of a run goes where that run went, and nowhere else.
    let planned = of_run.or_else(|| match session.proposal_source.get_untracked() {
        ProposalSource::Back { plan, .. } => Some(plan.connection().clone()),
        ProposalSource::Ticks | ProposalSource::Sealed(_) => None,
    });
    if planned.is_some_and(|planned| !planned.is_same_as(&connection)) {
        bad(
            session,
            "The run in progress was confirmed for another site, product or account.",
            "Use the login it was confirmed with, or start over.",
        );
        return;
    }
    if connection.target.is_practice()
        && let Some(site) = session.practice_site()
    {
        site.borrow_mut().settings_mut().faults.percent = session.form.faults.get_untracked();
    }
    if transport.is_some() && !connection.target.is_practice() {
        session.form.remember();
    }
    session.take_connection(transport, connection);
    session.run_errand();
}

const OFFLINE: &str = "Offline: this device has no network connection.";

fn is_offline(problem: &Problem) -> bool {
    matches!(problem, Problem::NoAnswer(fault) if fault.may_be_offline())
        && !BrowserNetwork.is_online()
}

/// Whether the last check failed because the machine was offline.
pub(in crate::ui) fn is_offline_problem(link: &ConnectionState) -> bool {
    matches!(link, ConnectionState::Bad { what, .. } if what == OFFLINE)
}

fn show(session: AppState, problem: &Problem) {
    if is_offline(problem) {
        return bad(
            session,
            OFFLINE,
            "The check starts again when the connection is back.",
        );
    }
    let is_gateway = matches!(
        problem,
        Problem::NoAnswer(TransportError::GatewayNotPermitted)
    );
    if is_gateway {
        session.form.needs_gateway.set(true);
    }
    let by_relay = session.form.route.get_untracked() == Route::Relay;
    let next = match problem {
        Problem::OrganizationNotNamed if !by_relay => {
            "Enter the organization id under Advanced. It is in the address of admin.atlassian.com after /o/."
        }
        Problem::TokenAloneRefused if !by_relay => {
            "For an API token, enter the account's email. For an organization API key, enter the organization id under Advanced."
        }
        Problem::TokenRefused | Problem::TokenAloneRefused
            if untrack(|| session.is_login_held()) =>
        {
            "The relay holds the login. To use another email or token, stop the relay and start it again."
        }
        _ => problem.next_step(),
    };
    let proxy = match session.relay.get_untracked() {
        RelayState::Ready { site: Some(pinned) }
            if session.form.route.get_untracked() == Route::Relay =>
        {
            pinned.proxy
        }
        _ => None,
    };
    let what = proxy.map_or_else(|| problem.what(), |proxy| problem.what_behind(&proxy));
    bad(session, &what, next);
}
