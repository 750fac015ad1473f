//! Tracks since when a site has not responded.

use crate::domain::{Answer, Span, Timestamp, TransportError};

/// A site that has not answered for this long is reported as not responding.
pub const SILENCE: Span = Span::seconds(5);

/// Since when the site has answered none of the calls in flight. `None` if no call is in flight.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Listening(Option<Timestamp>);

impl Listening {
    pub(crate) const NOT: Self = Self(None);

    /// Records that a call was sent. The first call in flight starts the time.
    pub(crate) fn sent(&mut self, now: Timestamp) {
        self.0.get_or_insert(now);
    }

    /// Takes the result of a call while `under_way` others are in flight. A gateway's error in place of the site's
    /// answer does not count as an answer.
    pub(crate) fn on_response(
        &mut self,
        result: &Result<Answer, TransportError>,
        under_way: usize,
        now: Timestamp,
    ) {
        let from_site = |answer: &Answer| !matches!(answer.status, 408 | 502..=504 | 520..=599);
        if result.as_ref().is_ok_and(from_site) {
            self.begin_anew(under_way, now);
        }
    }

    /// Starts the time again at `now`, or stops it if no call is in flight.
    pub(crate) fn begin_anew(&mut self, under_way: usize, now: Timestamp) {
        self.0 = (under_way > 0).then_some(now);
    }

    /// Since when the site has not responded, if that is [`SILENCE`] or longer.
    pub(crate) fn silent_since(self, now: Timestamp) -> Option<Timestamp> {
        self.0.filter(|since| now - *since >= SILENCE)
    }
}
