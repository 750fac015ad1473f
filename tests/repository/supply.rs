//! The supply chain: what is not ours is named with its reason and locked, and our own code has no unsafe line.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::{read, root};

const FORBIDS_UNSAFE: &str = "#![forbid(unsafe_code)]";
/// Cargo's commands that choose versions; each has to keep to the lock file.
const CHOOSES_VERSIONS: [&str; 9] = [
    "build", "test", "clippy", "run", "check", "install", "bench", "doc", "metadata",
];

/// Files below the root for which `wanted` says so, what git ignores left out.
fn files(wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let is_made = matches!(name, "target" | "dist" | "node_modules" | ".git");
            if path.is_dir() && !is_made {
                folders.push(path);
            } else if path.is_file() && wanted(name) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every crate root of a workspace, as cargo itself knows them.
fn crate_roots(manifest: &str) -> Vec<PathBuf> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--locked"])
        .args(["--format-version", "1", "--manifest-path"])
        .arg(root().join(manifest))
        .output()
        .unwrap();
    assert!(out.status.success(), "{manifest}");
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let targets = metadata["packages"].as_array().unwrap().iter();
    targets
        .flat_map(|package| package["targets"].as_array().unwrap())
        .map(|target| PathBuf::from(target["src_path"].as_str().unwrap()))
        .collect()
}

#[test]
fn every_crate_root_of_ours_forbids_unsafe_code() {
    let mut roots = crate_roots("Cargo.toml");
    assert!(roots.len() > 10, "the crate roots were not found");
    roots.extend(crate_roots("fuzz/Cargo.toml"));
    for path in roots {
        let text = read(&path);
        // The fuzzer's macro makes a function for C, which counts as unsafe; nothing else stands there.
        if path
            .parent()
            .is_some_and(|folder| folder.ends_with("fuzz_targets"))
        {
            assert!(
                text.lines().count() < 8,
                "{} is more than the macro",
                path.display()
            );
            assert!(!text.contains("unsafe"), "{}", path.display());
            continue;
        }
        let says_so = text.lines().any(|line| line == FORBIDS_UNSAFE);
        assert!(says_so, "{} has no {FORBIDS_UNSAFE}", path.display());
    }
}

/// Names of the dependencies of a `Cargo.toml` that have no comment on one of their lines.
fn without_a_reason(manifest: &str) -> (usize, Vec<String>) {
    let (mut all, mut bare) = (0, Vec::new());
    let mut in_dependencies = false;
    let mut lines = manifest.lines();
    while let Some(line) = lines.next() {
        if let Some(section) = line.trim().strip_prefix('[') {
            in_dependencies = section.trim_end_matches(']').ends_with("dependencies");
            assert!(
                !section.contains("dependencies."),
                "a section of its own has no line for its reason: {line}"
            );
            continue;
        }
        let Some((name, value)) = line.split_once('=').filter(|_| in_dependencies) else {
            continue;
        };
        if name.trim_start().starts_with('#') {
            continue;
        }
        // A list over several lines has its reason behind the end.
        let mut last = value;
        while !last.trim_end().is_empty() && opens(value, last) {
            last = lines.next().unwrap_or("");
        }
        all += 1;
        if comment_of(last).is_none_or(|why| why.trim().len() < 5) {
            bare.push(name.trim().to_owned());
        }
    }
    (all, bare)
}

/// Whether an entry that began with `first` goes on behind `line`.
fn opens(first: &str, line: &str) -> bool {
    let begins = first.trim_end().ends_with('[');
    begins && !line.trim_start().starts_with(']')
}

/// The text behind a `#` outside quotes.
fn comment_of(line: &str) -> Option<&str> {
    let mut in_string = false;
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => in_string = !in_string,
            '#' if !in_string => return Some(&line[at + 1..]),
            _ => {}
        }
    }
    None
}

#[test]
fn every_direct_dependency_says_why_it_is_there() {
    let manifests = files(|name| name == "Cargo.toml");
    assert!(manifests.len() >= 3, "the manifests were not found");
    for path in manifests {
        let (all, bare) = without_a_reason(&read(&path));
        assert!(all > 0, "{} has no dependency", path.display());
        assert!(bare.is_empty(), "{}: no reason at {bare:?}", path.display());
    }
}

