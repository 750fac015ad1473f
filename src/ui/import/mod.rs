//! Import: drop the export, see what was understood.

mod drop;
mod earlier;
mod past;
mod understood;

use leptos::prelude::*;

use super::session::{FileState, session};
use super::step::Step;
use super::steps::{Heading, NextBar};
use super::text;

use drop::{DropZone, reading};
use earlier::Earlier;
use past::PastRuns;
use understood::{Columns, findings, understood};

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
            <PastRuns />
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
                    <Earlier table=std::sync::Arc::clone(&table) />
                    <Columns />
                    {findings(&table)}
                }.into_any(),
            }}
        </div>
        <NextBar to=Step::Choose note />
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
