//! The buttons "Change" and "Disconnect". "Disconnect" erases the login from form and memory.

use groupsweep_core::connect::Connection;
use groupsweep_core::domain::TypedToken;
use groupsweep_core::run::Run;
use leptos::prelude::*;

use crate::ui::app_state::{ConnectionStatus, session};
use crate::ui::focus::give_lost_focus;
use crate::ui::form::{Route, SiteChoice};

#[component]
pub(super) fn Disconnect() -> impl IntoView {
    let session = session();
    // Before a check is answered there is nothing to disconnect, but maybe a login to erase.
    let is_shown = move || {
        let asked = match session.connection.status() {
            ConnectionStatus::Made(_) => true,
            ConnectionStatus::Checking => !session.is_login_held(),
            ConnectionStatus::None | ConnectionStatus::Bad { .. } => false,
        };
        let typed = !session.form.with_token(TypedToken::is_empty);
        // If the plan is only exported, nothing is connected.
        let connected = asked && !session.is_elsewhere();
        session.form.kind() == SiteChoice::Atlassian && (connected || typed)
    };
    let is_connected = Memo::new(move |_| session.connection().is_some());
    // Tracks the run's changes.
    let busy = move || !session.with_run(Run::is_at_rest).unwrap_or(true);
    let is_made = move || {
        let site = |connection: Connection| !connection.target.is_practice();
        session.connection().is_some_and(site)
    };
    let change = move |_| {
        session.end_connection();
        focus_login();
    };
    let disconnect = move |_| {
        session.disconnect();
        focus_login();
    };
    view! {
        <div class="actions">
            <Show when=is_made>
                <button type="button" class="button" disabled=busy on:click=change>"Change"</button>
            </Show>
            <Show when=is_shown>
                <button
                    type="button"
                    class="button"
                    aria-describedby="disconnect-hint"
                    disabled=busy
                    on:click=disconnect
                >
                    {move || if is_connected.get() { "Disconnect" } else { "Clear login" }}
                </button>
                <Show when=move || session.form.route() == Route::Extension>
                    <label class="sub">
                        <input
                            type="checkbox"
                            prop:checked=move || session.form.gives_back()
                            on:change:target=move |event| session.form.set_gives_back(event.target().checked())
                        />
                        " When the connection ends, remove this extension's permissions to call sites"
                    </label>
                </Show>
                <p id="disconnect-hint" class="sub">
                    {move || if busy() {
                        "A run is in progress. Stop it on Run first. You can resume it once you are connected again."
                    } else if session.is_login_held() {
                        "Ends this page's connection. The relay keeps the login until it is stopped."
                    } else if !is_connected.get() {
                        "Clear login erases the email and the token from this page, and the email that the browser remembers. After 30 minutes of inactivity, the token is erased."
                    } else {
                        "Disconnect erases the email and the token from this page. Of this login, the browser keeps only the site address. After 30 minutes of inactivity, the token is erased."
                    }}
                </p>
            </Show>
        </div>
    }
}

/// The form replaces the result: focuses its first enabled field, or its button.
fn focus_login() {
    give_lost_focus(&[".login input:not([readonly])", ".login [type=submit]"]);
}