#[test]
fn a_dependency_without_a_reason_is_found() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\n# csv = \"1\"\na = \"1\" # reads files\nb = { version = \"1#2\" }\n\
        c = { features = [\n  \"d\", # e\n] } # the browser\nf = { features = [\n  \"g\", # h\n] }\n[target.'cfg(unix)'.dev-dependencies]\ni = \"1\" #\n[lints]\nj = true\n";
    let (all, bare) = without_a_reason(manifest);
    assert_eq!(
        (all, bare),
        (5, ["b", "f", "i"].map(str::to_owned).to_vec())
    );
}

#[test]
fn every_package_and_tool_says_why_it_is_there() {
    let reasons = read(&root().join("docs/dependencies.md"));
    let has_reason = |name: &str| {
        let line = format!("- `{name}`: ");
        reasons
            .lines()
            .any(|one| one.starts_with(&line) && one.len() > line.len() + 10)
    };
    let packages = files(|name| name == "package.json");
    assert!(packages.len() >= 2, "the packages were not found");
    for path in packages {
        let package: serde_json::Value = serde_json::from_str(&read(&path)).unwrap();
        for kind in ["dependencies", "devDependencies", "optionalDependencies"] {
            for (name, version) in package[kind].as_object().into_iter().flatten() {
                assert!(
                    has_reason(name),
                    "{name} of {} is not in docs/dependencies.md",
                    path.display()
                );
                let exact = version.as_str().is_some_and(|version| {
                    version.split('.').count() == 3
                        && version.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                });
                assert!(
                    exact,
                    "{name} of {} is not one version: {version}",
                    path.display()
                );
            }
        }
        assert!(
            path.with_file_name("package-lock.json").is_file(),
            "{} has no lock file",
            path.display()
        );
    }
    for tool in ["trunk", "wasm-bindgen-cli", "binaryen", "cargo-deny"] {
        assert!(has_reason(tool), "{tool} is not in docs/dependencies.md");
    }
}

/// Lines of scripts that let cargo choose versions.
fn unlocked(script: &str) -> Vec<&str> {
    let script_lines = script.lines().map(|line| line.trim_start());
    let calls_cargo = |line: &str| {
        line.match_indices("cargo ").any(|(at, cargo)| {
            let rest = line[at + cargo.len()..].trim_start();
            let command = rest
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .next();
            command.is_some_and(|command| CHOOSES_VERSIONS.contains(&command))
        })
    };
    script_lines
        .filter(|line| !line.starts_with('#') && calls_cargo(line) && !line.contains("--locked"))
        .collect()
}

#[test]
fn what_is_built_is_what_is_locked() {
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"] {
        assert!(root().join(lock).is_file(), "{lock}");
    }
    assert!(
        read(&root().join("Trunk.toml"))
            .lines()
            .any(|line| line.trim() == "locked = true")
    );
    for path in scripts() {
        let text = read(&path);
        // Builds the standard library from a seed without dependencies.
        if path.ends_with("scripts/setup/wasm_std.sh") {
            continue;
        }
        assert!(
            unlocked(&text).is_empty(),
            "{}: {:?}",
            path.display(),
            unlocked(&text)
        );
        for line in text.lines().filter(|line| line.contains("npm install")) {
            assert!(
                line.contains("binaryen@"),
                "{}: npm ci keeps to the lock file: {line}",
                path.display()
            );
        }
    }
}

/// The scripts and workflows of the checkout.
fn scripts() -> Vec<PathBuf> {
    let found = files(|name| {
        name == "Makefile"
            || [".sh", ".yml", ".yaml"]
                .iter()
                .any(|kind| name.ends_with(kind))
    });
    assert!(found.len() > 10, "the scripts were not found");
    found
}

#[test]
fn no_node_package_runs_a_script_when_it_is_installed() {
    let mut installs = 0;
    for path in scripts() {
        let text = read(&path);
        let is_install = |line: &&str| line.contains("npm ci") || line.contains("npm install --");
        for line in text.lines().filter(is_install) {
            assert!(
                line.contains("--ignore-scripts"),
                "{}: {line}",
                path.display()
            );
            installs += 1;
        }
    }
    assert!(installs > 0, "no npm ci was found");
}

#[test]
fn a_build_that_chooses_versions_is_found() {
    assert_eq!(
        unlocked("  cargo build --release\ncargo build --locked\n# cargo build\ncargo fmt --check")
            .len(),
        1
    );
    assert_eq!(unlocked("  run: nice cargo test").len(), 1);
}

/// The archives that `make extension` makes, without their ending.
fn extension_archives(script: &str) -> Vec<&str> {
    let starts = script.match_indices("'dist-extension");
    let mut names: Vec<_> = starts
        .filter_map(|(at, _)| script[at + 1..].split('\'').next())
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn a_release_has_every_archive_of_the_extension_under_a_name_that_the_docs_give() {
    let text = |path: &str| read(&root().join(path));
    let (script, release) = (
        text("scripts/extension.mjs"),
        text(".github/workflows/release.yml"),
    );
    let (docs, reproducible) = (text("docs/extension.md"), text("scripts/reproducible.sh"));
    let names = extension_archives(&script);
    assert_eq!(names, ["dist-extension", "dist-extension-firefox"]);
    for name in names {
        let copied = format!("cp built/extension/{name}.zip release/");
        let line = release
            .lines()
            .find_map(|line| line.trim().strip_prefix(&copied));
        let published = line.unwrap_or_else(|| panic!("release.yml publishes no {name}.zip"));
        assert!(
            docs.contains(&format!("`{published}`")),
            "docs/extension.md: {published}"
        );
        assert!(reproducible.contains(&format!("{name}.zip")), "{name}");
    }
}
