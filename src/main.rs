//! The page's entry; natively a hint on how to build it.
#![forbid(unsafe_code)]

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(groupsweep::ui::App);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("This is the page. Build and serve it with: make run");
}
