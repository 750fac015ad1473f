//! When somebody was last seen: parses the cells of `Last seen in …` columns.

use std::fmt;

use crate::domain::Timestamp;

/// In milliseconds.
const DAY: u64 = 86_400_000;

/// Days since 1 January 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Day(u16);

/// The value of a last-seen cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum LastSeen {
    /// The cell is empty: nothing is known.
    Blank,
    /// `Never accessed`, `Never logged in`.
    Never,
    /// Seen on that day.
    On(Day),
    /// Anything else, perhaps a date that a spreadsheet reformatted.
    Unreadable,
}

/// `Not active in the last 180 days`, as in some exports.
const SPAN: &str = "not active in the last ";

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

impl LastSeen {
    /// Parses a cell. Exports write `1 Sep 2023`, spreadsheets `1-Sep-23` and `13/09/2023`, date fields and pandas
    /// `2023-09-01`. `Never …` and empty cells also occur. `Before 11 Feb 2017` becomes the day before that date.
    /// `01/09/2023` and `24-09-05` can mean two days and are not guessed: see [`Self::is_ambiguous`].
    #[must_use]
    pub fn read(cell: &str) -> Self {
        let cell = cell.trim();
        let never = cell
            .get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case("never"));
        match Day::read(cell).or_else(|| day_before(cell)) {
            _ if is_nothing(cell) => Self::Blank,
            _ if never => Self::Never,
            Some(day) => Self::On(day),
            None => Self::Unreadable,
        }
    }

    /// Whether a cell is a numeric date that fits more than one day, for example because day and month could be
    /// swapped.
    #[must_use]
    pub fn is_ambiguous(cell: &str) -> bool {
        in_numbers(cell.trim()).len() > 1
    }

    /// Whether a cell is a time span that ends on the day of the export, which the file does not contain.
    #[must_use]
    pub fn is_span(cell: &str) -> bool {
        cell.trim()
            .get(..SPAN.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(SPAN))
    }

    /// Packs the value into two bytes, because a table has many of them.
    pub(super) fn packed(self) -> u16 {
        match self {
            Self::Blank => 0,
            Self::Never => 1,
            Self::Unreadable => 2,
            Self::On(Day(day)) => day.saturating_add(3),
        }
    }

    pub(super) fn unpacked(packed: u16) -> Self {
        match packed {
            0 => Self::Blank,
            1 => Self::Never,
            2 => Self::Unreadable,
            day => Self::On(Day(day - 3)),
        }
    }
}

impl Day {
    /// Parses `1 Sep 2023`, `1-Sep-23`, `2023-09-01` or `13/09/2023`. Ignores a time after the date.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let days = match iso(text).or_else(|| in_words(text)) {
            Some((year, month, day)) => days_from_civil(year, month, day)?,
            None => match in_numbers(text)[..] {
                [one] => one,
                _ => return None,
            },
        };
        Some(Self(
            u16::try_from(days)
                .ok()
                .filter(|days| *days < u16::MAX - 3)?,
        ))
    }

    /// Returns the day of a timestamp that was shifted to the reader's time zone. Clamps days after 2149, which do not
    /// fit.
    #[must_use]
    pub fn of(local: Timestamp) -> Self {
        Self(u16::try_from(local.0 / DAY).unwrap_or(u16::MAX - 4))
    }

    /// Returns the day this many days earlier, but not before 1970.
    #[must_use]
    pub fn days_before(self, days: u16) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// Formats the day as `1 Sep 2023`.
    #[must_use]
    pub fn in_words(self) -> String {
        let written = self.start().day_and_time();
        let day = written.split(',').next();
        day.unwrap_or_default().to_owned()
    }

    fn start(self) -> Timestamp {
        Timestamp(u64::from(self.0) * DAY)
    }
}

fn iso(text: &str) -> Option<(u32, u32, u32)> {
    let date = text.split(['T', ' ']).next()?;
    let mut parts = date.splitn(3, '-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    Some((
        number(year)?,
        number(parts.next()?)?,
        number(parts.next()?)?,
    ))
}

