//! A table that draws only the rows in view: a hundred thousand rows cost as
//! much as thirty.

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::choose::Viewport;

/// Height of one row, in CSS pixels; the sheet sets the same.
const ROW_HEIGHT: f64 = 54.0;

/// One column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// Its heading.
    pub(crate) title: &'static str,
    /// The class of its cells.
    pub(crate) class: &'static str,
}

/// The checkbox in front of each row. Rows are named by their key.
#[derive(Clone, Copy)]
pub(crate) struct Tick {
    /// Whether the row is ticked.
    pub(crate) is: Callback<u64, bool>,
    /// Ticks or unticks the row.
    pub(crate) set: Callback<(u64, bool)>,
    /// Accessible name of the checkbox.
    pub(crate) label: Callback<u64, String>,
    /// Whether the row can be ticked at all.
    pub(crate) enabled: Callback<u64, bool>,
}

/// The table. `key` gives each row's identity, `cells` its cells; `role` is `grid` or `table`.
#[component]
pub(crate) fn Rows(
    /// Accessible name.
    name: &'static str,
    /// `grid` where rows can be ticked, else `table`.
    role: &'static str,
    /// Class that carries the column widths.
    class: &'static str,
    /// Headings.
    columns: &'static [Column],
    /// Number of rows.
    #[prop(into)]
    count: Signal<usize>,
    /// Identity of the row at a place. It must track the list it reads: what is
    /// drawn has to follow the list, or somebody ticks rows that are not on screen.
    key: Callback<usize, u64>,
    /// The cells of the row at a place, one view per column.
    cells: Callback<u64, Vec<AnyView>>,
    /// Checkboxes, in a column of their own in front.
    #[prop(optional)]
    tick: Option<Tick>,
    /// What stands there instead of rows.
    #[prop(into)]
    empty: Signal<String>,
) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let scrolled = RwSignal::new(0.0);
    let height = RwSignal::new(480.0);
    let measure = move || {
        if let Some(element) = scroller.get_untracked() {
            scrolled.set(f64::from(element.scroll_top()));
            height.set(f64::from(element.client_height()));
        }
    };
    Effect::new(move |_| {
        count.track();
        scroller.track();
        measure();
    });
    let window = move || Viewport {
        rows: count.get(),
        row_height: ROW_HEIGHT,
        height: height.get(),
        scrolled: scrolled.get(),
    };
    let range = Memo::new(move |_| window().range());
    let keys = move || {
        let (first, last) = range.get();
        (first..last)
            .map(|at| (at, key.run(at)))
            .collect::<Vec<_>>()
    };
    // One checkbox is in the tab order; arrow keys move between the others.
    let active = RwSignal::new(0_usize);
    let tab_stop = Memo::new(move |_| {
        let (first, last) = range.get();
        active.get().clamp(first, last.saturating_sub(1).max(first))
    });
    let cell_role = if role == "grid" { "gridcell" } else { "cell" };
    view! {
        <div
            class=format!("rows {class}")
            role=role
            aria-label=name
            aria-rowcount=move || (count.get() + 1).to_string()
            aria-colcount=(columns.len() + usize::from(tick.is_some())).to_string()
            node_ref=scroller
            tabindex=if role == "grid" { "-1" } else { "0" }
            on:scroll=move |_| measure()
            on:keydown=move |event| move_focus(&event, scroller, window())
        >
            <div class="rows__head" role="rowgroup">
                <div class="rows__row" role="row" aria-rowindex="1">
                    {tick.map(|_| view! { <div role="columnheader" class="rows__tick"><span class="hidden">"Remove"</span></div> })}
                    {columns.iter().map(|column| view! {
                        <div role="columnheader" class=column.class>{column.title}</div>
                    }).collect_view()}
                </div>
            </div>
            <div class="rows__track" role="rowgroup" style:height=move || px(window().track())>
                <For each=keys key=|row| *row children=move |(at, key)| view! {
                    <div
                        class="rows__row rows__row--data"
                        role="row"
                        data-at=at.to_string()
                        aria-rowindex=(at + 2).to_string()
                        aria-selected=move || tick.map(|tick| tick.is.run(key).to_string())
                        style:transform=move || format!("translateY({})", px(window().offset(at)))
                    >
                        {tick.map(|tick| view! {
                            <div role=cell_role class="rows__tick">
                                <input
                                    type="checkbox"
                                    aria-label=tick.label.run(key)
                                    tabindex=move || if tab_stop.get() == at { "0" } else { "-1" }
                                    prop:checked=move || tick.is.run(key)
                                    disabled=move || !tick.enabled.run(key)
                                    on:focus=move |_| active.set(at)
                                    on:change:target=move |event| tick.set.run((key, event.target().checked()))
                                />
                            </div>
                        })}
                        {columns.iter().zip(cells.run(key)).map(|(column, cell)| view! {
                            <div role=cell_role class=column.class>{cell}</div>
                        }).collect_view()}
                    </div>
                } />
            </div>
            <p class="rows__empty" hidden=move || count.get() != 0>{empty}</p>
        </div>
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

/// Arrow keys, Page, Home and End move between the rows' checkboxes.
fn move_focus(event: &KeyboardEvent, scroller: NodeRef<html::Div>, window: Viewport) {
    use wasm_bindgen::JsCast;
    let Some(scroller) = scroller.get_untracked() else {
        return;
    };
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let row = target.and_then(|element| element.closest("[data-at]").ok().flatten());
    let Some(at) = row.and_then(|row| row.get_attribute("data-at")?.parse::<usize>().ok()) else {
        return;
    };
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
        "Home" if event.ctrl_key() => 0,
        "End" if event.ctrl_key() => last,
        _ => return,
    }
    .min(last);
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
}
