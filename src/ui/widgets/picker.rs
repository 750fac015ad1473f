//! A choice that narrows a list: everything, or one of its values.

use leptos::prelude::*;

use crate::ui::text;

/// What stands for several values, where they can be chosen elsewhere.
const MANY: &str = "many";

/// A select whose first place, with an empty value, stands for everything.
#[component]
pub(crate) fn Picker(
    /// What it narrows by; its name for screen readers.
    name: &'static str,
    /// The first place: `All groups`.
    all: &'static str,
    /// Said while several values are chosen, which is done elsewhere: the value `many`.
    #[prop(optional)]
    many: Option<&'static str>,
    /// Values and what the page calls them, in the order shown.
    options: Vec<(String, String)>,
    /// Said at the end where not every value is offered.
    #[prop(optional_no_strip)]
    more: Option<String>,
    /// The value chosen now; empty stands for everything.
    #[prop(optional, into)]
    chosen: Option<Signal<String>>,
    /// Called with the value chosen; empty stands for everything.
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
