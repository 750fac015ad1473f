//! The token's field. What is typed goes into memory that is overwritten once it
//! is not needed, and back into the field without a copy on the way.

use leptos::html;
use leptos::prelude::*;

use crate::domain::TypedToken;
use crate::ui::app_state::session;

#[component]
pub(super) fn TokenField(
    /// Called after each change of the text.
    typed: Callback<()>,
) -> impl IntoView {
    let form = session().form;
    let input = NodeRef::<html::Input>::new();
    // As a property, never as an attribute: it stands in no copy of the document.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            form.token.with(|token| input.set_value(token.expose()));
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
                aria-describedby="token-hint"
                node_ref=input
                on:input:target=move |event| {
                    form.token.set(TypedToken::new(event.target().value()));
                    typed.run(());
                }
            />
            <p id="token-hint" class="sub">
                "Create one at id.atlassian.com under Security, API tokens, with or without scopes. A service account's token or an organization's API key works too. It is kept in this page's memory only, and erased when you disconnect, start over, close the page or leave it for 30 minutes."
            </p>
        </div>
    }
}
