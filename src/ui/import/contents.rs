//! The usable rows of the file, by "last seen" and by status. Each figure opens its rows on Choose, and selects none.

use std::sync::Arc;

use groupsweep_core::choose::{Filter, LastSeenCounts, LastSeenFilter, rows_by_status};
use groupsweep_core::import::{Day, NameIndex, SeenIn, Table};
use leptos::prelude::*;

use crate::browser::wall_clock;
use crate::ui::app_state::{AppState, session};
use crate::ui::step::Step;
use crate::ui::text;
use crate::ui::widgets::SidePanel;

/// Maximum statuses listed. A file with more has another column taken for the status.
const LISTED: usize = 8;

#[component]
pub(super) fn Contents(table: Arc<Table>) -> impl IntoView {
    let usable = table.len() - table.unusable_count();
    let today = Day::of(text::READER.local(wall_clock()));
    let left_out = match table.unusable_count() {
        0 => String::new(),
        rows => format!(" {} left out.", text::number(rows)),
    };
    let name = format!("Ready to use: {}", text::count(usable, "row", "rows"));
    let seen = LastSeenCounts::of(&table, today).map(|counts| by_last_seen(&table, counts));
    let status = by_status(&table);
    view! {
        <SidePanel name>
            <section class="stack" aria-label="Ready to use">
                <div>
                    <h2>"Ready to use"</h2>
                    <p class="big">{text::number(usable)}</p>
                    <p class="sub">{format!("of {} in the file.{left_out}", text::count(table.len(), "row", "rows"))}</p>
                </div>
                {seen}
                {status}
            </section>
        </SidePanel>
    }
}

fn by_last_seen(table: &Table, counts: LastSeenCounts) -> impl IntoView + use<> {
    let session = session();
    let lines = [
        (
            format!("Since {}", counts.recent.in_words()),
            counts.in_recent,
        ),
        (
            format!(
                "{} to {}",
                counts.year.in_words(),
                counts.recent.days_before(1).in_words()
            ),
            counts.in_year,
        ),
        (format!("Before {}", counts.year.in_words()), counts.before),
        ("Never".to_owned(), counts.never),
        ("Not known".to_owned(), counts.unknown),
    ];
    let most = lines.iter().map(|(_, rows)| *rows).max().unwrap_or(0);
    let bars = lines
        .into_iter()
        .filter(|(name, rows)| *rows > 0 || name != "Not known")
        .map(|(name, rows)| bar(name, rows, most))
        .collect_view();
    let rows = counts.not_in_recent();
    // With only one such column there is no filter for "any".
    let place = match table.seen_headings().count() {
        1 => SeenIn::Column(0),
        _ => SeenIn::Any,
    };
    let show = move |_| {
        let mut filter = Filter::default();
        filter.set_seen(place, Some(LastSeenFilter::NotSince(counts.recent)));
        look(session, filter);
    };
    view! {
        <div class="stack">
            <h3>"Rows by last seen"</h3>
            <ul class="bars">{bars}</ul>
            {(rows > 0).then(|| view! {
                <button type="button" class="button" on:click=show>
                    {format!("Show {} not seen in 90 days", text::count(rows, "row", "rows"))}
                </button>
                <p class="sub">"Opens Choose with this filter. Nothing is selected for you."</p>
            })}
        </div>
    }
}

fn bar(name: String, rows: usize, most: usize) -> impl IntoView {
    let part = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
    view! {
        <li class="bar">
            <span class="bar__name">{name}</span>
            <span>{text::number(rows)}</span>
            <span class="meter" aria-hidden="true">
                {(rows > 0).then(|| view! { <span class="meter__fill" style:width=text::share(part(rows), part(most))></span> })}
            </span>
        </li>
    }
}

fn by_status(table: &Table) -> Option<impl IntoView + use<>> {
    let counts = rows_by_status(table);
    if counts.is_empty() || counts.len() > LISTED {
        return None;
    }
    let lines = counts
        .into_iter()
        .map(|(status, rows)| status_line(table, status, rows))
        .collect_view();
    Some(view! {
        <div>
            <h3>"Rows by user status"</h3>
            <ul class="shares">{lines}</ul>
        </div>
    })
}

fn status_line(table: &Table, status: NameIndex, rows: usize) -> impl IntoView + use<> {
    let session = session();
    let name = table.statuses().get(usize::from(status.0));
    let name = name.filter(|name| !name.is_empty());
    let name = name.map_or_else(|| "No status".to_owned(), |name| text::shown(name));
    let filter = Filter {
        status: Some(status),
        ..Filter::default()
    };
    view! {
        <li>
            <button type="button" class="link" title="Show these rows on Choose" on:click=move |_| look(session, filter.clone())>{name}</button>
            <span>{text::number(rows)}</span>
        </li>
    }
}

fn look(session: AppState, filter: Filter) {
    session.view.set_filter(filter);
    session.step.set(Step::Choose);
}
