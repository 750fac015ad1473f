//! A machine without a network connection. The browser's report alone proves little, because a relay on this machine
//! can still be reached. So one call at a time keeps trying. The first answer to such a call ends the offline state,
//! and so does the browser's report that the machine is online. Calls that fail while offline fail no row and use up
//! no try.

use crate::domain::{Answer, Span, Timestamp, TransportError};

use super::engine::{InFlight, Run};
use super::event::CallId;
use super::offline::{Offline, is_unsent};
use super::record::{State, Step};

/// Time between two tries without a connection.
const TRY_EVERY: Span = Span::seconds(10);
/// A call that hangs this long after the browser's report confirms that the machine is offline.
const CONFIRMED_AFTER: Span = Span::seconds(1);

impl Run {
    pub(super) fn went_offline(&mut self, now: Timestamp) {
        let first_after = CallId(self.next_call_id);
        self.offline.get_or_insert(Offline {
            since: now,
            confirmed: false,
            next_try: now,
            first_after,
            waiting: Vec::new(),
        });
    }

    /// Sends the rows that waited for the connection at once. Other resting rows keep their back-off: on a connection
    /// that comes and goes they would use up their tries in seconds.
    pub(super) fn came_online(&mut self, now: Timestamp) {
        let Some(offline) = self.offline.take() else {
            return;
        };
        self.listening.begin_anew(self.in_flight.len(), now);
        for item in offline.waiting {
            if matches!(self.records[item].state, State::BackingOff { .. }) {
                self.set_state(item, State::BackingOff { until: now });
            }
        }
    }

    /// Limits the next try to one interval from now, in case the clock was set back.
    pub(super) fn limit_wait_for_connection(&mut self, now: Timestamp) {
        if let Some(offline) = &mut self.offline {
            offline.since = offline.since.min(now);
            offline.next_try = offline.next_try.min(now + TRY_EVERY);
        }
    }

    /// Since when the machine has been offline. `None` unless a call confirmed it.
    pub(super) fn offline_since(&self, now: Timestamp) -> Option<Timestamp> {
        let offline = self.offline.as_ref()?;
        let shows = offline.confirmed || now - offline.since >= CONFIRMED_AFTER;
        shows.then_some(offline.since)
    }

    /// Whether the connection state allows a call to start now.
    pub(super) fn connection_allows(&self, now: Timestamp) -> bool {
        let offline = self.offline.as_ref();
        offline.is_none_or(|offline| self.in_flight.is_empty() && offline.next_try <= now)
    }

    /// Takes the result of a call while offline. An answer to a call sent after the browser's report proves that the
    /// machine is online. Returns true if the call may have failed for lack of a connection. Its row then
    /// waits for one.
    pub(super) fn waits_for_connection(
        &mut self,
        InFlight {
            call_id,
            item,
            step,
            ..
        }: InFlight,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) -> bool {
        let Some(offline) = self.offline.as_mut() else {
            return false;
        };
        offline.waiting.retain(|waiting| *waiting != item);
        match result {
            Ok(_) => {
                if call_id.0 >= offline.first_after.0 {
                    self.came_online(now);
                }
                false
            }
            Err(fault) if !fault.may_be_offline() => false,
            Err(fault) => {
                offline.confirmed = true;
                offline.next_try = now + TRY_EVERY;
                offline.waiting.push(item);
                let until = offline.next_try;
                if step == Step::Act {
                    self.note_lost_answer(item, fault.may_have_taken_effect());
                    self.forget_unsent(item, result);
                }
                self.rest_until(item, until);
                true
            }
        }
    }

    /// Does not count a call that never reached the site as an attempt.
    pub(super) fn forget_unsent(&mut self, item: usize, result: &Result<Answer, TransportError>) {
        if is_unsent(result) {
            let record = &mut self.records[item];
            record.attempts = record.attempts.saturating_sub(1);
        }
    }
}
