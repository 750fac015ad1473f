//! Why the relay could not return the site's answer, each with a word for the wire.

use std::borrow::Cow;

use crate::domain::{ProxyTrouble, TransportError};

/// Why the relay could not return the site's answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RelayError {
    /// The key is missing or wrong.
    #[error(
        "The key is missing or not this relay's. Open the address that the relay printed when it started."
    )]
    WrongKey,
    /// The Host or Origin header is not this relay's.
    #[error(
        "The relay only answers its own page. Open the address that the relay printed when it started."
    )]
    WrongOrigin,
    /// Method, path or query is not on the allowlist.
    #[error("The relay has nothing at this address.")]
    NotListed,
    /// The request is too large or malformed.
    #[error("The request is malformed.")]
    BadRequest,
    #[error("The relay was started without a site.")]
    NoSite,
    /// The relay holds the login, and the call had one too. Nothing was sent.
    #[error("The relay holds the login itself.")]
    LoginHeld,
    #[error("The call brought no login, and the relay holds none.")]
    NoLogin,
    /// The relay has the maximum of calls or sockets. The request was not sent.
    #[error("The relay is busy: too many pages are connected to it.")]
    Busy,
    /// The relay is stopping. The request was not sent.
    #[error("The relay is stopping.")]
    Stopping,
    /// The site did not return its cloud id, which is requested first. The request was not sent.
    #[error("The site did not give its cloud id.")]
    NoCloudId,
    /// The name was not found, or the connection was refused. The request did not reach the site.
    #[error("The relay cannot reach the site.")]
    Unreachable,
    /// The web proxy does not connect to the site. The request did not reach it.
    #[error("The web proxy does not lead to the site.")]
    Proxy(ProxyTrouble),
    /// The site's certificate was not accepted.
    #[error("The site's certificate is not accepted.")]
    Certificate,
    /// No answer in time.
    #[error("The site did not answer in time.")]
    TimedOut,
    /// The connection broke after the request was sent.
    #[error("The connection broke after the request was sent.")]
    Cut,
}

/// Prefix of a proxy's status.
const PROXY_REFUSED: &str = "proxy-refused-";

impl RelayError {
    /// All variants except those with a status.
    const ALL: [Self; 17] = [
        Self::WrongKey,
        Self::WrongOrigin,
        Self::NotListed,
        Self::BadRequest,
        Self::NoSite,
        Self::LoginHeld,
        Self::NoLogin,
        Self::Busy,
        Self::Stopping,
        Self::NoCloudId,
        Self::Unreachable,
        Self::Proxy(ProxyTrouble::Absent),
        Self::Proxy(ProxyTrouble::Login),
        Self::Proxy(ProxyTrouble::Nonsense),
        Self::Certificate,
        Self::TimedOut,
        Self::Cut,
    ];

    /// The word in messages and in the [`super::FAULT`] header.
    #[must_use]
    pub fn word(self) -> Cow<'static, str> {
        let word = match self {
            Self::Proxy(ProxyTrouble::Refused(status)) => {
                return format!("{PROXY_REFUSED}{status}").into();
            }
            Self::Proxy(ProxyTrouble::Absent) => "proxy-absent",
            Self::Proxy(ProxyTrouble::Login) => "proxy-login",
            Self::Proxy(ProxyTrouble::Nonsense) => "proxy-nonsense",
            Self::WrongKey => "wrong-key",
            Self::WrongOrigin => "wrong-origin",
            Self::NotListed => "not-listed",
            Self::BadRequest => "bad-request",
            Self::NoSite => "no-site",
            Self::LoginHeld => "login-held",
            Self::NoLogin => "no-login",
            Self::Busy => "busy",
            Self::Stopping => "stopping",
            Self::NoCloudId => "no-cloud-id",
            Self::Unreachable => "unreachable",
            Self::Certificate => "certificate",
            Self::TimedOut => "timed-out",
            Self::Cut => "cut",
        };
        word.into()
    }

    /// Reads the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        if let Some(status) = word.strip_prefix(PROXY_REFUSED) {
            let is_status = status.len() == 3 && status.bytes().all(|b| b.is_ascii_digit());
            let status = status.parse().ok().filter(|_| is_status)?;
            return Some(Self::Proxy(ProxyTrouble::Refused(status)));
        }
        Self::ALL.into_iter().find(|fault| fault.word() == word)
    }

    /// What this means to the page.
    #[must_use]
    pub fn as_fault(self) -> TransportError {
        match self {
            Self::WrongKey
            | Self::WrongOrigin
            | Self::NotListed
            | Self::BadRequest
            | Self::NoSite
            | Self::LoginHeld
            | Self::NoLogin => TransportError::RelayRefused,
            Self::Stopping => TransportError::RelayUnreachable,
            Self::Busy => TransportError::RelayBusy,
            Self::NoCloudId => TransportError::NoCloudId,
            Self::Unreachable => TransportError::SiteUnreachable,
            Self::Proxy(trouble) => TransportError::Proxy(trouble),
            Self::Certificate => TransportError::CertificateRefused,
            Self::TimedOut => TransportError::TimedOut,
            Self::Cut => TransportError::Cut,
        }
    }
}

/// Returns what the end of the page's socket means for a call on it. `was_written`: the message was handed to
/// the socket. `relay` is the relay's reply to a greeting afterwards: a socket may also end while the relay
/// is well, for example when the machine sleeps. A message that was written is never written again, because
/// it may have reached the site.
#[must_use]
pub fn after_end_of_line(was_written: bool, relay: Result<(), TransportError>) -> TransportError {
    match (was_written, relay) {
        (true, Ok(())) => TransportError::Cut,
        (true, Err(_)) => TransportError::RelayGone,
        (false, Ok(())) => TransportError::RelayBusy,
        (false, Err(fault)) => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_survives_its_word() {
        for fault in RelayError::ALL {
            assert_eq!(RelayError::from_word(&fault.word()), Some(fault));
        }
        let refused = RelayError::Proxy(ProxyTrouble::Refused(403));
        assert_eq!(refused.word(), "proxy-refused-403");
        assert_eq!(RelayError::from_word("proxy-refused-403"), Some(refused));
        for odd in ["proxy-refused-", "proxy-refused-+40", "proxy-refused-4030"] {
            assert_eq!(RelayError::from_word(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_line_that_ends_leaves_what_was_written_in_question_and_blames_no_relay_that_answers() {
        for (was_written, relay, fault) in [
            (true, Ok(()), TransportError::Cut),
            (
                true,
                Err(TransportError::RelayUnreachable),
                TransportError::RelayGone,
            ),
            (
                true,
                Err(TransportError::RelayRefused),
                TransportError::RelayGone,
            ),
            (false, Ok(()), TransportError::RelayBusy),
            (
                false,
                Err(TransportError::RelayUnreachable),
                TransportError::RelayUnreachable,
            ),
            (
                false,
                Err(TransportError::RelayRefused),
                TransportError::RelayRefused,
            ),
        ] {
            let meant = after_end_of_line(was_written, relay);
            assert_eq!(meant, fault, "{was_written} {relay:?}");
            assert_eq!(meant.may_have_taken_effect(), was_written);
        }
    }

    #[test]
    fn only_a_call_that_was_sent_may_have_taken_effect() {
        for fault in RelayError::ALL {
            let sent = matches!(fault, RelayError::TimedOut | RelayError::Cut);
            assert_eq!(fault.as_fault().may_have_taken_effect(), sent, "{fault:?}");
        }
    }
}
