//! When a row is sent again.

use crate::domain::{Span, Timestamp};

/// Tries that transient faults may use up.
pub(crate) const MAX_TRIES: u8 = 6;
/// Tries for 500, which can be permanent on this site.
pub(super) const MAX_TRIES_500: u8 = 3;
const FIRST_WAIT: Span = Span(1000);
pub(super) const MAX_WAIT: Span = Span(30_000);
/// The longest back-off, whatever the site asks for.
const MAX_ASKED: Span = Span::seconds(86_400);
/// The wait after a 429 that names none.
pub(super) const THROTTLED_GUESS: Span = Span(5000);

/// The back-off after a row's `faults`-th transient fault. It doubles from 1 s to 30 s, and is at least what the site
/// asked for, up to a day. Jitter only adds, and only seconds: a row should not wait for hours after a day's pause.
pub(crate) fn rest(faults: u8, asked: Option<Span>, salt: u64) -> Span {
    let doubled = FIRST_WAIT.0 << u32::from(faults.saturating_sub(1)).min(10);
    let wait = doubled
        .min(MAX_WAIT.0)
        .max(asked.unwrap_or(Span::ZERO).min(MAX_ASKED).0);
    Span(wait.saturating_add(jitter(wait.min(MAX_WAIT.0), salt)))
}

/// The end of the wait after a 429. Jitter only adds: an early retry earns a longer wait.
pub(crate) fn hold(asked: Option<Span>, now: Timestamp, salt: u64) -> Timestamp {
    let wait = asked.unwrap_or(THROTTLED_GUESS).0.max(1000);
    now + Span(wait.saturating_add(jitter(wait, salt).min(1500)))
}

/// Up to a quarter of `wait`, spread by `salt`, a row's number: rows that failed together do not return together.
fn jitter(wait: u64, salt: u64) -> u64 {
    let mixed = (salt.wrapping_add(1)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    // Divide before multiplying: a site may ask for any number of seconds.
    (wait / 4 / 1024).saturating_mul(mixed % 1024) + wait / 4 % 1024 * (mixed % 1024) / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_only_ever_lengthens_a_wait() {
        for salt in 0..1000 {
            let until = hold(Some(Span::seconds(7)), Timestamp(1000), salt);
            assert!(
                until >= Timestamp(8000) && until <= Timestamp(9750),
                "{until:?}"
            );
            let rested = rest(1, Some(Span::seconds(3)), salt);
            assert!(rested >= Span(3000) && rested <= Span(3750), "{rested:?}");
        }
    }

    #[test]
    fn a_row_rests_seconds_longer_than_a_long_pause_and_not_hours() {
        let day = Span::seconds(86_400);
        for salt in 0..1000 {
            let rested = rest(1, Some(day), salt);
            assert!(rested >= day && rested.0 <= day.0 + 8_000, "{rested:?}");
        }
    }

    #[test]
    fn no_row_rests_much_longer_than_a_day() {
        let day = Span::seconds(86_400);
        for asked in [day.0 + 1, 1 << 63, u64::MAX] {
            let rested = rest(1, Some(Span(asked)), 7);
            assert!(rested >= day && rested.0 <= day.0 + 8_000, "{rested:?}");
        }
    }

    #[test]
    fn waits_double_up_to_half_a_minute() {
        let floors: Vec<u64> = (1..8).map(|n| rest(n, None, 0).0 / 1000).collect();
        let expected = [1, 2, 4, 8, 16, 30, 30];
        assert!(
            floors
                .iter()
                .zip(expected)
                .all(|(got, least)| *got >= least && *got <= least * 5 / 4),
            "{floors:?}"
        );
    }
}
