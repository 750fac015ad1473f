//! The relay's key and its proof: generated at start, kept in memory. The key is compared in constant time.

use std::fmt;
use std::fmt::Write as _;

use subtle::ConstantTimeEq as _;

/// 32 random bytes, as 64 hex digits.
pub(super) struct RelaySecret(String);

impl RelaySecret {
    /// Generates a secret. `None` if the system's random source failed.
    pub(super) fn draw() -> Option<Self> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).ok()?;
        let mut text = String::with_capacity(64);
        for byte in bytes {
            let _ = write!(text, "{byte:02x}");
        }
        Some(Self(text))
    }

    /// Whether `given` is this secret. The time taken reveals at most its length.
    pub(super) fn is(&self, given: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(given).into()
    }

    /// The text for the printed address. Hazard: this is the secret.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RelaySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RelaySecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_itself_and_no_other() {
        let (Some(one), Some(other)) = (RelaySecret::draw(), RelaySecret::draw()) else {
            unreachable!("no random numbers")
        };
        assert_eq!(one.text().len(), 64);
        assert!(one.is(one.text().as_bytes()));
        assert!(!one.is(other.text().as_bytes()));
        assert!(!one.is(b""));
        assert!(!one.is(&one.text().as_bytes()[..63]));
        assert!(!format!("{one:?}").contains(one.text()));
    }
}
