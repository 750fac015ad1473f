//! Answers that are not from the API, and when to give up on them.

use crate::domain::{Span, Timestamp};

/// Tries of a call whose answers cannot be used, a second apart.
pub(super) const MAX_TRIES_UNUSABLE: u8 = 4;
/// Counts consecutive answers that are not from the API.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct NoApi {
    since: Option<Timestamp>,
    answers: u8,
}

impl NoApi {
    /// After this many of them, over this long, whoever answers is not the site.
    const MAX_ANSWERS: u8 = 4;
    const MAX_TIME: Span = Span::seconds(3);

    pub(super) fn answered(&mut self) {
        *self = Self::default();
    }

    /// Counts another one, and returns whether to give up.
    pub(super) fn is_hopeless_after(&mut self, now: Timestamp) -> bool {
        self.answers = self.answers.saturating_add(1);
        let since = *self.since.get_or_insert(now);
        self.answers >= Self::MAX_ANSWERS && now - since >= Self::MAX_TIME
    }
}
