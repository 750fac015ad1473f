//! The token's field. The token is kept in memory that is overwritten after use, and goes back into the field without
//! another copy.

use groupsweep_core::domain::TypedToken;
use leptos::html;
use leptos::prelude::*;

use crate::ui::app_state::session;

#[component]
pub(super) fn TokenField(
    /// Called after each change of the text.
    typed: Callback<()>,
) -> impl IntoView {
    let form = session().form;
    let input = NodeRef::<html::Input>::new();
    // As a property, never as an attribute, so that no copy of the document contains it.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            form.with_token(|token| input.set_value(token.expose()));
        }
    });
    view! {
        <div class="field">
            <label for="token">"API token"</label>
            <input
                type="password"
                id="token"
                autocomplete="off"
                spellcheck="false"
                node_ref=input
                on:input:target=move |event| {
                    form.set_token(TypedToken::new(event.target().value()));
                    typed.run(());
                }
            />
        </div>
    }
}
