//! The question before the keep list is deleted. Its own dialog, so that a double click does not delete the list.

use leptos::html;
use leptos::prelude::*;

/// Open while `is_asked`. Calls `delete` once the admin confirms.
#[component]
pub(super) fn DeleteQuestion(is_asked: RwSignal<bool>, delete: Callback<()>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_asked.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    let agree = move |_| {
        is_asked.set(false);
        delete.run(());
    };
    view! {
        <dialog class="dialog" aria-label="Confirm deletion of the keep list" node_ref=dialog on:close=move |_| is_asked.set(false)>
            <Show when=move || is_asked.get()>
                <h2 class="dialog__title">"Delete the keep list?"</h2>
                <p>"Its people and groups will no longer be protected in any file. To keep a copy, press Cancel, then \"Save to a file\"."</p>
                <div class="dialog__actions">
                    <button type="button" class="button" autofocus on:click=move |_| is_asked.set(false)>"Cancel"</button>
                    <button type="button" class="button button--danger button--settles" on:click=agree>"Delete the list"</button>
                </div>
            </Show>
        </dialog>
    }
}
