//! The switches that change what a run is answered, one at a time.

use groupsweep_atlassian_sim::Right;

use super::world::Profile;

pub(super) const DEFAULT: Profile = with(&[]);

/// As every world here is set up first: whoever lost the right with a removal could undo nothing, and nothing would be seen
/// of undoing.
pub(super) const BASE: &[(&str, &str)] = &[("own-last-admin-group", "200-right-kept")];

const fn with(switches: &'static [(&'static str, &'static str)]) -> Profile {
    Profile {
        switches,
        right: Right::SiteAdmin,
        is_silent_on_nothing: false,
    }
}

const fn by_jira_admin(switches: &'static [(&'static str, &'static str)]) -> Profile {
    Profile {
        right: Right::JiraAdmin,
        ..with(switches)
    }
}

pub(super) const PROFILES: &[(&str, Profile)] = &[
    ("not-a-member=404", with(&[("not-a-member", "404")])),
    (
        "not-a-member=200",
        Profile {
            is_silent_on_nothing: true,
            ..with(&[("not-a-member", "200")])
        },
    ),
    ("not-a-member=400 in German", with(&[("language", "de")])),
    (
        "not-site-admin=403",
        by_jira_admin(&[("not-site-admin", "403")]),
    ),
    (
        "not-site-admin=masked-404",
        by_jira_admin(&[("not-site-admin", "masked-404")]),
    ),
    (
        "not-site-admin=403-empty",
        by_jira_admin(&[("not-site-admin", "403-empty")]),
    ),
    ("synced-group=400", with(&[("synced-group", "400")])),
    ("synced-group=200", with(&[("synced-group", "200")])),
    (
        "already-member=group-id",
        with(&[("already-member", "group-id")]),
    ),
    (
        "site-admin-groups=empty",
        with(&[("site-admin-groups", "empty")]),
    ),
    (
        "site-admin-groups=500",
        with(&[("site-admin-groups", "500")]),
    ),
    (
        "own-last-admin-group=200",
        with(&[("own-last-admin-group", "200")]),
    ),
    (
        "own-last-admin-group=400",
        with(&[("own-last-admin-group", "400")]),
    ),
    (
        "picker-managed-by=absent",
        with(&[("picker-managed-by", "absent")]),
    ),
    (
        "confluence-access-type=403",
        with(&[("confluence-access-type", "403")]),
    ),
    ("no-check=strict", with(&[("no-check", "strict")])),
    ("gateway-xsrf=on", with(&[("gateway-xsrf", "on")])),
    ("moving-total=on", with(&[("moving-total", "on")])),
    ("member-pages=short", with(&[("member-pages", "short")])),
    ("member-pages=empty", with(&[("member-pages", "empty")])),
    (
        "suspended-account=active",
        with(&[("suspended-account", "active")]),
    ),
    ("account-kinds=untold", with(&[("account-kinds", "untold")])),
    (
        "confluence-unknown-group=empty",
        with(&[("confluence-unknown-group", "empty")]),
    ),
    ("seats=none", with(&[("seats", "none")])),
    (
        "confluence-already-member=400",
        with(&[("confluence-already-member", "400")]),
    ),
    ("org-not-a-member=404", with(&[("org-not-a-member", "404")])),
    ("org-not-a-member=409", with(&[("org-not-a-member", "409")])),
    (
        "org-other-directory=404",
        with(&[("org-other-directory", "404")]),
    ),
    ("org-admin-groups=403", with(&[("org-admin-groups", "403")])),
    ("links=gateway", with(&[("links", "gateway")])),
    ("near-limit=on", with(&[("near-limit", "on")])),
    (
        "one call a second, a page as refusal",
        with(&[("refusal-body", "html")]),
    ),
    (
        "one call a second, an empty refusal",
        with(&[("refusal-body", "empty")]),
    ),
    (
        "one call a second, a refusal in JSON",
        with(&[("refusal-body", "json")]),
    ),
    (
        "one call a second, resets in seconds",
        with(&[("reset-format", "seconds")]),
    ),
    (
        "one call a second, resets in minutes",
        with(&[("reset-format", "minutes")]),
    ),
    (
        "org-already-member=409",
        with(&[("org-already-member", "409")]),
    ),
    ("org-synced=409", with(&[("org-synced", "409")])),
    ("org-synced=204", with(&[("org-synced", "204")])),
    (
        "synced-flags=external-synced",
        with(&[("synced-flags", "external-synced")]),
    ),
    (
        "synced-flags=managed-by",
        with(&[("synced-flags", "managed-by")]),
    ),
    (
        "synced-flags=modifiable",
        with(&[("synced-flags", "modifiable")]),
    ),
    ("names=hidden", with(&[("names", "hidden")])),
    ("names=nickname", with(&[("names", "nickname")])),
    ("emails=hidden", with(&[("emails", "hidden")])),
    ("emails=null", with(&[("emails", "null")])),
    (
        "unknown-account=empty",
        with(&[("unknown-account", "empty")]),
    ),
    (
        "late-already-member-seconds=20",
        with(&[("late-already-member-seconds", "20")]),
    ),
    ("stale-seconds=5", with(&[("stale-seconds", "5")])),
    ("stale-seconds=60", with(&[("stale-seconds", "60")])),
    (
        "faults=503",
        with(&[("fault-kinds", "503,503-retry-after")]),
    ),
    ("faults=502,504", with(&[("fault-kinds", "502,504")])),
    (
        "faults=504-after-effect",
        with(&[("fault-kinds", "504-after-effect")]),
    ),
    ("faults=cut", with(&[("fault-kinds", "cut")])),
];

/// Switches that change nothing a run is answered, and where they are tested.
pub(super) const ELSEWHERE: &[(&str, &str)] = &[
    (
        "unauthorized",
        "how a login is refused: tests/run/refusals.rs",
    ),
    ("products", "which API there is: tests/matrix/logins.rs"),
    (
        "service-account",
        "how a login is sent: tests/matrix/logins.rs",
    ),
    (
        "confluence-basic",
        "where a login works: tests/login_discovery/ways.rs",
    ),
    (
        "directory-pages",
        "which directory it is: tests/login_discovery/ways.rs",
    ),
    (
        "admin-orgs",
        "which organization it is: nothing asks for it",
    ),
    (
        "admin-v1",
        "version 1 of the organization: nothing calls it",
    ),
    (
        "xsrf-body",
        "only browsers are refused so: tests/e2e/direct_gateway.test.mjs",
    ),
    (
        "preflight",
        "only browsers ask for it: atlassian-sim/tests/cors.rs",
    ),
    (
        "gateway-cors",
        "only browsers read it: atlassian-sim/tests/cors.rs",
    ),
    (
        "delete-with-body",
        "no DELETE of ours has a body: tests/contract",
    ),
];
