//! Numbers, times and plurals as the page writes them.

use crate::domain::{Moment, Span};
pub(super) use crate::domain::{cut, grouped as number, plural as count, shown};
use crate::plan::Sort;
use crate::run::Outcome;

/// `about 6 s left`, `about 12 min left`.
pub(super) fn time_left(span: Span) -> String {
    match span.in_seconds() {
        seconds @ 0..=90 => format!("about {seconds} s left"),
        seconds @ 91..=5400 => format!("about {} min left", seconds.div_ceil(60)),
        seconds => format!(
            "about {} h {} min left",
            seconds / 3600,
            seconds % 3600 / 60
        ),
    }
}

/// `10:42:07 UTC`.
pub(super) fn clock(moment: Moment) -> String {
    let (hour, minute, second) = moment.clock();
    format!("{hour:02}:{minute:02}:{second:02} UTC")
}

/// When a wait ends, or since when nothing has come, by the reader's own clock and with its time zone.
pub(super) fn local_time(moment: Moment, now: Moment) -> String {
    crate::browser::utc_offset(moment).end_of_wait(moment, now)
}

/// `23 Nov 2026, 10:42 UTC`.
pub(super) fn day_and_time(moment: Moment) -> String {
    moment.day_and_time()
}

/// The key under which the style sheets know an outcome, whatever a run does.
pub(super) fn outcome_key(outcome: Outcome) -> &'static str {
    outcome.word(crate::plan::Action::Remove)
}

/// `1.4 MB`. Whole numbers throughout: printing floats would be a tenth of the download.
pub(super) fn bytes(n: u64) -> String {
    match n {
        0..=999 => format!("{n} bytes"),
        1000..=999_999 => format!("{} kB", n / 1000),
        _ => format!(
            "{} MB",
            tenths(usize::try_from(n / 100_000).unwrap_or(usize::MAX))
        ),
    }
}

/// `12.3` of 123 tenths.
pub(super) fn tenths(n: usize) -> String {
    format!("{}.{}", number(n / 10), n % 10)
}

/// A part of a whole as a CSS width, `41.7%`.
pub(super) fn share(part: u32, whole: u32) -> String {
    let hundredths = u64::from(part) * 10_000 / u64::from(whole.max(1));
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// The word that the sheet colours a sort of planned rows by.
pub(super) fn sort_key(sort: Sort) -> &'static str {
    match sort {
        Sort::WillChange => "go",
        Sort::Already => "gone",
        Sort::NotFound => "unknown",
        Sort::NotChecked => "unchecked",
        Sort::OtherName => "other-name",
        Sort::Protected => "protected",
    }
}

/// A seal as people compare it: its first sixteen digits in fours.
pub(super) fn seal(digits: &str) -> String {
    let first = digits.as_bytes().chunks(4).take(4);
    let fours: Vec<_> = first.map(String::from_utf8_lossy).collect();
    fours.join(" ")
}
