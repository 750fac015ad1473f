//! The choice of the site: the practice site or one in Atlassian Cloud.

use leptos::prelude::*;

use crate::ui::app_state::{ConnectionState, session};
use crate::ui::form::SiteChoice;

#[component]
pub(super) fn SiteChoice() -> impl IntoView {
    view! {
        <fieldset class="cards">
            <legend class="hidden">"Site"</legend>
            <Card
                kind=SiteChoice::Practice
                name="Practice site"
                text="A simulated site made from your file. No account and no network needed."
            />
            <Card
                kind=SiteChoice::Atlassian
                name="Atlassian site"
                text="Your site in Atlassian Cloud. Changes are real."
            />
        </fieldset>
    }
}

#[component]
fn Card(kind: SiteChoice, name: &'static str, text: &'static str) -> impl IntoView {
    let session = session();
    let chosen = move || session.form.kind.get() == kind;
    let id = if kind == SiteChoice::Practice {
        "site-practice"
    } else {
        "site-atlassian"
    };
    let hint = format!("{id}-hint");
    let choose = move |_| {
        session.form.kind.set(kind);
        session.link.set(ConnectionState::None);
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
                disabled=move || session.has_run()
                on:change=choose
            />
            <label for=id>{name}</label>
            <p id=hint class="sub">{text}</p>
        </div>
    }
}
