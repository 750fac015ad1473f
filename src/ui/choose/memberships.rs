//! The table of memberships with its checkboxes.

use std::sync::Arc;

use groupsweep_core::choose::{Keep, KeptBy, ListMode, SelectionHistory, VisibleRows};
use groupsweep_core::domain::RowNo;
use groupsweep_core::import::Table;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::ui::app_state::{AppState, Field, session};
use crate::ui::draft::Recalled;
use crate::ui::keep::KeepNote;
use crate::ui::text;
use crate::ui::widgets::{Alert, Column, NO_ROW, Rows, Tick, TickAll, TickState, Ticked};

use super::fields::line;
use super::filters::Filters;
use super::selection_bar::{SelectionBar, change, select_shown, step};
use super::visible_rows::shown;

#[component]
pub(super) fn Memberships(table: Arc<Table>) -> impl IntoView {
    let session = session();
    let table = StoredValue::new(table);
    let shown = shown(session, table);
    let count = Signal::derive(move || shown.with(|shown| shown.len()));
    let key = Callback::new(move |at: usize| {
        shown.with(|shown| shown.row(at).map_or(NO_ROW, |row| u64::from(row.0)))
    });
    let columns = Signal::derive(move || {
        let sorting = session.view.sorting();
        let column = |table: &Table, field: Field| Column {
            title: text::cut(&field.title(table)),
            class: field.class(),
            sorted: field.sorted(sorting),
        };
        table.with_value(|table| {
            session.view.with_fields(|fields| {
                fields
                    .iter()
                    .map(|field| column(table, *field))
                    .collect::<Vec<_>>()
            })
        })
    });
    let sort = Callback::new(move |at: usize| {
        if let Some(field) = session.view.fields_untracked().get(at) {
            session.view.sort_by(*field);
        }
    });
    let widths = Signal::derive(move || session.view.with_fields(|fields| widths(fields)));
    let cells =
        Callback::new(move |key| table.with_value(|table| row_cells(session, table, row_no(key))));
    let status =
        Signal::derive(move || table.with_value(|table| status(session, table, count.get())));
    let tick = tick(session, table, shown);
    Effect::new(move |_| session.view.note_out_of_sight(out_of_sight(session, shown)));
    let drawn = Signal::derive(move || session.view.version());
    view! {
        <div class="split__table" on:keydown=move |event| shortcut(session, shown, &event)>
            <Recalled />
            <KeepNote />
            <Filters table />
            <SelectionBar shown status />
            <Rows
                name="Memberships"
                role="grid"
                class="rows--memberships"
                columns
                sort
                widths
                count
                key
                cells
                drawn
                tick
                empty="No row matches. Change the search or the filters."
            />
            <Alert what=session.view.column_trouble() />
        </div>
    }
}

fn tick(session: AppState, table: StoredValue<Arc<Table>>, shown: Memo<Arc<VisibleRows>>) -> Tick {
    let with_choice = move |ask: &dyn Fn(&SelectionHistory) -> bool| {
        session
            .selection
            .with(|choice| choice.as_ref().is_some_and(ask))
    };
    Tick {
        title: "Selected",
        all: Some(TickAll {
            title: "All rows shown",
            state: Signal::derive(move || ticked_shown(session, shown)),
            set: Callback::new(move |ticked| select_shown(session, shown, ticked)),
            enabled: Signal::derive(move || !session.has_run()),
        }),
        is: Callback::new(move |key| {
            with_choice(&|choice| choice.selection().contains(row_no(key)))
        }),
        set: Callback::new(move |(key, ticked)| {
            change(session, |choice| choice.set([row_no(key)], ticked));
        }),
        range: Callback::new(move |(from, to, ticked)| {
            let shown = shown.get_untracked();
            change(session, |choice| {
                choice.set(shown.between(from, to), ticked)
            });
        }),
        label: Callback::new(move |key| table.with_value(|table| label(table, row_no(key)))),
        state: Callback::new(move |key| {
            let is_tickable =
                with_choice(&|choice| choice.tickable().contains(row_no(key).index()));
            match (is_tickable, session.has_run()) {
                (false, _) => TickState::Locked,
                (true, true) => TickState::Fixed,
                (true, false) => TickState::Free,
            }
        }),
    }
}

/// How many of the shown, tickable rows are ticked.
fn ticked_shown(session: AppState, shown: Memo<Arc<VisibleRows>>) -> Ticked {
    session.selection.with(|choice| {
        let Some(choice) = choice else {
            return Ticked::None;
        };
        shown.with(|shown| {
            let ticked = choice.selection().rows().and(shown.set()).len();
            match choice.tickable().and(shown.set()).len() {
                _ if ticked == 0 => Ticked::None,
                tickable if ticked == tickable => Ticked::All,
                _ => Ticked::Some,
            }
        })
    })
}

/// Ctrl+A selects the shown rows. Ctrl+Z and Ctrl+Y undo and redo. In text fields the browser handles them.
fn shortcut(session: AppState, shown: Memo<Arc<VisibleRows>>, event: &KeyboardEvent) {
    use wasm_bindgen::JsCast;
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let in_grid = target.is_some_and(|element| element.closest(".rows").ok().flatten().is_some());
    if !in_grid || !(event.ctrl_key() || event.meta_key()) {
        return;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("a", false) => select_shown(session, shown, true),
        ("z", false) => step(session, SelectionHistory::undo),
        ("z", true) | ("y", _) => step(session, SelectionHistory::redo),
        _ => return,
    }
    event.prevent_default();
}

