//! Findings about rows, by kind, with links to these rows and the list of all findings.

use std::sync::Arc;

use groupsweep_core::choose::{Filter, FindingsFilter};
use groupsweep_core::import::{FileNote, Table, Titled};
use groupsweep_core::report::findings_csv;
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::downloads::{file_name, save};
use crate::ui::step::Step;
use crate::ui::text;

/// Maximum findings listed under each title. The counts include all.
const LISTED: usize = 5;

#[component]
pub(super) fn Findings(table: Arc<Table>) -> impl IntoView {
    let titles = table.findings().by_title(LISTED);
    let notes = table.notes();
    let none = titles.is_empty();
    let nothing = none && notes.is_empty();
    let kinds = titles.into_iter().map(kind).collect_view();
    let failed = RwSignal::new(false);
    let all = move |_| {
        let csv = findings_csv(&table);
        failed.set(!save(&file_name("findings", "csv"), "text/csv", &csv));
    };
    view! {
        <section class="panel" aria-label="Findings">
            <div class="panel__head">
                <h2>"Findings"</h2>
                {(!none).then(|| view! { <button type="button" class="button button--small" on:click=all>"Download findings"</button> })}
            </div>
            {nothing.then(|| view! { <p class="sub panel__foot">"No findings: every row can be used."</p> })}
            <ul class="findings">
                {notes.iter().map(note).collect_view()}
                {kinds}
            </ul>
            {move || failed.get().then(|| view! { <p class="note note--stop" role="alert">"The browser refused the download. Allow downloads for this page and press again."</p> })}
        </section>
    }
}

/// A finding about the whole file.
fn note(note: &FileNote) -> impl IntoView + use<> {
    view! {
        <li>
            <b class="findings__title">{note.title()}</b>
            <p class="sub findings__what">{text::shown(&note.sentence())}</p>
            <span class="tag" data-tone="warn">"the whole file"</span>
        </li>
    }
}

fn kind(titled: Titled) -> impl IntoView {
    let session = session();
    let Titled {
        title,
        left_out,
        rows,
        usable: kept,
        first,
    } = titled;
    let lines: Vec<String> = first
        .into_iter()
        .map(|finding| {
            format!(
                "Row {}: {}",
                finding.row.spreadsheet_row(),
                finding.kind.clause()
            )
        })
        .collect();
    let more = rows.saturating_sub(lines.len());
    let show = move |_| {
        session.view.set_filter(Filter {
            odd: Some(FindingsFilter::Titled(title)),
            ..Filter::default()
        });
        session.step.set(Step::Choose);
    };
    view! {
        <li>
            <b class="findings__title">{title}</b>
            <ul class="plain sub findings__what">
                {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                {(more > 0).then(|| view! { <li>{format!("and {} more", text::number(more))}</li> })}
            </ul>
            <span class="tag" data-tone=if left_out { "stop" } else { "warn" }>
                {text::count(rows, "row", "rows")}
                {match (left_out, kept) {
                    (true, _) => " left out".to_owned(),
                    (false, kept) if kept == rows => ", all usable".to_owned(),
                    // Duplicates are left out for that reason, and have their own title.
                    (false, 0) => String::new(),
                    (false, kept) => format!(", {} usable", text::number(kept)),
                }}
            </span>
            <button type="button" class="button button--small" on:click=show>"Show rows" <span class="hidden">{format!(" under {title}")}</span></button>
        </li>
    }
}
