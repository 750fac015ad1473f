//! The login: route, address, email, token.

use leptos::prelude::*;

use crate::ui::app_state::{ConnectionState, RelayState, session};
use crate::ui::form::Route;
use crate::ui::widgets::TextField;

use super::check::{CheckButton, check};
use super::product::ProductField;
use super::relay::RouteHelp;
use super::token::TokenField;

#[component]
pub(super) fn LoginForm() -> impl IntoView {
    let session = session();
    let form = session.form;
    // Only a new check makes a connection again once something was typed.
    let typed = Callback::new(move |()| {
        if !matches!(session.link.get_untracked(), ConnectionState::None) {
            session.link.set(ConnectionState::None)
        }
    });
    // A cloud id is one site's: it must not lead to that one under another's name.
    let address_typed = Callback::new(move |()| {
        form.cloud.set(String::new());
        typed.run(());
    });
    let fixed = Signal::derive(move || {
        session.has_run()
            || (form.route.get() == Route::Relay
                && matches!(session.relay.get(), RelayState::Ready { site: Some(_) }))
    });
    view! {
        <form class="panel panel--pad form" aria-label="Login" on:submit=move |event| { event.prevent_default(); check(session); }>
            <div class="field">
                <label for="route">"Connection route"</label>
                <select
                    id="route"
                    disabled=move || session.has_run()
                    on:change:target=move |event| {
                        form.route.set(match event.target().value().as_str() {
                            "direct" => Route::Direct,
                            "none" => Route::Elsewhere,
                            _ => Route::Relay,
                        });
                        typed.run(());
                    }
                >
                    <option value="relay" selected=move || form.route.get() == Route::Relay>"Relay"</option>
                    <option value="direct" selected=move || form.route.get() == Route::Direct>"Direct"</option>
                    <option value="none" selected=move || form.route.get() == Route::Elsewhere>"Export as a script"</option>
                </select>
                <RouteHelp />
            </div>
            <TextField id="address" label="Site address" kind="text" inputmode="url" placeholder="mysite.atlassian.net" readonly=fixed value=form.address typed=address_typed>
                <p class="sub" hidden=move || !fixed.get()>"Set by the relay, which was started for this site only."</p>
            </TextField>
            <ProductField typed />
            <Show when=move || form.route.get() != Route::Elsewhere>
            <Show
                when=move || session.is_login_held()
                fallback=move || view! {
                    <TextField id="email" label="Account email" kind="email" value=form.email typed>
                        <p class="sub">"The email of the token's owner. Leave it empty for an OAuth 2.0 access token or an organization API key."</p>
                    </TextField>
                    <TokenField typed />
                }
            >
                <p class="note">
                    <b>"The relay holds the login."</b>
                    " It asked for email and token on its terminal and adds them to each call; this page never sees them. To use another login, stop the relay and start it again."
                </p>
            </Show>
            </Show>
            <CheckButton />
        </form>
    }
}
