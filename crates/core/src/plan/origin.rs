//! Where a proposal's rows come from.

/// Where a proposal's rows come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProposalOrigin {
    /// They were selected, or they undo a run.
    Chosen,
    /// Another admin sealed them: exactly these rows are sent, or none.
    Sealed(SealedBy),
}

/// Who sealed a plan, and its seal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealedBy {
    pub id: String,
    /// The account's display name.
    pub name: String,
    /// The seal: SHA-256 in 64 hex digits.
    pub seal: String,
}

/// Formats a seal for comparison by people: its first sixteen digits in groups of four.
#[must_use]
pub fn seal_in_fours(digits: &str) -> String {
    let first = digits.as_bytes().chunks(4).take(4);
    let fours: Vec<_> = first.map(String::from_utf8_lossy).collect();
    fours.join(" ")
}
