//! README and docs: short where they promise to be, in the words of the page, and every link leads somewhere.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{read, root};

const README_WORDS: usize = 900;
/// Words that the page no longer uses for what it shows, and turns that readers stumbled over.
const RETIRED: [&str; 12] = [
    "ticked",
    "untick",
    "unprotect",
    "rehears",
    "four eyes",
    "is told by",
    "gives no way",
    "stands in",
    "is no cloud id",
    "wiped",
    "kept elsewhere",
    "goes on naming",
];

fn pages() -> Vec<PathBuf> {
    let in_folder = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        entries
            .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
            .collect()
    };
    [in_folder(root()), in_folder(&root().join("docs"))].concat()
}

/// The text without fenced blocks, whose lines may begin with `#` and hold brackets.
fn prose(text: &str) -> String {
    let mut is_code = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What follows `#` in a link to a heading, as GitHub makes it.
fn anchors(text: &str) -> Vec<String> {
    let prose = prose(text);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| {
        let title = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = title
            .chars()
            .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
        kept.collect::<String>().replace(' ', "-")
    };
    headings.map(anchor).collect()
}

/// Targets of `[text](target)` that are files or headings of this repository.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let targets = prose
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'));
    targets
        .map(|(target, _)| target.to_owned())
        .filter(|target| !target.contains("://"))
        .collect()
}

#[test]
fn the_readme_is_read_in_five_minutes() {
    let words = read(&root().join("README.md")).split_whitespace().count();
    assert!(
        words <= README_WORDS,
        "README.md has {words} words; at most {README_WORDS}"
    );
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let mut seen = 0;
    for page in pages() {
        for link in links(&read(&page)) {
            let (file, heading) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(file)
            };
            assert!(target.is_file(), "{}: nothing at {link}", page.display());
            let is_there = heading.is_empty()
                || anchors(&read(&target))
                    .iter()
                    .any(|anchor| anchor == heading);
            assert!(is_there, "{}: no heading {link}", page.display());
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} links were found");
}

#[test]
fn every_page_of_docs_is_linked_from_the_readme_or_contributing() {
    let linked = links(&read(&root().join("README.md")))
        .into_iter()
        .chain(links(&read(&root().join("CONTRIBUTING.md"))));
    let linked: Vec<PathBuf> = linked.map(|link| root().join(link)).collect();
    for page in pages()
        .into_iter()
        .filter(|page| !page.ends_with("README.md"))
    {
        assert!(
            linked.contains(&page),
            "nothing leads to {}",
            page.display()
        );
    }
}

/// Paths in backticks: `crates/…`, `src/…`, `tests/…`.
fn named_paths(text: &str) -> Vec<String> {
    let spans = text.split('`').skip(1).step_by(2);
    let is_path = |span: &&str| {
        ["crates/", "src/", "tests/", "fuzz/", "scripts/", "docs/"]
            .iter()
            .any(|folder| span.starts_with(folder))
    };
    spans
        .filter(is_path)
        .filter(|span| !span.contains('…'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_file_that_a_page_names_is_there() {
    let mut seen = 0;
    for page in pages() {
        for path in named_paths(&read(&page)) {
            assert!(
                root().join(&path).exists(),
                "{}: nothing at {path}",
                page.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} paths were found");
}

#[test]
fn retired_words_are_in_no_page() {
    for page in pages() {
        let text = read(&page).to_lowercase();
        for word in RETIRED {
            assert!(!text.contains(word), "{}: {word:?}", page.display());
        }
    }
}
