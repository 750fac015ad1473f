//! Since when a site has been silent.

use crate::domain::{Answer, Span, Timestamp, TransportError};

/// A site that has not answered for so long is said to be silent.
pub const SILENCE: Span = Span::seconds(5);

/// Since when the site has answered none of the calls that went out; `None` while none is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Listening(Option<Timestamp>);

impl Listening {
    /// No call was sent.
    pub(crate) const NOT: Self = Self(None);

    /// A call goes out: if none was being waited for, the site is listened to from now on.
    pub(crate) fn sent(&mut self, now: Timestamp) {
        self.0.get_or_insert(now);
    }

    /// Something came back for a call, and so many calls are still under way. An answer that a gateway gave in the
    /// site's place is none.
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

    /// The site is given its time from now on.
    pub(crate) fn begin_anew(&mut self, under_way: usize, now: Timestamp) {
        self.0 = (under_way > 0).then_some(now);
    }

    /// Since when it has been silent, if that is [`SILENCE`] or longer.
    pub(crate) fn silent_since(self, now: Timestamp) -> Option<Timestamp> {
        self.0.filter(|since| now - *since >= SILENCE)
    }
}
