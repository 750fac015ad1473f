//! What the page does if its socket to the relay ends before a call is answered. A call that changes the site
//! has an idempotency key, so the page may request it again: the relay returns the answer that it has, or
//! makes the call if it never received it.

use super::fault::after_end_of_line;
use crate::domain::{Answer, Span, TransportError};

/// How long the relay keeps an answer that the page has not confirmed. Later the page does not request it
/// again: if the relay has forgotten the key, it would make the call a second time.
pub const KEY_LIFETIME: Span = Span::seconds(3600);
/// How often a call is requested again while the relay answers.
const MAX_REPEATS: u8 = 3;
/// How often the page waits for the network, ten seconds each time. The relay is on this machine: a network
/// change may break a greeting, but a longer outage does not keep the relay from answering.
const MAX_WAITS: u8 = 6;

/// The result of requesting a call once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CallEnd {
    Said(Result<Answer, TransportError>),
    /// The socket ended before an answer came.
    Ended {
        /// Whether the message was handed to the socket.
        was_written: bool,
        /// The relay's reply to a greeting afterwards.
        relay: Result<(), TransportError>,
    },
    /// No answer came for longer than the relay itself waits: the page was frozen, or the socket is dead.
    Silent {
        /// Whether the message was handed to the socket.
        was_written: bool,
    },
}

/// What the page does next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AfterCall {
    /// The call is over.
    Over(Result<Answer, TransportError>),
    /// Request it again with the same key, on another socket.
    Again,
    /// Request it again when the machine may be online.
    AgainWhenOnline,
}

/// How often a call may still be requested again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RetryBudget {
    has_name: bool,
    /// Whether the relay may have received the call.
    in_question: bool,
    left: u8,
    waits_left: u8,
}

impl RetryBudget {
    /// For a call that was not requested yet. Only a call with a key is requested again.
    #[must_use]
    pub fn of(has_name: bool) -> Self {
        Self {
            has_name,
            in_question: false,
            left: MAX_REPEATS,
            waits_left: MAX_WAITS,
        }
    }

    /// Returns what to do next. `age` is the time since the first request for the call.
    pub fn after(&mut self, came: CallEnd, age: Span, is_online: bool) -> AfterCall {
        let (was_written, relay) = match came {
            CallEnd::Said(result) => return AfterCall::Over(result),
            CallEnd::Ended { was_written, relay } => (was_written, Some(relay)),
            CallEnd::Silent { was_written } => (was_written, None),
        };
        self.in_question |= was_written;
        let may_repeat = self.has_name && self.in_question && age < KEY_LIFETIME;
        match relay {
            // Another relay, with another key or version: it does not know this call.
            Some(Err(TransportError::RelayRefused | TransportError::RelayVersion)) => {}
            Some(Err(_)) if may_repeat && !is_online && self.waits_left > 0 => {
                self.waits_left -= 1;
                return AfterCall::AgainWhenOnline;
            }
            _ if may_repeat && self.left > 0 => {
                self.left -= 1;
                return AfterCall::Again;
            }
            _ => {}
        }
        AfterCall::Over(Err(match relay {
            Some(relay) => after_end_of_line(self.in_question, relay),
            None if self.in_question => TransportError::TimedOut,
            None => TransportError::RelayUnreachable,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLY: Span = Span::seconds(5);

    fn ended(was_written: bool, relay: Result<(), TransportError>) -> CallEnd {
        CallEnd::Ended { was_written, relay }
    }

    fn over(fault: TransportError) -> AfterCall {
        AfterCall::Over(Err(fault))
    }

    #[test]
    fn a_named_call_in_question_is_asked_for_again_and_a_nameless_one_is_not() {
        for came in [ended(true, Ok(())), CallEnd::Silent { was_written: true }] {
            let named = RetryBudget::of(true).after(came.clone(), EARLY, true);
            assert_eq!(named, AfterCall::Again, "{came:?}");
            let nameless = RetryBudget::of(false).after(came.clone(), EARLY, true);
            assert!(matches!(nameless, AfterCall::Over(Err(_))), "{came:?}");
        }
    }

    #[test]
    fn what_was_never_written_is_not_in_question() {
        let busy = RetryBudget::of(true).after(ended(false, Ok(())), EARLY, true);
        assert_eq!(busy, over(TransportError::RelayBusy));
        let absent = RetryBudget::of(true).after(
            ended(false, Err(TransportError::RelayUnreachable)),
            EARLY,
            true,
        );
        assert_eq!(absent, over(TransportError::RelayUnreachable));
        for has_name in [true, false] {
            let silent = CallEnd::Silent { was_written: false };
            let silent = RetryBudget::of(has_name).after(silent, EARLY, true);
            assert_eq!(silent, over(TransportError::RelayUnreachable), "{has_name}");
        }
    }

    #[test]
    fn what_was_written_once_stays_in_question_when_its_repeat_is_not_written() {
        let mut repeats = RetryBudget::of(true);
        let first = repeats.after(ended(true, Ok(())), EARLY, true);
        assert_eq!(first, AfterCall::Again);
        let absent = ended(false, Err(TransportError::RelayUnreachable));
        for _ in 1..MAX_REPEATS {
            assert_eq!(repeats.after(absent.clone(), EARLY, true), AfterCall::Again);
        }
        let last = repeats.after(absent, EARLY, true);
        assert_eq!(last, over(TransportError::RelayGone));
    }

    #[test]
    fn without_a_network_it_waits_and_uses_up_no_repeat() {
        let mut repeats = RetryBudget::of(true);
        let absent = ended(true, Err(TransportError::RelayUnreachable));
        for _ in 0..MAX_WAITS {
            let next = repeats.after(absent.clone(), EARLY, false);
            assert_eq!(next, AfterCall::AgainWhenOnline);
        }
        for _ in 0..MAX_REPEATS {
            let next = repeats.after(ended(true, Ok(())), EARLY, true);
            assert_eq!(next, AfterCall::Again);
        }
    }

    #[test]
    fn a_relay_that_is_gone_is_told_of_soon_without_a_network_too() {
        let mut repeats = RetryBudget::of(true);
        let absent = ended(true, Err(TransportError::RelayUnreachable));
        for _ in 0..MAX_WAITS + MAX_REPEATS {
            let next = repeats.after(absent.clone(), EARLY, false);
            assert!(!matches!(next, AfterCall::Over(_)), "{next:?}");
        }
        let next = repeats.after(absent, EARLY, false);
        assert_eq!(next, over(TransportError::RelayGone));
    }

    #[test]
    fn a_relay_with_another_key_or_an_answer_no_longer_kept_leaves_it_in_question() {
        for another in [TransportError::RelayRefused, TransportError::RelayVersion] {
            for is_online in [true, false] {
                let next = RetryBudget::of(true).after(ended(true, Err(another)), EARLY, is_online);
                assert_eq!(next, over(TransportError::RelayGone));
            }
        }
        for (came, fault) in [
            (ended(true, Ok(())), TransportError::Cut),
            (
                CallEnd::Silent { was_written: true },
                TransportError::TimedOut,
            ),
        ] {
            let next = RetryBudget::of(true).after(came, KEY_LIFETIME, true);
            assert_eq!(next, over(fault));
            assert!(fault.may_have_taken_effect());
        }
    }
}
