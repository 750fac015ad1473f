//! Formats times by the reader's own clock, in the same way for the whole page.

use super::time::{Span, Timestamp};

/// Minutes by which a clock is ahead of UTC; negative if it is behind. Valid for one moment, because daylight
/// saving time changes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct UtcOffset(pub i32);

impl UtcOffset {
    /// If a wait lasts longer than this, its end is not shown as a time.
    const FAR: Span = Span::seconds(366 * 86_400);

    /// Formats the end of a wait: time of day and time zone, with the day if that is not today. `self` is the
    /// offset at the end, `at_now` the one now.
    fn end_of_wait(self, until: Timestamp, now: Timestamp, at_now: Self) -> String {
        if until - now > Self::FAR {
            return "more than a year from now".to_owned();
        }
        let (local, today) = (self.shift(until), at_now.shift(now));
        let (hour, minute, second) = local.clock();
        if local.0 / 86_400_000 == today.0 / 86_400_000 {
            return format!("{hour:02}:{minute:02}:{second:02} {}", self.name());
        }
        format!("{} {}", local.day_and_minute(), self.name())
    }

    fn shift(self, moment: Timestamp) -> Timestamp {
        Timestamp(moment.0.saturating_add_signed(i64::from(self.0) * 60_000))
    }

    /// `UTC`, `UTC+1`, `UTC+5:30`.
    fn name(self) -> String {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let minutes = self.0.unsigned_abs();
        match (minutes / 60, minutes % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
        }
    }
}

/// Formats times for the page, in the reader's time zone, which is shown. Files use UTC.
#[derive(Clone, Copy, Debug)]
pub struct ReaderTime {
    /// The clock's offset at a moment.
    offset_at: fn(Timestamp) -> UtcOffset,
}

impl ReaderTime {
    /// A reader whose clock shows UTC.
    pub const UTC: Self = Self::of(|_| UtcOffset(0));

    /// A reader with this UTC offset at each moment.
    #[must_use]
    pub const fn of(offset_at: fn(Timestamp) -> UtcOffset) -> Self {
        Self { offset_at }
    }

    /// `10:42:07 UTC+1`.
    #[must_use]
    pub fn time_of_day(self, moment: Timestamp) -> String {
        let offset = (self.offset_at)(moment);
        let (hour, minute, second) = offset.shift(moment).clock();
        format!("{hour:02}:{minute:02}:{second:02} {}", offset.name())
    }

    /// `23 Nov 2026, 10:42 UTC+1`.
    #[must_use]
    pub fn day_and_time(self, moment: Timestamp) -> String {
        let offset = (self.offset_at)(moment);
        format!(
            "{} {}",
            offset.shift(moment).day_and_minute(),
            offset.name()
        )
    }

    /// Shifts a time to the reader's clock, so that it can be formatted as if it were UTC.
    #[must_use]
    pub fn local(self, moment: Timestamp) -> Timestamp {
        (self.offset_at)(moment).shift(moment)
    }

    /// Formats the end of a wait, to follow "until": time of day and time zone, with the day if that is not
    /// today. `slept` is how far the clock of both times is behind the reader's, because it stopped while the
    /// machine slept.
    #[must_use]
    pub fn end_of_wait(self, until: Timestamp, now: Timestamp, slept: Span) -> String {
        let (until, now) = (until + slept, now + slept);
        (self.offset_at)(until).end_of_wait(until, now, (self.offset_at)(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-28 22:30:07 UTC.
    const EVENING: Timestamp = Timestamp(1_795_905_007_000);

    /// The end of a wait in a zone whose offset does not change during it.
    fn throughout(offset: i32, until: Timestamp, now: Timestamp) -> String {
        UtcOffset(offset).end_of_wait(until, now, UtcOffset(offset))
    }

    /// Berlin's switch to summer time, 2026-03-29 01:00 UTC, from 02:00 to 03:00.
    const SPRING: Timestamp = Timestamp(1_774_746_000_000);
    const BERLIN: ReaderTime =
        ReaderTime::of(|at| UtcOffset(if at.0 < SPRING.0 { 60 } else { 120 }));

    #[test]
    fn a_wait_over_the_change_to_daylight_saving_ends_by_the_clock_as_it_is_then() {
        let now = Timestamp(SPRING.0 - 600_000);
        assert_eq!(BERLIN.time_of_day(now), "01:50:00 UTC+1");
        assert_eq!(
            BERLIN.end_of_wait(SPRING + Span::seconds(1200), now, Span::ZERO),
            "03:20:00 UTC+2"
        );
    }

    #[test]
    fn the_day_of_a_wait_over_the_change_to_daylight_saving_is_that_of_each_clock() {
        let late = Timestamp(SPRING.0 - 2 * 3_600_000 - 1_800_000);
        assert_eq!(BERLIN.time_of_day(late), "23:30:00 UTC+1");
        let until = SPRING + Span::seconds(1200);
        assert_eq!(
            BERLIN.end_of_wait(until, late, Span::ZERO),
            "29 Mar 2026, 03:20 UTC+2"
        );
    }

    #[test]
    fn a_wait_that_ends_today_is_told_by_the_readers_clock() {
        let now = Timestamp(EVENING.0 - 3_600_000);
        for (offset, told) in [
            (0, "22:30:07 UTC"),
            (60, "23:30:07 UTC+1"),
            (-210, "19:00:07 UTC-3:30"),
        ] {
            assert_eq!(throughout(offset, EVENING, now), told);
        }
    }

    #[test]
    fn a_wait_that_ends_on_another_day_of_the_reader_names_the_day() {
        let until = EVENING + Span::seconds(3600);
        let east = throughout(60, until, EVENING);
        assert_eq!(east, "29 Nov 2026, 00:30 UTC+1");
        let here = throughout(0, until, EVENING);
        assert_eq!(
            here, "23:30:07 UTC",
            "the same moment is still today in UTC"
        );
        let day = throughout(330, EVENING + Span::seconds(86_400), EVENING);
        assert_eq!(day, "30 Nov 2026, 04:00 UTC+5:30");
    }

    /// The page's clock stopped for two hours, and the wait is measured by it.
    #[test]
    fn a_wait_that_outlasts_the_machines_sleep_ends_by_the_readers_clock() {
        let until = EVENING + Span::seconds(600);
        let slept = Span::seconds(7_200);
        assert_eq!(
            ReaderTime::UTC.end_of_wait(until, EVENING, slept),
            "00:40:07 UTC"
        );
    }

    #[test]
    fn the_reader_reads_one_way_of_writing_times() {
        let india = ReaderTime::of(|_| UtcOffset(330));
        assert_eq!(india.time_of_day(EVENING), "04:00:07 UTC+5:30");
        assert_eq!(india.day_and_time(EVENING), "29 Nov 2026, 04:00 UTC+5:30");
        assert_eq!(ReaderTime::UTC.time_of_day(EVENING), "22:30:07 UTC");
        assert_eq!(
            ReaderTime::UTC.day_and_time(EVENING),
            EVENING.day_and_time()
        );
        let now = Timestamp(EVENING.0 - 1000);
        assert_eq!(
            india.end_of_wait(EVENING, now, Span::ZERO),
            india.time_of_day(EVENING)
        );
    }

    #[test]
    fn a_wait_without_an_end_in_sight_has_no_time_of_day() {
        for until in [Timestamp(u64::MAX), EVENING + Span::seconds(400 * 86_400)] {
            let told = throughout(60, until, EVENING);
            assert_eq!(told, "more than a year from now");
        }
    }
}