/// `40px …`, starting with the checkbox.
fn widths(fields: &[Field]) -> String {
    let widths = fields.iter().map(|field| field.width());
    ["40px"]
        .into_iter()
        .chain(widths)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Number of ticked rows that are not shown.
fn out_of_sight(session: AppState, shown: Memo<Arc<VisibleRows>>) -> usize {
    session.selection.with(|choice| {
        let rows = choice.as_ref().map(|choice| choice.selection().rows());
        shown.with(|shown| rows.map_or(0, |rows| rows.without(shown.set()).len()))
    })
}

fn status(session: AppState, table: &Table, shown: usize) -> String {
    let narrowed = session
        .view
        .with_filter(|filter| if filter.is_open() { "" } else { " · filtered" });
    let kept = match session.kept_rows() {
        None | Some(0) => String::new(),
        Some(rows) => format!(" · {} on your keep list", text::number(rows)),
    };
    format!(
        "{} of {} shown{narrowed}{kept}",
        text::number(shown),
        text::count(table.len(), "row", "rows")
    )
}

fn row_no(key: u64) -> RowNo {
    RowNo(u32::try_from(key).unwrap_or(u32::MAX))
}

fn label(table: &Table, row: RowNo) -> String {
    let Some(entry) = table.row(row) else {
        return String::new();
    };
    let user = table.user(entry.user).map_or("", |user| user.name);
    let group = table.group(entry.group);
    let group = group.map_or_else(String::new, |group| group.label().into_owned());
    format!(
        "{}, {}, row {}",
        text::shown(user),
        text::shown(&group),
        row.spreadsheet_row()
    )
}

fn row_cells(session: AppState, table: &Table, row: RowNo) -> Vec<AnyView> {
    let fields = session.view.fields_untracked();
    fields
        .into_iter()
        .map(|field| cell(session, table, row, field))
        .collect()
}

fn cell(session: AppState, table: &Table, row: RowNo, field: Field) -> AnyView {
    let text = text::cut(&line(session, table, row, field));
    match field {
        Field::User => {
            let email = table
                .row(row)
                .and_then(|entry| table.user(entry.user))
                .map_or("", |user| user.email);
            view! { <span class="line">{text}</span><span class="line sub">{text::cut(email)}</span> }.into_any()
        }
        Field::Status => status_tag(text),
        Field::Group => view! {
            <span class="line" title=text.clone()>{text.clone()}</span>
            {held_back(session, table, row)}
        }
        .into_any(),
        Field::LastSeen
        | Field::OrgRole
        | Field::GroupId
        | Field::UserId
        | Field::Seen(_)
        | Field::Other(_) => {
            view! { <span class="line sub" title=text.clone()>{text.clone()}</span> }.into_any()
        }
    }
}

fn status_tag(status: String) -> AnyView {
    let tone = if status.eq_ignore_ascii_case("active") {
        "calm"
    } else {
        "warn"
    };
    view! { <span class="tag" data-tone=tone hidden=status.is_empty()>{status.clone()}</span> }
        .into_any()
}

/// Why the row cannot be ticked. `None` if it can.
fn held_back(session: AppState, table: &Table, row: RowNo) -> Option<AnyView> {
    if !table.usable().contains(row.index()) {
        let findings = table.findings().of_row(row);
        let why = findings
            .iter()
            .find(|finding| finding.kind.makes_unusable());
        let title = why.map_or("Unusable", |finding| finding.kind.title());
        return Some(
            view! { <span class="tag" data-tone="stop" title=title>{title}</span> }.into_any(),
        );
    }
    if let Some(why) = kept_by(session, table, row) {
        return Some(
            view! { <span class="tag" data-tone="info" title=why>"On your keep list"</span> }
                .into_any(),
        );
    }
    let why = guarded_by(session, row)?;
    Some(view! { <span class="tag" data-tone="info">{why}</span> }.into_any())
}

/// Why the list of people locks a row. `None` if it does not, or while the keep list is unknown.
fn guarded_by(session: AppState, row: RowNo) -> Option<&'static str> {
    session.selection.with_untracked(|choice| {
        let choice = choice.as_ref()?;
        let is_known = !matches!(choice.keep(), Keep::Unknown);
        let guard = choice.guard()?;
        (is_known && !choice.tickable().contains(row.index())).then_some(match guard.what {
            ListMode::Keep => "On the list of people",
            ListMode::Only => "Not on the list of people",
        })
    })
}

/// Why the keep list protects a row. `None` if it does not.
fn kept_by(session: AppState, table: &Table, row: RowNo) -> Option<&'static str> {
    session.selection.with_untracked(|choice| {
        let Keep::On(kept) = choice.as_ref()?.keep() else {
            return None;
        };
        Some(match kept.why(table, row)? {
            KeptBy::Person => "This person is on your keep list",
            KeptBy::Group => "This group is on your keep list",
            KeptBy::Both => "This person and this group are on your keep list",
        })
    })
}
