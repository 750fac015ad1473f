//! Files in a real browser: what comes through `File.stream` is what was in the file.
#![forbid(unsafe_code)]
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "hard/mod.rs"]
mod hard;

use std::cell::Cell;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::rc::Rc;

use groupsweep::browser::{FileError, FileSource, read_column, read_file};
use groupsweep_core::import::{self, ImportError, Table};
use js_sys::{Array, Uint8Array};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::File;

wasm_bindgen_test_configure!(run_in_browser);

fn file(name: &str, bytes: &[u8]) -> FileSource {
    let parts = Array::of1(&Uint8Array::from(bytes));
    FileSource::Chosen(File::new_with_u8_array_sequence(&parts, name).unwrap())
}

async fn read(source: &FileSource) -> Result<Table, ImportError> {
    let read = read_file(source, None, None, |_| ControlFlow::Continue(())).await;
    read.map_err(|error| match error {
        FileError::Refused(refusal) => refusal,
        FileError::Unreadable | FileError::Cancelled => panic!("{error}"),
    })
}

/// An export of many blocks, with a line break inside a cell of every row.
fn export(rows: u32) -> String {
    let mut text = String::from("Group id,Group name,User id,User name,Site\r\n");
    for row in 0..rows {
        let group = row % 7;
        let _ = write!(
            text,
            "e7b24a95-307c-4179-b143-18071d98642{group},\"Gr\u{fc}ppe\n{group}\",712020:{row:08},Ng{row},site {group}\r\n"
        );
    }
    text
}

#[wasm_bindgen_test]
async fn a_streamed_file_becomes_the_same_table_as_its_bytes() {
    let text = export(40_000);
    let so_far = Rc::new(Cell::new(0.0));
    let seen = Rc::clone(&so_far);
    let progress = move |read| {
        seen.set(read);
        ControlFlow::Continue(())
    };
    let streamed = read_file(&file("a.csv", text.as_bytes()), None, None, progress)
        .await
        .unwrap();
    let whole = import::read("a.csv", text.as_bytes(), None).unwrap();
    assert_eq!(so_far.get() as usize, text.len());
    assert_eq!((streamed.len(), streamed.unusable_count()), (40_000, 0));
    assert_eq!(hard::told(&Ok(streamed)), hard::told(&Ok(whole)));
}

#[wasm_bindgen_test]
async fn every_hard_file_is_read_in_the_browser_as_it_is_natively() {
    let mut complaints = Vec::new();
    for case in hard::files().into_iter().chain(hard::made()) {
        let found = read(&file(case.name, &case.bytes)).await;
        let of_case = case.complaints(&found).into_iter();
        complaints.extend(of_case.map(|one| format!("{} ({}): {one}", case.name, case.fact)));
        let whole = case.read_in_blocks(usize::MAX);
        if hard::told(&found) != hard::told(&whole) {
            complaints.push(format!("{}: the stream gives something else", case.name));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[wasm_bindgen_test]
async fn a_reading_that_is_not_wanted_any_more_ends() {
    let text = export(40_000);
    let stop = |_| ControlFlow::Break(());
    let cancelled = read_file(&file("a.csv", text.as_bytes()), None, None, stop).await;
    assert_eq!(cancelled.err(), Some(FileError::Cancelled));
}

#[wasm_bindgen_test]
async fn a_column_left_in_the_file_is_read_when_it_is_asked_for() {
    let text = export(20_000);
    let source = file("a.csv", text.as_bytes());
    let table = read(&source).await.unwrap();
    let column = read_column(&source, &table, 4).await.unwrap();
    for row in table.row_numbers() {
        assert_eq!(column.get(row), format!("site {}", row.0 % 7));
    }
}

#[wasm_bindgen_test]
async fn another_file_in_its_place_gives_no_cell() {
    let text = export(20_000);
    let table = read(&file("a.csv", text.as_bytes())).await.unwrap();
    // The same size and the same first block; far behind, a line ends elsewhere.
    let moved = text.replace("Ng19000,site 2\r\n", "Ng19000,sit\r\ne 2");
    assert!(moved != text && moved.len() == text.len());
    for changed in [moved.as_bytes(), &text.as_bytes()[..text.len() - 40]] {
        let read = read_column(&file("a.csv", changed), &table, 4).await;
        assert!(read.is_err());
    }
}

fn chosen(name: &str, text: &str) -> File {
    let parts = Array::of1(&Uint8Array::from(text.as_bytes()));
    File::new_with_u8_array_sequence(&parts, name).unwrap()
}

#[wasm_bindgen_test]
async fn parts_of_one_export_are_read_as_one_table_and_read_again() {
    // Larger than the part that is looked at.
    let (one, two) = (export(4_000), export(3_000).replace("712020:", "712020:9"));
    let parts = [
        chosen("b.csv", &two),
        chosen("c.csv", "Colour,Size\nred,1\n"),
    ];
    let (source, left_out) = FileSource::joined(&chosen("a.csv", &one), &parts)
        .await
        .unwrap();
    let names: Vec<&str> = left_out.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        (source.name().as_str(), names),
        ("a.csv + b.csv", vec!["c.csv"])
    );
    let table = read(&source).await.unwrap();
    assert_eq!((table.len(), table.unusable_count()), (7_000, 0));
    assert!(table.findings().is_empty());
    let sites = read_column(&source, &table, 4).await.unwrap();
    assert_eq!(sites.get(groupsweep_core::domain::RowNo(6_999)), "site 3");
}
