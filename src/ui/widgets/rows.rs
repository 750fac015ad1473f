//! A table that draws only the rows in view, so that a hundred thousand rows cost as much as thirty.

use std::ops::Range;

use groupsweep_core::choose::Viewport;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::extent::Extent;
use super::tick::{Anchor, Tick, TickFocus, tick_heading};

/// The key for an index without a row. No row has it.
pub(crate) const NO_ROW: u64 = u64::MAX;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Column {
    pub(crate) title: String,
    /// The class of its cells.
    pub(crate) class: &'static str,
    /// Whether rows can be sorted by it, and how they are sorted.
    pub(crate) sorted: SortState,
}

/// How rows are sorted by a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SortState {
    /// Cannot be sorted.
    Never,
    /// Not sorted.
    No,
    /// Ascending.
    Up,
    /// Descending.
    Down,
}

impl Column {
    /// A column that rows cannot be sorted by.
    pub(crate) fn plain(title: &str, class: &'static str) -> Self {
        Self {
            title: title.to_owned(),
            class,
            sorted: SortState::Never,
        }
    }
}

/// The table. `key` returns each row's key, `cells` its cells.
#[component]
pub(crate) fn Rows(
    name: &'static str,
    /// `grid` if rows can be ticked, `table` otherwise.
    role: &'static str,
    /// The CSS class with the column widths.
    class: &'static str,
    /// The columns. When they change, every row is redrawn.
    #[prop(into)]
    columns: Signal<Vec<Column>>,
    /// Called with the index of a column whose heading was pressed.
    #[prop(optional)]
    sort: Option<Callback<usize>>,
    /// Widths of the columns in CSS. If empty, those of the class apply.
    #[prop(optional, into)]
    widths: Option<Signal<String>>,
    #[prop(into)] count: Signal<usize>,
    /// The key of the row at an index, or [`NO_ROW`]. Must track the list that it reads. Hazard: if the drawn rows do
    /// not follow the list, the admin ticks rows that are not on screen.
    key: Callback<usize, u64>,
    /// The cells of the row with a key, one view per column.
    cells: Callback<u64, Vec<AnyView>>,
    /// Changes when rows have to be redrawn although their keys are the same.
    #[prop(optional, into)]
    drawn: Option<Signal<u32>>,
    /// Checkboxes, in the first column.
    #[prop(optional)]
    tick: Option<Tick>,
    /// Shown if there are no rows.
    #[prop(into)]
    empty: Signal<String>,
) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let extent = Extent::of(scroller, count);
    let window = move || extent.window();
    let range = Memo::new(move |_| window().range());
    let version = move || (drawn.map_or(0, |drawn| drawn.get()), columns.with(Vec::len));
    // A memo notices that the list changed while it computed the range. An effect that reads both may miss a change if
    // the range stays the same.
    let keys = Memo::new(move |_| {
        let (first, last) = range.get();
        let version = version();
        (first..last)
            .map(|at| (at, key.run(at), version))
            .collect::<Vec<_>>()
    });
    let active = RwSignal::new(0_usize);
    let tab_stop = Memo::new(move |_| {
        let (first, last) = range.get();
        let wanted = active.get().clamp(first, last.saturating_sub(1).max(first));
        // A locked checkbox takes no focus, so Tab could not enter the table there.
        let can_take = |at: usize| tick.is_some_and(|tick| tick.is_free(key.run(at)));
        nearest(wanted, first..last, can_take).unwrap_or(wanted)
    });
    let last = StoredValue::new(None);
    let focus = TickFocus {
        active,
        tab_stop,
        anchor: Anchor { last, key },
    };
    let cell_role = if role == "grid" { "gridcell" } else { "cell" };
    view! {
        <div
            class=format!("rows {class}")
            role=role
            aria-label=name
            aria-rowcount=move || (count.get() + 1).to_string()
            aria-colcount=move || (columns.with(Vec::len) + usize::from(tick.is_some())).to_string()
            style=("--columns", move || widths.map(|widths| widths.get()))
            node_ref=scroller
            tabindex=if role == "grid" { "-1" } else { "0" }
            on:scroll=move |_| extent.measure()
            on:keydown=move |event| {
                // Without checkboxes, the keys scroll.
                let Some(tick) = tick else { return };
                let can_go_to = |at: usize| tick.is_free(key.run(at));
                if let Some((from, to)) = move_focus(&event, scroller, window(), can_go_to)
                    && event.shift_key()
                {
                    // The row that is reached gets the tick of the row that is left.
                    tick.range.run((from, to, tick.is.run(key.run(from))));
                }
            }
        >
            <div class="rows__head" role="rowgroup">
                <div class="rows__row" role="row" aria-rowindex="1">
                    {tick.map(tick_heading)}
                    {move || columns.get().into_iter().enumerate().map(|(at, column)| heading(at, column, sort)).collect_view()}
                </div>
            </div>
            <div class="rows__track" role="rowgroup" style:height=move || px(window().track())>
                <For each=move || keys.get() key=|row| *row children=move |(at, key, _)| view! {
                    <div
                        class="rows__row rows__row--data"
                        role="row"
                        data-at=at.to_string()
                        aria-rowindex=(at + 2).to_string()
                        aria-selected=move || tick.map(|tick| tick.is.run(key).to_string())
                        style:transform=move || format!("translateY({})", px(window().offset(at)))
                    >
                        {tick.map(|tick| focus.cell(tick, cell_role, at, key))}
                        {columns.get_untracked().into_iter().zip(cells.run(key)).map(|(column, cell)| view! {
                            <div role=cell_role class=column.class>{cell}</div>
                        }).collect_view()}
                    </div>
                } />
            </div>
            <p class="rows__empty" hidden=move || count.get() != 0>{empty}</p>
        </div>
    }
}

