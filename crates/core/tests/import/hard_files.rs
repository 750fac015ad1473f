//! The hard files of `tests/hard`, one by one: in one piece, and in blocks of any size.

#[path = "../../../../tests/hard/mod.rs"]
mod files;

use std::collections::BTreeSet;
use std::path::Path;

use files::{Case, told};
use groupsweep_core::import::read;

/// Bytes in a block; the first is the whole file.
const BLOCKS: [usize; 5] = [usize::MAX, 1, 7, 64, 4096];

/// What is wrong with how a file is read, in words; empty if all is well.
fn complaints(case: &Case) -> String {
    let whole = read(case.name, &case.bytes, None);
    let mut complaints = case.complaints(&whole);
    // Byte by byte a large file says nothing that a small one does not.
    for size in BLOCKS
        .into_iter()
        .filter(|size| *size >= 4096 || case.bytes.len() < 50_000)
    {
        if told(&case.read_in_blocks(size)) != told(&whole) {
            complaints.push(format!(
                "blocks of {size} bytes give something else than the whole"
            ));
        }
    }
    complaints
        .into_iter()
        .map(|one| format!("\n      {one}"))
        .collect()
}

fn all_are_read_as_expected(cases: &[Case]) {
    let failures: Vec<String> = cases
        .iter()
        .map(|case| (case, complaints(case)))
        .filter(|(_, complaints)| !complaints.is_empty())
        .map(|(case, complaints)| format!("\n  {}: {}{complaints}", case.name, case.fact))
        .collect();
    assert!(
        failures.is_empty(),
        "{} of {} files are not read as they should be:{}",
        failures.len(),
        cases.len(),
        failures.concat()
    );
}

#[test]
fn every_hard_file_gives_its_rows_and_findings_or_its_refusal() {
    all_are_read_as_expected(&files::files());
}

#[test]
fn cells_and_headings_of_many_kilobytes_are_read() {
    all_are_read_as_expected(&files::made());
}

#[test]
fn no_file_of_the_folder_is_left_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/hard");
    let is_case = |name: &String| {
        !name.ends_with(".json") && !name.ends_with(".rs") && !name.starts_with('.')
    };
    let names = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let there: BTreeSet<String> = names.filter(is_case).collect();
    let listed: BTreeSet<String> = files::files()
        .iter()
        .map(|case| case.name.to_owned())
        .collect();
    assert_eq!(there, listed);
}
