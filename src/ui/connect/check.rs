//! The check: the route that the form describes, asking the site who this is,
//! and the connection that comes of it.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::{Direct, RelayRoute};
use crate::connect::{Account, Connection, Problem, Target, read_myself};
use crate::domain::{Credentials, SiteAddress, SiteCall};
use crate::ports::Transport;
use crate::ui::form::{Route, SiteKind};
use crate::ui::session::{Link, RelayState, Session, session};
use crate::wire::Login;

#[component]
pub(super) fn CheckButton() -> impl IntoView {
    let session = session();
    view! {
        <div class="form__actions">
            <button
                type="button"
                class="button button--primary"
                disabled=move || matches!(session.link.get(), Link::Checking)
                on:click=move |_| check(session)
            >
                "Check connection"
            </button>
        </div>
    }
}

#[component]
pub(super) fn Status() -> impl IntoView {
    let session = session();
    let tone = move || match session.link.get() {
        Link::None | Link::Checking => "calm",
        Link::Bad { .. } => "stop",
        Link::Made(_) => "go",
    };
    let status = NodeRef::<leptos::html::Div>::new();
    // A refusal below the fold would look like nothing happened.
    Effect::new(move |_| {
        if let (Link::Bad { .. }, Some(status)) = (session.link.get(), status.get()) {
            request_animation_frame(move || status.scroll_into_view_with_bool(false));
        }
    });
    view! {
        <div class="note connection" data-tone=tone role="status" aria-label="Connection" node_ref=status>
            {move || match session.link.get() {
                Link::None => {
                    let left = session.left.get().unwrap_or("Not checked yet.");
                    view! { <p>{left}</p> }.into_any()
                }
                Link::Checking => view! { <p>"Asking the site who you are…"</p> }.into_any(),
                Link::Bad { what, next } => view! { <p><b>{what}</b></p><p>{next}</p> }.into_any(),
                Link::Made(connection) => made(&connection).into_any(),
            }}
        </div>
    }
}

fn made(connection: &Connection) -> impl IntoView + use<> {
    let Account { name, email, .. } = connection.account.clone();
    let who = email.map_or(name.clone(), |email| format!("{name} ({email})"));
    let limits = if connection.target.is_practice() {
        "Nothing leaves this page."
    } else {
        "Whether this account may change groups shows with the first removal: no question to the site can prove it."
    };
    view! {
        <p><b>{format!("Connected to {} as {who}.", connection.target.name())}</b></p>
        <p>{limits}</p>
    }
}

impl Session {
    /// Checks the connection to the site of a run that came back, if nobody has to type a login for it.
    pub(in crate::ui) fn check_if_login_is_held(self) {
        if untrack(|| self.is_login_held()) {
            check(self);
        }
    }
}

/// Checks the connection that the form describes.
pub(super) fn check(session: Session) {
    if session.form.kind.get_untracked() == SiteKind::Practice {
        if session.practice_site().is_none() {
            bad(
                session,
                "The practice site is made of your file.",
                "Import a file first, or use the sample.",
            );
        }
        session.connect_practice();
        return;
    }
    match route(session) {
        Ok((transport, site)) => prove_login(session, transport, Target::Site(site)),
        Err((what, next)) => bad(session, what, next),
    }
}

fn bad(session: Session, what: &str, next: &str) {
    session.link.set(Link::Bad {
        what: what.to_owned(),
        next: next.to_owned(),
    });
}

type Refusal = (&'static str, &'static str);

/// The transport and the site that the form describes, or what is wrong with the form.
fn route(session: Session) -> Result<(Rc<dyn Transport>, SiteAddress), Refusal> {
    let form = session.form;
    let pinned = match session.relay.get_untracked() {
        RelayState::Ready { site } => site,
        RelayState::None | RelayState::Asking | RelayState::Bad(_) => None,
    };
    let by_relay = form.route.get_untracked() == Route::Relay;
    let site = match (&pinned, by_relay) {
        (Some(site), true) => SiteAddress::parse_for_relay(&site.origin),
        _ => SiteAddress::parse(&form.address.get_untracked()),
    }
    .map_err(|why| ("The site address cannot be used.", why.sentence()))?;
    let typed = || {
        form.token
            .with_untracked(|token| Credentials::parse(&form.email.get_untracked(), token.expose()))
            .map(Rc::new)
            .map_err(|why| ("The login is not complete.", why.sentence()))
    };
    if !by_relay {
        return Ok((Rc::new(Direct::new(&site, typed()?)), site));
    }
    match (session.relay_access.get_value(), pinned) {
        (Some(access), Some(pinned)) => {
            let credentials = match pinned.login {
                Login::Page => Some(typed()?),
                Login::Relay => None,
            };
            Ok((Rc::new(RelayRoute::new(access, credentials)), site))
        }
        (Some(_), None) => Err((
            "The relay was started without a site.",
            "Start it again with --site and your site's address.",
        )),
        (None, _) => Err((
            "There is no relay.",
            "Start groupsweep-relay on this machine and open the address it prints.",
        )),
    }
}

/// Asks `myself`; the connection exists only once the site has said who this is.
pub(super) fn prove_login(session: Session, transport: Rc<dyn Transport>, target: Target) {
    session.link.set(Link::Checking);
    let check = session.check_no.get_value() + 1;
    session.check_no.set_value(check);
    leptos::task::spawn_local(async move {
        let answer = transport.call(SiteCall::WhoAmI).await;
        // Something else was chosen or typed meanwhile: this answer is stale.
        if session.check_no.get_value() != check
            || !matches!(session.link.get_untracked(), Link::Checking)
        {
            return;
        }
        match read_myself(answer) {
            Ok(account) => connected(session, transport, Connection { target, account }),
            Err(problem) => show(session, &problem),
        }
    });
}

fn connected(session: Session, transport: Rc<dyn Transport>, connection: Connection) {
    let planned = session.sweep.with_untracked(|sweep| {
        sweep
            .as_ref()
            .map(|sweep| sweep.run.borrow().plan().connection().clone())
    });
    if planned.is_some_and(|planned| {
        planned.target != connection.target || planned.account.id != connection.account.id
    }) {
        bad(
            session,
            "The run under way was confirmed for another site or account.",
            "Use the login it was confirmed with, or start over.",
        );
        return;
    }
    if connection.target.is_practice()
        && let Some(site) = session.practice_site()
    {
        site.borrow_mut().settings_mut().faults.percent = session.form.faults.get_untracked();
    }
    session.transport.set_value(Some(transport));
    session.link.set(Link::Made(connection));
}

fn show(session: Session, problem: &Problem) {
    let next = match problem {
        Problem::TokenRefused if untrack(|| session.is_login_held()) => {
            "The relay holds the login: stop the relay and start it again to give another email or token."
        }
        _ => problem.next_step(),
    };
    bad(session, &problem.what(), next);
}
