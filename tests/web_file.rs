//! Files in a real browser: what comes through `File.stream` is what was in the file.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::cell::Cell;
use std::fmt::Write as _;
use std::rc::Rc;

use groupsweep::browser::{FileError, read_file};
use groupsweep::import::{self, Refusal};
use js_sys::{Array, Uint8Array};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::File;

wasm_bindgen_test_configure!(run_in_browser);

fn file(name: &str, bytes: &[u8]) -> File {
    let parts = Array::of1(&Uint8Array::from(bytes));
    File::new_with_u8_array_sequence(&parts, name).unwrap()
}

/// An export of many blocks, with a line break inside a cell of every row.
fn export(rows: u32) -> String {
    let mut text = String::from("Group id,Group name,User id,User name\r\n");
    for row in 0..rows {
        let group = row % 7;
        let _ = write!(
            text,
            "e7b24a95-307c-4179-b143-18071d98642{group},\"Gr\u{fc}ppe\n{group}\",712020:{row:08},Ng{row}\r\n"
        );
    }
    text
}

#[wasm_bindgen_test]
async fn a_streamed_file_becomes_the_same_table_as_its_bytes() {
    let text = export(40_000);
    let read = Rc::new(Cell::new(0.0));
    let seen = Rc::clone(&read);
    let streamed = read_file(&file("a.csv", text.as_bytes()), move |n| seen.set(n))
        .await
        .unwrap();
    let whole = import::read("a.csv", text.as_bytes(), None).unwrap();
    assert_eq!(read.get() as usize, text.len());
    assert_eq!(streamed.len(), 40_000);
    assert_eq!(streamed.unusable_count(), 0);
    for row in whole.row_numbers() {
        assert_eq!(streamed.record_bytes(row), whole.record_bytes(row));
        assert_eq!(streamed.membership(row), whole.membership(row));
    }
}

#[wasm_bindgen_test]
async fn a_workbook_is_refused_with_what_to_do() {
    let refused = read_file(&file("a.xlsx", b"PK\x03\x04rest"), |_| ())
        .await
        .unwrap_err();
    assert_eq!(refused, FileError::Refused(Refusal::Workbook));
    assert!(refused.to_string().contains("save it as CSV"));
}

#[wasm_bindgen_test]
async fn an_empty_file_is_refused() {
    let refused = read_file(&file("a.csv", b""), |_| ()).await.unwrap_err();
    assert_eq!(refused, FileError::Refused(Refusal::Empty));
}
