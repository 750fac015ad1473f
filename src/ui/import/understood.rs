//! What was understood of the file: the summary, the columns, the findings.

use leptos::prelude::*;

use crate::ui::parts::Alert;

use crate::import::{ColumnMap, Refusal, Role, Table};
use crate::ui::session::{Session, session};
use crate::ui::text;

/// Findings listed one by one under each title; the counts name them all.
const LISTED: usize = 5;

pub(super) fn understood(table: &Table) -> impl IntoView + use<> {
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
pub(super) fn Columns() -> impl IntoView {
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
            <Alert what=error />
        </section>
    }
}

impl Session {
    /// Reads the file again with other columns.
    fn change_columns(self, columns: ColumnMap) -> Result<(), Refusal> {
        let Some(table) = self.table() else {
            return Ok(());
        };
        let changed = table.with_columns(columns)?;
        self.take_file(Ok(changed));
        Ok(())
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

pub(super) fn findings(table: &Table) -> impl IntoView + use<> {
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
