//! The button that starts the connection check, and its result.

use groupsweep_core::atlassian::Caller;
use groupsweep_core::connect::{Account, Connection};
use leptos::prelude::*;

use crate::ui::app_state::{AppState, ConnectionStatus, session};
use crate::ui::focus::give_lost_focus;
use crate::ui::form::{Route, SiteChoice};

use super::check::check;

#[component]
pub(super) fn CheckButton(
    /// Submits its form, as Enter does.
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
                disabled=move || matches!(session.connection.status(), ConnectionStatus::Checking)
                on:click=press
            >
                {move || if session.form.route() == Route::Elsewhere && session.form.kind() == SiteChoice::Atlassian { "Use this site" } else { "Check connection" }}
            </button>
        </div>
    }
}

#[component]
pub(super) fn Status() -> impl IntoView {
    let session = session();
    let tone = move || match session.connection.status() {
        ConnectionStatus::None | ConnectionStatus::Checking => "calm",
        ConnectionStatus::Bad { .. } => "stop",
        ConnectionStatus::Made(_) => "go",
    };
    let status = NodeRef::<leptos::html::Div>::new();
    // Scrolls to the result: if it were below the fold, nothing would seem to happen. The result replaces the form
    // that had the focus.
    Effect::new(move |was_checking: Option<bool>| {
        let link = session.connection.status();
        let is_answer = match link {
            ConnectionStatus::Bad { .. } | ConnectionStatus::Made(_) => was_checking == Some(true),
            ConnectionStatus::None | ConnectionStatus::Checking => false,
        };
        if let Some(status) = status.get().filter(|_| is_answer) {
            let is_made = matches!(link, ConnectionStatus::Made(_));
            request_animation_frame(move || {
                status.scroll_into_view_with_bool(false);
                if is_made {
                    let _ = status.focus();
                } else {
                    // The button had the focus, and was disabled during the check.
                    give_lost_focus(&[".form__actions > button"]);
                }
            });
        }
        matches!(link, ConnectionStatus::Checking)
    });
    view! {
        <div class="note connection" data-tone=tone role="status" aria-label="Connection" tabindex="-1" node_ref=status>
            {move || match session.connection.status() {
                ConnectionStatus::None => {
                    let left = session.connection.left().unwrap_or("Not checked yet.");
                    view! { <p>{left}</p> }.into_any()
                }
                ConnectionStatus::Checking => view! { <p>"Asking the site who you are…"</p> }.into_any(),
                ConnectionStatus::Bad { what, next } => view! { <p><b>{what}</b></p><p>{next}</p> }.into_any(),
                ConnectionStatus::Made(connection) => made(session, &connection).into_any(),
            }}
        </div>
    }
}

pub(super) fn made(session: AppState, connection: &Connection) -> impl IntoView + use<> {
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
        let abilities = session.connection.abilities();
        let abilities = abilities.map(|found| found.sentences(&connection.endpoint));
        let mut said = vec![format!("API: {}.", connection.endpoint.name())];
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
