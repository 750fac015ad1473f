//! Answers that come from no API: how long they are worth another question.

use crate::domain::{Span, Timestamp};

/// Tries of a question whose answers cannot be used: a second apart.
pub(super) const MAX_TRIES_UNUSABLE: u8 = 4;
/// Answers one after another that come from no API at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct NoApi {
    since: Option<Timestamp>,
    answers: u8,
}

impl NoApi {
    /// So many of them, for so long: whoever answers is not the site, and asking on is of no use.
    const MAX_ANSWERS: u8 = 4;
    const MAX_TIME: Span = Span::seconds(3);

    pub(super) fn answered(&mut self) {
        *self = Self::default();
    }

    /// Another one came; whether asking on is of no use.
    pub(super) fn is_hopeless_after(&mut self, now: Timestamp) -> bool {
        self.answers = self.answers.saturating_add(1);
        let since = *self.since.get_or_insert(now);
        self.answers >= Self::MAX_ANSWERS && now - since >= Self::MAX_TIME
    }
}
