//! Connect: site, account, route, and the connection check.

mod before;
mod check;
mod disconnect;
mod form_summary;
mod login;
mod practice;
mod product;
mod relay;
mod site;
mod status;
mod token;
mod ways;

use leptos::prelude::*;

use super::app_state::{AppState, ConnectionStatus, session};
use super::form::SiteChoice;
use super::load::LoadHere;
use super::step::Step;
use super::steps::{Heading, NextBar};

use before::BeforeYouConnect;
pub(super) use check::{check, is_offline_problem};
use disconnect::Disconnect;
use login::LoginForm;
use practice::PracticeKnobs;
use site::SiteChoice;
use status::Status;

#[component]
pub(super) fn ConnectScreen() -> impl IntoView {
    let session = session();
    let note = Signal::derive(move || match session.connection.status() {
        ConnectionStatus::Made(connection)
            if session.table().is_none() && session.selected() == 0 =>
        {
            let load = match connection.target.is_practice() {
                true => "",
                false => "load from the site, or ",
            };
            format!("Connected. Next: {load}import a file")
        }
        ConnectionStatus::Made(_) if session.selected() == 0 => {
            "Connected. Nothing is selected yet: go to Choose".to_owned()
        }
        ConnectionStatus::Made(connection) => format!(
            "{} as {}",
            connection.target.name(),
            connection.caller.name()
        ),
        ConnectionStatus::None | ConnectionStatus::Checking | ConnectionStatus::Bad { .. } => {
            "Check the connection to continue".to_owned()
        }
    });
    // The result replaces the form.
    let is_made = Memo::new(move |_| session.connection().is_some());
    view! {
        <div class="split split--page">
            <div class="split__main">
                <Heading
                    title="Connect to the site"
                    lead=Signal::derive(move || lead(session))
                />
                <div class="body body--single connect">
                    {move || session.errand_in_words().map(|waits| view! {
                        <p class="note" role="note" aria-label="Waiting run">{waits}</p>
                    })}
                    <SiteChoice />
                    <Show when=move || session.form.kind() == SiteChoice::Practice fallback=move || view! {
                        <Show when=move || !is_made.get()><LoginForm /></Show>
                    }>
                        <PracticeKnobs />
                    </Show>
                    <Status />
                    <LoadHere />
                    <Disconnect />
                </div>
            </div>
            <BeforeYouConnect />
        </div>
        <NextBar to=Step::Run note />
    }
}

/// The advice below the title. A run that waits for its site needs other advice, and a connection or a run none.
fn lead(session: AppState) -> String {
    if session.run.errand().is_some() {
        return "Log in to the site of the run.".to_owned();
    }
    if session.connection().is_some() || session.has_run() {
        return String::new();
    }
    "Try the practice site first. Your file and your selection stay.".to_owned()
}
