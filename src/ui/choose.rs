//! Choose: filters, the table, and what the ticks will change.

use std::sync::Arc;

use leptos::prelude::*;

use crate::choose::{Choice, Filter, WhatWillChange};
use crate::domain::RowNo;
use crate::import::{GroupIx, StatusIx, Table};

use super::parts::{Column, Rows, Tick};
use super::session::{Session, session};
use super::step::Step;
use super::steps::{Heading, NextBar};
use super::text;

/// Bars and people listed beside the table; the sentence under them names the rest.
const LISTED: usize = 50;

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

/// The step.
#[component]
pub(super) fn ChooseScreen() -> impl IntoView {
    let session = session();
    let note = Signal::derive(move || {
        let unusable = session.table().map_or(0, |table| table.unusable_count());
        let left_out = if unusable > 0 {
            format!(
                " · {} left out",
                text::count(unusable, "unusable row", "unusable rows")
            )
        } else {
            String::new()
        };
        match session.selected() {
            0 => format!("Tick what is to be removed{left_out}"),
            n => format!("{} selected{left_out}", text::number(n)),
        }
    });
    view! {
        <Heading
            title="Choose who leaves which group"
            lead="Ticked memberships will be removed. Accounts stay; so do permission schemes and restrictions."
        />
        {move || match session.table() {
            Some(table) => view! {
                <div class="body">
                    <Memberships table=Arc::clone(&table) />
                    <Changes table />
                </div>
            }.into_any(),
            None => view! { <p class="body body--single sub">"Import a file first."</p> }.into_any(),
        }}
        <NextBar to=Step::Connect note />
    }
}

