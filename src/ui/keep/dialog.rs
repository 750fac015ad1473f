//! The dialog that shows and edits the keep list.

use groupsweep_core::choose::{GroupByName, Keep, KeepList, KeepListError, groups_by_name};
use leptos::html;
use leptos::prelude::*;
use web_sys::DragEvent;

use crate::browser::{StoreError, own_address};
use crate::ui::app_state::{AppState, KeepListState, ListKept, StorageState, session};
use crate::ui::text;
use crate::ui::widgets::Alert;

use super::delete::DeleteQuestion;
use super::edit::{Edit, read};
use super::{in_words, when};

/// Maximum lines listed. The others are counted.
const LISTED: usize = 8;

/// Open while the session holds an edit.
#[component]
pub(in crate::ui) fn KeepDialog() -> impl IntoView {
    let session = session();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let (Some(dialog), open) = (dialog.get(), session.keep.is_dialog_open()) else {
            return;
        };
        match (open, dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    view! {
        <dialog class="dialog dialog--wide" aria-label="Keep list" node_ref=dialog on:close=move |_| session.keep.close_dialog()>
            <Show when=move || session.keep.is_dialog_open()><Editor /></Show>
        </dialog>
    }
}

#[component]
fn Editor() -> impl IntoView {
    let session = session();
    let edit = Edit::open(session);
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            edit.take_file(file);
        }
    };
    let is_deletion_asked = RwSignal::new(false);
    let delete = Callback::new(move |()| edit.delete());
    let has_list = move || matches!(session.keep.known(), KeepListState::List { .. });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        edit.save();
    };
    view! {
        <form
            method="dialog"
            on:submit=submit
            on:dragover=move |event: DragEvent| event.prevent_default()
            on:drop=dropped
        >
            <h2 class="dialog__title">"Keep list"</h2>
            <p>
                "Emails, account ids and group ids, one per line. Memberships of these people and groups cannot be selected in any file until you take them off this list. A line that begins with # is a comment."
            </p>
            <p class="sub">{move || where_saved(session)}</p>
            // Lines that are not saved yet are listed below the field, because typing must not move it.
            <div role="status" aria-label="Ignored lines">{move || (!edit.is_changed()).then(|| {
                view! { {ignored(session.keep.list().as_deref())} {use_ids(edit)} }
            })}</div>
            <textarea
                rows="9"
                spellcheck="false"
                autofocus
                aria-label="People and groups to keep"
                placeholder="boss@example.com"
                prop:value=move || edit.text.get()
                on:input:target=move |event| edit.write(event.target().value())
            ></textarea>
            <div class="actions">
            <label class="button button--file">
                <span>"Add a list file"</span>
                <input
                    type="file"
                    accept=".csv,.txt,.tsv,text/csv,text/plain"
                    on:change:target=move |event| {
                        if let Some(file) = event.target().files().and_then(|files| files.get(0)) {
                            edit.take_file(file);
                        }
                        event.target().set_value("");
                    }
                />
            </label>
            <button type="button" class="button" disabled=move || !has_list() on:click=move |_| edit.save_to_file()>"Save to a file"</button>
            <p class="sub">"For another address or browser: save the list to a file here and add the file there."</p>
            </div>
            <Alert what=edit.trouble />
            <div class="stack" role="status" aria-label="What the list keeps">
                {move || edit.brought.get().map(|words| view! { <p>{words}</p> })}
                {move || notes(edit)}
            </div>
            <Actions edit is_deletion_asked />
        </form>
        <DeleteQuestion is_asked=is_deletion_asked delete />
    }
}

#[component]
fn Actions(edit: Edit, is_deletion_asked: RwSignal<bool>) -> impl IntoView {
    let session = edit.session;
    let is_there = move || {
        match session.keep.known() {
            KeepListState::None | KeepListState::Opening => false,
            KeepListState::List { .. } => true,
            // If the storage did not open, nothing in it can be deleted.
            KeepListState::Unreadable(_) | KeepListState::Without(_) => session.storage.is_kept(),
        }
    };
    let can_save = move || edit.is_changed() && edit.text.with(|text| read(text).is_ok());
    view! {
        <div class="dialog__actions">
            <Show when=is_there>
                <button type="button" class="button" on:click=move |_| is_deletion_asked.set(true)>"Delete the list"</button>
            </Show>
            <button type="button" class="button" on:click=move |_| session.keep.close_dialog()>"Close"</button>
            <button type="submit" class="button button--primary" disabled=move || !can_save()>"Save list"</button>
        </div>
    }
}

