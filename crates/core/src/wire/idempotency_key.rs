//! The idempotency key of a call that changes the site.

/// Hex digits of a key.
const DIGITS: usize = 32;

/// The key of a call, drawn at random by the page. The relay makes a call with one key only once, however
/// often it is requested.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads a key: 32 lower-case hex digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        let is_name = text.len() == DIGITS && text.bytes().all(is_digit);
        is_name.then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
