//! Import: the drop zone, and a summary of the file.

mod columns;
mod contents;
mod drop;
mod file_intake;
mod file_summary;
mod findings;
mod how_to_export;
mod imported_report;
mod missing_needs;
mod own_file;
mod past_runs;
mod sealed;

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::journal::RunHeader;
use groupsweep_core::plan::LeadsTo;
use leptos::prelude::*;

use super::app_state::{AppState, FileStatus, ProposalSource, session};
use super::draft::Recalled;
use super::keep::KeepNote;
use super::load::{GroupIds, LoadSection};
use super::step::Step;
use super::steps::{Heading, NextBar};
use super::text;
use super::widgets::Alert;

use columns::{Columns, ColumnsToMap, LastColumn};
use contents::Contents;
use drop::{DropZone, Reading};
use findings::Findings;
use how_to_export::HowToExport;
pub(super) use imported_report::Held;
use missing_needs::MissingNeeds;
use own_file::OwnFilePanel;
use past_runs::PastRuns;
pub(super) use past_runs::{changed_later, read_back};
use sealed::Sealed;

#[component]
pub(super) fn ImportScreen() -> impl IntoView {
    let session = session();
    provide_context(LastColumn::new());
    let sealed = move || match session.check.source() {
        ProposalSource::Sealed(sealed) => Some(sealed),
        ProposalSource::Ticks | ProposalSource::Back { .. } => None,
    };
    let question = move || session.file.question().filter(|_| !session.has_run());
    let has_open_run = Memo::new(move |_| has_open_run(session));
    let note = Signal::derive(move || match session.file.status() {
        FileStatus::Reading { .. } => "Reading the file".into(),
        _ if question().is_some() => "Choose the columns to continue".into(),
        FileStatus::None if sealed().is_some() => "Sealed plan: all of these rows or none".into(),
        FileStatus::Ready(table)
            if matches!(
                LeadsTo::of(&table),
                Some(LeadsTo::Report { .. } | LeadsTo::Practice)
            ) =>
        {
            "Nothing is left to do".into()
        }
        // Such a file selects its rows by itself.
        FileStatus::Ready(table) if LeadsTo::of(&table).is_some() => format!(
            "{} of {} selected",
            text::number(session.chosen()),
            text::count(table.len(), "row", "rows")
        ),
        FileStatus::Ready(table) => match table.unusable_count() {
            0 => format!("{} ready", text::count(table.len(), "row", "rows")),
            n => format!(
                "{} ready · {} left out",
                text::count(table.len() - n, "row", "rows"),
                text::number(n)
            ),
        },
        FileStatus::None | FileStatus::Refused { .. } if session.has_run() => {
            "A run is open in this tab. Continue on Run or Report".into()
        }
        FileStatus::None | FileStatus::Refused { .. } if has_open_run.get() => {
            "Resume the unfinished run above, or drop an export".into()
        }
        FileStatus::None | FileStatus::Refused { .. } => {
            "Drop an export or load groups from the site to continue".into()
        }
    });
    let is_reading = Memo::new(move |_| {
        session
            .file
            .with_status(|status| matches!(status, FileStatus::Reading { .. }))
    });
    let is_finished = Memo::new(move |_| {
        let table = session.table();
        let leads = table.and_then(|table| LeadsTo::of(&table));
        !session.has_run() && matches!(leads, Some(LeadsTo::Report { .. } | LeadsTo::Practice))
    });
    let has_nothing = Memo::new(move |_| {
        matches!(
            session.file.status(),
            FileStatus::None | FileStatus::Refused { .. }
        ) && sealed().is_none()
    });
    view! {
        <div class="split split--page">
            <div class="split__main">
                <Heading
                    title="Import your user export"
                    lead="The file is read in this page and is not uploaded. Nothing changes on your site until you select rows and confirm."
                />
                <div class="body import">
                    // An interrupted run comes first.
                    {move || has_open_run.get().then(|| view! { <PastRuns /> })}
                    <MissingNeeds />
                    <div class="intake">
                        <DropZone />
                        <Show when=move || has_nothing.get()><HowToExport /></Show>
                    </div>
                    <Alert what=session.file.not_taken() />
                    <Show when=move || is_reading.get()><Reading /></Show>
                    {move || match (is_reading.get(), question(), sealed()) {
                        (true, ..) => ().into_any(),
                        (false, Some(to_map), _) => view! { <ColumnsToMap to_map /> }.into_any(),
                        (false, None, Some(sealed)) => view! { <Sealed sealed /> }.into_any(),
                        (false, None, None) => found(session.file.status()),
                    }}
                    <div class="import__more">
                        <KeepNote whole=true />
                        <LoadSection />
                    </div>
                    {move || (!has_open_run.get()).then(|| view! { <PastRuns /> })}
                </div>
            </div>
            {move || session.table().filter(|_| question().is_none()).map(|table| view! { <Contents table /> })}
        </div>
        {move || match (question(), sealed(), is_finished.get()) {
            // The panel has the next step: the file's columns, or back to the previous file.
            (Some(_), ..) => view! { <NextBar note /> }.into_any(),
            (None, Some(_), _) => view! { <NextBar to=Step::Connect note /> }.into_any(),
            // The file's own panel has the next step: its report.
            (None, None, true) => view! { <NextBar note /> }.into_any(),
            (None, None, false) => view! { <NextBar to=Step::Choose note /> }.into_any(),
        }}
    }
}

/// The result of reading the file.
fn found(state: FileStatus) -> AnyView {
    match state {
        FileStatus::None | FileStatus::Reading { .. } => ().into_any(),
        FileStatus::Refused { name, why } => view! {
            <div class="note note--stop" role="alert">
                <b>{format!("{} cannot be used.", text::shown(&name))}</b> " " {why}
            </div>
        }
        .into_any(),
        FileStatus::Ready(table) => view! {
            <Recalled />
            <OwnFilePanel table=Arc::clone(&table) />
            <Findings table=Arc::clone(&table) />
            <Columns table=Arc::clone(&table) />
            <GroupIds table />
        }
        .into_any(),
    }
}

/// Whether a stored run has rows left, and no run is in the page.
fn has_open_run(session: AppState) -> bool {
    let is_open = |heads: &[Rc<RunHeader>]| heads.iter().any(|head| head.has_work_left());
    !session.has_run() && session.stored_runs.with_heads(is_open)
}
