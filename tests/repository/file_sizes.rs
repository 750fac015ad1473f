//! No source file is longer than a reader takes in.

use std::fs;
use std::path::Path;

use crate::{read, root};

const MAX_LINES: usize = 400;

fn too_long(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("target") {
                too_long(&path, found);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let lines = read(&path).lines().count();
            if lines > MAX_LINES {
                found.push(format!("{} has {lines} lines", path.display()));
            }
        }
    }
}

#[test]
fn no_source_file_has_more_than_400_lines() {
    let mut found = Vec::new();
    for folder in ["src", "crates"] {
        too_long(&root().join(folder), &mut found);
    }
    assert!(found.is_empty(), "{found:#?}");
}
