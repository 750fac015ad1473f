//! A list of people to keep, or of the only people who can be selected: pasted, or a file.

use std::sync::Arc;

use groupsweep_core::choose::{Filter, ListError, ListMode, Objection, PeopleFilter, PeopleList};
use groupsweep_core::import::GroupIndex;
use groupsweep_core::report::wording::deselected_by_list;
use groupsweep_sheet::fill;
use leptos::prelude::*;
use web_sys::{DragEvent, File};

use crate::browser::read_small_file;
use crate::ui::app_state::{AppState, Deselected, session};
use crate::ui::text;
use crate::ui::widgets::{Alert, Menu};

/// Maximum entries named. The others are counted.
const NAMED: usize = 5;

const RUN_HAS_BEGUN: &str = "The list was not used, because a run has begun.";
const NO_FILE: &str = "The list was not used, because no file is imported. Import a file, then choose the list again.";

/// What the menu does with a list of people.
#[derive(Clone, Copy)]
struct Laying {
    session: AppState,
    /// The use that is chosen before there is a list.
    first_use: RwSignal<ListMode>,
    trouble: RwSignal<Option<String>>,
    /// Groups of the file whose ids the last list contained instead of people.
    groups: RwSignal<Vec<GroupIndex>>,
}

impl Laying {
    /// The use of the current list, or of the next one.
    fn what(self) -> ListMode {
        guard_use(self.session).unwrap_or_else(|| self.first_use.get())
    }

    fn apply(self, list: Result<PeopleList, ListError>) {
        self.lay_as(list, untrack(|| self.what()));
    }

    fn lay_as(self, list: Result<PeopleList, ListError>, what: ListMode) {
        self.groups.set(Vec::new());
        let list = list.map_err(|why| why.to_string());
        self.say(list.and_then(|list| self.lay(list, what)).err());
    }

    /// Applies a list to the current file. There may be another file, or none, since the step was drawn.
    fn lay(self, list: PeopleList, what: ListMode) -> Result<(), String> {
        if self.session.has_run_untracked() {
            return Err(RUN_HAS_BEGUN.to_owned());
        }
        let table = self
            .session
            .selection
            .with_untracked(|choice| choice.as_ref().map(|choice| Arc::clone(choice.table())));
        let table = table.ok_or(NO_FILE)?;
        let guard = PeopleFilter::of(&table, &Arc::new(list), what);
        match guard.objection() {
            None => {
                set_guard(self.session, Some(guard));
                Ok(())
            }
            Some(why) => {
                if why == Objection::OnlyGroups {
                    self.groups.set(guard.groups);
                }
                Err(why.sentence())
            }
        }
    }

    /// Shows an error in the menu or, if the menu is gone, above the current step.
    fn say(self, trouble: Option<String>) {
        if let Some(late) = self.trouble.try_set(trouble) {
            let laid = || {
                let does = untrack(|| does(self.session))?;
                let lost = untrack(|| deselected(self.session)).unwrap_or_default();
                Some(
                    format!("List of people: {does} {lost}")
                        .trim_end()
                        .to_owned(),
                )
            };
            self.session.file.notice().set(late.or_else(laid));
        }
    }

    /// Sets the group filter to the groups in the list.
    fn show_groups(self) {
        let groups = self.groups.get_untracked();
        self.groups.set(Vec::new());
        self.trouble.set(None);
        self.session.view.set_filter(Filter {
            groups: fill(groups),
            ..Filter::default()
        });
    }

    fn take_file(self, file: File) {
        let task = self.session.selection.begin_list_file();
        let asked = untrack(|| self.what());
        leptos::task::spawn_local(async move {
            let read = read_small_file(&file).await;
            if !task.is_latest() {
                return;
            }
            match read {
                Ok(bytes) => self.apply_late(&bytes, asked),
                Err(why) => self.say(Some(why.to_owned())),
            }
        });
    }

    /// Applies a list that was read from a file. If the step is gone by now, the use chosen with the file counts.
    fn apply_late(self, bytes: &[u8], asked: ListMode) {
        let laid = untrack(|| guard_use(self.session));
        let what = laid.or_else(|| self.first_use.try_get_untracked());
        self.lay_as(PeopleList::of_bytes(bytes), what.unwrap_or(asked));
    }

    fn drop(self, event: &DragEvent) {
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            self.take_file(file);
        }
    }

    /// Changes the use. If there is a list, this takes effect at once.
    fn change_use(self, wanted: ListMode) {
        self.first_use.set(wanted);
        let known = self.session.selection.with_untracked(|choice| {
            let guard = choice.as_ref()?.guard()?;
            Some(PeopleList::clone(&guard.list))
        });
        if let Some(list) = known {
            self.lay_as(Ok(list), wanted);
        }
    }
}

