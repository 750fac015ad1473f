//! The choice of the site: the practice site or one in Atlassian Cloud.

use leptos::prelude::*;

use crate::ui::form::SiteKind;
use crate::ui::session::{Link, session};

#[component]
pub(super) fn SiteChoice() -> impl IntoView {
    view! {
        <fieldset class="cards">
            <legend class="hidden">"Site"</legend>
            <Card
                kind=SiteKind::Practice
                name="Practice site"
                text="A simulated site made from your file. No account and no network needed."
            />
            <Card
                kind=SiteKind::Atlassian
                name="Atlassian site"
                text="Your site in Atlassian Cloud. Changes are real."
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
