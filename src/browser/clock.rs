//! The browser's clock.

use std::cell::Cell;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use groupsweep_core::connect::ClockPair;
use groupsweep_core::domain::{Span, Timestamp, UtcOffset};
use groupsweep_driver::ports::Clock;

use super::ticker;

/// The page's clock, and timers that run on time in a hidden tab too.
#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserClock;

/// The wall clock. It may be set forward or back, and continues while the machine sleeps.
#[must_use]
pub fn wall_clock() -> Timestamp {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "milliseconds since 1970"
    )]
    Timestamp(js_sys::Date::now().max(0.0) as u64)
}

thread_local! {
    /// Milliseconds by which the page's clock was moved forward after the machine slept.
    static STOOD_STILL: Cell<u64> = const { Cell::new(0) };
}

/// Moves the page's clock to the wall clock after the machine slept, so that records have the right times. Moves it
/// back if the wall clock was wrongly ahead, but never behind the page's own clock. Not during a run, whose pauses use
/// this clock.
pub fn catch_up() {
    STOOD_STILL.set(clock_pair().stood_still(Span(STOOD_STILL.get())).0);
}

#[must_use]
pub fn clock_pair() -> ClockPair {
    ClockPair {
        page: BrowserClock.now(),
        wall: wall_clock(),
    }
}

/// The offset of this machine's time zone from UTC at a time.
#[must_use]
pub fn utc_offset(at: Timestamp) -> UtcOffset {
    let millis =
        u32::try_from(at.0 / 60_000).map_or(f64::NAN, |minutes| f64::from(minutes) * 60_000.0);
    let behind = js_sys::Date::new(&millis.into()).get_timezone_offset();
    // No number where the moment is beyond what a browser's calendar holds.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "minutes of a day; no number becomes 0"
    )]
    UtcOffset(-(behind as i32))
}

impl Clock for BrowserClock {
    fn now(&self) -> Timestamp {
        // The page's own clock never steps back; the wall clock may, and would stall the pace.
        let performance = web_sys::window().and_then(|window| window.performance());
        let now =
            performance.map_or_else(js_sys::Date::now, |clock| clock.time_origin() + clock.now());
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "milliseconds since 1970"
        )]
        Timestamp((now.max(0.0) as u64).saturating_add(STOOD_STILL.get()))
    }

    fn now_on_the_wall(&self) -> Timestamp {
        let known = Span(STOOD_STILL.get());
        let bare = Timestamp(self.now().0.saturating_sub(known.0));
        bare + clock_pair().stood_still(known)
    }

    fn sleep(&self, span: Span) -> LocalBoxFuture<'static, ()> {
        // Timers hold 31 bits. A longer wait ends early and is started again.
        let millis = u32::try_from(span.0).unwrap_or(u32::MAX).min(0x7FFF_FFFF);
        let until = self.now() + span;
        match ticker::after(millis) {
            Some(worker) => async move {
                if worker.await.is_err() {
                    // If the worker failed, the page's own timer waits for the rest.
                    let rest = until - Self.now();
                    TimeoutFuture::new(u32::try_from(rest.0).unwrap_or(millis)).await;
                }
            }
            .boxed_local(),
            None => TimeoutFuture::new(millis).boxed_local(),
        }
    }
}
