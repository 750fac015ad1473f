//! The dialog that includes a protected row: the person, the protection, and the reason to type.

use groupsweep_core::plan::{
    Action, Category, Included, Proposal, Protection, ShownRow, UnprotectError,
};
use leptos::html;
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::text;
use crate::ui::widgets::Alert;

use super::plan_rows::focus_row;

/// Open while `item` holds a row.
#[component]
pub(super) fn UnprotectDialog(item: RwSignal<Option<usize>>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |before: Option<Option<usize>>| {
        let now = item.get();
        let Some(dialog) = dialog.get() else {
            return now;
        };
        match now {
            Some(_) if !dialog.open() => {
                let _ = dialog.show_modal();
            }
            None if dialog.open() => dialog.close(),
            Some(_) | None => {}
        }
        // Redrawing the rows replaces the button that opened the dialog.
        if let (None, Some(at)) = (now, before.flatten()) {
            focus_row(at);
        }
        now
    });
    view! {
        <dialog class="dialog" aria-label="Include row" node_ref=dialog on:close=move |_| item.set(None)>
            {move || item.get().map(|at| view! { <Question at item /> })}
        </dialog>
    }
}

#[component]
fn Question(at: usize, item: RwSignal<Option<usize>>) -> impl IntoView {
    let session = session();
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let facts = session
        .check
        .with_proposal(|proposal| facts(proposal, at))
        .unwrap_or_default();
    let meanings = session
        .check
        .with_proposal(|proposal| what_adding_means(proposal, at))
        .unwrap_or_default();
    let is_name = session
        .check
        .with_proposal(|proposal| proposal.sort(at) == Category::OtherName)
        .unwrap_or(false);
    // The decision is about the row as the dialog shows it, even if the check or another tab changes it meanwhile.
    let shown = session
        .check
        .with_proposal(|proposal| proposal.shown_row(at));
    let shown = shown.flatten();
    let alike = shown.as_ref().map_or(1, ShownRow::alike);
    let all_alike = RwSignal::new(false);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let reason = reason.get_untracked();
        let what = match all_alike.get_untracked() {
            true => Included::Alike,
            false => Included::Row,
        };
        let done = shown
            .as_ref()
            .ok_or(UnprotectError::Changed)
            .and_then(|shown| session.check.include(shown, what, &reason));
        match done {
            Ok(()) => item.set(None),
            Err(why) => refused.set(Some(why.to_string())),
        }
    };
    view! {
        <form method="dialog" on:submit=submit>
            <h2 class="dialog__title">{if is_name { "Is this the right person or group?" } else { "Include this row?" }}</h2>
            <dl class="dialog__facts">
                {facts.into_iter().map(|(word, value)| view! { <dt>{word}</dt><dd>{value}</dd> }).collect_view()}
            </dl>
            {(!meanings.is_empty()).then(|| view! {
                <div class="note note--warn">{meanings.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}</div>
            })}
            <div class="field">
                <label for="unprotect-reason">"Reason"</label>
                <input
                    type="text"
                    id="unprotect-reason"
                    autocomplete="off"
                    autofocus
                    aria-describedby="unprotect-hint unprotect-error"
                    aria-invalid=move || refused.with(Option::is_some).to_string()
                    prop:value=move || reason.get()
                    on:input:target=move |event| { reason.set(event.target().value()); refused.set(None); }
                />
                <p id="unprotect-hint" class="sub">{if is_name {
                    "Check the name in Atlassian Administration, then enter why this row is right, in three letters or more. The reason is saved in the receipt."
                } else {
                    "Enter why this row is included, in three letters or more. The reason is saved in the receipt."
                }}</p>
            </div>
            {(alike > 1).then(|| view! {
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || all_alike.get()
                        on:change:target=move |event| all_alike.set(event.target().checked())
                    />
                    <span>{format!("Include all {} with the same difference", text::count(alike, "row", "rows"))}</span>
                </label>
            })}
            <div id="unprotect-error"><Alert what=refused /></div>
            <div class="dialog__actions">
                <button type="button" class="button" on:click=move |_| item.set(None)>"Cancel"</button>
                <button type="submit" class="button button--danger">
                    {move || match (is_name, all_alike.get()) {
                        (true, true) => format!("Include {}", text::count(alike, "row", "rows")),
                        (true, false) => "Include row".to_owned(),
                        (false, _) => "Include row".to_owned(),
                    }}
                </button>
            </div>
        </form>
    }
}

fn facts(proposal: &Proposal, at: usize) -> Vec<(&'static str, String)> {
    let Some(planned) = proposal.items().get(at) else {
        return Vec::new();
    };
    let why: Vec<&str> = proposal
        .protections(at)
        .iter()
        .map(|one| one.clause())
        .collect();
    let (person, group) = proposal.site_names(at);
    let other = |protection| proposal.protections(at).contains(&protection);
    let (file, site) = proposal.descriptions(at);
    let mut facts = Vec::new();
    if other(Protection::OtherPerson) && person.is_some() {
        facts.push(("User in the file", text::cut(&file)));
        facts.push(("User on the site", text::cut(&site)));
    } else {
        facts.push(("User", text::cut(&planned.user_name)));
    }
    match group.filter(|_| other(Protection::OtherGroup)) {
        Some(group) => {
            facts.push(("Group in the file", text::cut(&planned.group_name)));
            facts.push(("Group on the site", text::cut(group)));
        }
        None => facts.push(("Group", text::cut(&proposal.group_label(planned)))),
    }
    facts.push(("Held back", why.join("; ")));
    // Shown, not copied: this admin types their own reason.
    let first = proposal.first_reason(at);
    facts.extend(first.map(|first| ("First admin's reason", text::shown(first))));
    facts
}

/// What it means to add the person to a group with admin rights.
fn what_adding_means(proposal: &Proposal, at: usize) -> Vec<String> {
    let Some(planned) = proposal.items().get(at) else {
        return Vec::new();
    };
    if proposal.action() == Action::Remove {
        return Vec::new();
    }
    let protections = proposal.protections(at).iter();
    protections
        .filter_map(|one| one.addition_means(&planned.user_name, &planned.group_name))
        .collect()
}
