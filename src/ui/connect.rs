//! Connect: which site, as whom, by which route; and the check.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::{BrowserClock, Direct, RelayAccess, RelayRoute};
use crate::connect::{Account, Connection, Problem, Target, read_myself};
use crate::domain::{Credentials, SiteAddress, SiteCall, Span};
use crate::ports::Transport;
use crate::rehearse::Rehearsal;

use super::session::{Link, RelayState, Route, Session, SiteKind, session};
use super::step::Step;
use super::steps::{Heading, NextBar};

/// The step.
#[component]
pub(super) fn ConnectScreen() -> impl IntoView {
    let session = session();
    let note = Signal::derive(move || match session.link.get() {
        Link::Made(_) if session.selected() == 0 => {
            "Connected; nothing is selected yet (step Choose)".to_owned()
        }
        Link::Made(connection) => format!(
            "{} as {}",
            connection.target.name(),
            connection.account.name
        ),
        Link::None | Link::Checking | Link::Bad { .. } => {
            "Check the connection to go on".to_owned()
        }
    });
    view! {
        <Heading
            title="Connect to the site"
            lead="Practise first: the practice site is made of your file, and the real run goes the same way."
        />
        <div class="body body--single">
            <SiteChoice />
            <Show when=move || session.form.kind.get() == SiteKind::Practice fallback=|| view! { <LoginForm /> }>
                <PracticeKnobs />
            </Show>
            <Status />
        </div>
        <NextBar to=Step::Run note />
    }
}

#[component]
fn SiteChoice() -> impl IntoView {
    view! {
        <fieldset class="cards">
            <legend class="hidden">"Site"</legend>
            <Card
                kind=SiteKind::Practice
                name="Practice site"
                text="A site in this page, seeded from your file. No account, no network; rehearse the whole run."
            />
            <Card
                kind=SiteKind::Atlassian
                name="Atlassian site"
                text="Your site in Atlassian Cloud. Memberships are really removed."
            />
        </fieldset>
    }
}

#[component]
fn Card(kind: SiteKind, name: &'static str, text: &'static str) -> impl IntoView {
    let session = session();
    let chosen = move || session.form.kind.get() == kind;
    let id = if kind == SiteKind::Practice {
        "site-practice"
    } else {
        "site-atlassian"
    };
    let hint = format!("{id}-hint");
    let choose = move |_| {
        session.form.kind.set(kind);
        session.link.set(Link::None);
        session.connect_practice();
    };
    view! {
        <div class="card" data-chosen=move || chosen().to_string()>
            <input
                type="radio"
                name="site"
                id=id
                aria-describedby=hint.clone()
                prop:checked=chosen
                disabled=move || session.is_locked()
                on:change=choose
            />
            <label for=id>{name}</label>
            <p id=hint class="sub">{text}</p>
        </div>
    }
}

#[component]
fn PracticeKnobs() -> impl IntoView {
    let session = session();
    let form = session.form;
    let knob = move |label: &'static str, id: &'static str, max: u32, value: RwSignal<u32>| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input
                    type="number"
                    id=id
                    min="0"
                    max=max.to_string()
                    prop:value=move || value.get().to_string()
                    disabled=move || session.is_locked()
                    on:change:target=move |event| {
                        value.set(event.target().value().parse().unwrap_or(0).min(max));
                        session.connect_practice();
                    }
                />
            </div>
        }
    };
    view! {
        <section class="panel panel--pad" aria-label="Practice site settings">
            <h2>"How the practice site behaves"</h2>
            <div class="columns">
                {knob("Answer time (ms)", "answer-time", 10_000, form.answer_time)}
                {knob("Faults (%)", "faults", 50, form.faults)}
            </div>
            <CheckButton />
        </section>
    }
}

#[component]
fn LoginForm() -> impl IntoView {
    let session = session();
    let form = session.form;
    // Only a new check makes a connection again once something was typed.
    let typed = move || {
        if !matches!(session.link.get_untracked(), Link::None) {
            session.link.set(Link::None)
        }
    };
    let fixed = move || {
        session.is_locked()
            || (form.route.get() == Route::Relay
                && matches!(session.relay.get(), RelayState::Ready { site: Some(_) }))
    };
    view! {
        <form class="panel panel--pad form" aria-label="Login" on:submit=move |event| { event.prevent_default(); check(session); }>
            <div class="field">
                <label for="route">"Connection route"</label>
                <select
                    id="route"
                    disabled=move || session.is_locked()
                    on:change:target=move |event| {
                        form.route.set(if event.target().value() == "direct" { Route::Direct } else { Route::Relay });
                        typed();
                    }
                >
                    <option value="relay" selected=move || form.route.get() == Route::Relay>"Relay"</option>
                    <option value="direct" selected=move || form.route.get() == Route::Direct>"Direct"</option>
                </select>
                <RouteHelp />
            </div>
            <div class="field">
                <label for="address">"Site address"</label>
                <input
                    type="text"
                    id="address"
                    inputmode="url"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="mysite.atlassian.net"
                    readonly=fixed
                    prop:value=move || form.address.get()
                    on:input:target=move |event| { form.address.set(event.target().value()); typed(); }
                />
                <p class="sub" hidden=move || !fixed()>"Fixed: the relay was started for this site and reaches no other."</p>
            </div>
            <div class="field">
                <label for="email">"Account email"</label>
                <input
                    type="email"
                    id="email"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || form.email.get()
                    on:input:target=move |event| { form.email.set(event.target().value()); typed(); }
                />
            </div>
            <div class="field">
                <label for="token">"API token"</label>
                <input
                    type="password"
                    id="token"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="token-hint"
                    prop:value=move || form.token.get()
                    on:input:target=move |event| { form.token.set(event.target().value()); typed(); }
                />
                <p id="token-hint" class="sub">
                    "Made at id.atlassian.com under Security, API tokens; without scopes. Kept in this page's memory only, gone when you close it."
                </p>
            </div>
            <CheckButton />
        </form>
    }
}

