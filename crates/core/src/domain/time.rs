//! Times and durations in milliseconds. Only the browser code and the relay read a clock; here, time is
//! passed in as a value.

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash, Serialize, Deserialize,
)]
pub struct Timestamp(pub u64);

/// A duration in milliseconds.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash, Serialize, Deserialize,
)]
pub struct Span(pub u64);

impl Span {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Whole seconds, rounded up.
    #[must_use]
    pub const fn in_seconds(self) -> u64 {
        self.0.div_ceil(1000)
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub for Timestamp {
    type Output = Span;
    /// The time since `earlier`; zero if that is later than `self`.
    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Timestamp {
    /// RFC 3339 in UTC with milliseconds: `2026-11-23T10:42:07.120Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let (year, month, day) = civil(self.0 / 86_400_000);
        let (hour, minute, second) = self.clock();
        let millis = self.0 % 1000;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }

    /// `23 Nov 2026, 10:42 UTC`.
    #[must_use]
    pub fn day_and_time(self) -> String {
        format!("{} UTC", self.day_and_minute())
    }

    /// `23 Nov 2026, 10:42`, for a time in UTC or one shifted to a time zone.
    pub(super) fn day_and_minute(self) -> String {
        let written = self.rfc3339();
        let part = |from: usize, to: usize| written.get(from..to).unwrap_or_default();
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let month = part(5, 7).parse::<usize>().unwrap_or(1);
        let month = MONTHS.get(month.saturating_sub(1)).unwrap_or(&"");
        let day = part(8, 10).trim_start_matches('0');
        format!("{day} {month} {}, {}", part(0, 4), part(11, 16))
    }

    /// Hour, minute and second of the day in UTC.
    #[must_use]
    pub fn clock(self) -> (u64, u64, u64) {
        let second = self.0 / 1000 % 86_400;
        (second / 3600, second / 60 % 60, second % 60)
    }

    fn from_civil(date: (i64, i64, i64), clock: (u64, u64, u64)) -> Option<Self> {
        let (year, month, day) = date;
        let (hour, minute, second) = clock;
        let valid = (1970..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && hour < 24
            && minute < 60
            && second <= 60;
        let days = u64::try_from(days_from_civil(year, month, day))
            .ok()
            .filter(|_| valid)?;
        Some(Self(
            (days * 86_400 + hour * 3600 + minute * 60 + second) * 1000,
        ))
    }
}

/// Converts days since 1970-01-01 to (year, month, day). Proleptic Gregorian, years from 1970.
fn civil(days: u64) -> (u64, u64, u64) {
    // Eras of 400 years, each starting on 1 March; the first starts in year 0.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + of_era - 719_468
}

/// Reads `2026-03-26T16:00Z` and `2025-10-08T15:00:00Z`: the site sends `X-RateLimit-Reset` with and without
/// seconds. UTC only.
#[must_use]
pub fn parse_iso8601(text: &str) -> Option<Timestamp> {
    let (date, clock) = text.trim().strip_suffix('Z')?.split_once('T')?;
    let mut date = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let whole_seconds = clock.split('.').next()?;
    let mut clock = whole_seconds
        .splitn(3, ':')
        .map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let (hour, minute) = (clock.next()??, clock.next()??);
    let second = clock.next().unwrap_or(Some(0))?;
    Timestamp::from_civil((year, month, day), (hour, minute, second))
}

/// Reads an HTTP date, `Mon, 23 Nov 2026 10:42:07 GMT` (RFC 9110's preferred form).
#[must_use]
pub fn parse_http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let rest = text.trim().split_once(", ")?.1.strip_suffix(" GMT")?;
    let mut parts = rest.split(' ');
    let day = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let month = MONTHS.iter().position(|month| *month == name)? + 1;
    let year = parts.next()?.parse().ok()?;
    let mut clock = parts
        .next()?
        .splitn(3, ':')
        .map(|part| part.parse::<u64>().ok());
    let clock = (clock.next()??, clock.next()??, clock.next()??);
    Timestamp::from_civil((year, i64::try_from(month).ok()?, day), clock)
}

/// Reads a `Retry-After`: seconds of any number, or an HTTP date. If proxies joined several values with
/// commas, the longest counts.
#[must_use]
pub fn parse_retry_after(value: &str, now: Timestamp) -> Option<Span> {
    let seconds: Option<Vec<Span>> = value.split(',').map(whole_seconds).collect();
    let longest = seconds.and_then(|all| all.into_iter().max());
    longest.or_else(|| parse_http_date(value).map(|date| date - now))
}

/// Reads seconds, rounded up.
fn whole_seconds(value: &str) -> Option<Span> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
    let value = value.trim();
    let (whole, part) = value.split_once('.').unwrap_or((value, "0"));
    if !is_number(whole) || !is_number(part) {
        return None;
    }
    // An overflow is an endless wait, not a missing one.
    let seconds: u64 = whole.parse().unwrap_or(u64::MAX);
    let is_more = part.bytes().any(|one| one != b'0');
    Some(Span::seconds(seconds.saturating_add(u64::from(is_more))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_print_as_rfc3339_in_utc() {
        assert_eq!(Timestamp(0).rfc3339(), "1970-01-01T00:00:00.000Z");
        assert_eq!(
            Timestamp(951_827_696_789).rfc3339(),
            "2000-02-29T12:34:56.789Z"
        );
        assert_eq!(
            Timestamp(4_107_542_399_999).rfc3339(),
            "2100-02-28T23:59:59.999Z"
        );
    }

    #[test]
    fn the_sites_reset_time_is_read_with_and_without_seconds() {
        let with = parse_iso8601("2026-03-26T16:00:00Z");
        assert_eq!(
            with.map(Timestamp::rfc3339).as_deref(),
            Some("2026-03-26T16:00:00.000Z")
        );
        assert_eq!(parse_iso8601("2026-03-26T16:00Z"), with);
        assert_eq!(parse_iso8601("2026-03-26T16:00:00.500Z"), with);
    }

    #[test]
    fn times_that_are_none_are_none() {
        for text in [
            "",
            "Z",
            "T",
            "2026-03-26",
            "2026-13-26T16:00Z",
            "2026-03-26T25:00Z",
            "x-y-zT1:2Z",
            "-1-1-1T1:1Z",
        ] {
            assert_eq!(parse_iso8601(text), None, "{text}");
        }
        assert_eq!(parse_http_date("tomorrow"), None);
    }

    #[test]
    fn an_http_date_is_read() {
        let moment = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(moment, Some(Timestamp(784_111_777_000)));
    }

    #[test]
    fn a_wait_of_any_length_is_a_wait() {
        let now = Timestamp(784_111_777_000);
        for (value, wait) in [
            ("0", Some(Span::ZERO)),
            (" 7 ", Some(Span::seconds(7))),
            ("18446744073709551615", Some(Span(u64::MAX))),
            ("18446744073709551616", Some(Span(u64::MAX))),
            ("99999999999999999999999999", Some(Span(u64::MAX))),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(Span::seconds(60))),
            ("Sun, 06 Nov 1994 08:40:37 GMT", Some(Span::ZERO)),
            ("30.5", Some(Span::seconds(31))),
            ("30.0", Some(Span::seconds(30))),
            ("60, 120 ,5", Some(Span::seconds(120))),
            ("", None),
            ("120,", None),
            ("1.", None),
            ("-1", None),
            ("soon", None),
        ] {
            assert_eq!(parse_retry_after(value, now), wait, "{value}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_survives_the_round_trip() {
        for day in 0..146_097_u64 {
            let (year, month, date) = civil(day);
            let back = (year.cast_signed(), month.cast_signed(), date.cast_signed());
            assert_eq!(days_from_civil(back.0, back.1, back.2), day.cast_signed());
        }
    }
}
