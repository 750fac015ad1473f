//! The admin's upper bound.

/// Calls that start in one second at most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rate(u16);

impl Rate {
    /// What a real site takes at most (Atlassian's reported ceiling for DELETE).
    pub const MAX: u16 = 50;
    /// What a real site takes at most of reads: twice as many (Atlassian's reported ceiling for GET).
    pub const READS_MAX: u16 = 100;
    /// Reads unless asked otherwise: half of what the site takes is left to others.
    pub const READS: Self = Self(Self::READS_MAX / 2);
    /// What a practice or simulated site may be asked for.
    pub const MODEL_MAX: u16 = 2000;
    /// Easy on the site, and on the eye.
    pub const GENTLE: Self = Self(5);
    /// As fast as the site allows.
    pub const DEFAULT: Self = Self(Self::MAX);

    /// A bound for a real site, brought into 1 to 50.
    #[must_use]
    pub fn per_second(calls: u16) -> Self {
        Self(calls.clamp(1, Self::MAX))
    }

    /// A bound for a practice or simulated site, brought into 1 to 2,000.
    #[must_use]
    pub fn of_model(calls: u16) -> Self {
        Self(calls.clamp(1, Self::MODEL_MAX))
    }

    /// A bound for reads of a real site, brought into 1 to 100.
    #[must_use]
    pub fn of_reads(calls: u16) -> Self {
        Self(calls.clamp(1, Self::READS_MAX))
    }

    /// Half of it, and one at least.
    #[must_use]
    pub(crate) fn half(self) -> Self {
        Self((self.0 / 2).max(1))
    }

    /// Calls per second.
    #[must_use]
    pub fn get(self) -> u16 {
        self.0
    }

    /// The same in thousandths of a call per second.
    pub(super) fn in_thousandths(self) -> u32 {
        u32::from(self.0) * 1000
    }
}
