//! A filter menu: everything, or one value.

use leptos::prelude::*;

use crate::ui::text;

/// The value for several chosen values, which are chosen elsewhere.
const MANY: &str = "many";

/// A select. Its first option has an empty value and means everything.
#[component]
pub(crate) fn Picker(
    /// What it filters by. Also its accessible name.
    name: &'static str,
    /// The first option: `All groups`.
    all: &'static str,
    /// Shown while several values are chosen elsewhere: the value `many`.
    #[prop(optional)]
    many: Option<&'static str>,
    /// Values and labels, in order.
    options: Vec<(String, String)>,
    /// Shown at the end if some values are left out.
    #[prop(optional_no_strip)]
    more: Option<String>,
    /// The chosen value. Empty for everything.
    #[prop(optional, into)]
    chosen: Option<Signal<String>>,
    /// Called with the chosen value. Empty for everything.
    change: Callback<String>,
) -> impl IntoView {
    let is = move |value: &str| chosen.is_some_and(|chosen| chosen.with(|chosen| chosen == value));
    view! {
        <select aria-label=name on:change:target=move |event| change.run(event.target().value())>
            <option value="" prop:selected=move || is("")>{all}</option>
            {many.map(|many| view! { <option value=MANY hidden prop:selected=move || is(MANY)>{many}</option> })}
            {options.into_iter().map(|(value, label)| {
                let own = value.clone();
                view! { <option value=value prop:selected=move || is(&own)>{text::cut(&label)}</option> }
            }).collect_view()}
            {more.map(|more| view! { <option disabled>{more}</option> })}
        </select>
    }
}
