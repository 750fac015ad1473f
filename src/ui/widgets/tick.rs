//! The checkboxes of a table: one per row, one for all, and ranges with Shift.

use leptos::prelude::*;
use web_sys::MouseEvent;

/// The checkbox in front of each row. Rows are named by their key.
#[derive(Clone, Copy)]
pub(crate) struct Tick {
    /// Heading of the column.
    pub(crate) title: &'static str,
    /// The checkbox in that heading, if any.
    pub(crate) all: Option<TickAll>,
    /// Whether the row is ticked.
    pub(crate) is: Callback<u64, bool>,
    /// Ticks or unticks the row.
    pub(crate) set: Callback<(u64, bool)>,
    /// Ticks or unticks the rows between two indices, both included.
    pub(crate) range: Callback<(usize, usize, bool)>,
    /// Accessible name of the checkbox.
    pub(crate) label: Callback<u64, String>,
    /// Whether the row can be ticked.
    pub(crate) state: Callback<u64, TickState>,
}

/// Whether a row can be ticked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TickState {
    Free,
    /// No row can be ticked or unticked now.
    Fixed,
    /// This row cannot be ticked.
    Locked,
}

impl Tick {
    pub(super) fn is_free(&self, key: u64) -> bool {
        self.state.run(key) == TickState::Free
    }
}

/// The checkbox in the heading: all rows that are shown.
#[derive(Clone, Copy)]
pub(crate) struct TickAll {
    pub(crate) title: &'static str,
    /// How many of them are ticked.
    pub(crate) state: Signal<Ticked>,
    /// Ticks or unticks them.
    pub(crate) set: Callback<bool>,
    /// Whether they can be ticked at all.
    pub(crate) enabled: Signal<bool>,
}

/// How many of several rows are ticked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ticked {
    /// None of them.
    None,
    /// Some of them.
    Some,
    /// All that can be ticked.
    All,
}

/// The checkbox of all rows that are shown, in the heading.
pub(super) fn tick_heading(tick: Tick) -> AnyView {
    let all = tick.all.map(|all| {
        view! {
            <input
                type="checkbox"
                aria-label=all.title
                prop:checked=move || all.state.get() == Ticked::All
                prop:indeterminate=move || all.state.get() == Ticked::Some
                disabled=move || !all.enabled.get()
                on:change:target=move |event| all.set.run(event.target().checked())
            />
        }
    });
    view! {
        <div role="columnheader" class="rows__tick">
            <span class="hidden">{tick.title}</span>
            {all}
        </div>
    }
    .into_any()
}

/// One checkbox is in the tab order. Arrow keys move between the others.
#[derive(Clone, Copy)]
pub(super) struct TickFocus {
    /// Index of the row whose checkbox had the focus last.
    pub(super) active: RwSignal<usize>,
    /// Index of the row whose checkbox is in the tab order.
    pub(super) tab_stop: Memo<usize>,
    pub(super) anchor: Anchor,
}

impl TickFocus {
    /// The cell with a row's checkbox.
    pub(super) fn cell(self, tick: Tick, role: &'static str, at: usize, key: u64) -> AnyView {
        let Self {
            active,
            tab_stop,
            anchor,
        } = self;
        view! {
            <div role=role class="rows__tick" data-locked=move || (tick.state.run(key) == TickState::Locked).to_string()>
                <input
                    type="checkbox"
                    aria-label=tick.label.run(key)
                    tabindex=move || if tab_stop.get() == at { "0" } else { "-1" }
                    prop:checked=move || tick.is.run(key)
                    disabled=move || !tick.is_free(key)
                    on:focus=move |_| active.set(at)
                    on:click=move |event| anchor.clicked(&event, tick, at, key)
                    on:change:target=move |event| tick.set.run((key, event.target().checked()))
                />
                <svg class="rows__lock" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 7V5a4 4 0 0 1 8 0v2h1v7H3V7zm1.6 0h4.8V5a2.4 2.4 0 0 0-4.8 0z" /></svg>
            </div>
        }
        .into_any()
    }
}

/// The row that was ticked last, where a range with Shift begins. Valid while the row is at the same index.
#[derive(Clone, Copy)]
pub(super) struct Anchor {
    /// Its index and its key.
    pub(super) last: StoredValue<Option<(usize, u64)>>,
    /// The key of the row at an index.
    pub(super) key: Callback<usize, u64>,
}

impl Anchor {
    fn clicked(self, event: &MouseEvent, tick: Tick, at: usize, row: u64) {
        if event.shift_key() {
            let stands = |(place, row): &(usize, u64)| self.key.run(*place) == *row;
            let from = self.last.get_value().filter(stands);
            let from = from.map_or(at, |(place, _)| place);
            tick.range.run((from, at, event_target_checked(event)));
        }
        self.last.set_value(Some((at, row)));
    }
}
