//! The login: route, address, email, token.

use leptos::prelude::*;

use crate::ui::form::Route;
use crate::ui::session::{Link, RelayState, session};

use super::check::{CheckButton, check};
use super::relay::RouteHelp;

#[component]
pub(super) fn LoginForm() -> impl IntoView {
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
