//! The keep list's line on Import and Choose: what it protects, and the button that opens it.

use groupsweep_core::choose::{Keep, SelectionHistory};
use groupsweep_core::import::Role;
use leptos::prelude::*;

use crate::browser::own_address;
use crate::ui::app_state::{AppState, KeepListState, ListKept, UnreadableListError, session};
use crate::ui::text;

use super::when;

#[component]
pub(in crate::ui) fn KeepButton() -> impl IntoView {
    let session = session();
    view! {
        <button type="button" class="button" aria-haspopup="dialog" on:click=move |_| session.keep.open_dialog()>
            "Keep list"
        </button>
    }
}

/// The line about the list. On Choose it appears only for errors or deselected rows.
#[component]
pub(in crate::ui) fn KeepNote(
    /// Includes the button that opens the list, and is also shown without a list.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let session = session();
    let tone = move || match session.keep.known() {
        KeepListState::Unreadable(_) => "stop",
        _ if session.keep.has_unsaved_edit() => "warn",
        KeepListState::Without(_) => "warn",
        KeepListState::List { list, kept }
            if kept != ListKept::Saved || !list.not_understood.is_empty() =>
        {
            "warn"
        }
        KeepListState::Opening | KeepListState::None | KeepListState::List { .. } => "calm",
    };
    // Beside the table, the locks show what is protected. Only problems get a sentence.
    let is_shown = move || whole || tone() != "calm" || session.keep.unticked() > 0;
    let is_unreadable = move || matches!(session.keep.known(), KeepListState::Unreadable(_));
    view! {
        <Show when=is_shown>
            <section class="note note--line" data-tone=tone aria-label="Your keep list">
                <p role="status" aria-label="Keep list">{move || sentence(session, whole)}{move || session.keep.has_unsaved_edit().then_some(UNSAVED)}</p>
                <Show when=is_unreadable>
                    <button type="button" class="button button--small" on:click=move |_| session.go_without_keep_list()>"Go on without it"</button>
                </Show>
                {whole.then(|| view! { <KeepButton /> })}
            </section>
        </Show>
    }
}

/// The dialog was closed without "Save list".
const UNSAVED: &str = " Your changes to the keep list are not saved, so they have no effect. To apply them, open \"Keep list\" and press \"Save list\".";

/// The sentence. On Import it names entries that match nobody in the file, which may be typing errors.
fn sentence(session: AppState, names_missing: bool) -> String {
    match session.keep.known() {
        KeepListState::Opening => "Reading your keep list.".to_owned(),
        KeepListState::None => format!(
            "No keep list is saved {}. A keep list names people and groups whose memberships can never be selected.",
            own_address().here()
        ),
        KeepListState::Unreadable(why) => {
            let is_there = match why {
                UnreadableListError::Damaged(_) => "There is",
                UnreadableListError::NoAnswer | UnreadableListError::Storage(_) => "There may be",
            };
            format!(
                "{is_there} a keep list {}, but it cannot be read. {why} Nothing can be selected until you save a new list or go on without it.",
                own_address().here()
            )
        }
        KeepListState::Without(_) => {
            "Continuing without your keep list, because it could not be read. Nobody on it is protected."
                .to_owned()
        }
        KeepListState::List { list, kept } => {
            let entries = text::count(list.len(), "entry", "entries");
            let changed = format!("{entries}, changed {}", when(list.changed));
            let begin = match session.kept_rows() {
                Some(0) => format!("No row of this file is on your keep list ({changed})."),
                Some(rows) => format!(
                    "{} on your keep list and cannot be selected ({changed}).",
                    text::count(rows, "row is", "rows are")
                ),
                None => format!("Your keep list applies to every file ({changed})."),
            };
            let emails = match (list.named().emails, session.has_no_emails()) {
                (0, _) | (_, false) => String::new(),
                (emails, true) => format!(
                    " This file has no emails, so the {} on the list {} compared with the site's before the run.",
                    text::count(emails, "email", "emails"),
                    if emails == 1 { "is" } else { "are" }
                ),
            };
            let lost = match session.keep.unticked() {
                0 => String::new(),
                rows => format!(
                    " {}.",
                    text::count(rows, "of them was deselected", "of them were deselected")
                ),
            };
            let visit = match kept {
                ListKept::Saved => "",
                ListKept::Visit { over: None } => " It is not saved and applies to this visit only.",
                ListKept::Visit { over: Some(_) } => {
                    " Its last changes are not saved and apply to this visit only."
                }
            };
            let missing = match names_missing {
                true => not_in_file(&session.missing_entries()),
                false => String::new(),
            };
            let ignored = list.ignored_in_words();
            let ignored = ignored.map_or_else(String::new, |words| format!("{words} "));
            format!("{ignored}{begin}{emails}{lost}{visit}{missing}")
        }
    }
}

/// Maximum entries named. The dialog has more.
const NAMED: usize = 3;

/// ` 2 entries match nothing in this file: boss@exmaple.com, 712020:9.`
fn not_in_file(missing: &[String]) -> String {
    let named: Vec<String> = missing
        .iter()
        .take(NAMED)
        .map(|text| text::shown(text))
        .collect();
    let more = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {} more", text::number(more)),
    };
    match missing.len() {
        0 => String::new(),
        1 => format!(
            " 1 entry matches nothing in this file: {}.",
            named.join(", ")
        ),
        all => format!(
            " {} entries match nothing in this file: {}{more}.",
            text::number(all),
            named.join(", ")
        ),
    }
}

impl AppState {
    /// Entries of the list that match nothing in the current file. Empty without a list or a file. If the file has no
    /// emails, emails are left out, because they are compared with the site's later.
    fn missing_entries(self) -> Vec<String> {
        let has_no_emails = self.has_no_emails();
        self.selection
            .with(|choice| match choice.as_ref().map(SelectionHistory::keep) {
                Some(Keep::On(kept)) => {
                    let missing = kept.missing.iter();
                    let missing = missing.filter(|text| !(has_no_emails && text.contains('@')));
                    missing.cloned().collect()
                }
                Some(Keep::Off | Keep::Unknown) | None => Vec::new(),
            })
    }

    /// Whether there is a file without a column of emails.
    fn has_no_emails(self) -> bool {
        let table = self.table();
        table.is_some_and(|table| table.columns().get(Role::Email).is_none())
    }

    /// The number of rows of the current file that are on the list. `None` without a list or a file.
    pub(in crate::ui) fn kept_rows(self) -> Option<usize> {
        self.selection.with(|choice| match choice.as_ref()?.keep() {
            Keep::On(kept) => Some(kept.rows().len()),
            Keep::Off | Keep::Unknown => None,
        })
    }
}
