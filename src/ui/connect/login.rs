//! The login: route, address, email, token.

use groupsweep_core::connect::Target;
use groupsweep_core::domain::SiteAddress;
use leptos::prelude::*;

use crate::browser::is_extension;
use crate::ui::app_state::{ConnectionStatus, RelayState, session};
use crate::ui::form::Route;
use crate::ui::widgets::TextField;

use super::check::check;
use super::product::{DirectoryChoice, ProductField};
use super::relay::RouteHelp;
use super::status::CheckButton;
use super::token::TokenField;

#[component]
pub(super) fn LoginForm() -> impl IntoView {
    let session = session();
    let form = session.form;
    // After typing, only a new check connects again.
    let typed = Callback::new(move |()| {
        let is_none = |status: &ConnectionStatus| matches!(status, ConnectionStatus::None);
        if !session.connection.with_status_untracked(is_none) {
            session.end_connection();
        }
    });
    let address_typed = Callback::new(move |address| {
        form.set_address(address);
        typed.run(());
    });
    let email_typed = Callback::new(move |email| {
        form.set_email(email);
        typed.run(());
    });
    let is_set_by_relay = Memo::new(move |_| {
        let is_for_a_site =
            |relay: &RelayState| matches!(relay, RelayState::Ready { site: Some(_) });
        form.route() == Route::Relay && session.connection.with_relay(is_for_a_site)
    });
    let fixed = Signal::derive(move || session.has_run() || is_set_by_relay.get());
    // A restored run goes to its own site, unless the relay is for another one.
    Effect::new(move |_| {
        let target = session
            .run
            .with_active(|active| active.run.borrow().plan().connection().target.clone());
        if let Some(Target::Site(site)) = target
            && !is_set_by_relay.get()
        {
            form.set_address(if site.is_simulated() {
                site.origin()
            } else {
                site.name().to_owned()
            });
        }
    });
    // Without a relay, no login is possible, so the routes come first.
    let needs_a_way = Memo::new(move |_| {
        let is_none = matches!(
            session.connection.relay(),
            RelayState::None | RelayState::Ready { site: None }
        );
        form.route() == Route::Relay && is_none
    });
    let has_login = move || form.route() != Route::Elsewhere && !session.is_login_held();
    view! {
        <form class="panel panel--pad login" aria-label="Login" on:submit=move |event| { event.prevent_default(); check(session); }>
            <TextField id="address" label="Site address" kind="text" inputmode="url" placeholder="mysite.atlassian.net" readonly=fixed value=Signal::derive(move || form.address()) typed=address_typed>
                <p class="sub" hidden=move || !fixed.get()>{move || if is_set_by_relay.get() { "Set by the relay, which was started for this site only." } else { "The site of the run." }}</p>
            </TextField>
            <RouteHelp />
            <Show when=move || !needs_a_way.get()>
                <div class="login__line">
                    <Show when=has_login>
                        <TextField id="email" label="Account email" kind="email" value=Signal::derive(move || form.email()) typed=email_typed />
                        <TokenField typed />
                    </Show>
                    <CheckButton submits=true />
                </div>
                <Show when=has_login>
                    <p class="sub">
                        "Create a token at "
                        <a href="https://id.atlassian.com/manage-profile/security/api-tokens" target="_blank" rel="noopener noreferrer">"id.atlassian.com"</a>
                        ". It stays in this page's memory. If the browser offers to save it, decline. For an OAuth 2.0 access token or an organization API key, leave the email empty."
                    </p>
                </Show>
            </Show>
            <Show when=move || session.is_login_held() && form.route() != Route::Elsewhere>
                <p class="note">
                    <b>"The relay holds the login."</b>
                    " It asked for email and token on its terminal and adds them to each call; this page never sees them. To use another login, stop the relay and start it again."
                </p>
            </Show>
            <DirectoryChoice typed />
            <details class="advanced" open=move || form.route() == Route::Direct>
                <summary>"Advanced"</summary>
                <div class="advanced__fields">
                    <RouteField typed />
                    <ProductField typed />
                </div>
            </details>
        </form>
    }
}

/// Whether the Direct route is possible: only through the gateway, because sites block calls from pages.
fn has_gateway(address: &str) -> bool {
    let site = SiteAddress::parse(address).ok();
    site.is_some_and(|site| site.gateway().is_some())
}

/// The menu of routes.
#[component]
fn RouteField(
    /// Called after each change.
    typed: Callback<()>,
) -> impl IntoView {
    let session = session();
    let form = session.form;
    // The extension sends only listed calls to permitted hosts.
    let offers_direct = Memo::new(move |_| {
        !is_extension() && (form.route() == Route::Direct || has_gateway(&form.address()))
    });
    view! {
        <div class="field">
            <label for="route">"Connection route"</label>
            <select
                id="route"
                disabled=move || session.has_run()
                on:change:target=move |event| {
                    form.set_route(match event.target().value().as_str() {
                        "extension" => Route::Extension,
                        "direct" => Route::Direct,
                        "none" => Route::Elsewhere,
                        _ => Route::Relay,
                    });
                    typed.run(());
                }
            >
                {is_extension().then(|| view! {
                    <option value="extension" selected=move || form.route() == Route::Extension>"Extension"</option>
                })}
                // The relay refuses extensions.
                {(!is_extension()).then(|| view! {
                    <option value="relay" selected=move || form.route() == Route::Relay>"Relay"</option>
                })}
                <option value="none" selected=move || form.route() == Route::Elsewhere>"Export as a script"</option>
                <Show when=move || offers_direct.get()>
                    <option value="direct" selected=move || form.route() == Route::Direct>"Direct"</option>
                </Show>
            </select>
        </div>
    }
}
