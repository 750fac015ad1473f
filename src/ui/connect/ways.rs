//! The routes to a site for a page without one: the extension, the relay, a script.

use groupsweep_core::domain::SiteAddress;
use leptos::prelude::*;

use crate::browser::is_from_disk;
use crate::ui::app_state::session;
use crate::ui::form::Route;
use crate::ui::widgets::CopyButton;

use super::relay::use_relay;

#[component]
pub(super) fn Ways() -> impl IntoView {
    let session = session();
    let script = move |_| {
        session.form.set_route(Route::Elsewhere);
        session.end_connection();
    };
    view! {
        <p>"Atlassian sites refuse changes from a web page. There are three ways to reach yours:"</p>
        <div class="ways">
            <section class="way" aria-label="Extension">
                <h3>"Use the browser extension"</h3>
                <p class="sub">"This page as an extension of Chrome, Edge or Firefox. No program to start."</p>
                <ul class="merits">
                    <li>"Checks, tests one row and can undo"</li>
                    <li>"Calls your site only after you allow it"</li>
                </ul>
                <p class="sub">"Get groupsweep-extension.zip from the release, in Firefox groupsweep-extension-firefox.zip. docs/extension.md says how to load it."</p>
            </section>
            <section class="way" aria-label="Relay">
                <h3>"Run the relay on this machine"</h3>
                <p class="sub">"One small program. Nothing to install."</p>
                <ul class="merits">
                    <li>"Checks, tests one row and can undo"</li>
                    <li>"Windows, macOS and Linux"</li>
                </ul>
                <p class="sub">{start_and_then()}</p>
                <Command />
                <RelayAddress />
            </section>
            <section class="way" aria-label="Script">
                <h3>"Export a script"</h3>
                <p class="sub">"For a machine where you may not run the relay."</p>
                <ul class="merits">
                    <li>"Bash, PowerShell, Postman or a console snippet"</li>
                    <li data-but="true">"Nothing is checked before you run it"</li>
                    <li data-but="true">"Uses the login of whoever runs it"</li>
                </ul>
                <button type="button" class="button" on:click=script>"Export as a script"</button>
            </section>
        </div>
    }
}

/// The command to copy that starts the relay for the site typed above.
#[component]
fn Command() -> impl IntoView {
    let session = session();
    let command = Memo::new(move |_| {
        let site = SiteAddress::parse(&session.form.address());
        let site = site.map_or_else(
            |_| "https://mysite.atlassian.net".to_owned(),
            |site| site.origin(),
        );
        let more = if is_from_disk() { " --allow-file" } else { "" };
        format!("groupsweep-relay --site {site}{more}")
    });
    view! {
        <div class="command">
            <code>{command}</code>
            <CopyButton text=command what="command" />
        </div>
    }
}

fn start_and_then() -> &'static str {
    if is_from_disk() {
        "Start it, then paste the address that it prints into the field below:"
    } else {
        "Start it and open the address that it prints:"
    }
}

fn where_from() -> &'static str {
    if is_from_disk() {
        "The whole address, including the key. Keep it secret: for a page opened from disk, only the key keeps other pages out."
    } else {
        "Needed only if the relay did not serve this page. The relay must then be started with --allow-origin for it."
    }
}

#[component]
pub(super) fn RelayAddress() -> impl IntoView {
    let session = session();
    view! {
        <div class="field">
            <label for="relay-address">"Relay address"</label>
            <input
                type="text"
                id="relay-address"
                autocomplete="off"
                spellcheck="false"
                aria-describedby="relay-address-hint"
                placeholder="http://127.0.0.1:8737/#key=…"
                prop:value=move || session.form.relay_address()
                on:change:target=move |event| use_relay(session, &event.target().value())
            />
            <p id="relay-address-hint" class="sub">
                {where_from()}
            </p>
        </div>
    }
}
