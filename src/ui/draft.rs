//! The selection outlives a reload. It is stored in this browser until a run begins or the admin starts over, and
//! restored when the same file is dropped again.

use std::sync::Arc;

use groupsweep_core::choose::{Keep, ListMode, PeopleFilter, SavedSelection, SelectionHistory};
use groupsweep_core::domain::{Action, Span, Timestamp};
use groupsweep_core::import::{FileKind, Table};
use groupsweep_core::journal::{read_draft, write_draft};
use groupsweep_core::report::wording::{deselected_by_reading, restored_rows};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;

use super::app_state::{AppState, RestoredSelection, session};
use super::text;

/// The selection is stored after this pause, so that a range that is selected row by row takes one write.
const REST: Span = Span(300);

impl AppState {
    /// Stores the selection after a pause.
    pub(super) fn keep_draft(self) {
        let task = self.selection.begin_draft();
        leptos::task::spawn_local(async move {
            BrowserClock.sleep(REST).await;
            // A later change stores it, and a run that has begun has its own record.
            if task.is_latest() && !self.has_run_untracked() {
                self.write_draft().await;
            }
        });
    }

    async fn write_draft(self) {
        let draft = self
            .selection
            .with_untracked(|choice| SavedSelection::of(choice.as_ref()?, BrowserClock.now()));
        let bytes = draft.as_ref().map(write_draft);
        if let Some(store) = self.storage.store() {
            // If it cannot be stored, a reload shows nothing selected, which is clear enough.
            let _ = store.keep_draft(bytes.as_deref()).await;
        }
    }

    /// Deletes the stored selection.
    pub(super) fn forget_draft(self) {
        self.selection.end_draft();
        self.selection.note_restored(RestoredSelection::None);
        if let Some(store) = self.storage.store() {
            leptos::task::spawn_local(async move {
                let _ = store.keep_draft(None).await;
            });
        }
    }

    /// Restores the selection of this file, if nothing was selected since it was dropped.
    pub(super) fn recall_draft(self) {
        let (Some(store), Some(table)) = (self.storage.store(), self.file.table_untracked()) else {
            return;
        };
        // One of our own files says itself what to select.
        if table.origin() != FileKind::Export {
            return;
        }
        leptos::task::spawn_local(async move {
            let bytes = store.draft().await.ok().flatten();
            let draft = bytes.and_then(|bytes| read_draft(&bytes).ok());
            if let Some(draft) = draft.filter(|_| self.is_untouched(&table)) {
                self.apply(&draft, &table);
            }
        });
    }

    fn apply(self, draft: &SavedSelection, table: &Arc<Table>) {
        let Some(choice) = draft.choice(table) else {
            if draft.is_of(table) {
                self.selection.note_restored(RestoredSelection::Differs);
            }
            if let Some(list) = draft.list_on(table) {
                self.lay_list(list, draft.is_of(table));
            }
            return;
        };
        let listed = choice.guard().map(|guard| guard.people);
        let before = choice.selection().len();
        self.put_choice(choice);
        // Counted with the keep list over them: it may have been changed since. As long as it is not known they
        // wait for it, and are not lost.
        let rows = self.selection.with_untracked(|choice| match choice {
            Some(choice) if !matches!(choice.keep(), Keep::Unknown) => choice.selection().len(),
            Some(_) | None => before,
        });
        self.selection.note_restored(RestoredSelection::Ticked {
            at: draft.at,
            action: draft.action,
            rows,
            listed,
        });
        self.view.redraw();
    }

    /// Lays a list over a file that it was not made for, or that has `changed` since: it names people, so it holds here
    /// too.
    pub(super) fn lay_list(self, list: PeopleFilter, changed: bool) {
        self.selection.note_restored(RestoredSelection::ListOnly {
            people: list.people,
            what: list.what,
            changed,
        });
        self.selection.change(|choice| choice.set_guard(Some(list)));
        self.view.redraw();
    }

    /// Whether this is still the file at hand, with nothing chosen in it.
    fn is_untouched(self, table: &Arc<Table>) -> bool {
        let is_new = |choice: &SelectionHistory| {
            Arc::ptr_eq(choice.table(), table) && !choice.can_undo() && choice.guard().is_none()
        };
        let untouched = self
            .selection
            .with_untracked(|choice| choice.as_ref().is_some_and(is_new));
        untouched && !self.has_run_untracked()
    }

    /// Deselects everything, in a step that can be undone. The list of people stays.
    fn clear_selection(self) {
        if self.has_run_untracked() {
            return;
        }
        self.selection.change(SelectionHistory::clear);
        self.selection.note_restored(RestoredSelection::None);
        // At once: a reload must not bring back what was just dropped.
        self.selection.end_draft();
        leptos::task::spawn_local(async move { self.write_draft().await });
    }
}

/// Says that rows are ticked which nobody ticked since the page was loaded.
#[component]
pub(super) fn Recalled() -> impl IntoView {
    let session = session();
    move || match session.selection.restored() {
        RestoredSelection::None => ().into_any(),
        RestoredSelection::Differs => view! {
            <p class="note note--warn" role="status">
                "Your earlier selection no longer matches this file, so nothing is selected."
            </p>
        }
        .into_any(),
        RestoredSelection::Fewer { rows } => view! {
            <p class="note note--warn" role="status">{deselected_by_reading(rows)}</p>
        }
        .into_any(),
        RestoredSelection::ListOnly {
            people,
            what,
            changed,
        } => {
            let nothing = match changed {
                true => "This file has changed since, so nothing is selected. ",
                false => "",
            };
            let list = list_still_applies(people, what);
            view! { <p class="note note--warn" role="status">{format!("{nothing}{list}")}</p> }
                .into_any()
        }
        RestoredSelection::Ticked {
            at,
            action,
            rows,
            listed,
        } => {
            let sentence = sentence(at, action, rows, listed);
            view! {
                <div class="note note--warn note--line" role="status" aria-label="Selection from an earlier visit">
                    <p>{sentence}</p>
                    <button
                        type="button"
                        class="button button--small"
                        disabled=move || session.has_run()
                        on:click=move |_| session.clear_selection()
                    >
                        "Clear the selection"
                    </button>
                </div>
            }
            .into_any()
        }
    }
}

fn sentence(at: Timestamp, action: Action, rows: usize, listed: Option<usize>) -> String {
    let ticked = restored_rows(action, rows);
    let list = match listed {
        None => String::new(),
        Some(people) => format!(
            " Your list of people applies again: {}.",
            text::count(people, "person in this file", "people in this file")
        ),
    };
    format!(
        "Your selection of {} was restored: {ticked}.{list}",
        text::day_and_time(at)
    )
}

fn list_still_applies(people: usize, what: ListMode) -> String {
    let on_it = text::count(people, "person in this file is", "people in this file are");
    match (people, what) {
        (0, ListMode::Keep) => {
            "Your list of people still applies. Nobody in this file is on it.".to_owned()
        }
        (0, ListMode::Only) => {
            "Your list of people still applies. Nobody in this file is on it, so no row can be selected. To select rows, clear the list on Choose.".to_owned()
        }
        (_, ListMode::Keep) => {
            format!("Your list of people still applies: {on_it} on it. Their rows cannot be selected.")
        }
        (_, ListMode::Only) => {
            format!("Your list of people still applies: {on_it} on it. Only their rows can be selected.")
        }
    }
}
