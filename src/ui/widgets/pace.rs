//! The limit of calls per second: two named choices and a number.

use leptos::prelude::*;

#[component]
pub(crate) fn Pace(
    /// Id of the number field, unique on the page.
    id: &'static str,
    label: &'static str,
    /// The named choices and their values.
    choices: [(&'static str, u16); 2],
    /// The current limit, in calls per second.
    rate: Signal<u16>,
    /// Sets a limit. Returns the limit that was set.
    set: Callback<u16, u16>,
    /// The maximum.
    most: Signal<u16>,
    /// The text after the number.
    hint: &'static str,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let radio = move |(name, calls): (&'static str, u16)| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=format!("{id}-pace")
                    prop:checked=move || rate.get() == calls
                    on:change=move |_| { set.run(calls); }
                />
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="pace">
            <legend class="sub">"Pace"</legend>
            {choices.map(radio)}
            <div class="field field--inline">
                <label for=id>{label}</label>
                <input
                    type="number"
                    id=id
                    min="1"
                    max=move || most.get().to_string()
                    aria-describedby=hint_id.clone()
                    prop:value=move || rate.get().to_string()
                    on:change:target=move |event| {
                        let asked = event.target().value().parse().unwrap_or_else(|_| rate.get_untracked());
                        event.target().set_value(&set.run(asked).to_string());
                    }
                />
                <span id=hint_id.clone() class="sub">{hint}</span>
            </div>
        </fieldset>
    }
}
