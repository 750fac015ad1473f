//! How a site is set up: who may log in, how fast, how faulty, which profiles.

use std::collections::BTreeSet;

use super::account::{Right, SimAccount, SimLogin};
use super::faults::{FaultKind, Faults};
use super::profiles::Profiles;
use super::rate::SimLimits;
use groupsweep_core::domain::Span;

/// The cloud id of every simulated site.
pub const CLOUD_ID: &str = "11111111-2222-4333-8444-555555555555";
/// The account id of the default login.
pub const DEFAULT_ACCOUNT_ID: &str = "712020:aaaaaaaa-0000-4000-8000-000000000001";

/// The profiles that are set by a number or a list: name, values, and what [`Profiles::SOURCES`] says of the others.
const MORE_SWITCHES: [(&str, &str, &str); 6] = [
    (
        "synced-groups",
        "GROUPID[,GROUPID]... | none",
        "Groups that an identity provider keeps. Source: Atlassian's article on user provisioning.",
    ),
    (
        "team-groups",
        "GROUPID[,GROUPID]... | none",
        "Groups that are teams. Source: Jira Cloud platform REST API v3, \"Find groups\", by managedBy and usageType.",
    ),
    (
        "stale-seconds",
        "0 to 60",
        "How long reads take to show a change. Source: reported of the organization's directory, for up to a second; one \
         vendor keeps Jira's groups for an hour.",
    ),
    (
        "late-already-member-seconds",
        "0 to 60",
        "How long after a removal Jira says \"already a member\". Source: reported after removals through the \
         organization, for seconds.",
    ),
    (
        "fault-kinds",
        "",
        "What goes wrong on the way. Source: the rate limit page names 5xx with Retry-After; pages of 502 and 504, and \
         calls that were cut after they took effect, are what any proxy may answer.",
    ),
    (
        "faults-running",
        "1, 2, ... | any",
        "How often one call fails running. Source: none is possible: a bound of this site, so that a run with faults ends.",
    ),
];

/// How a site is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `scheme://host[:port]`: stands in front of links and says which `Origin` is the site's own.
    pub origin: String,
    /// Who may log in.
    pub login: SimLogin,
    /// How fast calls may come.
    pub limits: SimLimits,
    /// How many calls fail on the way.
    pub faults: Faults,
    /// How what is undocumented is answered.
    pub profiles: Profiles,
    /// Ids of groups that an identity provider keeps, in lower case.
    pub synced_groups: BTreeSet<String>,
    /// Ids of groups that are teams of the people directory, in lower case.
    pub team_groups: BTreeSet<String>,
    /// How long `group/member` and `user/groups` take to show a change.
    pub stale: Span,
    /// How long after a removal Jira answers an addition with "already a member" and adds nobody. Source: reported
    /// after removals through the organization, for seconds.
    pub late_already_member: Span,
    /// Where all chance comes from.
    pub seed: u64,
}

impl Default for Settings {
    /// One site admin: `admin@example.com` with token `good-token`.
    fn default() -> Self {
        let admin = SimAccount {
            display_name: "Site admin".to_owned(),
            ..SimAccount::new(
                "admin@example.com",
                "good-token",
                DEFAULT_ACCOUNT_ID,
                Right::SiteAdmin,
            )
        };
        Self {
            origin: "https://practice.example".to_owned(),
            login: SimLogin::Accounts(vec![admin]),
            limits: SimLimits::default(),
            faults: Faults::default(),
            profiles: Profiles::default(),
            synced_groups: BTreeSet::new(),
            team_groups: BTreeSet::new(),
            stale: Span::ZERO,
            late_already_member: Span::ZERO,
            seed: 1,
        }
    }
}

/// A profile that does not exist or does not take this value.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}", self.what())]
pub struct SettingsError {
    name: String,
    value: String,
}

impl SettingsError {
    fn what(&self) -> String {
        let Self { name, value } = self;
        let known = Settings::profile_values();
        if let Some((_, values)) = known.iter().find(|profile| profile.0 == name) {
            return format!("profile {name} is one of {values}, not {value:?}");
        }
        let lines: String = known
            .iter()
            .map(|(name, values)| format!("\n  {name} = {values}"))
            .collect();
        format!("there is no profile {name:?}; there are:{lines}")
    }
}

impl Settings {
    /// Settings of the practice site: everybody is "Practice admin".
    #[must_use]
    pub fn practice() -> Self {
        Self {
            login: SimLogin::Open,
            ..Self::default()
        }
    }

    /// Every profile by name with the values it takes.
    #[must_use]
    pub fn profile_values() -> Vec<(&'static str, String)> {
        let words = Profiles::LIST
            .iter()
            .map(|(name, values)| (*name, values.join(" | ")));
        let others = MORE_SWITCHES.iter().map(|(name, values, _)| {
            let values = match *name {
                "fault-kinds" => format!("any of {}", FaultKind::words()),
                _ => (*values).to_owned(),
            };
            (*name, values)
        });
        words.chain(others).collect()
    }

    /// What every profile is about, and where its answers are known from.
    pub fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
        let others = MORE_SWITCHES.iter().map(|(name, _, about)| (*name, *about));
        Profiles::SOURCES.iter().copied().chain(others)
    }

    /// Sets one profile by name.
    ///
    /// # Errors
    /// [`SettingsError`] lists what there is.
    pub fn set_profile(&mut self, name: &str, value: &str) -> Result<(), SettingsError> {
        let done = match name {
            "synced-groups" => {
                self.synced_groups = group_ids(value);
                true
            }
            "team-groups" => {
                self.team_groups = group_ids(value);
                true
            }
            "stale-seconds" => put_seconds(&mut self.stale, value),
            "late-already-member-seconds" => put_seconds(&mut self.late_already_member, value),
            "fault-kinds" => self.faults.set_kinds(value),
            "faults-running" => self.faults.set_running(value),
            _ => self.profiles.set(name, value),
        };
        if done {
            return Ok(());
        }
        Err(SettingsError {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }
}

/// Sets a span of up to a minute; false if `value` is none.
fn put_seconds(span: &mut Span, value: &str) -> bool {
    match value.parse() {
        Ok(seconds @ 0..=60) => {
            *span = Span::seconds(seconds);
            true
        }
        _ => false,
    }
}

fn group_ids(list: &str) -> BTreeSet<String> {
    let ids = list.split(',').map(|id| id.trim().to_ascii_lowercase());
    ids.filter(|id| !id.is_empty() && id != "none").collect()
}
