//! Calls that fail on the way. Whether one fails depends on the seed, the call
//! itself and how often it came, not on the order of arrival: a run with many
//! calls in flight meets the same faults every time.

use std::collections::BTreeMap;

use super::seeded_hash::mix;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FaultKind {
    /// 503 without `Retry-After`; nothing was done.
    Unavailable,
    /// 503 with `Retry-After`; nothing was done.
    UnavailableRetryAfter,
    /// 502 with a page; nothing was done.
    BadGateway,
    /// 504 with a page; nothing was done.
    GatewayTimeout,
    /// 504 with a page; the call took effect.
    GatewayTimeoutAfterEffect,
    /// The connection is cut; the call took effect.
    CutAfterEffect,
}

impl FaultKind {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Unavailable, "503"),
        (Self::UnavailableRetryAfter, "503-retry-after"),
        (Self::BadGateway, "502"),
        (Self::GatewayTimeout, "504"),
        (Self::GatewayTimeoutAfterEffect, "504-after-effect"),
        (Self::CutAfterEffect, "cut"),
    ];

    /// Every kind's word.
    pub(super) fn words() -> String {
        Self::ALL.map(|(_, word)| word).join(",")
    }

    /// Whether the call is carried out before it fails.
    pub(super) fn takes_effect(self) -> bool {
        matches!(self, Self::GatewayTimeoutAfterEffect | Self::CutAfterEffect)
    }
}

/// How many calls fail and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Faults {
    /// Percent of calls that fail.
    pub percent: u32,
    /// How often the same call fails in succession. `None` for always.
    pub running_at_most: Option<u32>,
    /// The kinds of faults, all equally likely.
    pub kinds: Vec<FaultKind>,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            percent: 0,
            running_at_most: Some(2),
            kinds: FaultKind::ALL.map(|(kind, _)| kind).to_vec(),
        }
    }
}

impl Faults {
    pub(super) fn set_kinds(&mut self, words: &str) -> bool {
        let kinds: Option<Vec<_>> = words
            .split(',')
            .map(|word| FaultKind::ALL.iter().find(|kind| kind.1 == word.trim()))
            .map(|kind| kind.map(|(kind, _)| *kind))
            .collect();
        match kinds {
            Some(kinds) => {
                self.kinds = kinds;
                true
            }
            None => false,
        }
    }

    pub(super) fn set_running(&mut self, value: &str) -> bool {
        match (value, value.parse()) {
            ("any", _) => self.running_at_most = None,
            (_, Ok(times)) if times > 0 => self.running_at_most = Some(times),
            _ => return false,
        }
        true
    }
}

/// The attempts of each call so far. Empty if no faults are set.
#[derive(Clone, Debug, Default)]
pub(super) struct FaultBook {
    calls: BTreeMap<u64, Attempts>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Attempts {
    made: u32,
    failed_running: u32,
}

impl FaultBook {
    /// The fault of this attempt of a call, if any.
    pub(super) fn draw(&mut self, faults: &Faults, seed: u64, call: u64) -> Option<FaultKind> {
        if faults.percent == 0 || faults.kinds.is_empty() {
            return None;
        }
        let attempts = self.calls.entry(call).or_default();
        let chance = mix(mix(seed, call), u64::from(attempts.made));
        attempts.made = attempts.made.wrapping_add(1);
        let spared = faults
            .running_at_most
            .is_some_and(|most| attempts.failed_running >= most);
        if spared || chance % 100 >= u64::from(faults.percent) {
            attempts.failed_running = 0;
            return None;
        }
        attempts.failed_running = attempts.failed_running.saturating_add(1);
        let kinds = faults.kinds.len() as u64;
        let place = usize::try_from((chance >> 32) % kinds).unwrap_or(0);
        faults.kinds.get(place).copied()
    }
}
