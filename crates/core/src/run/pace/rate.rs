//! The admin's upper bound.

/// The most calls that start in one second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rate(u16);

impl Rate {
    /// The most changes per second that a real site takes (Atlassian's reported limit for DELETE).
    pub const MAX: u16 = 50;
    /// The most reads per second that a real site takes (Atlassian's reported limit for GET).
    pub const READS_MAX: u16 = 100;
    /// The default for reads: half of the limit is left to others.
    pub const READS: Self = Self(Self::READS_MAX / 2);
    /// The most calls per second for a practice or simulated site.
    pub const MODEL_MAX: u16 = 2000;
    /// Slow enough for the site, and to watch.
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
