//! The page's frame: rail with the steps, practice banner, the current step.

use leptos::prelude::*;

use super::app_state::{AppState, ConnectionState};
use super::choose::ChooseScreen;
use super::confirm::ConfirmDialog;
use super::connect::ConnectScreen;
use super::import::ImportScreen;
use super::keep::KeepDialog;
use super::report::ReportScreen;
use super::run::RunScreen;
use super::step::Step;
use super::steps::StepBar;
use crate::browser::{on_relay_in_address, start_file_helper, start_ticker, warn_before_leaving};
use crate::connect::{Connection, SiteKind};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let session = AppState::new();
    provide_context(session);
    session.find_relay();
    session.connect_practice();
    start_ticker();
    start_file_helper();
    session.start_keeping();
    session.watch_idle();
    session.follow_runs();
    session.follow_network();
    session.open_records();
    warn_before_leaving(move || session.has_unsaved_run());
    on_relay_in_address(move |access| session.take_relay(access));
    // Practice is what the form begins with: only a connected practice site is practised on.
    let practising = move || {
        let practises = |connection: Connection| connection.target.is_practice();
        session.connection().is_some_and(practises)
    };
    let live = move || match session.link.get() {
        // Where the plan is only exported, this page contacts no site.
        ConnectionState::Made(connection)
            if !connection.target.is_practice() && !session.is_elsewhere() =>
        {
            Some(connection)
        }
        ConnectionState::Made(_)
        | ConnectionState::None
        | ConnectionState::Checking
        | ConnectionState::Bad { .. } => None,
    };
    let live_banner = move || {
        live().map(|connection| {
            let name = connection.target.name();
            let looks = connection.target.looks();
            let words = match looks {
                SiteKind::Sandbox => {
                    format!("Live site {name} (a sandbox, by its name): confirmed changes are real")
                }
                SiteKind::Practice | SiteKind::Simulated | SiteKind::Production => {
                    format!("Live site {name}: confirmed changes are real")
                }
            };
            view! { <p class="banner banner--live" data-looks=looks.key()>{words}</p> }
        })
    };
    view! {
        <div class="app">
            <nav class="rail" aria-label="Steps">
                <p class="brand"><Mark />"Groupsweep"</p>
                <StepBar />
                <p class="rail__foot">
                    "Your file stays on this machine. Only calls to your site leave it. The token stays in this page's memory."
                </p>
            </nav>
            <main class="main">
                <p class="banner" hidden=move || !practising()>"Practice: nothing leaves this page"</p>
                {live_banner}
                {move || session.left.get().map(|why| view! { <p class="banner banner--left" role="status" aria-label="Signed out">{why}</p> })}
                {move || match session.step.get() {
                    Step::Import => view! { <ImportScreen /> }.into_any(),
                    Step::Choose => view! { <ChooseScreen /> }.into_any(),
                    Step::Connect => view! { <ConnectScreen /> }.into_any(),
                    Step::Run => view! { <RunScreen /> }.into_any(),
                    Step::Report => view! { <ReportScreen /> }.into_any(),
                }}
            </main>
            <ConfirmDialog />
            <KeepDialog />
        </div>
    }
}

/// The mark: lines of a list, swept.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="brand__mark" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 6h10M4 12h7M4 18h5" />
            <path class="brand__broom" d="m14 19 3-7 4 1.6-3.4 6.6z" />
        </svg>
    }
}
