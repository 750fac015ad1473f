//! A one-line summary of the file.

use std::sync::Arc;

use groupsweep_core::import::Table;
use leptos::prelude::*;

use crate::ui::text;

#[component]
pub(super) fn FileStrip(table: Arc<Table>) -> impl IntoView {
    let groups = table.groups().iter().filter(|group| group.id.is_ok());
    let people = text::count(table.account_count(), "person", "people");
    let holds = format!(
        "{}, {}, {people}",
        text::count(table.len(), "row", "rows"),
        text::count(groups.count(), "group", "groups"),
    );
    let odd = how_it_is_written(&table);
    view! {
        <div class="strip" role="region" aria-label="File summary">
            <h2><bdi>{text::cut(table.name())}</bdi> <span class="sub">{format!(" {}", text::bytes(table.size()))}</span></h2>
            <p class="sub">{holds}</p>
            {odd.map(|odd| view! { <p class="sub strip__odd">{odd}</p> })}
        </div>
    }
}

/// How the file differs from the site's exports. `None` if it does not.
fn how_it_is_written(table: &Table) -> Option<String> {
    let separator = match table.delimiter() {
        b',' => None,
        b';' => Some("separated by semicolons"),
        b'\t' => Some("separated by tabs"),
        b'|' => Some("separated by bars"),
        _ => Some("separated by the character named in its first line"),
    };
    let encoding = (table.encoding() != groupsweep_core::import::Encoding::Utf8)
        .then(|| table.encoding().label().to_owned());
    let windows = match table.windows_1252_rows() {
        0 => None,
        n => Some(format!(
            "{} not UTF-8, read as Windows-1252 (names may look wrong, ids are not affected)",
            text::count(n, "row is", "rows are")
        )),
    };
    let is_other = encoding.is_some() || windows.is_some();
    let parts: Vec<String> = separator
        .map(str::to_owned)
        .into_iter()
        .chain(encoding)
        .chain(windows)
        .collect();
    let results = if is_other {
        " The results file is written in UTF-8."
    } else {
        ""
    };
    (!parts.is_empty()).then(|| format!("File format: {}.{results}", parts.join(", ")))
}