fn in_words(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split([' ', '-']).filter(|part| !part.is_empty());
    let day = number(parts.next()?)?;
    let name = parts.next()?.get(..3)?.to_ascii_lowercase();
    let month = (1..).zip(MONTHS).find(|(_, month)| *month == name)?.0;
    let year = parts
        .next()
        .map(|year| year.trim_end_matches(','))
        .filter(|year| matches!(year.len(), 2 | 4))?;
    Some((in_full(number(year)?), month, day))
}

/// Expands a two-digit year as spreadsheets do: 30 and above are in the last century.
fn in_full(year: u32) -> u32 {
    match year {
        0..30 => 2000 + year,
        30..100 => 1900 + year,
        _ => year,
    }
}

/// Returns every day that a numeric date can mean, such as `13/09/2023`, `9/13/23` or `24-09-05`. Day and month may be
/// swapped, and some countries write a two-digit year first.
fn in_numbers(text: &str) -> Vec<u32> {
    let Some(date) = three_numbers(text) else {
        return Vec::new();
    };
    let ([first, second, last], year) = (date.numbers, in_full(date.numbers[2]));
    let year_first = date.has_short_year.then(|| in_full(first));
    let mut days: Vec<u32> = [
        days_from_civil(year, second, first),
        days_from_civil(year, first, second),
        year_first.and_then(|year| days_from_civil(year, second, last)),
    ]
    .into_iter()
    .flatten()
    .collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// The numbers of a numeric date, in the order written.
struct InNumbers {
    numbers: [u32; 3],
    /// The last number has two digits, so any of them may be the year.
    has_short_year: bool,
}

fn three_numbers(text: &str) -> Option<InNumbers> {
    let date = text.split([' ', ',']).next()?;
    let mark = date.chars().find(|c| !c.is_ascii_digit())?;
    let mut parts = date.split(mark).filter(|_| matches!(mark, '/' | '.' | '-'));
    let first = parts.next().filter(|part| part.len() <= 2)?;
    let second = parts.next().filter(|part| part.len() <= 2)?;
    let year = parts.next().filter(|year| matches!(year.len(), 2 | 4))?;
    let all = InNumbers {
        numbers: [number(first)?, number(second)?, number(year)?],
        has_short_year: year.len() == 2,
    };
    parts.next().is_none().then_some(all)
}

/// Parses `Before 11 Feb 2017` as the day before that date: the latest possible day.
fn day_before(cell: &str) -> Option<Day> {
    let (word, date) = cell.split_once(' ')?;
    let day = Day::read(date).filter(|_| word.eq_ignore_ascii_case("before"))?;
    day.0.checked_sub(1).map(Day)
}

/// Whether the cell is empty or holds a placeholder that exports, pandas or databases write for missing values.
fn is_nothing(cell: &str) -> bool {
    const WORDS: [&str; 7] = ["none", "nan", "nat", "null", "n/a", "<na>", "-"];
    cell.is_empty() || WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

fn number(text: &str) -> Option<u32> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

/// Days from 1970-01-01 to a day of the Gregorian calendar, or `None` if that day does not exist.
fn days_from_civil(year: u32, month: u32, day: u32) -> Option<u32> {
    let leap = |year: u32| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let length = |month: u32| match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap(year) => 29,
        2 => 28,
        _ => 31,
    };
    let exists = (1970..=2140).contains(&year)
        && (1..=12).contains(&month)
        && (1..=length(month)).contains(&day);
    let years: u32 = (1970..year)
        .map(|year| if leap(year) { 366 } else { 365 })
        .sum();
    let months: u32 = (1..month).map(length).sum();
    exists.then(|| years + months + day - 1)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.start().rfc3339().get(..10).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<String> {
        Day::read(text).map(|day| day.to_string())
    }

    #[test]
    fn dates_are_read_as_exports_and_date_fields_write_them() {
        assert_eq!(day("1 Sep 2023").as_deref(), Some("2023-09-01"));
        assert_eq!(day("29 February 2024").as_deref(), Some("2024-02-29"));
        assert_eq!(day("2023-09-01").as_deref(), Some("2023-09-01"));
        assert_eq!(day("2023-09-01T10:00:00Z").as_deref(), Some("2023-09-01"));
        assert_eq!(day("30-Oct-2023").as_deref(), Some("2023-10-30"));
        assert_eq!(day("1-Sep-23").as_deref(), Some("2023-09-01"));
        assert_eq!(day("2023-09-01 00:00:00").as_deref(), Some("2023-09-01"));
        for text in ["13/09/2023", "9/13/23", "13.9.2023", "13-09-2023 10:00"] {
            assert_eq!(day(text).as_deref(), Some("2023-09-13"), "{text}");
        }
        assert_eq!(day("05/05/2023").as_deref(), Some("2023-05-05"));
    }

    #[test]
    fn days_that_do_not_exist_or_say_two_things_are_not_read() {
        for text in [
            "",
            "30 Feb 2023",
            "29 Feb 2023",
            "01/09/2023",
            "1.9.2023",
            "13/13/2023",
            "1/9/2023/4",
            "001/13/2023",
            "2023-13-01",
            "45170",
            "x y z",
            "1969-12-31",
            "9999-01-01",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn a_short_year_may_be_the_first_number_too() {
        for text in [
            "24-09-05",
            "24/09/05",
            "13-09-23 10:00",
            "13.09.23",
            "05/05/23",
        ] {
            assert_eq!(day(text), None, "{text}");
            assert!(LastSeen::is_ambiguous(text), "{text}");
        }
        for (text, only) in [
            ("9/13/23", "2023-09-13"),
            ("30/12/24", "2024-12-30"),
            ("05/05/05", "2005-05-05"),
        ] {
            assert_eq!(day(text).as_deref(), Some(only), "{text}");
            assert!(!LastSeen::is_ambiguous(text), "{text}");
        }
    }

    #[test]
    fn before_a_day_is_the_day_before_it_at_the_latest() {
        for (text, before) in [
            ("Before 11 Feb 2017", "2017-02-10"),
            ("before 1 Jan 2017", "2016-12-31"),
        ] {
            assert_eq!(LastSeen::read(text), LastSeen::read(before));
        }
        for text in [
            "Before",
            "Before 1 Jan 1970",
            "Before 01/09/2023",
            "Before Before 1 Sep 2023",
        ] {
            assert_eq!(LastSeen::read(text), LastSeen::Unreadable, "{text}");
        }
    }

    #[test]
    fn a_span_without_a_date_is_told_apart_from_what_is_no_date() {
        let cell = "Not active in the last 180 days";
        assert_eq!(LastSeen::read(cell), LastSeen::Unreadable);
        assert!(LastSeen::is_span(cell) && !LastSeen::is_span("45170"));
        assert!(!LastSeen::is_ambiguous(cell));
    }

    #[test]
    fn never_nothing_and_what_is_unreadable_are_told_apart() {
        assert_eq!(LastSeen::read("Never accessed"), LastSeen::Never);
        assert_eq!(LastSeen::read("never logged in"), LastSeen::Never);
        assert_eq!(LastSeen::read("  "), LastSeen::Blank);
        for nothing in ["NaN", "NaT", "None", "null", "-"] {
            assert_eq!(LastSeen::read(nothing), LastSeen::Blank, "{nothing}");
        }
        assert_eq!(LastSeen::read("01/09/2023"), LastSeen::Unreadable);
        assert!(LastSeen::is_ambiguous("01/09/2023") && LastSeen::is_ambiguous("1.9.23"));
        assert!(!LastSeen::is_ambiguous("13/09/2023") && !LastSeen::is_ambiguous("45170"));
        for cell in ["Never accessed", "", "45170", "1 Sep 2023"] {
            assert_eq!(
                LastSeen::unpacked(LastSeen::read(cell).packed()),
                LastSeen::read(cell)
            );
        }
    }
}
