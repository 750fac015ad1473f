//! The relay: whether it answers, and what the chosen route needs.

use std::borrow::Cow;

use groupsweep_core::domain::TransportError;
use groupsweep_core::wire::USUAL_ADDRESS;
use leptos::prelude::*;

use crate::browser::{RelayAccess, greet, is_from_disk, own_origin, served_at, unusual_address};
use crate::ui::app_state::{AppState, RelayState, session};
use crate::ui::form::{Route, SiteChoice};

use super::ways::{RelayAddress, Ways};

const NOT_AN_ADDRESS: &str = "Not a complete relay address. In the line that the relay printed, copy everything after \"Open\".";

/// What the chosen route needs.
#[component]
pub(super) fn RouteHelp() -> impl IntoView {
    let session = session();
    let form = session.form;
    move || {
        match (form.route(), session.connection.relay()) {
        (Route::Extension, _) => view! {
            <p class="sub">"This extension calls the site itself. When you press \"Check connection\", the browser asks you to allow calls to your site. If your login needs Atlassian's gateway, it asks for that host too."</p>
        }.into_any(),
        (Route::Relay, RelayState::Ready { site: Some(_) }) => {
            let access = session.connection.relay_access();
            let unusual = access.as_ref().and_then(unusual_address);
            view! {
                <p class="sub">{through(access.as_ref())}</p>
                {unusual.map(|address| view! { <p class="sub">{other_address(&address)}</p> })}
            }.into_any()
        }
        (Route::Relay, RelayState::Asking) => view! { <p class="sub">"Looking for the relay…"</p> }.into_any(),
        (Route::Relay, RelayState::Bad(why)) => view! {
            <p class="note note--stop" role="alert">{why.to_string()}</p>
            {(why != NOT_AN_ADDRESS).then(|| view! {
                <div class="actions">
                    <button type="button" class="button" on:click=move |_| session.find_relay()>"Try again"</button>
                </div>
            })}
            <RelayAddress />
        }.into_any(),
        (Route::Relay, RelayState::None | RelayState::Ready { site: None }) => view! { <Ways /> }.into_any(),
        (Route::Elsewhere, _) => view! {
            <p class="note">
                "For a machine that cannot run the relay. This page does not contact the site and needs no login. On Run you export the plan as a script, a Postman collection or a console snippet. Nothing is checked against the site first. Jira's API is used unless you choose another product."
            </p>
        }.into_any(),
        (Route::Direct, _) => view! {
            <p class="note note--warn">
                "Experimental: calls Atlassian's gateway from this page. For a token with scopes, enter the cloud id. For an organization API key, enter the organization id. Press \"Check connection\" to see if the browser allows it."
            </p>
        }.into_any(),
    }
    }
}

fn through(access: Option<&RelayAccess>) -> &'static str {
    match access.and_then(served_at) {
        Some(_) => "Calls go through the relay on this machine, which also served this page.",
        None => "Calls go through the relay on this machine.",
    }
}

fn other_address(address: &str) -> String {
    format!(
        "This page's address is {address}. Past runs, selections and keep lists made at another address, such as {USUAL_ADDRESS}, do not appear here. To use past runs or a keep list here, save them to files at that address and load the files on Import."
    )
}

/// Why the relay cannot be used, and what to do.
fn trouble(fault: TransportError, access: &RelayAccess) -> Cow<'static, str> {
    let served_here = served_at(access).is_some();
    let sentence = match fault {
        TransportError::RelayRefused => {
            "The relay refuses this page: its key is from an earlier start. Open the address that the relay printed last."
        }
        TransportError::RelayVersion if served_here => {
            "This page and the relay are of different versions. Reload this page."
        }
        TransportError::RelayVersion => {
            "This page and the relay are of different versions. Take both from the same release."
        }
        _ if is_from_disk() => {
            "The relay does not answer this file. Start groupsweep-relay with --allow-file and paste the address it prints. If it runs like this already, a browser extension may be blocking it: allow this page in that extension."
        }
        _ if served_here => {
            "The relay does not answer. If it is running, a browser extension may be blocking it: allow this page in that extension. Otherwise, start groupsweep-relay again and open the address it prints."
        }
        _ => return no_answer_elsewhere(&own_origin()).into(),
    };
    sentence.into()
}

/// If no relay answers. In a browser, a relay that refuses the page's origin looks like one that is not running.
fn no_answer_elsewhere(origin: &str) -> String {
    format!(
        "The relay does not answer. Start groupsweep-relay with --allow-origin {origin} and paste the address it prints. If it runs like this already, the browser may be blocking it: in the site settings, beside this page's address, allow it to reach programs on this machine. Or a browser extension may be blocking it: allow this page in that extension."
    )
}

pub(super) fn use_relay(session: AppState, address: &str) {
    session.form.set_relay_address(address.to_owned());
    match RelayAccess::parse(address) {
        Some(access) => session.take_relay(access),
        None if address.trim().is_empty() => session.connection.note_relay(RelayState::None),
        None => session
            .connection
            .note_relay(RelayState::Bad(NOT_AN_ADDRESS.into())),
    }
}

impl AppState {
    /// Switches to another relay, or to the same one after a restart with a new key. The login stays in the form. The
    /// connection has to be checked again.
    pub(in crate::ui) fn take_relay(self, access: RelayAccess) {
        if self.connection.relay_access().as_ref() == Some(&access) {
            return;
        }
        self.connection.take_relay(access);
        if self.form.kind_untracked() == SiteChoice::Atlassian {
            self.end_connection();
        }
        self.find_relay();
    }

    /// Greets the relay that served this page, if one did.
    pub(in crate::ui) fn find_relay(self) {
        let Some(access) = self.connection.relay_access() else {
            return;
        };
        self.connection.note_relay(RelayState::Asking);
        leptos::task::spawn_local(async move {
            let greeting = greet(&access).await;
            // The page may use another relay by now. This late answer is not from that one.
            if self.connection.relay_access().as_ref() != Some(&access) {
                return;
            }
            let state = match greeting {
                Ok(hello) => {
                    self.form.pin_address(hello.site.as_ref().map(|site| {
                        let host = site.origin.split_once("://");
                        host.map_or(site.origin.as_str(), |(_, host)| host)
                            .to_owned()
                    }));
                    RelayState::Ready { site: hello.site }
                }
                Err(fault) => RelayState::Bad(trouble(fault, &access)),
            };
            self.connection.note_relay(state);
            self.preselect_site();
            // A run may have been restored before the relay answered.
            let waits = untrack(|| self.run.errand().is_some() && self.connection().is_none());
            if waits {
                self.check_if_login_is_held();
            }
        });
    }
}