#[component]
fn Memberships(table: Arc<Table>) -> impl IntoView {
    let session = session();
    let table = StoredValue::new(table);
    let shown = Memo::new(move |_| {
        table.with_value(|table| Arc::new(session.filter.with(|filter| filter.shown(table))))
    });
    let count = Signal::derive(move || shown.with(|shown| shown.len()));
    let key = move |at: usize| shown.with(|shown| shown.get(at).map_or(0, |row| u64::from(row.0)));
    let cells = move |_: usize, key: u64| table.with_value(|table| row_cells(table, row_no(key)));
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

/// Changes the choice, unless a run has begun with it.
fn change(session: Session, change: impl FnOnce(&mut Choice)) {
    if !session.is_locked() {
        session.choice.update(|choice| {
            if let Some(choice) = choice {
                change(choice)
            }
        });
    }
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
    let status = table.status(entry.status).to_owned();
    let seen = last_seen(table, row);
    let tag = if entry.usable {
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
    };
    vec![
        view! { <span class="line">{name}</span><span class="line sub">{email}</span> }.into_any(),
        view! { <span class="line" title=group.clone()>{group.clone()}</span> }.into_any(),
        tag,
        view! { <span class="line sub">{seen}</span> }.into_any(),
    ]
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

#[component]
fn Filters(table: StoredValue<Arc<Table>>) -> impl IntoView {
    let session = session();
    let groups = table.with_value(|table| {
        let mut groups: Vec<(usize, String)> = table
            .groups()
            .iter()
            .map(|group| group.name.clone())
            .enumerate()
            .collect();
        groups.sort_by_cached_key(|(_, name)| name.to_lowercase());
        groups
    });
    let statuses = table.with_value(|table| table.statuses().to_vec());
    let set = move |change: &dyn Fn(&mut Filter)| session.filter.update(|filter| change(filter));
    let chosen_group = session.filter.with_untracked(|filter| filter.group);
    let chosen_status = session.filter.with_untracked(|filter| filter.status);
    view! {
        <div class="tools">
            <input
                type="search"
                class="tools__search"
                aria-label="Search memberships"
                placeholder="Search name, email, group or id"
                prop:value=move || session.filter.with(|filter| filter.search.clone())
                on:input:target=move |event| set(&|filter| filter.search = event.target().value())
            />
            <select
                aria-label="Group"
                on:change:target=move |event| set(&|filter| filter.group = event.target().value().parse().ok().map(GroupIx))
            >
                <option value="">"All groups"</option>
                {groups.into_iter().map(|(at, name)| view! {
                    <option value=at.to_string() selected=chosen_group.is_some_and(|group| group.0 as usize == at)>{name}</option>
                }).collect_view()}
            </select>
            <select
                aria-label="User status"
                on:change:target=move |event| set(&|filter| filter.status = event.target().value().parse().ok().map(StatusIx))
            >
                <option value="">"Any status"</option>
                {statuses.into_iter().enumerate().map(|(at, status)| {
                    let name = if status.is_empty() { "(no status)".to_owned() } else { status };
                    view! {
                        <option value=at.to_string() selected=chosen_status.is_some_and(|status| usize::from(status.0) == at)>{name}</option>
                    }
                }).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn Buttons(shown: Memo<Arc<Vec<RowNo>>>) -> impl IntoView {
    let session = session();
    let locked = move || session.is_locked();
    let with_choice = move |ask: fn(&Choice) -> bool| {
        session
            .choice
            .with(|choice| choice.as_ref().is_some_and(ask))
    };
    let set_shown = move |ticked: bool| {
        let rows = shown.get_untracked();
        change(session, |choice| choice.set(rows.iter().copied(), ticked));
    };
    view! {
        <div class="tools tools--line">
            <button type="button" class="button" disabled=locked on:click=move |_| set_shown(true)>
                "Select shown" <span class="button__count" aria-hidden="true">{move || text::number(shown.with(|shown| shown.len()))}</span>
            </button>
            <button type="button" class="button" disabled=locked on:click=move |_| set_shown(false)>"Clear shown"</button>
            <button
                type="button"
                class="button"
                disabled=move || locked() || !with_choice(Choice::can_undo)
                on:click=move |_| change(session, Choice::undo)
            >
                "Undo selection"
            </button>
            <button
                type="button"
                class="button"
                disabled=move || locked() || !with_choice(Choice::can_redo)
                on:click=move |_| change(session, Choice::redo)
            >
                "Redo selection"
            </button>
            <p class="sub" hidden=move || !locked()>
                "A run has begun with this selection. Start over (on Report) to choose again."
            </p>
        </div>
    }
}

#[component]
fn Changes(table: Arc<Table>) -> impl IntoView {
    let session = session();
    let counted = Arc::clone(&table);
    let change = Memo::new(move |_| {
        session.choice.with(|choice| match choice {
            Some(choice) => WhatWillChange::of(&counted, choice.selection()),
            None => WhatWillChange::default(),
        })
    });
    let sentence = move || {
        change.with(|change| {
            format!(
                "{} of {}, in {}",
                if change.memberships == 1 {
                    "membership"
                } else {
                    "memberships"
                },
                text::count(change.people.len(), "person", "people"),
                text::count(change.groups.len(), "group", "groups"),
            )
        })
    };
    let tables = (Arc::clone(&table), Arc::clone(&table), table);
    view! {
        <section class="stack" aria-label="What will change">
            <div class="panel panel--pad">
                <h2>"What will change"</h2>
                <p class="big">{move || text::number(change.with(|change| change.memberships))}</p>
                <p class="sub">{sentence}</p>
                <p class="sub">"Counted from the file alone."</p>
            </div>
            {move || warnings(&tables.0, &change.get())}
            {move || by_group(&tables.1, &change.get())}
            {move || by_person(&tables.2, &change.get())}
        </section>
    }
}

fn warnings(table: &Table, change: &WhatWillChange) -> impl IntoView + use<> {
    let mut sentences = Vec::new();
    if let Some(first) = change.emptied.first().and_then(|group| table.group(*group)) {
        sentences.push(match change.emptied.len() {
            1 => format!("{} becomes empty.", first.name),
            n => format!(
                "{} and {} become empty.",
                first.name,
                text::count(n - 1, "other group", "other groups")
            ),
        });
    }
    if change.org_admins > 0 {
        sentences.push(format!(
            "{} among them.",
            text::count(
                change.org_admins,
                "organization admin is",
                "organization admins are"
            )
        ));
    }
    if change.groupless > 0 {
        sentences.push(format!(
            "{} left in no group of this file.",
            text::count(change.groupless, "person is", "people are")
        ));
    }
    (!sentences.is_empty()).then(|| {
        view! {
            <div class="note note--warn">
                {sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            </div>
        }
    })
}

fn by_group(table: &Table, change: &WhatWillChange) -> impl IntoView + use<> {
    let more = change.groups.len().saturating_sub(LISTED);
    let bars = change.groups.iter().take(LISTED).map(|group| {
        let name = table.group(group.group).map_or_else(String::new, |group| group.name.clone());
        let share = text::share(group.go, group.go + group.stay);
        let tone = if group.stay == 0 { "warn" } else { "calm" };
        let figures = format!("{} go · {} stay", text::number(group.go as usize), text::number(group.stay as usize));
        view! {
            <li class="bar">
                <span class="bar__name">{name}</span>
                <span class="sub">{figures}</span>
                <span class="meter" aria-hidden="true"><span class="meter__fill" data-tone=tone style:width=share></span></span>
            </li>
        }
    }).collect_view();
    (change.memberships > 0).then(|| view! {
        <div class="panel panel--pad">
            <h3>"By group"</h3>
            <ul class="bars">{bars}</ul>
            {(more > 0).then(|| view! { <p class="sub">{format!("and {}", text::count(more, "more group", "more groups"))}</p> })}
        </div>
    })
}

fn by_person(table: &Table, change: &WhatWillChange) -> impl IntoView + use<> {
    let more = change.people.len().saturating_sub(LISTED);
    let people = change.people.iter().take(LISTED).map(|(user, go)| {
        let name = table.user(*user).map_or_else(String::new, |user| user.name.clone());
        view! {
            <li class="bar"><span class="bar__name">{name}</span><span class="sub">{text::count(*go as usize, "group", "groups")}</span></li>
        }
    }).collect_view();
    (change.memberships > 0).then(|| view! {
        <details class="panel panel--pad">
            <summary>"By person"</summary>
            <ul class="bars">{people}</ul>
            {(more > 0).then(|| view! { <p class="sub">{format!("and {}", text::count(more, "more person", "more people"))}</p> })}
        </details>
    })
}
