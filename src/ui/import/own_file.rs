//! One of our own files: what it is, and the next step.

use std::sync::Arc;

use groupsweep_core::import::Table;
use groupsweep_core::plan::LeadsTo;
use groupsweep_core::report::wording::{damaged_rows, earlier_run};
use leptos::prelude::*;

use crate::ui::text;

use super::imported_report::Told;

#[component]
pub(super) fn OwnFilePanel(table: Arc<Table>) -> impl IntoView {
    let Some(leads) = LeadsTo::of(&table) else {
        return ().into_any();
    };
    let reports = matches!(leads, LeadsTo::Finishing { .. } | LeadsTo::Report { .. });
    let is_next = matches!(leads, LeadsTo::Report { .. });
    let cut_short = table.cut_short();
    let unknown = table
        .earlier_counts()
        .into_iter()
        .find(|(word, _)| word.is_none());
    let unknown = unknown.map(|(_, rows)| unknown_in_words(rows));
    view! {
        <section class="panel panel--pad stack" aria-label="Earlier run">
            <h2>{title(leads, cut_short.is_some())}</h2>
            <p>{next(leads)}</p>
            {cut_short.map(|short| view! { <p class="note note--warn">{short.sentence()}</p> })}
            {unknown.map(|words| view! { <p class="note note--warn">{words}</p> })}
            {damaged_rows(&table).map(|words| view! { <p class="note note--warn">{words}</p> })}
            {reports.then(|| view! { <Told table is_next /> })}
        </section>
    }
    .into_any()
}

fn title(leads: LeadsTo, is_cut_short: bool) -> String {
    match leads {
        LeadsTo::Report { action } if is_cut_short => {
            format!(
                "Results of an earlier {}: some rows are missing",
                earlier_run(action)
            )
        }
        LeadsTo::Adding { rows } => format!(
            "Restore file: add {}",
            text::count(rows, "membership", "memberships")
        ),
        LeadsTo::Finishing { action, rows: 0 } => format!(
            "Results of an earlier {}: no row can be used",
            earlier_run(action)
        ),
        LeadsTo::Finishing { action, rows } => format!(
            "Results of an earlier {}: finish {}",
            earlier_run(action),
            text::count(rows, "row", "rows")
        ),
        LeadsTo::Report { action } => {
            format!(
                "Results of an earlier {}: nothing to finish",
                earlier_run(action)
            )
        }
        LeadsTo::Unclear => "Results of an earlier run".to_owned(),
        LeadsTo::Practice => {
            "This file is from a practice run: nothing was changed on a site".to_owned()
        }
    }
}

/// The number of rows of our file with an unknown outcome.
fn unknown_in_words(rows: usize) -> String {
    format!(
        "{} an unknown value, or none, in the outcome or restore column. Such rows are not selected.",
        text::count(rows, "row has", "rows have")
    )
}

/// What the file contains, and what to do next.
fn next(leads: LeadsTo) -> &'static str {
    match leads {
        LeadsTo::Adding { rows: 0 } => "No row of this file can be added.",
        LeadsTo::Adding { .. } => {
            "The rows of this file are selected on Choose, to be added to their groups, except those that your keep list or your list of people holds back. They are checked against the site before anything is added."
        }
        LeadsTo::Finishing { rows: 0, .. } => {
            "The rows that the run did not finish cannot be used. Findings shows why."
        }
        LeadsTo::Finishing { .. } => {
            "The rows that the run did not finish are selected on Choose, except those that your keep list or your list of people holds back. Rows that the run finished or left out are not selected."
        }
        LeadsTo::Report { .. } => "Nothing in this file is left to do, so nothing is selected.",
        LeadsTo::Practice => {
            "Nothing is selected, and there is nothing to verify, undo or add back. To run the plan on your site, import the original export."
        }
        LeadsTo::Unclear => {
            "This file does not show whether its rows were to be removed or added: either no row is finished, or it has results of both. Nothing is selected. Choose what to remove."
        }
    }
}
