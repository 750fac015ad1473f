//! What is known about a row besides its group and its user, in two bytes.

use super::previous_outcome::PreviousOutcome;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct RowFlags(u16);

/// Position of the bits with the previous outcome. Their value is its index plus 1, or 0 if there is none.
const EARLIER: u16 = 12;

impl RowFlags {
    pub(super) const NONE: Self = Self(0);
    pub(super) const GROUP_ID: Self = Self(1);
    pub(super) const USER_ID: Self = Self(1 << 1);
    pub(super) const DUPLICATE: Self = Self(1 << 2);
    pub(super) const OPEN_QUOTE: Self = Self(1 << 3);
    pub(super) const TOO_LONG: Self = Self(1 << 4);
    pub(super) const GROUP_NAME: Self = Self(1 << 5);
    /// Other rows contradict what this one says about its person.
    pub(super) const PERSON: Self = Self(1 << 6);
    pub(super) const RAGGED: Self = Self(1 << 7);
    pub(super) const WORD: Self = Self(1 << 8);
    pub(super) const DATE: Self = Self(1 << 9);
    pub(super) const ZERO: Self = Self(1 << 10);
    /// The cells are not under their headings, or nothing shows that they are.
    pub(super) const MOVED: Self = Self(1 << 11);

    const FINDINGS: u16 = (1 << 12) - 1;
    const UNUSABLE: u16 = ((1 << 5) - 1) | Self::MOVED.0;

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn has_findings(self) -> bool {
        self.0 & Self::FINDINGS != 0
    }

    pub(super) fn is_usable(self) -> bool {
        self.0 & Self::UNUSABLE == 0
    }

    pub(super) fn with_earlier(self, earlier: Option<PreviousOutcome>) -> Self {
        let at =
            earlier.and_then(|word| PreviousOutcome::ALL.iter().position(|known| *known == word));
        let bits = at.and_then(|at| u16::try_from(at + 1).ok()).unwrap_or(0);
        Self(self.0 & ((1 << EARLIER) - 1) | bits << EARLIER)
    }

    pub(super) fn earlier(self) -> Option<PreviousOutcome> {
        let at = usize::from(self.0 >> EARLIER).checked_sub(1)?;
        PreviousOutcome::ALL.get(at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_comes_back_and_is_no_finding() {
        for word in PreviousOutcome::ALL {
            let flags = RowFlags::RAGGED.with_earlier(Some(word));
            assert_eq!(flags.earlier(), Some(word));
            assert!(flags.is_usable() && !flags.without(RowFlags::RAGGED).has_findings());
        }
        assert_eq!(RowFlags::NONE.with_earlier(None).earlier(), None);
    }
}
