//! A choice that narrows a list: everything, or one of its values.

use leptos::prelude::*;

/// A select whose first place, with an empty value, stands for everything.
#[component]
pub(crate) fn Picker(
    /// What it narrows by; its name for screen readers.
    name: &'static str,
    /// The first place: `All groups`.
    all: &'static str,
    /// Values and what the page calls them, in the order shown.
    options: Vec<(String, String)>,
    /// The value chosen at first.
    #[prop(optional_no_strip)]
    chosen: Option<String>,
    /// Called with the value chosen; empty stands for everything.
    change: Callback<String>,
) -> impl IntoView {
    view! {
        <select aria-label=name on:change:target=move |event| change.run(event.target().value())>
            <option value="">{all}</option>
            {options.into_iter().map(|(value, label)| {
                let selected = chosen.as_ref() == Some(&value);
                view! { <option value=value selected=selected>{label}</option> }
            }).collect_view()}
        </select>
    }
}
