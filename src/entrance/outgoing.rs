//! From the page's call to what may go out: what is not listed is left behind.

use std::fmt;

use crate::domain::{Credentials, Method, is_on_the_list};
use crate::wire::{CallToMake, RelayFault};

/// Most bytes of a call's body. The only body there is names one account.
pub const MOST_BODY: usize = 4 * 1024;

/// All that is taken over from the page's call.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The method.
    pub method: Method,
    /// Path and query below the site's origin, byte for byte as the page sent them.
    pub path_and_query: String,
    /// The value of the `Authorization` header. Hazard: this is the secret.
    pub authorization: String,
    /// On POST and nowhere else.
    pub body: Option<String>,
}

impl Outgoing {
    /// Checks the page's call against the list and takes over what may pass. The login is
    /// the page's, or the one that the relay holds: one of the two and never a choice.
    ///
    /// # Errors
    /// [`RelayFault`] says what is not right; nothing was sent.
    pub fn of(call: CallToMake, held: Option<&Credentials>) -> Result<Self, RelayFault> {
        let (path, query) = match call.target.split_once('?') {
            Some((_, "")) => return Err(RelayFault::NotListed),
            Some(parts) => parts,
            None => (call.target.as_str(), ""),
        };
        if !is_on_the_list(&call.method, path, query) {
            return Err(RelayFault::NotListed);
        }
        let method = [Method::Get, Method::Post, Method::Delete]
            .into_iter()
            .find(|method| method.as_str() == call.method)
            .ok_or(RelayFault::NotListed)?;
        let fits = match &call.body {
            Some(body) => method == Method::Post && body.len() <= MOST_BODY,
            None => method != Method::Post,
        };
        if !fits {
            return Err(RelayFault::BadRequest);
        }
        let authorization = match (call.authorization, held) {
            (None, Some(held)) => held.basic(),
            (Some(_), Some(_)) => return Err(RelayFault::LoginHeld),
            (None, None) => return Err(RelayFault::NoLogin),
            (Some(given), None) if is_basic(&given) => given,
            (Some(_), None) => return Err(RelayFault::BadRequest),
        };
        Ok(Self {
            method,
            authorization,
            path_and_query: call.target,
            body: call.body,
        })
    }
}

/// The one kind of login the page sends: `Basic` and base64, hence no way to end the header early.
fn is_basic(given: &str) -> bool {
    given.strip_prefix("Basic ").is_some_and(|code| {
        !code.is_empty()
            && code
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
    })
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.path_and_query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(authorization: Option<&str>) -> CallToMake {
        CallToMake {
            method: "GET".into(),
            target: "/rest/api/3/myself".into(),
            authorization: authorization.map(str::to_owned),
            body: None,
        }
    }

    #[test]
    fn the_login_is_the_pages_or_the_relays_and_never_a_choice() {
        let held = Credentials::parse("a@b.example", "t").ok();
        let login = |given, held| Outgoing::of(call(given), held).map(|call| call.authorization);
        assert_eq!(login(Some("Basic YTpi"), None), Ok("Basic YTpi".to_owned()));
        assert_eq!(
            login(None, held.as_ref()),
            Ok("Basic YUBiLmV4YW1wbGU6dA==".to_owned())
        );
        for given in ["Basic YTpi", "Basic YUBiLmV4YW1wbGU6dA==", ""] {
            assert_eq!(
                login(Some(given), held.as_ref()),
                Err(RelayFault::LoginHeld)
            );
        }
        assert_eq!(login(None, None), Err(RelayFault::NoLogin));
    }

    #[test]
    fn a_login_that_could_end_its_header_is_none() {
        for odd in [
            "",
            "Basic ",
            "Bearer x",
            "basic eDp5",
            "Basic x y",
            "Basic x\r\nA: b",
            "Basic \u{e4}",
        ] {
            let refused = Outgoing::of(call(Some(odd)), None);
            assert_eq!(refused, Err(RelayFault::BadRequest), "{odd:?}");
        }
    }

    #[test]
    fn the_login_never_shows_in_debug_output() {
        let shown = format!("{:?}", Outgoing::of(call(Some("Basic YTpi")), None));
        assert_eq!(shown, "Ok(GET /rest/api/3/myself)");
    }
}
