//! What page and relay agree on: paths, names, the messages of the
//! calls' socket, and the words for what went wrong on the relay's side.
//!
//! - `GET {relay}/relay/hello` with [`KEY`]: [`Hello`] as JSON, or a refusal with
//!   [`FAULT`] and one of [`RelayError`]'s words.
//! - `GET {relay}/relay/calls` as a WebSocket, offering the protocols [`PROTOCOL`]
//!   and [`KEY_PROTOCOL`] with the key behind it (a browser sets no headers there,
//!   and an address would be kept in its history). The page sends [`ToRelay`], the
//!   relay [`ToPage`]: one JSON text per message, any number under way, answers in
//!   any order. Before anything else the relay says its [`RelayProof`], and the page waits for it.
//! - The key travels in the fragment of the address the relay prints, and behind it the proof: `#key=KEY.PROOF`. The key
//!   shows the relay that the page was opened by that address. The proof shows the page that the relay printed it, and not
//!   somebody who listens at the address since the relay ended: no login goes out before that is known.
//!
//! [`ListedCall`] is a call that is on the list, and [`Outgoing`] one that may go out to the site. The relay makes them of
//! each call that it is asked for; the browser extension, which calls the site itself, makes the same of its own.

mod fault;
mod idempotency_key;
mod listed_call;
mod message;
mod outgoing;
mod retry;

pub use fault::{RelayError, after_end_of_line};
pub use idempotency_key::IdempotencyKey;
pub use listed_call::{ListedCall, NoCloudId, cloud_id_of};
pub use message::{CallLogin, CallToMake, ToPage, ToRelay};
pub use outgoing::{ANSWER_WITHIN, CALL_HEADERS, MAX_ANSWER_BODY, Outgoing};
pub use retry::{AfterCall, CallEnd, KEY_LIFETIME, RetryBudget};

use serde::{Deserialize, Serialize};

use crate::domain::TransportError;

/// Version of this agreement. A page goes no further with a relay of another one, and says so: [`Hello::of`].
pub const VERSION: u32 = 8;
/// Where a relay listens unless it is told otherwise. A browser keeps past runs and the keep list for one address
/// with its port, so it is best always this one.
pub const USUAL_ADDRESS: &str = "127.0.0.1:8737";
/// Path of the greeting.
pub const HELLO_PATH: &str = "/relay/hello";
/// Path of the socket that carries the calls.
pub const CALLS_PATH: &str = "/relay/calls";
/// Most bytes of a call's body. The longest there is names fifty groups.
pub const MAX_CALL_BODY: usize = 4 * 1024;
/// The socket's protocol, and the one the relay names in its answer.
pub const PROTOCOL: &str = "groupsweep.v8";
/// What stands before the key in the socket's other offered protocol.
pub const KEY_PROTOCOL: &str = "key.";
/// Request header of the greeting with the relay's key.
pub const KEY: &str = "x-groupsweep-key";
/// Response header: why the relay refuses.
pub const FAULT: &str = "x-groupsweep-fault";
/// Name of the fragment field that holds the key.
pub const KEY_FRAGMENT: &str = "key";
/// What stands between the key and the proof: nothing that a shell, where somebody pastes the address, takes for more.
pub const BEFORE_PROOF: char = '.';

/// What only the relay knows, and whoever was given the address that it printed: told to whoever brings the key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayProof {
    /// The text behind the key in the printed address.
    pub proof: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`VERSION`] of the relay.
    pub version: u32,
    /// The same as in [`RelayProof`]. Hazard: this is a secret.
    pub proof: String,
    /// The pinned site; none: only practice is possible.
    pub site: Option<Pinned>,
}

/// What every version of the greeting says.
#[derive(Deserialize)]
struct AnyHello {
    version: u32,
    proof: String,
}

impl Hello {
    /// The greeting of the relay that the page knows by this proof.
    ///
    /// # Errors
    /// [`TransportError::RelayUnreachable`] where somebody else listens, [`TransportError::RelayVersion`] where the relay
    /// is of another version: then the rest is not read.
    pub fn of(text: &str, proof: &str) -> Result<Self, TransportError> {
        let nobody = |_| TransportError::RelayUnreachable;
        let any: AnyHello = serde_json::from_str(text).map_err(nobody)?;
        if any.proof != proof {
            Err(TransportError::RelayUnreachable)
        } else if any.version != VERSION {
            Err(TransportError::RelayVersion)
        } else {
            serde_json::from_str(text).map_err(nobody)
        }
    }
}

/// The one site that a relay reaches: its own host and, behind the gateway, what its cloud id names; besides that the
/// one organization, if one was named.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pinned {
    /// Its origin (`https://mysite.atlassian.net`).
    pub origin: String,
    /// Who brings the login.
    pub login: Login,
    /// The email of the login that the relay holds, where it has one. No secret.
    pub email: Option<String>,
    /// The organization that the relay was started for, by its id.
    pub organization: Option<String>,
    /// The web proxy on the way to the site, as `host:port`, where there is one. Its login stays with the relay.
    pub proxy: Option<String>,
}

/// Who brings the login of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Login {
    /// The page, with each call; the relay keeps nothing.
    Page,
    /// The relay, which asked for it on its terminal. A call that brings one is refused.
    Relay,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(said: &str) -> Option<TransportError> {
        Hello::of(said, "ours").err()
    }

    #[test]
    fn a_relay_of_another_version_is_told_from_another_program() {
        let (gone, other) = (
            TransportError::RelayUnreachable,
            TransportError::RelayVersion,
        );
        let ours = format!(r#"{{"version":{VERSION},"proof":"ours","site":null}}"#);
        assert_eq!(read(&ours), None);
        for (said, fault) in [
            (r#"{"version":1,"proof":"ours","site":null}"#, other),
            (r#"{"version":99,"proof":"ours","sites":[]}"#, other),
            (r#"{"version":99,"proof":"theirs"}"#, gone),
            (r#"{"version":99}"#, gone),
            ("<html>", gone),
        ] {
            assert_eq!(read(said), Some(fault), "{said}");
        }
    }
}
