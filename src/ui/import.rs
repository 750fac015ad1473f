//! Import: drop the export, see what was understood.

use std::cell::Cell;
use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use web_sys::{DragEvent, File};

use crate::browser::{Frame, read_file};
use crate::import::{ColumnMap, Role, SAMPLE, SAMPLE_NAME, Table, read};

use super::session::{FileState, Session, session};
use super::step::Step;
use super::steps::{Heading, NextBar};
use super::text;

/// Findings listed one by one under each title; the counts name them all.
const LISTED: usize = 5;

/// The step.
#[component]
pub(super) fn ImportScreen() -> impl IntoView {
    let session = session();
    let note = Signal::derive(move || match session.file.get() {
        FileState::Ready(table) => match table.unusable_count() {
            0 => format!("{} can be sent", text::count(table.len(), "row", "rows")),
            n => format!(
                "{} can be sent · {} left out",
                text::count(table.len() - n, "row", "rows"),
                text::number(n)
            ),
        },
        FileState::Reading { .. } => "Reading the file".into(),
        FileState::None | FileState::Refused { .. } => "Drop an export to go on".into(),
    });
    view! {
        <Heading
            title="Import the membership export"
            lead="The file is read in this page and stays here. Nothing is removed until you tick it, confirm it and press Remove."
        />
        <div class="body body--single">
            <DropZone />
            {move || match session.file.get() {
                FileState::None => view! { <HowToExport /> }.into_any(),
                FileState::Reading { name, read, size } => reading(&name, read, size).into_any(),
                FileState::Refused { name, why } => view! {
                    <div class="note note--stop" role="alert">
                        <b>{format!("{name} cannot be used.")}</b> " " {why}
                    </div>
                    <HowToExport />
                }.into_any(),
                FileState::Ready(table) => view! {
                    {understood(&table)}
                    <Columns />
                    {findings(&table)}
                }.into_any(),
            }}
        </div>
        <NextBar to=Step::Choose note />
    }
}

#[component]
fn DropZone() -> impl IntoView {
    let session = session();
    let over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            take(session, file);
        }
        // The same file can be chosen again after it was changed.
        input.set_value("");
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        let file = event
            .data_transfer()
            .and_then(|data| data.files())
            .and_then(|files| files.get(0));
        if let Some(file) = file.filter(|_| !session.is_locked()) {
            take(session, file);
        }
    };
    view! {
        <section
            class="drop"
            aria-label="File"
            data-over=move || over.get().to_string()
            on:dragover=move |event: DragEvent| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_: DragEvent| over.set(false)
            on:drop=dropped
        >
            <p class="drop__title">"Drop export-users.csv here"</p>
            <p class="sub">"as downloaded, or with the headings renamed to groupId and accountId"</p>
            <div class="drop__choices">
                <label class="button button--file">
                    <span>"Membership export"</span>
                    <input
                        type="file"
                        accept=".csv,.txt,.tsv,text/csv"
                        node_ref=input
                        disabled=move || session.is_locked()
                        on:change=chosen
                    />
                </label>
                <button
                    type="button"
                    class="button"
                    disabled=move || session.is_locked()
                    on:click=move |_| session.take_file(
                        read(SAMPLE_NAME, SAMPLE, None).map_err(|why| (SAMPLE_NAME.to_owned(), why.to_string())),
                    )
                >
                    "Use the sample"
                </button>
            </div>
            <p class="sub" hidden=move || !session.is_locked()>
                "A run has begun with this file. Start over (on Report) to import another."
            </p>
        </section>
    }
}

fn take(session: Session, file: File) {
    let name = file.name();
    let size = file.size();
    session.file.set(FileState::Reading {
        name: name.clone(),
        read: 0.0,
        size,
    });
    leptos::task::spawn_local(async move {
        let result = read_file(&file, progress(session, name.clone())).await;
        // Another file may have been dropped meanwhile: the last one counts.
        if session
            .file
            .with_untracked(|state| is_reading(state, &name))
        {
            session.take_file(result.map_err(|why| (name, why.to_string())));
        }
    });
}

/// Shows how far the file is read, once per frame.
fn progress(session: Session, name: String) -> impl Fn(f64) {
    let so_far = Rc::new(Cell::new(0.0));
    let shown = Rc::clone(&so_far);
    let frame = Frame::new(move || {
        session.file.update(|state| match state {
            FileState::Reading {
                name: current,
                read,
                ..
            } if *current == name => *read = shown.get(),
            FileState::Reading { .. }
            | FileState::None
            | FileState::Refused { .. }
            | FileState::Ready(_) => {}
        });
    });
    move |read| {
        so_far.set(read);
        frame.changed();
    }
}

fn is_reading(state: &FileState, wanted: &str) -> bool {
    matches!(state, FileState::Reading { name, .. } if name == wanted)
}

fn reading(name: &str, read: f64, size: f64) -> impl IntoView + use<> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bytes of a file"
    )]
    let (done, all) = (read as usize, size as usize);
    view! {
        <div class="panel panel--pad" role="status">
            <p>{format!("Reading {name}: {} of {}", text::bytes(done), text::bytes(all))}</p>
            <progress max=all.to_string() prop:value=read aria-label="Reading progress"></progress>
        </div>
    }
}

