//! The site's names of people and groups that an earlier run changed, if they differ from the file's names. A restore
//! file has columns for them, and a results file has them at the end of the reason.

use groupsweep_sheet::{Interner, Record, text};

use crate::domain::RowNo;

use super::previous_outcome::{FileKind, Ours, PreviousOutcome};

const NAMED: [&str; 2] = ["person", "group"];
const CLOSED: &str = "\u{201d}.";

fn opening(what: &str) -> String {
    format!("The site calls this {what} \u{201c}")
}

/// Returns sentences with the site's names of a row's person and group, for the reason in a results file.
#[must_use]
pub fn site_names_in_reason(person: Option<&str>, group: Option<&str>) -> Option<String> {
    let names = NAMED.into_iter().zip([person, group]);
    let sentence = |(what, name): (&str, Option<&str>)| {
        name.map(|name| format!("{}{name}{CLOSED}", opening(what)))
    };
    let all: Vec<String> = names.filter_map(sentence).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Parses the names that [`site_names_in_reason`] wrote at the end of a reason. Empty if it wrote none.
fn names_in(reason: &str) -> [&str; 2] {
    let (before, group) = name_at_the_end(reason, NAMED[1]);
    let (_, person) = name_at_the_end(before, NAMED[0]);
    [person, group]
}

fn name_at_the_end<'a>(reason: &'a str, what: &str) -> (&'a str, &'a str) {
    let inner = reason.trim_end().strip_suffix(CLOSED);
    inner
        .and_then(|inner| inner.rsplit_once(&opening(what)))
        .unwrap_or((reason, ""))
}

/// The names of rows that have any, in row order.
#[derive(Debug, Default)]
pub(super) struct RecordedNames {
    texts: Interner,
    rows: Vec<(u32, [u32; 2])>,
}

fn is_changed(word: PreviousOutcome) -> bool {
    matches!(
        word,
        PreviousOutcome::Removed
            | PreviousOutcome::Added
            | PreviousOutcome::GoneSinceCheck
            | PreviousOutcome::ThereSinceCheck
    )
}

impl RecordedNames {
    /// Reads the names in a row. Only of rows that the run changed is it certain that somebody accepted the names.
    pub(super) fn read(
        &mut self,
        ours: &Ours,
        record: &Record<'_>,
        row: RowNo,
        word: PreviousOutcome,
    ) {
        match ours.origin {
            FileKind::Restore if word == PreviousOutcome::ToRestore => {
                let cell = |column: Option<usize>| {
                    let cell = column.map(|column| record.cell(column));
                    cell.map(|cell| text(&cell).trim().to_owned())
                        .unwrap_or_default()
                };
                let names = ours.site_name_columns().map(cell);
                self.push(row, names.each_ref().map(String::as_str));
            }
            FileKind::Results if is_changed(word) => {
                let reason = ours.reason_column().map(|column| record.cell(column));
                if let Some(reason) = reason.filter(|reason| reason.ends_with(CLOSED.as_bytes())) {
                    self.push(row, names_in(&text(&reason)));
                }
            }
            FileKind::Restore | FileKind::Results | FileKind::Export => {}
        }
    }

    fn push(&mut self, row: RowNo, names: [&str; 2]) {
        if names != ["", ""] {
            let names = names.map(|name| self.texts.intern(name.as_bytes()).0);
            self.rows.push((row.0, names));
        }
    }

    /// Returns the names of a row's person and group. Empty if the file records none.
    pub(super) fn of(&self, row: RowNo) -> [&str; 2] {
        let at = self.rows.binary_search_by_key(&row.0, |(row, _)| *row);
        let text = |name: u32| std::str::from_utf8(self.texts.get(name)).unwrap_or_default();
        at.map_or(["", ""], |at| self.rows[at].1.map(text))
    }
}
