//! Stories in lines that can be read.

use std::collections::BTreeMap;

use groupsweep_core::run::Phase;

use super::world::{Check, RowStory, Story};

/// OutcomeTable in words, by journey and row.
pub(super) type OutcomeTable = BTreeMap<(String, &'static str), String>;

fn label(row: &RowStory, story: &Story) -> String {
    let word = row.outcome.label(story.purpose.action());
    if row.is_unconfirmed {
        format!("{word} (could not be confirmed)")
    } else {
        word.to_owned()
    }
}

/// How the rows of a story ended, and the run where it did not end by itself.
pub(super) fn outcomes(story: &Story) -> OutcomeTable {
    let journey = format!("{:?}", story.purpose);
    let rows = story
        .rows
        .iter()
        .map(|row| ((journey.clone(), row.row), label(row, story)));
    let halted = (story.phase != Phase::Finished)
        .then(|| ((journey.clone(), "the run"), format!("{:?}", story.phase)));
    rows.chain(halted).collect()
}

/// The sentences about the rows and the reading.
pub(super) fn sentences(story: &Story) -> Vec<String> {
    let rows = story.rows.iter().filter(|row| !row.sentence.is_empty());
    let of_rows = rows.map(|row| format!("{}: {}", label(row, story), row.sentence));
    of_rows
        .chain([format!("{:?}: {}", story.purpose, story.verified)])
        .collect()
}

/// The outcomes that differ from the default profile's, or all of them for the default. `None` if there are none.
pub(super) fn difference(
    check: Check,
    name: &str,
    normal: &OutcomeTable,
    all: &OutcomeTable,
) -> Option<String> {
    let title = match check {
        Check::Made => format!("# Checked, {name}"),
        Check::Skipped => format!("# Unchecked, {name}"),
    };
    let mut by_journey: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (key @ (journey, row), outcome) in all {
        if normal.get(key) != Some(outcome) {
            by_journey
                .entry(journey)
                .or_default()
                .push(format!("{row}: {outcome}"));
        }
    }
    for (journey, row) in normal.keys().filter(|key| !all.contains_key(*key)) {
        by_journey
            .entry(journey)
            .or_default()
            .push(format!("{row}: not in it"));
    }
    if by_journey.is_empty() {
        return None;
    }
    let lines = by_journey
        .iter()
        .map(|(journey, rows)| format!("{journey}. {}\n", rows.join("; ")));
    Some(format!("{title}\n{}", lines.collect::<String>()))
}
