//! The filter for "last seen", for each product.

use std::sync::Arc;

use groupsweep_core::choose::LastSeenFilter;
use groupsweep_core::import::{Day, SeenIn, Table};
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::text;

#[component]
pub(super) fn LastSeenFilters(table: StoredValue<Arc<Table>>) -> impl IntoView {
    let columns: Vec<String> =
        table.with_value(|table| table.seen_headings().map(str::to_owned).collect());
    let any = (columns.len() > 1).then(|| (SeenIn::Any, "Last seen in any product".to_owned()));
    let each = columns
        .into_iter()
        .enumerate()
        .map(|(at, heading)| (SeenIn::Column(at), heading));
    any.into_iter()
        .chain(each)
        .map(|(place, heading)| view! { <LastSeenControl place heading /> })
        .collect_view()
}

#[component]
fn LastSeenControl(place: SeenIn, heading: String) -> impl IntoView {
    let session = session();
    let (kind, day) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let heading = text::shown(&heading);
    let date_label = format!("{heading}: date");
    let apply = move || {
        let day = day.with_untracked(|day| Day::read(day));
        let wanted = match (kind.get_untracked().as_str(), day) {
            ("never", _) => Some(LastSeenFilter::Never),
            ("before", Some(day)) => Some(LastSeenFilter::Before(day)),
            ("not-since", Some(day)) => Some(LastSeenFilter::NotSince(day)),
            _ => None,
        };
        session
            .view
            .change_filter(|filter| filter.set_seen(place, wanted));
    };
    // The filter may be removed by its chip.
    Effect::new(move |_| {
        let is_set = session
            .view
            .with_filter(|filter| filter.seen.iter().any(|(known, _)| *known == place));
        let waits_for_a_day = matches!(kind.get_untracked().as_str(), "before" | "not-since")
            && day.with_untracked(String::is_empty);
        if !is_set && !waits_for_a_day {
            kind.set(String::new());
            day.set(String::new());
        }
    });
    view! {
        <div class="menu__line">
            <select
                aria-label=heading.clone()
                prop:value=move || kind.get()
                on:change:target=move |event| { kind.set(event.target().value()); apply(); }
            >
                <option value="">{heading.clone()} ": any time"</option>
                <option value="never">{heading.clone()} ": never"</option>
                <option value="before">{heading.clone()} ": before a date"</option>
                <option value="not-since">{heading.clone()} ": never, or before a date"</option>
            </select>
            <input
                type="date"
                aria-label=date_label
                hidden=move || !matches!(kind.get().as_str(), "before" | "not-since")
                prop:value=move || day.get()
                on:change:target=move |event| { day.set(event.target().value()); apply(); }
            />
        </div>
    }
}
