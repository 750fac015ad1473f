//! The export for the console of a tab of the site: uses the admin's session and no token. Long plans come in
//! parts.

use std::collections::HashMap;

use super::export_plan::{ExportPlan, answers, one_line};
use super::template::{filled, json};
use super::words::for_javascript;

const TEMPLATE: &str = include_str!("console.js");
const NAMES: &str = include_str!("console_names.js");
/// Rows per snippet. At five calls a second they take about three minutes, during which the tab stays in front.
pub const ROWS_PER_SNIPPET: usize = 1_000;
/// Maximum bytes of the rows in one snippet. Consoles accept more, but slowly.
const BYTES_PER_SNIPPET: usize = 150_000;

/// Writes the plan as snippets, in order. Empty if a page of the site cannot make the calls.
#[must_use]
pub fn console_snippets(export: ExportPlan<'_>) -> Vec<String> {
    if !export.template.runs_in_site_tab {
        return Vec::new();
    }
    let parts = parts(export);
    let all = parts.len();
    let part = |(at, part)| snippet(export, part, at + 1, all);
    parts.into_iter().enumerate().map(part).collect()
}

/// The rows of one snippet, and the groups that they refer to by index.
#[derive(Default)]
struct SnippetPart {
    groups: Vec<String>,
    rows: Vec<String>,
    bytes: usize,
}

fn parts(export: ExportPlan<'_>) -> Vec<SnippetPart> {
    let mut parts = Vec::new();
    let mut part = SnippetPart::default();
    let mut places = HashMap::new();
    for item in export.items() {
        if part.rows.len() == ROWS_PER_SNIPPET || part.bytes > BYTES_PER_SNIPPET {
            parts.push(std::mem::take(&mut part));
            places.clear();
        }
        let group = &item.membership.group;
        let (person, group_name) = export.expected_names(item);
        let place = *places.entry(group).or_insert_with(|| {
            let line = json(&[group.as_str(), &one_line(group_name)]);
            part.bytes += line.len();
            part.groups.push(line);
            part.groups.len() - 1
        });
        let account = json(&item.membership.account.as_str());
        let (name, email) = (json(&one_line(person)), json(&export.email(item)));
        let knew = export.knew(item).mark();
        let row = format!("[{account},{place},{name},{email},\"{knew}\"]");
        part.bytes += row.len();
        part.rows.push(row);
    }
    parts.push(part);
    parts
}

fn snippet(export: ExportPlan<'_>, part: SnippetPart, number: usize, all: usize) -> String {
    let (words, ending) = match all {
        1 => (String::new(), String::new()),
        _ => (
            format!(", part {number} of {all}"),
            format!("-part-{number}-of-{all}"),
        ),
    };
    let mut texts = export.texts(for_javascript);
    texts.extend([
        ("PART_WORDS", words),
        (
            "PART_FILE",
            format!("groupsweep-results-{}{ending}.csv", export.id()),
        ),
        // An earlier key, `groupsweep-` and the rest, stored rows by position.
        (
            "PART_KEY",
            format!("groupsweep-rows-{}{ending}", export.id()),
        ),
        ("GROUPS", format!("[{}]", part.groups.join(",\n"))),
        ("PLAN", format!("[{}]", part.rows.join(",\n"))),
        // The browser sends the session, so no script sees a login.
        ("ANSWERS", answers(export, "[]")),
        ("NAMES", names(export)),
    ]);
    filled(TEMPLATE, &texts)
}

/// The name comparison, with the product's lookups.
fn names(export: ExportPlan<'_>) -> String {
    let [people, groups] = &export.template.lookups;
    let texts = [
        ("PEOPLE", people.as_javascript()),
        ("GROUPS_LOOKUP", groups.as_javascript()),
    ];
    filled(NAMES, &texts)
}
