//! The result of a load: missing groups, notes about the others, or an error.

use std::rc::Rc;

use groupsweep_core::atlassian::Reason;
use groupsweep_core::load::{Loaded, MissingGroup, by_reason};
use leptos::prelude::*;

use crate::ui::app_state::{AppState, For, Taken, session};
use crate::ui::text;
use crate::ui::widgets::Alert;

use super::controls::{Begin, ReadPace};

/// Maximum missing groups named for each reason. The others are counted.
const NAMED: usize = 100;

/// Only a part was read: the missing groups, and what to do.
pub(super) fn part(session: AppState, loaded: Rc<Loaded>) -> impl IntoView {
    let (here, missing) = (loaded.groups.len(), loaded.missing.len());
    // Another site has other groups, even with the same ids.
    let is_elsewhere = Memo::new(move |_| session.is_other_site_connected());
    let whose = move || {
        let words = format!(
            "These groups are from {}. To read the missing ones, connect to that site as the same account.",
            session.site_of_load()
        );
        is_elsewhere
            .get()
            .then(|| view! { <p class="note note--warn" role="status">{words}</p> })
    };
    if missing == 0 {
        return not_imported(session, loaded).into_any();
    }
    let said = format!(
        "{} of {} read, {}. A group that could not be read completely is left out, because its missing members would not show.",
        text::number(here),
        text::count(here + missing, "group was", "groups were"),
        text::count(loaded.memberships(), "membership", "memberships")
    );
    let names = missing_groups(&loaded.missing);
    let again = Rc::clone(&loaded);
    view! {
        <p class="note note--warn" role="alert"><b>{text::count(missing, "group is missing", "groups are missing")}"."</b> " " {said}</p>
        {move || (here > 0).then(|| session.load_replaces()).flatten().map(|what| view! { <p class="sub">"\"Use what is here\": "{what}</p> })}
        {names}
        {whose}
        <ReadPace />
        <div class="actions">
            <button type="button" class="button button--primary" disabled=move || is_elsewhere.get() on:click=move |_| session.read_missing(Rc::clone(&again))>
                "Try again" <span class="button__count" aria-hidden="true">{text::number(missing)}</span>
            </button>
            {(here > 0).then(|| view! {
                <button type="button" class="button" on:click=move |_| session.take_loaded(Rc::clone(&loaded))>
                    "Use what is here" <span class="button__count" aria-hidden="true">{text::number(here)}</span>
                </button>
            })}
            <button type="button" class="button" on:click=move |_| session.load.close()>"Close"</button>
        </div>
    }
    .into_any()
}

/// Everything was read, but the file made from it could not be imported.
pub(super) fn not_imported(session: AppState, loaded: Rc<Loaded>) -> impl IntoView {
    let here = loaded.groups.len();
    let said = format!(
        "{} with {} read, not imported yet.",
        text::count(here, "group", "groups"),
        text::count(loaded.memberships(), "membership", "memberships")
    );
    let replaces = move || session.load_replaces();
    view! {
        <p role="status">{said}{move || replaces().map(|what| format!(" {what}"))}</p>
        <div class="actions">
            <button type="button" class="button button--primary" on:click=move |_| session.take_loaded(Rc::clone(&loaded))>
                "Use what is here" <span class="button__count" aria-hidden="true">{text::number(here)}</span>
            </button>
            <button type="button" class="button" on:click=move |_| session.load.close()>"Close"</button>
        </div>
    }
}

/// The missing groups, with reasons.
fn missing_groups(missing: &[MissingGroup]) -> impl IntoView + use<> {
    let line = |(why, names): (&Reason, Vec<&str>)| {
        let named: Vec<String> = names
            .iter()
            .take(NAMED)
            .map(|name| text::shown(name))
            .collect();
        let more = match names.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {} more", text::number(more)),
        };
        format!("{}{more}: {why}", named.join(", "))
    };
    listed(by_reason(missing).into_iter().map(line).collect(), 0)
}

fn listed(lines: Vec<String>, more: usize) -> impl IntoView + use<> {
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect();
    view! {
        <ul class="plain sub">
            {lines}
            {(more > 0).then(|| view! { <li>{format!("and {} more", text::number(more))}</li> })}
        </ul>
    }
}

/// Why loading failed, and what to do next.
pub(super) fn failed(what: For, why: &str) -> impl IntoView + use<> {
    let session = session();
    let said = match what {
        For::Table => format!("Nothing was loaded: {why}."),
        For::Names => format!("No ids were looked up: {why}."),
    };
    view! {
        <p class="note note--stop" role="alert">{said}</p>
        <div class="actions">
            <button type="button" class="button button--primary" on:click=move |_| session.load(what)>"Try again"</button>
            <button type="button" class="button" on:click=move |_| session.load.close()>"Close"</button>
        </div>
    }
}

/// Notes about the load that the current table comes from.
pub(super) fn notes(session: AppState, taken: &Taken) -> impl IntoView + use<> {
    let missing = taken.missing.len();
    let warning = (missing > 0).then(|| {
        let said = text::count(missing, "picked group is", "picked groups are");
        view! {
            <p class="note note--warn">{format!("{said} not in this table, because they could not be loaded. Their members will not be changed.")}</p>
            {missing_groups(&taken.missing)}
        }
    });
    let notes = taken.notes.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let more = taken.notes.len().saturating_sub(NAMED);
    let trouble = RwSignal::new(None::<String>);
    view! {
        <p role="status">{taken.said.clone()}</p>
        {warning}
        {(!notes.is_empty()).then(|| listed(notes, more))}
        <div class="actions">
            <button type="button" class="button" on:click=move |_| session.download_export(trouble)>"Download the export"</button>
            <Begin what=For::Table />
        </div>
        <Alert what=trouble />
    }
}
