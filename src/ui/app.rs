//! The page's frame: the bar with the steps, the current step, and the dialogs.

use groupsweep_core::domain::Span;
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;
use web_sys::DragEvent;

use super::app_state::AppState;
use super::choose::ChooseScreen;
use super::confirm::ConfirmDialog;
use super::connect::ConnectScreen;
use super::file_drop::FileDrop;
use super::focus::give_lost_focus;
use super::header::Header;
use super::import::ImportScreen;
use super::keep::KeepDialog;
use super::report::ReportScreen;
use super::run::RunScreen;
use super::step::Step;
use super::steps::tab_title;
use crate::browser::{
    BrowserClock, Need, is_extension, on_relay_in_address, remove_rules_left_by_earlier_pages,
    start_file_helper, start_ticker, take_early_files, warm_up, warn_before_leaving,
};

/// Delay before the page warms up the reading of a file.
const AFTER_START: Span = Span(100);

#[component]
pub fn App() -> impl IntoView {
    let session = AppState::new();
    provide_context(session);
    if is_extension() {
        leptos::task::spawn_local(remove_rules_left_by_earlier_pages());
    }
    session.find_relay();
    session.connect_practice();
    start_ticker(move || session.is_missing(Need::Workers));
    start_file_helper();
    leptos::task::spawn_local(async {
        // The page is drawn first.
        BrowserClock.sleep(AFTER_START).await;
        warm_up().await;
    });
    session.start_keeping();
    session.watch_idle();
    session.follow_runs();
    session.follow_network();
    session.open_records();
    warn_before_leaving(move || session.has_unsaved_run());
    on_relay_in_address(move |access| session.take_relay(access));
    Effect::new(move |_| document().set_title(&tab_title(session)));
    // Setting the same step again redraws nothing, so an open panel, the scroll position and the focus stay.
    let step = Memo::new(move |_| session.step.get());
    // The page begins on Import, whose heading takes the focus only when the admin returns to it.
    Effect::new(move |before: Option<Step>| {
        let step = step.get();
        if before.is_some_and(|before| before != step) && step == Step::Import {
            give_lost_focus(&[]);
        }
        step
    });
    let files = FileDrop::new();
    provide_context(files);
    take_early_files(move |chosen| files.offer_files(chosen));
    view! {
        <div
            class="app"
            data-over=move || files.is_over.get().to_string()
            on:dragover=move |event: DragEvent| files.over(&event)
            on:dragleave=move |event: DragEvent| files.left(&event)
            on:drop=move |event: DragEvent| files.dropped(&event)
        >
            <Header />
            <main class="main">
                {move || files.notice.get().map(|words| view! { <Notice words files /> })}
                // On Connect the status of the connection says it.
                {move || session.connection.left().filter(|_| step.get() != Step::Connect).map(|why| view! { <p class="banner banner--left" role="status" aria-label="Signed out">{why}</p> })}
                {move || match step.get() {
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

/// A notice about the files that were dropped last, until it is closed.
#[component]
fn Notice(words: String, files: FileDrop) -> impl IntoView {
    view! {
        <div class="banner banner--notice">
            <p role="status">{words}</p>
            <div class="actions">
                <Show when=move || files.waiting.with(Option::is_some)>
                    <button type="button" class="button button--small" on:click=move |_| files.replace()>"Replace the file"</button>
                </Show>
                <button type="button" class="button button--small" on:click=move |_| files.dismiss()>
                    {move || if files.waiting.with(Option::is_some) { "Keep the current file" } else { "Dismiss" }}
                </button>
            </div>
        </div>
    }
}
