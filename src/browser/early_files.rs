//! Files that were chosen or dropped before this code was there: `index.html` has a field for them.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{FileList, HtmlInputElement};

const FIELD: &str = "early-files";

/// Hands over the field's files. The field stays hidden in the page, because the browser's dialog may still be open and
/// returns its files there.
pub fn take_early_files(take: impl Fn(Option<FileList>) + 'static) {
    let document = web_sys::window().and_then(|window| window.document());
    let field = document.and_then(|document| document.get_element_by_id(FIELD));
    let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    field.set_hidden(true);
    if has_files(&field) {
        take(field.files());
    }
    let answered = field.clone();
    let listener = Closure::<dyn Fn()>::new(move || take(answered.files()));
    if field
        .add_event_listener_with_callback("change", listener.as_ref().unchecked_ref())
        .is_ok()
    {
        listener.forget();
    }
}

fn has_files(field: &HtmlInputElement) -> bool {
    field.files().is_some_and(|files| files.length() > 0)
}
