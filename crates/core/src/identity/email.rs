//! Email addresses. Another domain is weaker evidence than another local part, because companies change their domains.

use crate::domain::normalize_email;

/// The result of comparing two addresses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum EmailMatch {
    Same,
    /// The same local part, another domain.
    OtherDomain,
    Different,
    /// One of them is empty or not an address.
    Unknown,
}

/// Compares two email addresses.
#[must_use]
pub fn compare_emails(one: &str, other: &str) -> EmailMatch {
    let (Some(one), Some(other)) = (split(one), split(other)) else {
        return EmailMatch::Unknown;
    };
    if one == other {
        EmailMatch::Same
    } else if one.0 == other.0 {
        EmailMatch::OtherDomain
    } else {
        EmailMatch::Different
    }
}

/// Splits a normalized address into local part and domain.
fn split(text: &str) -> Option<(String, String)> {
    let address = normalize_email(text)?;
    let (local, domain) = address.split_once('@')?;
    Some((local.to_owned(), domain.to_owned()))
}
