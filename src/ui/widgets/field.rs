//! A text field: label, input, hint.

use leptos::prelude::*;

/// A text input with a label above and an optional hint below.
#[component]
pub(crate) fn TextField(
    /// Its id, unique on the page.
    id: &'static str,
    label: &'static str,
    /// The input's type: `text`, `email`, `password`.
    kind: &'static str,
    /// The keyboard that a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// An example, shown while the field is empty.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    /// Id of the hint that screen readers read with the field.
    #[prop(optional)]
    described_by: Option<&'static str>,
    /// Whether the field is disabled.
    #[prop(optional)]
    readonly: Signal<bool>,
    value: Signal<String>,
    /// Called with the text after each change.
    typed: Callback<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                type=kind
                id=id
                inputmode=inputmode
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                aria-describedby=described_by
                readonly=move || readonly.get()
                prop:value=move || value.get()
                on:input:target=move |event| typed.run(event.target().value())
            />
            {children.map(|children| children())}
        </div>
    }
}
