//! The questions before unsent selected rows, or a run that is not stored, are discarded: to open a past run, or to
//! start over.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::journal::RunHeader;
use groupsweep_core::report::wording::{PastRunOpened, put_away, put_away_run, start_over};
use leptos::prelude::*;

use crate::ui::app_state::{AppState, ReopenFor, session};

use super::resume::question;

#[component]
pub(super) fn PuttingAway(head: Arc<RunHeader>, errand: ReopenFor) -> impl IntoView {
    let words = untrack(|| match session().only_in_page() {
        Some(lost) => put_away_run(lost),
        None => put_away(&session().not_sent()),
    });
    let opened = match errand {
        ReopenFor::Report => PastRunOpened::Report,
        ReopenFor::Resume | ReopenFor::GoOn => PastRunOpened::Resume,
        ReopenFor::Undo => PastRunOpened::Undo,
    };
    question(words, opened.button(), move |session| {
        session.open_past_run(Rc::new(RunHeader::clone(&head)), errand);
    })
}

#[component]
pub(super) fn StartingOver() -> impl IntoView {
    let what = untrack(|| session().not_sent());
    question(
        start_over(&what),
        "Clear and start over",
        AppState::start_over,
    )
}
