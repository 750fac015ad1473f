//! The floors of `src/lib.rs`: imports point down only, and the core knows no browser, no clock and no network.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// The floors from the bottom up; names in one entry do not see each other either.
const FLOORS: [&[&str]; 17] = [
    &["domain"],
    &["identity"],
    &["atlassian"],
    &["import"],
    &["choose"],
    &["connect"],
    &["plan"],
    &["wire"],
    &["run"],
    &["journal"],
    &["report"],
    &["script_export"],
    &["verify"],
    &["precheck"],
    &["load"],
    &["browser"],
    &["ui"],
];

/// The highest floor that must stay pure.
const HIGHEST_PURE: &str = "load";

const FOREIGN: [&str; 14] = [
    "leptos",
    "web_sys",
    "js_sys",
    "gloo",
    "wasm_bindgen",
    "std::time",
    "SystemTime",
    "Instant::now",
    "tokio",
    "axum",
    "reqwest",
    "std::net::Tcp",
    "std::fs",
    "getrandom",
];

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn is_pure(room: &str) -> bool {
    floor_of(room) <= floor_of(HIGHEST_PURE)
}

/// Rust files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
    found
}

/// The code of a file: comments and strings are talk, not imports.
fn code(text: &str) -> String {
    let without_comment = |line: &str| {
        let mut in_string = false;
        let mut kept = String::new();
        let mut before = ' ';
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter == '"' && before != '\\' && before != '\'' {
                in_string = !in_string;
            } else if !in_string && letter == '/' && letters.peek() == Some(&'/') {
                break;
            } else if !in_string {
                kept.push(letter);
            }
            before = letter;
        }
        kept
    };
    text.lines()
        .map(without_comment)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The rooms that code imports: `crate::room`, also inside `use crate::{…}`, and `super` leading out of the room.
fn imports(code: &str, folders_deep: usize) -> Vec<String> {
    let mut rooms = Vec::new();
    let out_of_the_room = "super::".repeat(folders_deep);
    let mut doors = vec!["crate::"];
    if folders_deep > 0 {
        doors.push(&out_of_the_room);
    }
    for api_host in doors {
        for (at, _) in code.match_indices(api_host) {
            let rest = &code[at + api_host.len()..];
            match rest.strip_prefix('{') {
                Some(list) => rooms.extend(top_names(list)),
                None => rooms.push(first_word(rest)),
            }
        }
    }
    rooms.retain(|room| floor_of(room).is_some());
    rooms
}

fn first_word(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// `a::b, c::{d, e}, f}` to `a`, `c`, `f`.
fn top_names(list: &str) -> Vec<String> {
    let (mut depth, mut part, mut names) = (0, String::new(), Vec::new());
    for letter in list.chars() {
        match letter {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(first_word(&std::mem::take(&mut part))),
            _ if depth == 0 => part.push(letter),
            _ => {}
        }
    }
    names.push(first_word(&part));
    names
}

/// Room, path, code and how deep below its room each file lies.
fn every_file() -> Vec<(String, PathBuf, String, usize)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("src"), root.join("crates/core/src")];
    folders.iter().flat_map(|src| files_of(src)).collect()
}

/// The same of one crate's source folder.
fn files_of(src: &Path) -> Vec<(String, PathBuf, String, usize)> {
    let in_a_room = |path: PathBuf| {
        let inside = path.strip_prefix(src).unwrap().to_owned();
        let first = inside
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap();
        let room = first.trim_end_matches(".rs").to_owned();
        let steps = inside.components().count();
        // `room.rs` and `room/mod.rs` are the room itself, `room/file.rs` lies one below it.
        let depth = match inside.file_name().unwrap().to_str().unwrap() {
            "mod.rs" => steps - 1,
            _ => steps,
        };
        floor_of(&room)?;
        Some((
            room,
            path.clone(),
            code(&fs::read_to_string(path).unwrap()),
            depth,
        ))
    };
    files(src).into_iter().filter_map(in_a_room).collect()
}

#[test]
fn imports_point_down_only() {
    let files = every_file();
    assert!(files.len() > 30, "the floors were not found");
    for (room, path, code, depth) in files {
        for imported in imports(&code, depth) {
            let below = floor_of(&imported) < floor_of(&room);
            assert!(
                below || imported == room,
                "{} imports {imported}",
                path.display()
            );
        }
    }
}

#[test]
fn the_core_knows_no_browser_no_clock_and_no_network() {
    for (room, path, code, _) in every_file() {
        for foreign in FOREIGN {
            let found = is_pure(&room) && code.contains(foreign);
            assert!(!found, "{} mentions {foreign}", path.display());
        }
    }
}

#[test]
fn every_room_of_the_house_has_a_floor() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("src"), root.join("crates/core/src")];
    let entries = folders.iter().flat_map(|src| fs::read_dir(src).unwrap());
    for entry in entries {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let room = name.trim_end_matches(".rs");
        let outside = matches!(room, "lib" | "main" | "bin");
        assert!(
            outside || floor_of(room).is_some(),
            "{name} stands on no floor"
        );
    }
}

#[test]
fn the_watchman_sees_what_he_should() {
    let code = |text: &str| code(text);
    assert_eq!(imports(&code("use crate::run::Run;"), 2), ["run"]);
    let list = "use crate::{\n    domain::{Answer, Fault},\n    ui, // crate::drive\n};";
    assert_eq!(imports(&code(list), 2), ["domain", "ui"]);
    assert_eq!(
        imports(&code("let x = crate::plan::Plan::new();"), 2),
        ["plan"]
    );
    assert_eq!(
        imports(&code("use super::super::load::x; use super::browser;"), 2),
        ["load"]
    );
    assert_eq!(imports(&code("use super::report::x;"), 1), ["report"]);
    assert!(imports(&code("// crate::ui\nlet s = \"crate::ui\";"), 2).is_empty());
    assert!(code("use std::time::Instant; // tokio").contains("std::time"));
    assert!(floor_of("domain") < floor_of("import") && floor_of("load") < floor_of("ui"));
    assert!(is_pure("wire") && is_pure("load") && !is_pure("browser") && !is_pure("ui"));
}
