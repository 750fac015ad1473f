//! In a real browser: the library loads and its code runs.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs)]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_tests_run_in_a_page_with_a_window() {
    assert!(web_sys::window().is_some(), "no window: not run in a page");
}
