//! The page takes its sentences about a journey from the core: no screen words one itself.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// The Rust files of the page's screens: their paths and texts.
fn screens() -> Vec<(PathBuf, String)> {
    let mut folders = vec![crate::root().join("src/ui")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    assert!(files.len() > 60, "{}", files.len());
    files
}

/// Screens print sentences and make none that depend on the journey: such an arm would be read by no test.
#[test]
fn no_screen_words_a_journey_itself() {
    let mut worded = Vec::new();
    for (path, text) in screens() {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let is_arm =
                (line.contains("Action::") || line.contains("Purpose::")) && line.contains("=>");
            if !is_arm {
                continue;
            }
            // Up to the next arm: a format! or a block may hold the sentence.
            let (_, said) = line.split_once("=>").unwrap();
            let rest = lines[at + 1..]
                .iter()
                .take_while(|line| !line.contains("=>"));
            let rest: Vec<&str> = rest.take(3).copied().collect();
            let opens = said.trim().is_empty() || said.ends_with(['{', '(']);
            if said.contains('"') || (opens && rest.concat().contains('"')) {
                worded.push(format!("{}:{}: {line}", path.display(), at + 1));
            }
        }
    }
    assert!(worded.is_empty(), "{worded:#?}");
}

/// Words of a screen that name a change and are true on every journey, or only shown where they are.
const TRUE_ON_EVERY_JOURNEY: [&str; 17] = [
    // Filters, permissions and lists, not memberships.
    " (remove)",
    "Remove this filter",
    " When the connection ends, remove this extension's permissions to call sites",
    "{name} added: {}{strange}. Not saved yet.",
    "For another address or browser: save the list to a file here and add the file there.",
    // The menu that chooses the action.
    "remove",
    // A sealed plan holds removals and nothing else.
    "removal",
    "removals",
    // Who else came and went, and that no run of either kind did it.
    "{} left these groups after the check. This run did not remove them: {}. Suspended accounts also disappear from the list.",
    "{} joined these groups after the check. This run did not add them: {}.",
    // A file of ours that says which way it leads, or that it does not.
    "Restore file: add {}",
    "No row of this file can be added.",
    "The rows of this file are selected on Choose, to be added to their groups, except those that your keep list or your list of people holds back. They are checked against the site before anything is added.",
    "Nothing is selected, and there is nothing to verify, undo or add back. To run the plan on your site, import the original export.",
    "This file does not show whether its rows were to be removed or added: either no row is finished, or it has results of both. Nothing is selected. Choose what to remove.",
    // What the product is for, before there is a file.
    "Groupsweep removes people from many Atlassian groups at once. You choose the rows, test one removal, and can undo the run.",
    // Both kinds of plan.
    "With Jira and Confluence, a removal does not send rows of your own account unless you included them.",
];

/// A sentence that speaks of a removal or an addition belongs with the others, where it is read on all four journeys.
#[test]
fn no_screen_names_a_change_in_words_of_its_own() {
    let mut worded = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, text) in screens() {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code = code.collect::<Vec<_>>().join("\n").replace("\\\"", "'");
        for literal in code.split('"').skip(1).step_by(2) {
            let words = literal.to_lowercase();
            let names = ["remov", "addition", " added", " add ", "to add "];
            if !names.iter().any(|name| words.contains(name)) {
                continue;
            }
            match TRUE_ON_EVERY_JOURNEY.iter().find(|known| {
                literal == **known || (known.ends_with(": ") && literal.starts_with(**known))
            }) {
                Some(known) => {
                    seen.insert(*known);
                }
                None => worded.push(format!("{}: {literal}", path.display())),
            }
        }
    }
    assert!(worded.is_empty(), "{worded:#?}");
    let known: BTreeSet<&str> = TRUE_ON_EVERY_JOURNEY.into();
    assert_eq!(seen, known, "each of them is still said");
}
