//! "Try now once": one call during a pause of the site, at the admin's request.

use crate::domain::{Span, Timestamp};

use super::engine::Run;
use super::entry::JournalEntry;
use super::event::{CallId, Phase};
use super::extra_call::{Extra, TriedNow};
use super::pace::RateSignal;
use super::record::{State, Step};
use super::retry::MAX_WAIT;

/// The admin is asked about a pause with more than this left.
const LONG_PAUSE: Span = Span::seconds(120);

impl Run {
    /// The result of the last call that the admin asked for in this pause. `None` if there was no answer.
    #[must_use]
    pub fn tried_now(&self, now: Timestamp) -> Option<TriedNow> {
        self.tried
            .filter(|_| self.pace.held_until(now).is_some() && !self.extra_is_open())
    }

    /// Whether the admin may send one call during the pause: the pause is long, and no such call is in flight.
    #[must_use]
    pub fn offers_try_now(&self, now: Timestamp) -> bool {
        let pause = self
            .pace
            .held_until(now)
            .map_or(Span::ZERO, |until| until - now);
        self.phase == Phase::Running && pause > LONG_PAUSE && !self.extra_is_open()
    }

    fn extra_is_open(&self) -> bool {
        match self.extra {
            Extra::None => false,
            Extra::Wanted => true,
            Extra::Sent(call_id) => self.in_flight.iter().any(|call| call.call_id == call_id),
        }
    }

    pub(super) fn try_now(&mut self, now: Timestamp) {
        if self.phase != Phase::Running
            || self.pace.held_until(now).is_none()
            || self.extra_is_open()
        {
            return;
        }
        self.extra = Extra::Wanted;
        self.tried = None;
        // A row whose own back-off lasts as long as the pause may be the only one left.
        let is_due = |item: &usize| matches!(self.records[*item].state, State::BackingOff { until } if until <= now);
        let queued = self.queue.front().is_some_and(|item| self.may_go(*item));
        if !queued && !self.resting.iter().any(is_due) {
            let first = self.resting.first().copied();
            if let Some(item) = first {
                self.set_state(item, State::BackingOff { until: now });
            }
        }
    }

    /// Drops the extra call: the pause is over, or nothing new starts.
    pub(super) fn forget_extra(&mut self, now: Timestamp) {
        let paused = self.phase == Phase::Running && self.pace.held_until(now).is_some();
        if self.extra == Extra::Wanted && !paused {
            self.extra = Extra::None;
        }
    }

    /// Takes a time slot for the next call, or the one that the admin asked for.
    pub(super) fn take_place(&mut self, now: Timestamp) -> bool {
        if self.pace.take(now) {
            return true;
        }
        if self.extra != Extra::Wanted {
            return false;
        }
        self.pace.take_in_pause(now);
        self.extra = Extra::Sent(CallId(self.next_call_id));
        true
    }

    /// Handles the answer to the extra call. If the site accepts it, the pause is over. Otherwise the longer of the two
    /// pauses applies.
    pub(super) fn heard_extra(
        &mut self,
        call_id: CallId,
        step: Step,
        sign: RateSignal,
        now: Timestamp,
    ) {
        if self.extra != Extra::Sent(call_id) {
            return;
        }
        self.extra = Extra::None;
        if step != Step::Act {
            return;
        }
        self.tried = match sign {
            RateSignal::Clean => None,
            RateSignal::Throttled => Some(TriedNow::Refused { at: now }),
            RateSignal::Trouble => Some(TriedNow::Failed { at: now }),
        };
        if !sign.is_an_answer() {
            return;
        }
        self.pace.end_pause();
        self.log.note(JournalEntry::SitePause { until: None });
        // Their back-offs were as long as the pause.
        let latest = now + MAX_WAIT;
        for item in self.resting.clone() {
            if matches!(self.records[item].state, State::BackingOff { until } if until > latest) {
                self.set_state(item, State::BackingOff { until: latest });
            }
        }
    }
}