/// What the chosen route needs.
#[component]
fn RouteHelp() -> impl IntoView {
    let session = session();
    let form = session.form;
    move || {
        match (form.route.get(), session.relay.get()) {
        (Route::Relay, RelayState::Ready { site: Some(_) }) => {
            view! { <p class="sub">"Through the relay on this machine, which served this page."</p> }.into_any()
        }
        (Route::Relay, RelayState::Asking) => view! { <p class="sub">"Asking the relay."</p> }.into_any(),
        (Route::Relay, RelayState::Bad(why)) => view! { <p class="note note--stop" role="alert">{why}</p> }.into_any(),
        (Route::Relay, RelayState::None | RelayState::Ready { site: None }) => view! {
            <div class="note note--warn">
                <p>
                    "A page alone cannot call your site: Atlassian's sites refuse calls that come from a browser. Start the relay on this machine and open the address it prints:"
                </p>
                <code class="command">"groupsweep-relay --site https://mysite.atlassian.net"</code>
                <div class="field">
                    <label for="relay-address">"Relay address"</label>
                    <input
                        type="text"
                        id="relay-address"
                        autocomplete="off"
                        spellcheck="false"
                        placeholder="http://127.0.0.1:8737/#key=…"
                        prop:value=move || form.relay_address.get_untracked()
                        on:change:target=move |event| use_relay(session, &event.target().value())
                    />
                    <p class="sub">"Only if the relay was started with --allow-origin for this page."</p>
                </div>
            </div>
        }.into_any(),
        (Route::Direct, _) => view! {
            <p class="note note--warn">
                "An experiment: fetch straight to the site. Atlassian's sites send no permission for that, so browsers block it; the check tells."
            </p>
        }.into_any(),
    }
    }
}

fn use_relay(session: Session, address: &str) {
    session.form.relay_address.set(address.to_owned());
    match RelayAccess::parse(address) {
        Some(access) => {
            session.relay_access.set_value(Some(access));
            session.find_relay();
        }
        None if address.trim().is_empty() => session.relay.set(RelayState::None),
        None => session.relay.set(RelayState::Bad(
            "This is not an address as the relay prints it: http://127.0.0.1:PORT/#key=…",
        )),
    }
}

#[component]
fn CheckButton() -> impl IntoView {
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
fn Status() -> impl IntoView {
    let session = session();
    let tone = move || match session.link.get() {
        Link::None | Link::Checking => "calm",
        Link::Bad { .. } => "stop",
        Link::Made(_) => "go",
    };
    view! {
        <div class="note" data-tone=tone role="status" aria-label="Connection">
            {move || match session.link.get() {
                Link::None => view! { <p>"Not checked yet."</p> }.into_any(),
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
    /// Connects the practice site; it has nothing to check but the imported file.
    pub(super) fn connect_practice(self) {
        if self.form.kind.get_untracked() != SiteKind::Practice
            || self.sweep.with_untracked(Option::is_some)
        {
            return;
        }
        let Some(site) = self.practice_site() else {
            return;
        };
        // Faults begin with the run: the login itself is not what is rehearsed.
        site.borrow_mut().settings_mut().faults.percent = 0;
        let answer_time = Span(u64::from(self.form.answer_time.get_untracked()));
        let transport: Rc<dyn Transport> =
            Rc::new(Rehearsal::new(site, Rc::new(BrowserClock), answer_time));
        prove_login(self, transport, Target::Practice);
    }
}

/// Checks the connection that the form describes.
fn check(session: Session) {
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
        (Some(site), true) => SiteAddress::parse_for_relay(site),
        _ => SiteAddress::parse(&form.address.get_untracked()),
    }
    .map_err(|why| ("The site address cannot be used.", why.sentence()))?;
    let credentials = Credentials::parse(&form.email.get_untracked(), &form.token.get_untracked())
        .map_err(|why| ("The login is not complete.", why.sentence()))?;
    let credentials = Rc::new(credentials);
    if !by_relay {
        return Ok((Rc::new(Direct::new(&site, credentials)), site));
    }
    match (session.relay_access.get_value(), pinned) {
        (Some(access), Some(_)) => Ok((Rc::new(RelayRoute::new(access, credentials)), site)),
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
fn prove_login(session: Session, transport: Rc<dyn Transport>, target: Target) {
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
    bad(session, &problem.what(), problem.next_step());
}
