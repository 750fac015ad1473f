//! The page's entry; natively a hint on how to build it.
#![forbid(unsafe_code)]

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    remove_first_words();
    leptos::mount::mount_to_body(groupsweep::ui::App);
}

/// What index.html says until the page is there.
#[cfg(target_arch = "wasm32")]
fn remove_first_words() {
    let document = web_sys::window().and_then(|window| window.document());
    let first = document.and_then(|document| document.get_element_by_id("first"));
    if let Some(first) = first {
        first.remove();
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("This is the page. Build and serve it with: make run");
}
