//! Turns the page's call into the request that may be sent. Anything that is not on the allowlist is refused.
//! The relay and the browser extension send nothing else.

use std::fmt;

use zeroize::Zeroizing;

use crate::atlassian::{Host, RelayScope, TENANT_PATH, is_allowed};
use crate::domain::{CloudId, Credentials, Method, Span};

use super::{CallLogin, CallToMake, MAX_CALL_BODY, RelayError};

/// Headers of every call to the site, besides the login and the user agent. The page reads the site's error
/// texts, so it asks for English ones, whatever the account's language.
pub const CALL_HEADERS: [(&str, &str); 4] = [
    ("accept", "application/json"),
    ("accept-language", "en"),
    ("x-force-accept-language", "true"),
    ("x-atlassian-token", "no-check"),
];
/// Maximum bytes of an answer's body.
pub const MAX_ANSWER_BODY: usize = 1024 * 1024;
/// Longest wait for a complete answer of the site.
pub const ANSWER_WITHIN: Span = Span(30_000);

/// The parts of the page's call that are used.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub method: Method,
    /// The host, determined by the path.
    pub host: Host,
    /// Path and query, byte for byte as the page sent them.
    pub path_and_query: String,
    /// The value of the `Authorization` header, overwritten on drop; `None` if no login is needed. Hazard:
    /// this is the secret.
    pub authorization: Option<Zeroizing<String>>,
    /// Only on POST.
    pub body: Option<String>,
}

impl Outgoing {
    /// Whether the call only reads. An organization's lists are read by POST, at paths that end in `/search`.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        let path = self.path_and_query.split('?').next().unwrap_or_default();
        match self.method {
            Method::Get => true,
            Method::Post => path.ends_with("/search"),
            Method::Delete => false,
        }
    }

    /// The request for the site's cloud id, which needs no login.
    #[must_use]
    pub fn cloud_question() -> Self {
        Self {
            method: Method::Get,
            host: Host::Site,
            path_and_query: TENANT_PATH.to_owned(),
            authorization: None,
            body: None,
        }
    }

    /// Reads the cloud id in the path of a gateway call.
    pub(super) fn named_cloud(target: &str) -> Option<CloudId> {
        let (_, behind) = target.strip_prefix("/ex/")?.split_once('/')?;
        CloudId::parse(behind.split('/').next()?)
    }

    /// Checks the page's call against the allowlist and copies what it needs. The login is the page's if the
    /// relay holds none, else the relay's.
    ///
    /// # Errors
    /// [`RelayError`] if the call is refused; nothing was sent.
    pub fn of(
        call: CallToMake,
        held: Option<&Credentials>,
        pin: &RelayScope,
    ) -> Result<Self, RelayError> {
        let (path, query) = match call.target.split_once('?') {
            Some((_, "")) => return Err(RelayError::NotListed),
            Some(parts) => parts,
            None => (call.target.as_str(), ""),
        };
        if !is_allowed(pin, &call.method, path, query) {
            return Err(RelayError::NotListed);
        }
        let method = Method::ALL
            .into_iter()
            .find(|method| method.as_str() == call.method)
            .ok_or(RelayError::NotListed)?;
        let fits = match &call.body {
            Some(body) => method == Method::Post && body.len() <= MAX_CALL_BODY,
            None => method != Method::Post,
        };
        if !fits {
            return Err(RelayError::BadRequest);
        }
        let host = Host::of(path);
        let authorization = match (call.login, held) {
            // The cloud id is public, so no login is sent.
            (CallLogin::None, _) if path == TENANT_PATH => None,
            (_, _) if path == TENANT_PATH => return Err(RelayError::BadRequest),
            (CallLogin::Held(scheme), Some(held)) => {
                Some(held.header(scheme).ok_or(RelayError::NoLogin)?)
            }
            (CallLogin::Given(_), Some(_)) => return Err(RelayError::LoginHeld),
            (CallLogin::Held(_) | CallLogin::None, None) => return Err(RelayError::NoLogin),
            (CallLogin::None, Some(_)) => return Err(RelayError::BadRequest),
            (CallLogin::Given(given), None) if is_login(&given) => Some(given),
            (CallLogin::Given(_), None) => return Err(RelayError::BadRequest),
        };
        Ok(Self {
            method,
            host,
            authorization,
            path_and_query: call.target,
            body: call.body,
        })
    }
}

