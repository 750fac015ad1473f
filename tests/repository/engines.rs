//! docs/engines.md: its table says which end-to-end test runs in which engine, as the runner's own lists do.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{read, root};

const PAGE: &str = "docs/engines.md";
const TESTS: &str = "tests/e2e";
const ENGINES: [&str; 3] = ["Chromium", "Firefox", "WebKit"];

/// Rows of the table: the file, and for each of [`ENGINES`] what the page says.
fn rows() -> Vec<(String, [bool; 3])> {
    let page = read(&root().join(PAGE));
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"))
        .filter(|line| line.contains(".test.mjs` |"));
    rows.map(|line| {
        let (file, rest) = line.split_once('`').unwrap();
        let cells: Vec<&str> = rest.split(" | ").skip(2).collect();
        let runs = |at: usize| match cells[at] {
            "yes" => true,
            "no" => false,
            odd => panic!("{PAGE}: {odd} in {file}'s cell for {}", ENGINES[at]),
        };
        (file.to_owned(), [runs(0), runs(1), runs(2)])
    })
    .collect()
}

fn script(name: &str) -> String {
    let package = read(&root().join(TESTS).join("package.json"));
    let package: Value = serde_json::from_str(&package).unwrap();
    package["scripts"][name].as_str().unwrap().to_owned()
}

fn files_of(script: &str) -> BTreeSet<String> {
    let words = script.split(' ').map(str::to_owned);
    words.filter(|word| word.ends_with(".test.mjs")).collect()
}

#[test]
fn the_table_of_engines_lists_what_each_engine_runs() {
    for (at, name) in [(1, "test:firefox"), (2, "test:webkit")] {
        let said: BTreeSet<String> = rows()
            .into_iter()
            .filter(|(_, runs)| runs[at])
            .map(|(file, _)| file)
            .collect();
        assert_eq!(said, files_of(&script(name)), "{PAGE} and {name}");
    }
    assert!(
        files_of(&script("test")).is_empty(),
        "Chromium runs every file"
    );
}

#[test]
fn a_file_of_the_table_is_there_and_is_left_out_in_chromium_only_where_it_says_so() {
    for (file, [in_chromium, ..]) in rows() {
        let text = read(&root().join(TESTS).join(&file));
        let is_skipped = text.contains("skip = ENGINE !== ");
        assert_eq!(in_chromium, !is_skipped, "{file} in Chromium");
    }
}
