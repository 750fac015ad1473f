//! The table of memberships and its ticks.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::RowNo;
use crate::import::{Row, Table};
use crate::ui::parts::{Column, Rows, Tick};
use crate::ui::session::session;
use crate::ui::text;

use super::filters::Filters;
use super::ticking::{Buttons, change};

const COLUMNS: [Column; 4] = [
    Column {
        title: "User",
        class: "cell cell--who",
    },
    Column {
        title: "Group",
        class: "cell",
    },
    Column {
        title: "User status",
        class: "cell cell--tag",
    },
    Column {
        title: "Last seen",
        class: "cell cell--wide",
    },
];

#[component]
pub(super) fn Memberships(table: Arc<Table>) -> impl IntoView {
    let session = session();
    let table = StoredValue::new(table);
    let shown = Memo::new(move |_| {
        table.with_value(|table| Arc::new(session.filter.with(|filter| filter.shown(table))))
    });
    let count = Signal::derive(move || shown.with(|shown| shown.len()));
    let key = Callback::new(move |at: usize| {
        shown.with(|shown| shown.get(at).map_or(0, |row| u64::from(row.0)))
    });
    let cells = Callback::new(move |key| table.with_value(|table| row_cells(table, row_no(key))));
    let tick = Tick {
        is: Callback::new(move |key| {
            session.choice.with(|choice| {
                choice
                    .as_ref()
                    .is_some_and(|choice| choice.selection().contains(row_no(key)))
            })
        }),
        set: Callback::new(move |(key, ticked)| {
            change(session, |choice| choice.set([row_no(key)], ticked))
        }),
        label: Callback::new(move |key| table.with_value(|table| label(table, row_no(key)))),
        enabled: Callback::new(move |key| {
            !session.is_locked()
                && table.with_value(|table| table.row(row_no(key)).is_some_and(|row| row.usable))
        }),
    };
    let status = move || {
        table.with_value(|table| {
            let narrowed = session
                .filter
                .with(|filter| if filter.is_open() { "" } else { " · filtered" });
            format!(
                "{} of {} shown{narrowed}",
                text::number(count.get()),
                text::count(table.len(), "row", "rows")
            )
        })
    };
    view! {
        <div class="panel">
            <Filters table />
            <Buttons shown />
            <Rows
                name="Memberships"
                role="grid"
                class="rows--memberships"
                columns=&COLUMNS
                count
                key
                cells
                tick
                empty="No row matches. Change the search or the filters."
            />
            <p class="panel__foot sub" role="status">{status}</p>
        </div>
    }
}

fn row_no(key: u64) -> RowNo {
    RowNo(u32::try_from(key).unwrap_or(u32::MAX))
}

fn label(table: &Table, row: RowNo) -> String {
    let Some(entry) = table.row(row) else {
        return String::new();
    };
    let user = table.user(entry.user).map_or("", |user| &user.name);
    let group = table.group(entry.group).map_or("", |group| &group.name);
    format!("{user}, {group}, row {}", row.in_spreadsheet())
}

fn row_cells(table: &Table, row: RowNo) -> Vec<AnyView> {
    let Some(entry) = table.row(row) else {
        return Vec::new();
    };
    let user = table.user(entry.user);
    let name = user.map_or_else(String::new, |user| user.name.clone());
    let email = user.map_or_else(String::new, |user| user.email.clone());
    let group = table
        .group(entry.group)
        .map_or_else(String::new, |group| group.name.clone());
    let seen = last_seen(table, row);
    vec![
        view! { <span class="line">{name}</span><span class="line sub">{email}</span> }.into_any(),
        view! { <span class="line" title=group.clone()>{group.clone()}</span> }.into_any(),
        tag(table, row, entry),
        view! { <span class="line sub">{seen}</span> }.into_any(),
    ]
}

/// The user status, or why the row cannot be used.
fn tag(table: &Table, row: RowNo, entry: &Row) -> AnyView {
    let status = table.status(entry.status).to_owned();
    if entry.usable {
        let tone = if status.eq_ignore_ascii_case("active") {
            "calm"
        } else {
            "warn"
        };
        view! { <span class="tag" data-tone=tone hidden=status.is_empty()>{status.clone()}</span> }
            .into_any()
    } else {
        let why = table
            .findings()
            .of_row(row)
            .iter()
            .find(|finding| finding.kind.makes_unusable());
        view! { <span class="tag" data-tone="stop">{why.map_or("Unusable", |finding| finding.kind.title())}</span> }.into_any()
    }
}

/// The first date in the file's last-seen columns, or what the first of them says.
fn last_seen(table: &Table, row: RowNo) -> String {
    let columns: Vec<usize> = table.last_seen_columns().map(|(at, _)| at).collect();
    if columns.is_empty() {
        return String::new();
    }
    let cells = table.cells(row);
    let seen = columns.iter().filter_map(|at| cells.get(*at));
    let dated = seen
        .clone()
        .find(|cell| cell.bytes().any(|b| b.is_ascii_digit()));
    dated
        .or_else(|| seen.clone().next())
        .cloned()
        .unwrap_or_default()
}