fn understood(table: &Table) -> impl IntoView + use<> {
    let facts = [
        ("Rows", table.len()),
        (
            "Groups",
            table
                .groups()
                .iter()
                .filter(|group| group.id.is_ok())
                .count(),
        ),
        (
            "People",
            table.users().iter().filter(|user| user.id.is_ok()).count(),
        ),
        ("Unusable", table.unusable_count()),
    ];
    view! {
        <section class="panel panel--pad" aria-label="File summary">
            <h2>{table.name().to_owned()} <span class="sub">{format!(" {}", text::bytes(table.size()))}</span></h2>
            <dl class="facts">
                {facts.map(|(word, n)| view! { <div><dt>{word}</dt><dd>{text::number(n)}</dd></div> })}
            </dl>
        </section>
    }
}

#[component]
fn Columns() -> impl IntoView {
    let session = session();
    let error = RwSignal::new(None::<String>);
    let change = move |role: Role, value: String| {
        let Some(table) = session.table() else { return };
        let mut columns: ColumnMap = table.columns().clone();
        columns.set(role, value.parse().ok());
        error.set(session.change_columns(columns).err().map(|_| {
            "Group id and User id need a column each, and not the same. The columns stay as they were.".to_owned()
        }));
    };
    view! {
        <section class="panel panel--pad" aria-label="Columns">
            <h2>"Columns"</h2>
            <p class="sub">"Found by their headings. All other columns pass through to the results file."</p>
            <div class="columns">
                {Role::CHANGEABLE.map(|role| view! { <ColumnChoice role change /> })}
            </div>
            {move || error.get().map(|why| view! { <p class="note note--stop" role="alert">{why}</p> })}
        </section>
    }
}

#[component]
fn ColumnChoice(
    role: Role,
    change: impl Fn(Role, String) + Send + Sync + 'static,
) -> impl IntoView {
    let session = session();
    let id = format!("column-{role:?}");
    let options = session.table().map(|table| {
        let current = table.columns().get(role);
        let headings = table.headings().iter().enumerate();
        headings
            .map(|(at, heading)| {
                let label = if heading.trim().is_empty() {
                    format!("Column {}", at + 1)
                } else {
                    heading.clone()
                };
                view! { <option value=at.to_string() selected=current == Some(at)>{label}</option> }
            })
            .collect_view()
    });
    let none = session
        .table()
        .is_some_and(|table| table.columns().get(role).is_none());
    view! {
        <div class="field">
            <label for=id.clone()>{role.label()}</label>
            <select
                id=id
                disabled=move || session.is_locked()
                on:change:target=move |event| change(role, event.target().value())
            >
                {(!role.is_needed() || none).then(|| view! { <option value="" selected=none>"(none)"</option> })}
                {options}
            </select>
        </div>
    }
}

fn findings(table: &Table) -> impl IntoView + use<> {
    let titles = table.findings().by_title();
    let groups = titles.into_iter().map(|(title, count, first)| {
        let left_out = first.kind.makes_unusable();
        let of_title = table.findings().all().iter().filter(|finding| finding.kind.title() == title);
        let lines: Vec<String> = of_title.take(LISTED)
            .map(|finding| format!("Row {}: {}", finding.row.in_spreadsheet(), finding.kind.clause()))
            .collect();
        let more = count.saturating_sub(lines.len());
        view! {
            <li>
                <p>
                    <b>{title}</b> " "
                    <span class="tag" data-tone=if left_out { "stop" } else { "warn" }>
                        {text::count(count, "row", "rows")}
                        {if left_out { " left out" } else { " kept in" }}
                    </span>
                </p>
                <ul class="plain sub">
                    {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                    {(more > 0).then(|| view! { <li>{format!("and {} more", text::number(more))}</li> })}
                </ul>
            </li>
        }
    }).collect_view();
    let none = table.findings().all().is_empty();
    view! {
        <section class="panel panel--pad" aria-label="Findings">
            <h2>"Findings"</h2>
            {none.then(|| view! { <p class="sub">"None: every row can be used."</p> })}
            <ul class="findings">{groups}</ul>
        </section>
    }
}

/// What to click in the admin console, in both user-management experiences.
#[component]
fn HowToExport() -> impl IntoView {
    view! {
        <section class="panel panel--pad" aria-label="How to export">
            <h2>"Where the file comes from"</h2>
            <ol class="recipe">
                <li>"Open " <b>"admin.atlassian.com"</b> " and choose the organization."</li>
                <li>
                    "Users under the tab " <b>"Directory"</b> ": press " <b>"⋯, Export users"</b>
                    ". Users under the site: press " <b>"Export users"</b> "."
                </li>
                <li>"Tick " <b>"Group membership"</b> " and " <b>"Pivot to column"</b> "."</li>
                <li>"Press " <b>"Export users"</b> ". The file comes by email."</li>
            </ol>
        </section>
    }
}
