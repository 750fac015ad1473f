//! Numbers, times and plurals as the page writes them.

use groupsweep_core::domain::{ReaderTime, Span, Timestamp};
pub(super) use groupsweep_core::domain::{cut, grouped as number, plural as count, shown};
use groupsweep_core::plan::Category;
pub(super) use groupsweep_core::plan::seal_in_fours as seal;
use groupsweep_core::run::Outcome;
use groupsweep_driver::ports::Clock;

use crate::browser::BrowserClock;

/// `about 6 seconds left`, `about 12 minutes left`, `about 1 hour 5 minutes left`.
pub(super) fn time_left(span: Span) -> String {
    format!("about {} left", duration(span))
}

/// `4 seconds`, `7 minutes`, `1 hour 20 minutes`; rounded up.
pub(super) fn duration(span: Span) -> String {
    let count = |n: u64, one: &str, many: &str| {
        groupsweep_core::domain::plural(usize::try_from(n).unwrap_or(usize::MAX), one, many)
    };
    let minutes = |n| count(n, "minute", "minutes");
    match span.in_seconds() {
        seconds @ 0..=90 => count(seconds, "second", "seconds"),
        seconds @ 91..=5400 => minutes(seconds.div_ceil(60)),
        seconds => {
            let hours = count(seconds / 3600, "hour", "hours");
            match seconds % 3600 / 60 {
                0 => hours,
                rest => format!("{hours} {}", minutes(rest)),
            }
        }
    }
}

/// Times by the reader's own clock.
pub(super) const READER: ReaderTime = ReaderTime::of(crate::browser::utc_offset);

/// `10:42:07 UTC+1`.
pub(super) fn clock(moment: Timestamp) -> String {
    READER.time_of_day(moment)
}

/// When a wait by the page's clock ends, as the reader's clock shows it, with the day where that is not today.
pub(super) fn local_time(moment: Timestamp, now: Timestamp) -> String {
    let slept = BrowserClock.now_on_the_wall() - BrowserClock.now();
    READER.end_of_wait(moment, now, slept)
}

/// `23 Nov 2026, 10:42 UTC+1`.
pub(super) fn day_and_time(moment: Timestamp) -> String {
    READER.day_and_time(moment)
}

/// The key under which the style sheets know an outcome, whatever a run does.
pub(super) fn outcome_key(outcome: Outcome) -> &'static str {
    outcome.word(groupsweep_core::plan::Action::Remove)
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

/// The same for a limit, which is mostly a whole number: `50`, `12.3`.
pub(super) fn limit(n: usize) -> String {
    match n % 10 {
        0 => number(n / 10),
        _ => tenths(n),
    }
}

/// A part of a whole as a CSS width, `41.7%`.
pub(super) fn share(part: u32, whole: u32) -> String {
    let hundredths = u64::from(part) * 10_000 / u64::from(whole.max(1));
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// The word that the sheet colours a sort of planned rows by.
pub(super) fn sort_key(sort: Category) -> &'static str {
    match sort {
        Category::WillChange => "go",
        Category::Already => "gone",
        Category::NotFound => "unknown",
        Category::NotChecked => "unchecked",
        Category::OtherName => "other-name",
        Category::Protected => "protected",
    }
}

/// How far something is, and until when the site has it wait.
pub(super) fn with_wait(sentence: String, wait: Option<String>) -> String {
    match wait {
        Some(wait) => format!("{sentence}. {wait}"),
        None => sentence,
    }
}
