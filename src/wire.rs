//! FLOOR 1: what page and relay agree on: paths, header names, and the words
//! for what went wrong on the relay's side.
//!
//! - `GET {relay}/relay/hello` with [`KEY`]: [`Hello`] as JSON.
//! - `{METHOD} {relay}/site{path}?{query}` with [`KEY`] and `Authorization`:
//!   the site's own answer, with [`FROM`]` = site`. A redirect is passed back, never
//!   followed; its `Location` travels as [`SITE_LOCATION`].
//! - An answer of the relay itself carries [`FROM`]` = relay` and, when it could
//!   not bring the site's answer, [`FAULT`] with one of [`RelayFault`]'s words.
//! - The key travels in the fragment of the address the relay prints: `#key=…`.

use serde::{Deserialize, Serialize};

use crate::domain::Fault;

/// Version of this agreement. Page and relay of different versions say so and stop.
pub const VERSION: u32 = 1;
/// Path of the greeting.
pub const HELLO_PATH: &str = "/relay/hello";
/// Prefix of forwarded requests; the site's own path follows.
pub const SITE_PREFIX: &str = "/site";
/// Request header with the relay's key.
pub const KEY: &str = "x-groupsweep-key";
/// Response header: who answers, [`FROM_SITE`] or [`FROM_RELAY`].
pub const FROM: &str = "x-groupsweep-from";
/// Value of [`FROM`]: this is the site's answer.
pub const FROM_SITE: &str = "site";
/// Value of [`FROM`]: this is the relay's own answer.
pub const FROM_RELAY: &str = "relay";
/// Response header: what kept the relay from bringing the site's answer.
pub const FAULT: &str = "x-groupsweep-fault";
/// Response header: the site's `Location`, renamed so that no browser follows it with the login or the key.
pub const SITE_LOCATION: &str = "x-groupsweep-location";
/// Name of the fragment field that holds the key.
pub const KEY_FRAGMENT: &str = "key";

/// The relay's greeting.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hello {
    /// [`VERSION`] of the relay.
    pub version: u32,
    /// Origin of the pinned site (`https://mysite.atlassian.net`); none: only practice is possible.
    pub site: Option<String>,
}

/// Why the relay could not bring the site's answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RelayFault {
    /// The key is missing or wrong.
    WrongKey,
    /// Host or Origin is not this relay's.
    WrongOrigin,
    /// Method, path or query is not on the list.
    NotListed,
    /// The request is too large or malformed.
    BadRequest,
    /// The relay was started without a site.
    NoSite,
    /// Name not found, connection refused, proxy refused: the request did not get there.
    Unreachable,
    /// The site's certificate was not accepted.
    Certificate,
    /// No answer in time.
    TimedOut,
    /// The connection broke after the request was sent.
    Cut,
}

impl RelayFault {
    const ALL: [Self; 9] = [
        Self::WrongKey,
        Self::WrongOrigin,
        Self::NotListed,
        Self::BadRequest,
        Self::NoSite,
        Self::Unreachable,
        Self::Certificate,
        Self::TimedOut,
        Self::Cut,
    ];

    /// The word in the [`FAULT`] header.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::WrongKey => "wrong-key",
            Self::WrongOrigin => "wrong-origin",
            Self::NotListed => "not-listed",
            Self::BadRequest => "bad-request",
            Self::NoSite => "no-site",
            Self::Unreachable => "unreachable",
            Self::Certificate => "certificate",
            Self::TimedOut => "timed-out",
            Self::Cut => "cut",
        }
    }

    /// The fault of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.word() == word)
    }

    /// The status the relay answers with.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::WrongKey => 401,
            Self::WrongOrigin | Self::NotListed => 403,
            Self::BadRequest => 400,
            Self::NoSite => 409,
            Self::Unreachable | Self::Certificate | Self::Cut => 502,
            Self::TimedOut => 504,
        }
    }

    /// What this means to the page.
    #[must_use]
    pub fn as_fault(self) -> Fault {
        match self {
            Self::WrongKey
            | Self::WrongOrigin
            | Self::NotListed
            | Self::BadRequest
            | Self::NoSite => Fault::RelayRefused,
            Self::Unreachable => Fault::SiteUnreachable,
            Self::Certificate => Fault::CertificateRefused,
            Self::TimedOut => Fault::TimedOut,
            Self::Cut => Fault::Cut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_survives_its_word() {
        for fault in RelayFault::ALL {
            assert_eq!(RelayFault::from_word(fault.word()), Some(fault));
        }
    }
}
