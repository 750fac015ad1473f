//! The connection check: builds the route that the form describes, asks the site whose login this is, and connects.

use std::pin::pin;
use std::rc::Rc;

use futures_channel::oneshot::Receiver;
use futures_util::future::select;
use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::connect::{
    ConnectError, Connection, KnownAccess, LoginDiscovery, LoginFound, Probe, ProbeStep, Target,
};
use groupsweep_core::domain::{SiteCall, TransportError};
use groupsweep_driver::ports::{Network, Transport};
use groupsweep_driver::{NotesAnswers, WaitsForNetwork};
use leptos::prelude::*;

use super::form_summary::{CheckedBy, FormSummary, described, elsewhere};
use crate::browser::{BrowserNetwork, PermissionRequest, clock_pair};
use crate::ui::app_state::{AppState, ConnectionStatus, ProposalSource, RelayState};
use crate::ui::form::{PracticeKnob, Route, SiteChoice};
use crate::ui::latest_task::Task;

impl AppState {
    /// Checks the connection to the site of a restored run, if the relay holds the login.
    pub(in crate::ui) fn check_if_login_is_held(self) {
        if untrack(|| self.is_login_held()) {
            check(self);
        }
    }
}

/// Checks the connection that the form describes.
pub(in crate::ui) fn check(session: AppState) {
    if session.form.kind_untracked() == SiteChoice::Practice {
        session.form.leave_kind_to_admin();
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
    if session.form.route_untracked() == Route::Elsewhere {
        match elsewhere(session) {
            Ok(connection) => {
                let _ = connected(session, None, connection);
            }
            Err(why) => bad(session, why.what, &why.next),
        }
        return;
    }
    match described(session) {
        Ok(described) => find_out(session, described),
        Err(why) => bad(session, why.what, &why.next),
    }
}

fn bad(session: AppState, what: &str, next: &str) {
    session.unlink(ConnectionStatus::Bad {
        what: what.to_owned(),
        next: next.to_owned(),
    });
}

/// Waits until the extension may call the site, and sets the rule for its headers there.
async fn allow(
    checked_by: &CheckedBy,
    permission: Option<PermissionRequest>,
) -> Result<(), ConnectError> {
    let (CheckedBy::Extension(route), Some(permission)) = (checked_by, permission) else {
        return Ok(());
    };
    // Of the site and a gateway, the one that was refused is named by the call that needs it.
    let _ = permission.is_granted().await;
    if route.prepare().await {
        Ok(())
    } else {
        Err(ConnectError::NoAnswer(TransportError::SiteNotPermitted))
    }
}

/// Asks until the site has named the account, or the check is cancelled, which drops the login at once.
fn find_out(session: AppState, described: FormSummary) {
    let (check, ended) = begin(session);
    leptos::task::spawn_local(async move {
        let finding = pin!(discover(session, check, described));
        select(finding, ended).await;
    });
}

/// Asks one question after another. There is a connection only after the site has named the account.
async fn discover(session: AppState, check: Task, described: FormSummary) {
    let FormSummary {
        checked_by,
        site,
        terms,
        email,
        permission,
    } = described;
    let allowed = allow(&checked_by, permission).await;
    if !session.connection.is_checking(check) {
        return;
    }
    if let Err(problem) = allowed {
        return show(session, &problem);
    }
    let typed_cloud = terms.cloud.clone();
    let (mut search, mut step) = LoginDiscovery::begin(terms);
    loop {
        match step {
            ProbeStep::Ask(Probe { api_access, call }) => {
                let answer = checked_by.by(api_access).call(call).await;
                if !session.connection.is_checking(check) {
                    return;
                }
                step = search.answered(&answer);
            }
            ProbeStep::Found(LoginFound {
                api_access,
                caller,
                abilities,
            }) => {
                let access = KnownAccess {
                    site: site.clone(),
                    typed_cloud,
                    api_access: api_access.clone(),
                };
                session.connection.note_found(access, abilities);
                let connection = Connection {
                    target: Target::Site(site.clone()),
                    endpoint: api_access.endpoint.clone(),
                    caller,
                };
                let waits = WaitsForNetwork {
                    transport: checked_by.by(api_access),
                    network: Rc::new(BrowserNetwork),
                };
                let transport = NotesAnswers {
                    transport: Rc::new(waits),
                    answered: Rc::new(move || session.connection.note_answer(clock_pair())),
                };
                if connected(session, Some(Rc::new(transport)), connection) {
                    session.form.remember(&site, email.as_deref());
                }
                return;
            }
            ProbeStep::Failed(problem, directories) => {
                session.form.offer_directories(directories);
                return show(session, &problem);
            }
        }
    }
}

fn begin(session: AppState) -> (Task, Receiver<()>) {
    session.end_readings();
    session.connection.begin_check()
}

/// Asks the practice site for the account.
pub(super) fn prove_practice(session: AppState, transport: Rc<dyn Transport>) {
    // It has no login, and answers at once.
    let (check, _) = begin(session);
    leptos::task::spawn_local(async move {
        let answer = transport.call(SiteCall::WhoAmI).await;
        if !session.connection.is_checking(check) {
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
                let _ = connected(session, Some(transport), connection);
            }
            None => show(session, &ConnectError::OddAnswer(0)),
        }
    });
}