/// Where the list is stored, and when it was saved.
fn where_saved(session: AppState) -> String {
    let (storage, known) = (session.storage.state(), session.keep.known());
    let where_it_is = match (storage, &known) {
        (StorageState::Not(StoreError::Unavailable), _) => {
            "This browser does not store data for this page, so the list applies to this visit only."
                .to_owned()
        }
        (StorageState::Not(_), _) => {
            "The browser's storage did not open, so the list applies to this visit only. If a list is saved, it applies again once the storage opens."
                .to_owned()
        }
        (_, KeepListState::List { kept: ListKept::Visit { .. }, .. }) => {
            "This list is not saved and applies to this visit only. To keep it, press \"Save list\"."
                .to_owned()
        }
        (_, KeepListState::None) => {
            format!("\"Save list\" saves it {}, for every file.", own_address().here())
        }
        (StorageState::Opening | StorageState::Kept(_), _) => {
            format!(
                "Saved {}, for every file. \"Start over\" does not delete it.",
                own_address().here()
            )
        }
    };
    let since = match (known, storage) {
        (KeepListState::List { list, .. }, _) => format!(" Changed {}.", when(list.changed)),
        (KeepListState::Unreadable(_) | KeepListState::Without(_), StorageState::Kept(_)) => {
            " The saved list cannot be read. Saving replaces it with this one.".to_owned()
        }
        (KeepListState::Unreadable(_) | KeepListState::Without(_), _)
        | (KeepListState::Opening | KeepListState::None, _) => String::new(),
    };
    let run = if session.has_run() {
        " The run in progress continues as it was confirmed. Rows that are not confirmed yet are checked against the list."
    } else {
        ""
    };
    format!("{where_it_is}{since}{run}")
}

/// The lines that were understood, those that were not, and the effect on the current file.
fn notes(edit: Edit) -> impl IntoView + use<> {
    let list = match edit.text.with(|text| read(text)) {
        Ok(list) => list,
        Err(KeepListError::Empty) => return ().into_any(),
        Err(why @ (KeepListError::NoEntry | KeepListError::OnlyMemberships)) => {
            return view! { <p class="note note--warn">{why.to_string()}</p> {use_ids(edit)} }
                .into_any();
        }
    };
    let changed = edit.is_changed();
    let unsaved = if changed { " Not saved yet." } else { "" };
    let strange = changed.then(|| view! { {ignored(Some(&list))} {use_ids(edit)} });
    let unusual = lines(
        "note note--warn",
        "Treated as an account id, although it does not look like one",
        &list.unusual,
    );
    view! {
        <p>{format!("{} understood.{unsaved}", in_words(list.named()))}</p>
        {strange}
        {unusual}
        {(!changed).then(|| in_file(edit.session))}
    }
    .into_any()
}

/// The lines of a list that protect nobody.
fn ignored(list: Option<&KeepList>) -> Option<impl IntoView + use<>> {
    let list = list?;
    let strange = "Ignored lines (not an email or an id)";
    let both = "Ignored lines (a person and a group in one line)";
    Some(view! {
        {lines("note note--warn", strange, &list.not_understood)}
        {lines("note note--warn", both, &list.memberships)}
    })
}

/// Group names that are in place of ids.
fn use_ids(edit: Edit) -> impl IntoView + use<> {
    let table = edit.session.table();
    let found = table.map(|table| edit.text.with(|text| groups_by_name(text, &table)));
    let button = |group: GroupByName| {
        let words = format!("Use the id of “{}”", text::shown(&group.name));
        let press = move |_| edit.write(group.put_into(&edit.text.get_untracked()));
        view! { <button type="button" class="button button--small" on:click=press>{words}</button> }
    };
    let buttons = found.into_iter().flatten().take(LISTED).map(button);
    view! { <div class="actions">{buttons.collect_view()}</div> }
}

/// The effect of the saved list on the current file.
fn in_file(session: AppState) -> impl IntoView + use<> {
    session.selection.with(|choice| {
        let Keep::On(kept) = choice.as_ref()?.keep() else {
            return None;
        };
        let rows = text::count(kept.rows().len(), "row", "rows");
        let by_entry = kept.rows_by_entry(choice.as_ref()?.table());
        let found = by_entry.iter().filter(|(_, rows)| *rows > 0);
        let found: Vec<String> = found
            .map(|(text, rows)| format!("{text}: {}", text::count(*rows, "row", "rows")))
            .collect();
        let again = kept.rows_counted_again(&by_entry);
        let missing = lines("note note--warn", "Not in this file", &kept.missing);
        Some(view! {
            <p>{format!("{rows} of this file protected.")}</p>
            {missing}
            {lines("note", "Protected by each entry", &found)}
            {(again > 0).then(|| view! {
                <p class="sub">"A row that several entries protect counts for each of them, so the sum of these counts is larger."</p>
            })}
        })
    })
}

/// A heading with a list of lines.
fn lines(class: &'static str, what: &str, lines: &[String]) -> Option<impl IntoView + use<>> {
    let heading = format!("{what} ({}):", text::number(lines.len()));
    let more = lines.len().saturating_sub(LISTED);
    let first: Vec<String> = lines.iter().take(LISTED).cloned().collect();
    (!first.is_empty()).then(|| {
        view! {
            <div class=class>
                <p>{heading}</p>
                <ul class="plain">
                    {first.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                    {(more > 0).then(|| view! { <li>{format!("and {} more", text::number(more))}</li> })}
                </ul>
            </div>
        }
    })
}
