//! Where a proposal's rows come from.

/// Where a proposal's rows come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProposalOrigin {
    /// They were ticked, or a run is taken back.
    Chosen,
    /// Another admin sealed them: exactly these rows go, or none.
    Sealed(SealedBy),
}

/// Who sealed a plan, and how it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealedBy {
    pub id: String,
    /// The account's display name.
    pub name: String,
    /// The seal: SHA-256 in 64 hex digits.
    pub seal: String,
}

/// A seal as people compare it: its first sixteen digits in fours.
#[must_use]
pub fn seal_in_fours(digits: &str) -> String {
    let first = digits.as_bytes().chunks(4).take(4);
    let fours: Vec<_> = first.map(String::from_utf8_lossy).collect();
    fours.join(" ")
}
