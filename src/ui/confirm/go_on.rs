//! The question before resuming a run whose record came from another address or may have gone to one.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::journal::RunHeader;
use groupsweep_core::report::wording::{going_on, going_on_saved};
use leptos::prelude::*;

use crate::ui::app_state::{ReopenFor, session};
use crate::ui::step::Step;
use crate::ui::text;

#[component]
pub(super) fn GoingOn(head: Arc<RunHeader>) -> impl IntoView {
    let session = session();
    let closed = RwSignal::new(false);
    let asked = match (&head.brought, head.saved) {
        (Some(brought), _) => Some((going_on(&head, brought, text::READER), ReopenFor::GoOn)),
        (None, Some(at)) => Some((going_on_saved(&head, at, text::READER), ReopenFor::Resume)),
        (None, None) => None,
    };
    let errand = asked
        .as_ref()
        .map_or(ReopenFor::Resume, |(_, errand)| *errand);
    // On Run, the run is in the page and its site is connected.
    let is_here = session.run_id().as_ref() == Some(&head.id)
        && session.step.get_untracked() == Step::Run
        && errand == ReopenFor::Resume;
    let button = if is_here { "Resume run" } else { "Go to Run" };
    let go = move |_| {
        session.open_dialog.set(None);
        if let Some(at) = head.saved {
            session.stored_runs.clear_to_resume(&head.id, at);
        }
        match is_here {
            true => session.resume(),
            false => session.bring_back(Rc::new(RunHeader::clone(&head)), errand),
        }
    };
    asked.map(|(asked, _)| view! {
        <h2 class="dialog__title">{asked.title}</h2>
        <p>{asked.why}</p>
        <p>{asked.next}</p>
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || closed.get()
                on:change:target=move |event| closed.set(event.target().checked())
            />
            <span>{asked.closed}</span>
        </label>
        <div class="dialog__actions">
            <button type="button" class="button" autofocus on:click=move |_| session.open_dialog.set(None)>"Cancel"</button>
            <button type="button" class="button button--primary" disabled=move || !closed.get() on:click=go>{button}</button>
        </div>
    })
}
