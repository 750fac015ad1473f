//! The admin's token and the login that contains it. Memory only: no `Display`, no serialization, a masked
//! `Debug`, and [`Credentials::header`] as the only way out. Memory that held the token is overwritten when
//! it is no longer needed.
//!
//! Some copies belong to the browser and cannot be overwritten: the text in the field itself (which is
//! emptied), and short-lived JavaScript strings (what was typed, each message to the relay, a header of the
//! direct route). The page keeps no reference to them, and the browser frees them at its next garbage
//! collection. `tests/e2e/secrets.test.mjs` searches for pieces of the token in the page's memory and, after
//! a garbage collection, in its heap.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The content of the token field, valid or not. Overwritten on drop.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct TypedToken(Zeroizing<String>);

impl TypedToken {
    /// Takes ownership of the text, so that no copy remains.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, for the field and its check. Hazard: this is the secret.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TypedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedToken(…)")
    }
}

/// An API token. Its text is given out only inside an `Authorization` header.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiToken(Zeroizing<String>);

/// One login: a token, with the email of its account if it has one.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    email: Option<String>,
    token: ApiToken,
}

/// How a login is written in the `Authorization` header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Scheme {
    /// Email and token: people's API tokens and, as documented, those of service accounts.
    Basic,
    /// The token only: OAuth 2.0 access tokens, organization API keys and, as users report, tokens of service
    /// accounts.
    Bearer,
}

/// What is wrong with a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// The email has no `@`, or contains a colon, a space or a control character.
    #[error(
        "This is not an email address. Enter the email of the token's account. For an access token or a key without an email, leave this empty."
    )]
    EmailMalformed,
    /// No token was given.
    #[error(
        "Enter an API token. You can create one at id.atlassian.com under Security, API tokens."
    )]
    TokenMissing,
    /// The token contains spaces, line breaks or non-ASCII characters, probably because other text was pasted
    /// with it.
    #[error(
        "The token contains spaces, line breaks or other invalid characters. Copy it again, without other text."
    )]
    TokenMalformed,
}

impl Credentials {
    /// Checks what was typed. An empty email counts as none. Token length varies, so it is not checked.
    ///
    /// # Errors
    /// [`CredentialsError`] names the field and what is wrong with it.
    pub fn parse(email: &str, token: &str) -> Result<Self, CredentialsError> {
        let (email, token) = (email.trim(), token.trim());
        // A colon would end the user part of a Basic login early.
        let foreign = |c: char| c == ':' || c.is_control() || c == ' ';
        if !email.is_empty() && (!email.contains('@') || email.chars().any(foreign)) {
            return Err(CredentialsError::EmailMalformed);
        }
        if token.is_empty() {
            return Err(CredentialsError::TokenMissing);
        }
        // A header cannot hold other characters.
        if token.chars().any(|c| !c.is_ascii_graphic()) {
            return Err(CredentialsError::TokenMalformed);
        }
        Ok(Self {
            email: (!email.is_empty()).then(|| email.to_owned()),
            token: ApiToken(Zeroizing::new(token.to_owned())),
        })
    }

    /// The email, which is not secret.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    /// The value of the `Authorization` header, overwritten on drop. `None` if the scheme needs an email and
    /// there is none. Hazard: this is the secret.
    #[must_use]
    pub fn header(&self, scheme: Scheme) -> Option<Zeroizing<String>> {
        let value = match scheme {
            Scheme::Basic => self.basic(self.email.as_deref()?),
            Scheme::Bearer => self.bearer(),
        };
        Some(Zeroizing::new(value))
    }

    fn bearer(&self) -> String {
        let lead = "Bearer ";
        let mut value = String::with_capacity(lead.len() + self.token.0.len());
        value.push_str(lead);
        value.push_str(&self.token.0);
        value
    }

    fn basic(&self, email: &str) -> String {
        // Allocated at full size: a string that grows leaves copies of its beginning in memory.
        let mut pair = Zeroizing::new(String::with_capacity(email.len() + 1 + self.token.0.len()));
        for part in [email, ":", &self.token.0] {
            pair.push_str(part);
        }
        let lead = b"Basic ";
        let mut value = vec![0; lead.len() + pair.len().div_ceil(3) * 4];
        let (front, rest) = value.split_at_mut(lead.len());
        front.copy_from_slice(lead);
        // The buffer is large enough, and base64 is ASCII, so neither call can fail.
        let _ = STANDARD.encode_slice(pair.as_bytes(), rest);
        String::from_utf8(value).unwrap_or_default()
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken(…)")
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_never_shows_in_debug_output() {
        let login = Credentials::parse("a@b.example", "ATATTsecret");
        assert!(!format!("{login:?}").contains("secret"));
    }

    #[test]
    fn basic_login_is_email_colon_token() {
        let login = Credentials::parse(" a@b.example ", " t ");
        let login = login.map(|login| login.header(Scheme::Basic));
        assert_eq!(
            login,
            Ok(Some("Basic YUBiLmV4YW1wbGU6dA==".to_owned().into()))
        );
    }

    #[test]
    fn a_token_alone_is_a_bearers_and_no_basic_login() {
        let login = Credentials::parse("", " key ");
        let header = |scheme| login.as_ref().ok().and_then(|login| login.header(scheme));
        assert_eq!(header(Scheme::Bearer), Some("Bearer key".to_owned().into()));
        assert_eq!(header(Scheme::Basic), None);
    }

    #[test]
    fn each_missing_part_is_named() {
        let wrong = |email, token| Credentials::parse(email, token).err();
        assert_eq!(wrong("ab", "t"), Some(CredentialsError::EmailMalformed));
        assert_eq!(wrong("a:b@c", "t"), Some(CredentialsError::EmailMalformed));
        assert_eq!(wrong("a@b", " "), Some(CredentialsError::TokenMissing));
        assert_eq!(wrong("a@b", "x y"), Some(CredentialsError::TokenMalformed));
    }
}
