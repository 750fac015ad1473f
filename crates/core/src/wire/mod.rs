//! The protocol between page and relay: paths, names, the messages of the calls' socket, and the words for
//! the relay's errors.
//!
//! - `GET {relay}/relay/hello` with [`KEY`]: returns [`Hello`] as JSON, or a refusal with [`FAULT`] and one
//!   of [`RelayError`]'s words.
//! - `GET {relay}/relay/calls` as a WebSocket, offering the protocols [`PROTOCOL`] and [`KEY_PROTOCOL`]
//!   followed by the key. (A browser cannot set headers there, and a URL would be kept in its history.) The
//!   relay first sends its [`RelayProof`], and the page waits for it. Then the page sends [`ToRelay`] and the
//!   relay [`ToPage`]: one JSON text per message, any number of calls in flight, answers in any order.
//! - The key and the proof are in the fragment of the address that the relay prints: `#key=KEY.PROOF`. The
//!   key shows the relay that the page was opened with that address. The proof shows the page that this relay
//!   printed it, and not another program that listens at the address since the relay ended. The page sends no
//!   login before it knows that.
//!
//! [`ListedCall`] is a call on the allowlist, and [`Outgoing`] one that may be sent to the site. The relay
//! makes them from each call that it receives. The browser extension, which calls the site itself, makes them
//! from its own.

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

/// Version of this protocol. The page does not use a relay of another version, and reports that:
/// [`Hello::of`].
pub const VERSION: u32 = 8;
/// The relay's default address. A browser stores past runs and the keep list per address and port, so it is
/// best not to change it.
pub const USUAL_ADDRESS: &str = "127.0.0.1:8737";
/// Path of the greeting.
pub const HELLO_PATH: &str = "/relay/hello";
/// Path of the socket that carries the calls.
pub const CALLS_PATH: &str = "/relay/calls";
/// Maximum bytes of a call's body. The longest one names fifty groups.
pub const MAX_CALL_BODY: usize = 4 * 1024;
/// The socket's protocol, which the relay selects in its response.
pub const PROTOCOL: &str = "groupsweep.v8";
/// Prefix of the key in the socket's other offered protocol.
pub const KEY_PROTOCOL: &str = "key.";
/// Request header of the greeting that holds the relay's key.
pub const KEY: &str = "x-groupsweep-key";
/// Response header: why the relay refuses.
pub const FAULT: &str = "x-groupsweep-fault";
/// Name of the fragment field that holds the key.
pub const KEY_FRAGMENT: &str = "key";
/// Separates key and proof. It has no special meaning in a shell, in case somebody pastes the address there.
pub const BEFORE_PROOF: char = '.';

/// A secret known only to the relay and to whoever has the address that it printed. The relay sends it to
/// whoever has the key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayProof {
    /// The text after the key in the printed address.
    pub proof: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The relay's [`VERSION`].
    pub version: u32,
    /// The same as in [`RelayProof`]. Hazard: this is a secret.
    pub proof: String,
    /// The pinned site; `None` if only practice is possible.
    pub site: Option<Pinned>,
}

/// The fields that the greeting has in every version.
#[derive(Deserialize)]
struct AnyHello {
    version: u32,
    proof: String,
}

impl Hello {
    /// Reads the greeting of the relay that has this proof.
    ///
    /// # Errors
    /// [`TransportError::RelayUnreachable`] if another program listens there,
    /// [`TransportError::RelayVersion`] if the relay has another version; the rest is then not read.
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

/// The one site that a relay calls: its own host and, through the gateway, its cloud id. Also the one
/// organization, if one was named.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pinned {
    /// The site's origin (`https://mysite.atlassian.net`).
    pub origin: String,
    pub login: Login,
    /// The email of the login that the relay holds, if it has one. Not secret.
    pub email: Option<String>,
    /// The id of the organization that the relay was started for.
    pub organization: Option<String>,
    /// The web proxy between relay and site as `host:port`, if there is one. Its login stays in the relay.
    pub proxy: Option<String>,
}

/// Who supplies the login of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Login {
    /// The page, with each call. The relay stores no login.
    Page,
    /// The relay, which asked for it on its terminal. It refuses calls that contain a login.
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