/// A column's heading. A button if rows can be sorted by it.
fn heading(at: usize, column: Column, sort: Option<Callback<usize>>) -> AnyView {
    let Column {
        title,
        class,
        sorted,
    } = column;
    let order = match sorted {
        SortState::Never | SortState::No => None,
        SortState::Up => Some("ascending"),
        SortState::Down => Some("descending"),
    };
    match sort.filter(|_| sorted != SortState::Never) {
        None => view! { <div role="columnheader" class=class>{title}</div> }.into_any(),
        Some(sort) => view! {
            <div role="columnheader" class=class aria-sort=order>
                <button type="button" class="rows__sort" data-order=order on:click=move |_| sort.run(at)>{title}</button>
            </div>
        }
        .into_any(),
    }
}

/// A length in CSS, in whole pixels.
fn px(length: f64) -> String {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the track is at most eight million pixels"
    )]
    let whole = length.round() as i32;
    format!("{whole}px")
}

/// The index nearest to the wanted one for which `will_do` is true.
fn nearest(wanted: usize, places: Range<usize>, will_do: impl Fn(usize) -> bool) -> Option<usize> {
    places
        .filter(|at| will_do(*at))
        .min_by_key(|at| at.abs_diff(wanted))
}

/// Maximum consecutive rows to skip because they cannot be ticked.
const PASSED_OVER: usize = 10_000;

/// The index that a key asks for. If it cannot take the focus, the next one in the same direction, or else the nearest
/// one back.
fn next_place(from: usize, wanted: usize, last: usize, can_go_to: impl Fn(usize) -> bool) -> usize {
    let can = |at: &usize| can_go_to(*at);
    let found = if wanted >= from {
        let places = (wanted..=last).chain((from..wanted).rev());
        places.take(PASSED_OVER).find(can)
    } else {
        let places = (0..=wanted).rev().chain(wanted + 1..from);
        places.take(PASSED_OVER).find(can)
    };
    found.unwrap_or(from)
}

/// Moves between the rows' checkboxes by arrow keys, Page, Home and End. Returns the indices left and reached.
fn move_focus(
    event: &KeyboardEvent,
    scroller: NodeRef<html::Div>,
    window: Viewport,
    can_go_to: impl Fn(usize) -> bool,
) -> Option<(usize, usize)> {
    use wasm_bindgen::JsCast;
    let scroller = scroller.get_untracked()?;
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let row = target.and_then(|element| element.closest("[data-at]").ok().flatten())?;
    let at = row.get_attribute("data-at")?.parse::<usize>().ok()?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rows in view"
    )]
    let page = (window.height / window.row_height).max(1.0) as usize;
    let last = window.rows.saturating_sub(1);
    let wanted = match event.key().as_str() {
        "ArrowDown" => at + 1,
        "ArrowUp" => at.saturating_sub(1),
        "PageDown" => at + page,
        "PageUp" => at.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return None,
    }
    .min(last);
    let wanted = next_place(at, wanted, last, can_go_to);
    event.prevent_default();
    if let Some(top) = window.scroll_to(wanted) {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the track is at most eight million pixels"
        )]
        scroller.set_scroll_top(top.round() as i32);
    }
    let focus = move || {
        let found = scroller
            .query_selector(&format!("[data-at=\"{wanted}\"] input"))
            .ok()
            .flatten();
        let input = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        input.is_some_and(|input| input.focus().is_ok())
    };
    // At once if the row is drawn, so that Space hits the right row. Otherwise after scrolling has drawn it.
    if !focus() {
        request_animation_frame(move || {
            request_animation_frame(move || {
                focus();
            })
        });
    }
    Some((at, wanted))
}
