//! The layers inside the core: a module imports only from modules below it, and none knows a clock, files or a network. What
//! the core may depend on besides stands in its `Cargo.toml`.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the lowest up.
const LAYERS: [&str; 16] = [
    "domain",
    "identity",
    "atlassian",
    "import",
    "choose",
    "connect",
    "plan",
    "wire",
    "run",
    "journal",
    "report",
    "script_export",
    "reads",
    "verify",
    "precheck",
    "load",
];

const FOREIGN: [&str; 6] = [
    "std::time",
    "SystemTime",
    "Instant::now",
    "std::net::Tcp",
    "std::fs",
    "async ",
];

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|name| *name == module)
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

/// The modules that code imports: `crate::module`, also inside `use crate::{…}`, and `super` leading out of the module.
fn imports(code: &str, folders_deep: usize) -> Vec<String> {
    let mut modules = Vec::new();
    let out_of_the_module = "super::".repeat(folders_deep);
    let mut prefixes = vec!["crate::"];
    if folders_deep > 0 {
        prefixes.push(&out_of_the_module);
    }
    for prefix in prefixes {
        for (at, _) in code.match_indices(prefix) {
            let rest = &code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(list) => modules.extend(top_names(list)),
                None => modules.push(first_word(rest)),
            }
        }
    }
    modules.retain(|module| layer_of(module).is_some());
    modules
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

/// Module, path, code and how deep below its module each file lies.
fn every_file() -> Vec<(String, PathBuf, String, usize)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let in_a_module = |path: PathBuf| {
        let inside: Vec<_> = path.strip_prefix(&src).unwrap().iter().collect();
        // `module/mod.rs` is the module itself, `module/file.rs` lies one below it.
        let depth = match inside.last()?.to_str()? {
            "mod.rs" => inside.len() - 1,
            _ => inside.len(),
        };
        let module = inside[0].to_str()?.to_owned();
        let code = code(&fs::read_to_string(&path).unwrap());
        (depth > 0 && module != "lib.rs").then_some((module, path, code, depth))
    };
    files(&src).into_iter().filter_map(in_a_module).collect()
}

#[test]
fn imports_point_down_only() {
    let files = every_file();
    assert!(files.len() > 100, "the modules were not found");
    for (module, path, code, depth) in files {
        assert!(layer_of(&module).is_some(), "{module} is in no layer");
        for imported in imports(&code, depth) {
            let is_below = layer_of(&imported) < layer_of(&module);
            assert!(
                is_below || imported == module,
                "{} imports {imported}",
                path.display()
            );
        }
    }
}

#[test]
fn no_module_knows_a_clock_files_or_a_network() {
    for (_, path, code, _) in every_file() {
        for foreign in FOREIGN {
            assert!(
                !code.contains(foreign),
                "{} mentions {foreign}",
                path.display()
            );
        }
    }
}

#[test]
fn imports_are_found_in_every_form_and_comments_and_strings_are_none() {
    assert_eq!(imports(&code("use crate::run::Run;"), 2), ["run"]);
    let list = "use crate::{\n    domain::{Answer, Span},\n    load, // crate::plan\n};";
    assert_eq!(imports(&code(list), 2), ["domain", "load"]);
    let path = "let x = crate::plan::Plan::new();";
    assert_eq!(imports(&code(path), 2), ["plan"]);
    assert_eq!(imports("use crate::load::x; use super::wire;", 2), ["load"]);
    assert_eq!(imports("use super::report::x;", 1), ["report"]);
    assert!(imports(&code("// crate::load\nlet s = \"crate::load\";"), 2).is_empty());
    assert!(code("use std::time::Instant; // async").contains("std::time"));
}
