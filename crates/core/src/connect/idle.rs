//! Detects a login that was idle for too long: no input on the page, no run under way and no answer to a reading. Uses
//! two clocks: the page's own may stop while the machine sleeps, and the wall clock may be set back.

use crate::domain::{Span, Timestamp};

/// How long a login may stay in an idle page.
pub const IDLE: Span = Span(30 * 60 * 1000);

/// The allowed difference between the clocks.
const LITTLE: Span = Span(2000);

/// The times of the page's own clock and of the wall clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClockPair {
    /// Never steps back.
    pub page: Timestamp,
    /// Keeps running while the machine sleeps.
    pub wall: Timestamp,
}

impl ClockPair {
    /// The time since `earlier`, by the clock that shows more of it.
    #[must_use]
    pub fn since(self, earlier: Self) -> Span {
        (self.page - earlier.page).max(self.wall - earlier.wall)
    }

    /// How long the page's clock stopped while the machine slept, measured by the wall clock. `known` is the part that
    /// the page's time already includes. Differences of up to two seconds are ignored, because the wall clock is
    /// corrected by about as much every day.
    #[must_use]
    pub fn stood_still(self, known: Span) -> Span {
        let bare = Timestamp(self.page.0.saturating_sub(known.0));
        let now = self.wall - bare;
        if now.0.abs_diff(known.0) > LITTLE.0 {
            now
        } else {
            known
        }
    }
}

/// Since when nobody touched the page, and no reading got an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Idle {
    since: ClockPair,
}

/// What happened on the page when the clocks are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Activity {
    /// The admin did something.
    Hand,
    /// A run is under way. The idle time starts at its end.
    Work,
    Nothing,
}

impl Idle {
    #[must_use]
    pub fn new(now: ClockPair) -> Self {
        Self { since: now }
    }

    /// Restarts the idle time, because the site answered a reading: while answers come, nobody needs to touch the page.
    /// An answer that arrives after the time is over does not count. Without a network, or in a long pause of the
    /// site, none arrive.
    pub fn answered(&mut self, at: ClockPair) {
        if at.page > self.since.page && at.since(self.since) < IDLE {
            self.since = at;
        }
    }

    /// Whether the time is over. Input after that does not restart it: whoever wakes the machine, if only by moving the
    /// mouse, must not find the login.
    pub fn look(&mut self, what: Activity, now: ClockPair) -> bool {
        let is_over = what != Activity::Work && now.since(self.since) >= IDLE;
        if is_over || what != Activity::Nothing {
            self.since = now;
        }
        is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 60 * 60 * 1000;

    /// Both clocks at this minute.
    fn at(minutes: u64) -> ClockPair {
        apart(minutes, minutes)
    }

    fn apart(page: u64, wall: u64) -> ClockPair {
        ClockPair {
            page: Timestamp(HOUR + page * 60_000),
            wall: Timestamp(HOUR + wall * 60_000),
        }
    }

    #[test]
    fn the_clock_that_shows_more_says_how_long_ago_something_was() {
        let minutes = |minutes: u64| Span(minutes * 60_000);
        assert_eq!(
            apart(20, 12).since(at(10)),
            minutes(10),
            "the wall clock was set back"
        );
        assert_eq!(
            apart(12, 90).since(at(10)),
            minutes(80),
            "the machine slept"
        );
        assert_eq!(
            apart(20, 0).since(at(10)),
            minutes(10),
            "the wall clock was set back beyond the beginning"
        );
    }

    #[test]
    fn the_page_clock_is_brought_up_after_a_sleep_and_goes_back_with_a_wall_clock_that_was_ahead() {
        let minutes = |minutes: u64| Span(minutes * 60_000);
        assert_eq!(apart(1, 481).stood_still(minutes(0)), minutes(480));
        assert_eq!(
            at(481).stood_still(minutes(480)),
            minutes(480),
            "brought up"
        );
        assert_eq!(apart(481, 31).stood_still(minutes(480)), minutes(30));
        assert_eq!(
            apart(481, 0).stood_still(minutes(480)),
            minutes(0),
            "never behind"
        );
        assert_eq!(apart(60, 10).stood_still(minutes(0)), minutes(0));
        let mut near = at(1);
        near.wall = near.wall + Span(2000);
        assert_eq!(near.stood_still(minutes(0)), minutes(0));
    }

    #[test]
    fn a_login_lies_for_thirty_minutes_and_no_longer() {
        let mut idle = Idle::new(at(0));
        assert!(!idle.look(Activity::Nothing, at(29)));
        assert!(idle.look(Activity::Nothing, at(30)));
        assert!(!idle.look(Activity::Nothing, at(31)), "said once");
    }

    #[test]
    fn a_hand_on_the_page_begins_the_time_anew() {
        let mut idle = Idle::new(at(0));
        assert!(!idle.look(Activity::Hand, at(29)));
        assert!(!idle.look(Activity::Nothing, at(58)));
        assert!(idle.look(Activity::Nothing, at(59)));
    }

    #[test]
    fn a_hand_that_comes_too_late_is_too_late() {
        let mut idle = Idle::new(at(0));
        assert!(idle.look(Activity::Hand, at(30)));
    }

    #[test]
    fn work_is_never_interrupted_and_the_time_counts_from_its_end() {
        let mut idle = Idle::new(at(0));
        assert!(!idle.look(Activity::Work, at(300)));
        assert!(!idle.look(Activity::Nothing, at(329)));
        assert!(idle.look(Activity::Nothing, at(330)));
    }

    #[test]
    fn answers_to_a_reading_put_the_time_off_and_one_that_comes_too_late_does_not() {
        let mut idle = Idle::new(at(0));
        for minutes in [20, 40, 60] {
            idle.answered(at(minutes));
            assert!(!idle.look(Activity::Nothing, at(minutes + 5)));
        }
        assert!(!idle.look(Activity::Nothing, at(89)));
        idle.answered(at(90));
        assert!(idle.look(Activity::Nothing, at(90)), "offline overnight");
        idle.answered(at(70));
        assert!(!idle.look(Activity::Nothing, at(91)), "an old answer");
    }

    #[test]
    fn a_machine_that_slept_counts_by_the_wall_and_a_clock_set_back_by_the_page() {
        assert!(Idle::new(at(0)).look(Activity::Hand, apart(1, 90)));
        let mut set_back = Idle::new(at(60));
        assert!(!set_back.look(Activity::Nothing, apart(80, 20)));
        assert!(set_back.look(Activity::Nothing, apart(90, 30)));
    }
}
