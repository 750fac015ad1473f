//! A table that draws only the rows in view: a hundred thousand rows cost as
//! much as thirty.

use std::ops::Range;

use groupsweep_core::choose::Viewport;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::extent::Extent;
use super::tick::{Anchor, Tick, TickFocus, tick_heading};

/// Identity of the row at a place where there is none: no row has it.
pub(crate) const NO_ROW: u64 = u64::MAX;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Column {
    pub(crate) title: String,
    /// The class of its cells.
    pub(crate) class: &'static str,
    /// Whether rows can be sorted by it, and how they are.
    pub(crate) sorted: SortState,
}

/// How rows are sorted by a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SortState {
    /// They can not be.
    Never,
    /// They are not.
    No,
    /// The first first.
    Up,
    /// The last first.
    Down,
}

impl Column {
    /// One that rows can not be sorted by.
    pub(crate) fn plain(title: &str, class: &'static str) -> Self {
        Self {
            title: title.to_owned(),
            class,
            sorted: SortState::Never,
        }
    }
}

/// The table. `key` gives each row's identity, `cells` its cells; `role` is `grid` or `table`.
#[component]
pub(crate) fn Rows(
    name: &'static str,
    /// `grid` where rows can be ticked, else `table`.
    role: &'static str,
    /// Class that carries the column widths.
    class: &'static str,
    /// The columns. When they change, every row is drawn anew.
    #[prop(into)]
    columns: Signal<Vec<Column>>,
    /// Called with the place of a column whose heading was pressed.
    #[prop(optional)]
    sort: Option<Callback<usize>>,
    /// Widths of the columns, as CSS has them; the class's own where there are none.
    #[prop(optional, into)]
    widths: Option<Signal<String>>,
    #[prop(into)] count: Signal<usize>,
    /// Identity of the row at a place, [`NO_ROW`] where there is none. It must track the list it reads: what is
    /// drawn has to follow the list, or somebody ticks rows that are not on screen.
    key: Callback<usize, u64>,
    /// The cells of the row at a place, one view per column.
    cells: Callback<u64, Vec<AnyView>>,
    /// Moves when rows have to be drawn anew though they are the same.
    #[prop(optional, into)]
    drawn: Option<Signal<u32>>,
    /// Checkboxes, in a column of their own in front.
    #[prop(optional)]
    tick: Option<Tick>,
    /// What stands there instead of rows.
    #[prop(into)]
    empty: Signal<String>,
) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let extent = Extent::of(scroller, count);
    let window = move || extent.window();
    let range = Memo::new(move |_| window().range());
    let version = move || (drawn.map_or(0, |drawn| drawn.get()), columns.with(Vec::len));
    // A memo, which notices that the list changed while it asked for the range: an effect that reads both may miss it
    // where the range stays.
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
        // A locked one takes no focus: Tab would find no way in.
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
                // Without checkboxes there is nothing to move between: the keys scroll.
                let Some(tick) = tick else { return };
                let can_go_to = |at: usize| tick.is_free(key.run(at));
                if let Some((from, to)) = move_focus(&event, scroller, window(), can_go_to)
                    && event.shift_key()
                {
                    // What is true of the row that is left becomes true of the one that is reached.
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

/// A column's heading; a button where rows can be sorted by it.
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

/// The place nearest to the one that is wanted, of those that will do.
fn nearest(wanted: usize, places: Range<usize>, will_do: impl Fn(usize) -> bool) -> Option<usize> {
    places
        .filter(|at| will_do(*at))
        .min_by_key(|at| at.abs_diff(wanted))
}

/// Rows passed over at most, one after the other, because they can not be ticked.
const PASSED_OVER: usize = 10_000;

/// The place that a key asks for or, where it can not be gone to, the next one in the same direction; where there is
/// none either, the nearest on the way back.
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

/// Arrow keys, Page, Home and End move between the rows' checkboxes; the places left and reached.
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
    // At once where the row is drawn, so that Space meets the right row; else once the scroll has drawn it.
    if !focus() {
        request_animation_frame(move || {
            request_animation_frame(move || {
                focus();
            })
        });
    }
    Some((at, wanted))
}