#[component]
pub(super) fn PeopleList() -> impl IntoView {
    let session = session();
    let pasted = RwSignal::new(String::new());
    let laying = Laying {
        session,
        first_use: RwSignal::new(ListMode::Keep),
        trouble: RwSignal::new(None),
        groups: RwSignal::new(Vec::new()),
    };
    let radio = move |wanted: ListMode, label: &'static str| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="list-use"
                    disabled=move || session.has_run()
                    prop:checked=move || laying.what() == wanted
                    on:change=move |_| laying.change_use(wanted)
                />
                {label}
            </label>
        }
    };
    let label = Signal::derive(move || {
        match guard_use(session) {
            None => "List of people",
            Some(ListMode::Keep) => "List of people: these are kept",
            Some(ListMode::Only) => "List of people: only these",
        }
        .to_owned()
    });
    view! {
        <div on:dragover=move |event: DragEvent| event.prevent_default() on:drop=move |event| laying.drop(&event)>
        <Menu label>
            <div class="menu__list menu__list--wide stack">
                <p class="sub">"Emails or account ids, one per line, or a file with the heading email or User id. Lines that begin with # are ignored. Press Use this list, then Select shown. The list limits what can be selected."</p>
                {radio(ListMode::Keep, "Keep these people: their rows cannot be selected")}
                {radio(ListMode::Only, "Only these people: no other row can be selected")}
                <textarea
                    rows="4"
                    aria-label="Emails or account ids"
                    placeholder="bo@example.com"
                    disabled=move || session.has_run()
                    prop:value=move || pasted.get()
                    on:input:target=move |event| pasted.set(event.target().value())
                ></textarea>
                <div class="actions">
                    <button
                        type="button"
                        class="button"
                        disabled=move || session.has_run() || pasted.with(|text| text.trim().is_empty())
                        on:click=move |_| laying.apply(pasted.with_untracked(|text| PeopleList::read(text)))
                    >
                        "Use this list"
                    </button>
                    <label class="button button--file">
                        <span>"List file"</span>
                        <input
                            type="file"
                            accept=".csv,.txt,.tsv,text/csv,text/plain"
                            disabled=move || session.has_run()
                            on:change:target=move |event| {
                                if let Some(file) = event.target().files().and_then(|files| files.get(0)) {
                                    laying.take_file(file);
                                }
                                event.target().set_value("");
                            }
                        />
                    </label>
                    <Show when=move || guard_use(session).is_some()>
                        <button type="button" class="button" disabled=move || session.has_run() on:click=move |_| set_guard(session, None)>"Clear the list"</button>
                    </Show>
                </div>
                <Alert what=laying.trouble />
                <Show when=move || laying.groups.with(|groups| !groups.is_empty())>
                    <div class="actions">
                        <button type="button" class="button" on:click=move |_| laying.show_groups()>"Show only these groups"</button>
                    </div>
                </Show>
                <div class="stack" role="status" aria-label="List">{move || summary(session)}</div>
            </div>
        </Menu>
        </div>
    }
}

fn guard_use(session: AppState) -> Option<ListMode> {
    session
        .selection
        .with(|choice| choice.as_ref()?.guard().map(|guard| guard.what))
}

fn set_guard(session: AppState, guard: Option<PeopleFilter>) {
    let before = session.selection.remembered_untracked();
    super::selection_bar::change(session, |choice| choice.set_guard(guard));
    let lost = before.saturating_sub(session.selection.remembered_untracked());
    if lost > 0 {
        session.selection.note_deselected(Deselected::ByList(lost));
    }
    session.view.redraw();
}

/// The rows that the list has just deselected.
fn deselected(session: AppState) -> Option<String> {
    match session.selection.deselected()? {
        Deselected::ByList(rows) => Some(deselected_by_list(rows)),
        Deselected::BySwitch(..) => None,
    }
}

/// Which people of the list are in the file, and the effect.
fn does(session: AppState) -> Option<String> {
    session.selection.with(|choice| {
        let choice = choice.as_ref()?;
        Some(choice.guard()?.sentence(choice.tickable().len()))
    })
}

/// The effect of the list, and its lines that could not be read.
fn summary(session: AppState) -> Option<impl IntoView + use<>> {
    let (does, deselected) = (does(session), deselected(session));
    session.selection.with(|choice| {
        let guard = choice.as_ref()?.guard()?;
        let missing = named("Not in this file", &guard.missing);
        let strange = named(
            "Lines without an email or an id",
            &guard.list.not_understood,
        );
        Some(view! {
            <p>{does}</p>
            {deselected.map(|words| view! { <p class="note note--warn">{words}</p> })}
            {guard.other_ids_in_words().map(|words| view! { <p class="sub">{words}</p> })}
            {guard.ignored_groups_in_words().map(|words| view! { <p class="note note--warn">{words}</p> })}
            {missing.map(|words| view! { <p class="note note--warn">{words}</p> })}
            {strange.map(|words| view! { <p class="note note--warn">{words}</p> })}
        })
    })
}

fn named(what: &str, names: &[String]) -> Option<String> {
    let more = names.len().saturating_sub(NAMED);
    let first = names
        .iter()
        .take(NAMED)
        .map(|name| text::shown(name))
        .collect::<Vec<_>>()
        .join("; ");
    let rest = if more > 0 {
        format!(" and {} more", text::number(more))
    } else {
        String::new()
    };
    (!names.is_empty()).then(|| format!("{what} ({}): {first}{rest}", text::number(names.len())))
}