/// Whether this is a login as the page sends it: `Basic` and base64, or `Bearer` and printable characters.
/// Neither can end the header early.
fn is_login(given: &str) -> bool {
    let is_base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let (code, fits): (&str, fn(u8) -> bool) = match given.split_once(' ') {
        Some(("Basic", code)) => (code, is_base64),
        Some(("Bearer", token)) => (token, |b| b.is_ascii_graphic()),
        Some(_) | None => return false,
    };
    !code.is_empty() && code.bytes().all(fits)
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.path_and_query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Scheme;

    fn call_to(target: &str, login: CallLogin) -> CallToMake {
        CallToMake {
            method: "GET".into(),
            target: target.into(),
            login,
            body: None,
        }
    }

    fn given(authorization: &str) -> CallToMake {
        call_to(
            "/rest/api/3/myself",
            CallLogin::Given(authorization.to_owned().into()),
        )
    }

    #[test]
    fn the_login_is_the_pages_or_the_relays_and_never_a_choice() {
        let held = Credentials::parse("a@b.example", "t").ok();
        let login = |login, held| {
            let call = call_to("/rest/api/3/myself", login);
            Outgoing::of(call, held, &RelayScope::default()).map(|call| call.authorization)
        };
        let is = |text: &str| Ok(Some(text.to_owned().into()));
        assert_eq!(
            login(CallLogin::Given("Basic YTpi".to_owned().into()), None),
            is("Basic YTpi")
        );
        assert_eq!(
            login(CallLogin::Held(Scheme::Basic), held.as_ref()),
            is("Basic YUBiLmV4YW1wbGU6dA==")
        );
        assert_eq!(
            login(CallLogin::Held(Scheme::Bearer), held.as_ref()),
            is("Bearer t")
        );
        for given in ["Basic YTpi", "Bearer t", ""] {
            assert_eq!(
                login(CallLogin::Given(given.to_owned().into()), held.as_ref()),
                Err(RelayError::LoginHeld)
            );
        }
        for login_of in [CallLogin::None, CallLogin::Held(Scheme::Basic)] {
            assert_eq!(login(login_of, None), Err(RelayError::NoLogin));
        }
        let alone = Credentials::parse("", "t").ok();
        assert_eq!(
            login(CallLogin::Held(Scheme::Basic), alone.as_ref()),
            Err(RelayError::NoLogin)
        );
    }

    #[test]
    fn the_cloud_id_is_asked_for_without_a_login_and_nothing_else_is() {
        let held = Credentials::parse("a@b.example", "t").ok();
        let ask = |target, login| {
            Outgoing::of(
                call_to(target, login),
                held.as_ref(),
                &RelayScope::default(),
            )
            .map(|call| call.authorization)
        };
        assert_eq!(ask(TENANT_PATH, CallLogin::None), Ok(None));
        assert_eq!(
            ask(TENANT_PATH, CallLogin::Held(Scheme::Basic)),
            Err(RelayError::BadRequest)
        );
        assert_eq!(
            ask("/rest/api/3/myself", CallLogin::None),
            Err(RelayError::BadRequest)
        );
    }

    #[test]
    fn an_organizations_lists_are_readings_though_they_are_asked_for_by_post() {
        let outgoing = |method, path: &str| Outgoing {
            method,
            host: Host::Site,
            path_and_query: path.to_owned(),
            authorization: None,
            body: None,
        };
        let group = "/admin/v2/orgs/o/directories/d/groups";
        assert!(outgoing(Method::Post, &format!("{group}/search")).is_reading());
        assert!(outgoing(Method::Get, group).is_reading());
        assert!(!outgoing(Method::Post, &format!("{group}/g/memberships")).is_reading());
        assert!(!outgoing(Method::Post, "/rest/api/3/group/user?groupId=/search").is_reading());
        assert!(!outgoing(Method::Delete, &format!("{group}/search")).is_reading());
    }

    #[test]
    fn a_login_that_could_end_its_header_is_none() {
        for odd in [
            "",
            "Basic ",
            "Bearer",
            "Bearer ",
            "Bearer x y",
            "Bearer x\r\nA: b",
            "Token x",
            "basic eDp5",
            "Basic x y",
            "Basic x\r\nA: b",
            "Basic \u{e4}",
        ] {
            let refused = Outgoing::of(given(odd), None, &RelayScope::default());
            assert_eq!(refused, Err(RelayError::BadRequest), "{odd:?}");
        }
    }

    #[test]
    fn the_login_never_shows_in_debug_output() {
        let shown = format!(
            "{:?}",
            Outgoing::of(given("Basic YTpi"), None, &RelayScope::default())
        );
        assert_eq!(shown, "Ok(GET /rest/api/3/myself)");
    }
}
