//! A record that was loaded from another address.

use crate::domain::{PageAddress, ReaderTime, Timestamp, plural, shown};
use crate::journal::{LoadedFrom, RunHeader};
use crate::run::Outcome;

/// Describes a record that was just loaded: `Loaded the run of 23 Nov 2026, 10:42 UTC on
/// mysite.atlassian.net, saved at …`
#[must_use]
pub fn loaded(head: &RunHeader, saved: Timestamp, times: ReaderTime) -> String {
    let from = head.brought.as_ref().map_or("", |brought| &brought.from);
    format!(
        "Loaded the run of {} on {}, saved at {} on {}. It is now under Past runs.",
        times.day_and_time(head.created),
        shown(head.site_name()),
        shown(from),
        times.day_and_time(saved)
    )
}

/// Why an undamaged file was not loaded: the run is already here.
#[must_use]
pub fn here_already(head: &RunHeader, address: &PageAddress, times: ReaderTime) -> String {
    format!(
        "The run of {} on {} is already kept {}, so nothing was loaded. If the file is newer than the record here, delete the run here first, then load the file again.",
        times.day_and_time(head.created),
        shown(head.site_name()),
        address.here()
    )
}

/// Why an undamaged file was not loaded: it would overwrite pieces of a damaged record.
#[must_use]
pub fn damaged_here(head: &RunHeader, address: &PageAddress, times: ReaderTime) -> String {
    format!(
        "A damaged record of the run of {} on {} is kept {}, so nothing was loaded. Find it under Past runs and press \"Download results\" to keep what is left of it. Then delete it there and load the file again.",
        times.day_and_time(head.created),
        shown(head.site_name()),
        address.here()
    )
}

/// Where a past run's record comes from.
#[must_use]
pub fn brought(brought: &LoadedFrom, times: ReaderTime) -> String {
    format!(
        "Loaded from {} on {}.",
        shown(&brought.from),
        times.day_and_time(brought.at)
    )
}

/// For a run whose record was saved as a file with work left.
#[must_use]
pub fn saved(at: Timestamp, times: ReaderTime) -> String {
    format!("Record saved as a file on {}.", times.day_and_time(at))
}

/// For a run from another address that was continued here; `None` if it was not.
#[must_use]
pub fn continued<'a>(
    head: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
    times: ReaderTime,
) -> Option<String> {
    let continues = |other: &&RunHeader| other.continues.as_ref() == Some(&head.id);
    let by = heads.into_iter().find(continues)?;
    Some(format!(
        "Resumed here on {}, as a run of its own.",
        times.day_and_time(by.created)
    ))
}

/// The question before a run is resumed that may be in progress at another address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoingOn {
    pub title: String,
    pub why: String,
    pub next: String,
    /// The label of the check box that must be checked.
    pub closed: String,
}

/// The question before resuming a run whose record was saved as a file.
#[must_use]
pub fn going_on_saved(head: &RunHeader, at: Timestamp, times: ReaderTime) -> GoingOn {
    GoingOn {
        title: title(head, times),
        why: format!(
            "The record of this run was saved as a file on {}. If the file was loaded at another address, the run may have continued there.",
            times.day_and_time(at)
        ),
        next: "Resume the run here only if it was not resumed anywhere else. Otherwise, changes that were undone there are made again."
            .to_owned(),
        closed: "The run was not resumed at another address".to_owned(),
    }
}

fn title(head: &RunHeader, times: ReaderTime) -> String {
    format!(
        "Resume the run of {} on {}?",
        times.day_and_time(head.created),
        shown(head.site_name())
    )
}

/// The question before resuming a run from another address.
#[must_use]
pub fn going_on(head: &RunHeader, brought: &LoadedFrom, times: ReaderTime) -> GoingOn {
    let counts = head.counts();
    let from = shown(&brought.from);
    let doubtful = counts.of(Outcome::InDoubt) as usize;
    let open = counts.of(Outcome::NotTried) as usize + counts.of(Outcome::Failed) as usize;
    let what = match (doubtful, open) {
        (0, open) => format!("the {} still to do", plural(open, "row", "rows")),
        (doubtful, 0) => format!(
            "the {}",
            plural(doubtful, "unconfirmed row", "unconfirmed rows")
        ),
        (doubtful, open) => format!(
            "the {} and the {} still to do",
            plural(doubtful, "unconfirmed row", "unconfirmed rows"),
            plural(open, "row", "rows")
        ),
    };
    GoingOn {
        title: title(head, times),
        why: format!(
            "This run was made at {from}. Two addresses must not work on the same run. Close that page first, and do not resume the run there."
        ),
        next: format!(
            "Nothing is sent yet. On Run, the site is first asked about {what}. You then confirm them like any other plan, as a run of its own."
        ),
        closed: format!("The run is no longer open at {from}"),
    }
}
