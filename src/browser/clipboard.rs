//! Copying a text for the admin to paste elsewhere.

use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Copies a text. False if the browser refused. Only call it if [`super::Need::Clipboard`] is met.
pub async fn copy(text: &str) -> bool {
    let written = window().navigator().clipboard().write_text(text);
    JsFuture::from(written).await.is_ok()
}