/// Sets the connection. False if the run or plan in the page needs another one.
fn connected(
    session: AppState,
    transport: Option<Rc<dyn Transport>>,
    connection: Connection,
) -> bool {
    let of_run = session
        .run
        .with_active_untracked(|active| active.run.borrow().plan().connection().clone());
    // The undo or the rest of a run goes only to that run's endpoint.
    let planned = of_run.or_else(|| match session.check.source_untracked() {
        ProposalSource::Back { plan, .. } => Some(plan.connection().clone()),
        ProposalSource::Ticks | ProposalSource::Sealed(_) => None,
    });
    if planned.is_some_and(|planned| !planned.is_same_as(&connection)) {
        bad(
            session,
            "The run or undo in this page is for another site, product or account.",
            "Connect to its site and product, with its account. If the relay was started for another site, start it for that one. To discard the run or undo, press Start over.",
        );
        return false;
    }
    if connection.target.is_practice()
        && let Some(site) = session.practice_site()
    {
        site.borrow_mut().settings_mut().faults.percent =
            session.form.practice_untracked(PracticeKnob::Faults);
    }
    session.take_connection(transport, connection);
    session.run_errand();
    true
}

const OFFLINE: &str = "Offline: this device has no network connection.";

fn is_offline(problem: &ConnectError) -> bool {
    matches!(problem, ConnectError::NoAnswer(fault) if fault.may_be_offline())
        && !BrowserNetwork.is_online()
}

/// Whether the last check failed because the machine was offline.
pub(in crate::ui) fn is_offline_problem(link: &ConnectionStatus) -> bool {
    matches!(link, ConnectionStatus::Bad { what, .. } if what == OFFLINE)
}

fn show(session: AppState, problem: &ConnectError) {
    if is_offline(problem) {
        return bad(
            session,
            OFFLINE,
            "The check starts again when the connection is back.",
        );
    }
    let is_gateway = matches!(
        problem,
        ConnectError::NoAnswer(TransportError::GatewayNotPermitted)
    );
    if is_gateway {
        session.form.ask_for_gateway();
    }
    let route = session.form.route_untracked();
    let by_relay = route == Route::Relay;
    let next = match problem {
        ConnectError::Xsrf if route == Route::Extension => {
            "Check again. If the site still refuses, use the relay's page instead, or the route Export as a script."
        }
        ConnectError::Xsrf if by_relay => "Choose the route Export as a script.",
        ConnectError::OrganizationNotNamed if !by_relay => {
            "Enter the organization id under Advanced. It is in the address of admin.atlassian.com after /o/."
        }
        ConnectError::TokenAloneRefused if !by_relay => {
            "For an API token, enter the account's email. For an organization API key, enter the organization id under Advanced."
        }
        ConnectError::TokenRefused | ConnectError::TokenAloneRefused
            if untrack(|| session.is_login_held()) =>
        {
            "The relay holds the login. To use another email or token, stop the relay and start it again."
        }
        _ => problem.next_step(),
    };
    let proxy = match session.connection.relay_untracked() {
        RelayState::Ready { site: Some(pinned) } if by_relay => pinned.proxy,
        _ => None,
    };
    let what = proxy.map_or_else(|| problem.what(), |proxy| problem.what_behind(&proxy));
    bad(session, &what, next);
}
