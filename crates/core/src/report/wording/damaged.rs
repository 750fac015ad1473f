//! A damaged record under Past runs.

use crate::domain::{ReaderTime, grouped, plural};
use crate::journal::{DecodeError, Wreck};

/// What is wrong and what can still be done: `This record is damaged: part of it is missing. The run cannot
/// be resumed, verified or undone from it. 38 of its 40 rows can be read.`
#[must_use]
pub fn damaged(why: DecodeError, rows: usize, lost_rows: Option<u32>) -> String {
    let barred = "The run cannot be resumed, verified or undone from it.";
    format!("{why} {barred} {}", readable(rows, lost_rows))
}

fn readable(rows: usize, lost_rows: Option<u32>) -> String {
    let lost = lost_rows.unwrap_or(0) as usize;
    match (rows, lost) {
        (0, _) => "None of its rows can be read.".to_owned(),
        (1, 0) => "Its one row can be read.".to_owned(),
        (rows, 0) => format!("All {} can be read.", plural(rows, "row", "rows")),
        (rows, lost) => format!(
            "{} of its {} can be read.",
            grouped(rows),
            plural(rows + lost, "row", "rows")
        ),
    }
}

/// The record's label, before its sentences.
#[must_use]
pub fn damaged_keyword(why: DecodeError) -> &'static str {
    match why {
        DecodeError::OlderVersion | DecodeError::NewerVersion | DecodeError::OtherVersion => {
            "Other version"
        }
        DecodeError::Garbled | DecodeError::Missing | DecodeError::Misplaced => "Damaged record",
    }
}

/// Names the record for people: when and where, or its id.
#[must_use]
pub fn damaged_title(wreck: &Wreck, times: ReaderTime) -> String {
    match &wreck.head {
        Some(head) => format!(
            "{} on {}",
            times.day_and_time(head.created),
            head.site_name()
        ),
        None => format!("Run {}", crate::domain::shown(&wreck.id)),
    }
}
