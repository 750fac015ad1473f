//! A button that copies a text to the clipboard.

use leptos::prelude::*;

use crate::browser::{Need, copy, missing_needs};

/// Confirms after copying. Without a clipboard there is no button.
#[component]
pub(crate) fn CopyButton(
    #[prop(into)] text: Signal<String>,
    /// What is copied, for assistive technology: `Copy command`.
    what: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    Effect::new(move |_| {
        text.track();
        copied.set(false);
    });
    let press = move |_| {
        let text = text.get_untracked();
        leptos::task::spawn_local(async move {
            let is_copied = copy(&text).await;
            // The screen may be gone by now.
            let _ = copied.try_set(is_copied);
        });
    };
    (!missing_needs().contains(&Need::Clipboard)).then(|| view! {
        <button type="button" class="button button--small" on:click=press>
            {move || if copied.get() { "Copied" } else { "Copy" }}<span class="hidden">" " {what}</span>
        </button>
    })
}
