//! A list of lines with checkboxes, a search and a count. It can be of any length.

use leptos::html;
use leptos::prelude::*;

use crate::ui::text;
use crate::ui::widgets::{Column, NO_ROW, Rows, Tick, TickState};

pub(super) struct PickLine {
    /// Name, detail, id.
    pub(super) cells: [String; 3],
    /// Whether it can be ticked or unticked.
    pub(super) free: bool,
}

/// The lines with their search. Ticks are identified by index.
#[component]
pub(super) fn Lines(
    /// Accessible name of the table.
    name: &'static str,
    /// Accessible name of the search.
    search_name: &'static str,
    titles: [&'static str; 3],
    lines: Vec<PickLine>,
    ticked: RwSignal<Vec<bool>>,
) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let lines = StoredValue::new(lines);
    let shown = Memo::new(move |_| {
        let wanted = search.with(|search| search.trim().to_lowercase());
        let fits = |line: &PickLine| {
            let mut cells = line.cells.iter();
            cells.any(|cell| cell.to_lowercase().contains(&wanted))
        };
        lines.with_value(|lines| {
            let places = lines.iter().enumerate().filter(|(_, line)| fits(line));
            places.map(|(at, _)| at).collect::<Vec<usize>>()
        })
    });
    let is = Callback::new(move |key: u64| {
        ticked.with(|ticked| ticked.get(place(key)).copied().unwrap_or(false))
    });
    let is_free =
        move |at: usize| lines.with_value(|lines| lines.get(at).is_some_and(|line| line.free));
    let set_all = move |places: &[usize], wanted: bool| {
        ticked.update(|ticked| {
            for at in places.iter().copied().filter(|at| is_free(*at)) {
                if let Some(tick) = ticked.get_mut(at) {
                    *tick = wanted;
                }
            }
        });
    };
    let tick = Tick {
        all: None,
        title: "Pick",
        is,
        set: Callback::new(move |(key, wanted)| set_all(&[place(key)], wanted)),
        range: Callback::new(move |(from, to, wanted): (usize, usize, bool)| {
            let places = shown.with_untracked(|shown| {
                let between = shown.get(from.min(to)..=from.max(to));
                between.unwrap_or_default().to_vec()
            });
            set_all(&places, wanted);
        }),
        label: Callback::new(move |key| {
            lines.with_value(|lines| {
                let cells = lines.get(place(key)).map(|line| &line.cells);
                cells.map_or_else(String::new, |[name, beside, _]| {
                    format!("{} {beside}", text::shown(name))
                        .trim_end()
                        .to_owned()
                })
            })
        }),
        state: Callback::new(move |key| match is_free(place(key)) {
            true => TickState::Free,
            false => TickState::Locked,
        }),
    };
    let cells =
        Callback::new(move |key: u64| lines.with_value(|lines| cells_of(lines.get(place(key)))));
    let columns: Vec<Column> = titles
        .into_iter()
        .zip(["cell cell--who", "cell", "cell cell--id"])
        .map(|(title, class)| Column::plain(title, class))
        .collect();
    let all = move |wanted: bool| shown.with_untracked(|shown| set_all(shown, wanted));
    let input = NodeRef::<html::Input>::new();
    // The button that led here is gone, so the focus moves to the list.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            request_animation_frame(move || {
                let _ = input.focus();
            });
        }
    });
    view! {
        <div class="tools">
            <input
                type="search"
                class="tools__search"
                aria-label=search_name
                placeholder="Search by name or id"
                node_ref=input
                on:input:target=move |event| search.set(event.target().value())
            />
            <button type="button" class="button" on:click=move |_| all(true)>
                "Select shown" <span class="button__count" aria-hidden="true">{move || text::number(shown.with(Vec::len))}</span>
            </button>
            <button type="button" class="button" on:click=move |_| all(false)>"Clear shown"</button>
        </div>
        <Rows
            name
            role="grid"
            class="rows--lines"
            columns
            count=Signal::derive(move || shown.with(Vec::len))
            key=Callback::new(move |at: usize| shown.with(|shown| shown.get(at).map_or(NO_ROW, |at| *at as u64)))
            cells
            tick
            empty=Signal::derive(|| "No name matches.".to_owned())
        />
    }
}

fn cells_of(line: Option<&PickLine>) -> Vec<AnyView> {
    let cells = line.map(|line| line.cells.clone()).unwrap_or_default();
    let [name, beside, id] = cells.map(|cell| text::cut(&cell));
    vec![
        view! { <span class="line" title=name.clone()>{name.clone()}</span> }.into_any(),
        view! { <span class="line line--two sub">{beside}</span> }.into_any(),
        view! { <code class="line sub">{id}</code> }.into_any(),
    ]
}

fn place(key: u64) -> usize {
    usize::try_from(key).unwrap_or(usize::MAX)
}
