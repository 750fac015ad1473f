//! Groups known by their names: where the site cannot be asked which groups carry administration, and for
//! products whose groups Jira's API does not tell.
//!
//! Source: Atlassian's default groups. `site-admins`, `org-admins`, `jira-admins-{site}`,
//! `confluence-admins-{site}` and the access groups are documented; the others have been seen on older sites.

/// Administration that Jira's `group/bulk` does not tell of: always known by name.
const BEYOND_JIRA: [&str; 4] = [
    "org-admins",
    "confluence-administrators",
    "confluence-admins",
    "trusted-users-",
];
/// What `group/bulk` would have told.
const OF_JIRA: [&str; 7] = [
    // Apps' accounts get administration from it; so does whoever else is put there.
    "atlassian-addons-admin",
    "site-admins",
    "administrators",
    "jira-administrators",
    "jira-admins",
    "system-administrators",
    "jira-servicemanagement-admins",
];
/// Groups of apps' own accounts.
const OF_APPS: [&str; 2] = ["atlassian-addons", "atlassian-addons-admin"];
/// Confluence's default access groups.
const CONFLUENCE: [&str; 1] = ["confluence-users"];

/// Whether a group of this name administers something that the site's answer does not cover.
pub(super) fn administers_beyond_jira(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    BEYOND_JIRA.iter().any(|known| is_or_of_site(&name, known))
        || name.contains("-user-access-admins-")
}

/// Whether a group of this name administers Jira or the site, as far as names tell.
pub(super) fn administers_jira(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    OF_JIRA.iter().any(|known| is_or_of_site(&name, known))
}

/// Whether a group of this name holds apps' own accounts.
pub(super) fn is_of_apps(name: &str) -> bool {
    let name = name.trim();
    OF_APPS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a group of this name gives Confluence.
pub(super) fn gives_confluence(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    CONFLUENCE.iter().any(|known| is_or_of_site(&name, known))
}

/// `jira-admins` or `jira-admins-mysite`; `jira-admins2` is a team's own. A known name that ends in a hyphen
/// stands in front of an id.
fn is_or_of_site(name: &str, known: &str) -> bool {
    match name.strip_prefix(known) {
        Some(rest) => rest.is_empty() || known.ends_with('-') || rest.starts_with('-'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn atlassians_own_names_are_known_and_teams_names_are_not() {
        for name in [
            "site-admins",
            "Jira-Admins-mysite",
            "administrators",
            " jira-administrators ",
        ] {
            assert!(administers_jira(name), "{name}");
        }
        for name in [
            "org-admins",
            "confluence-admins-mysite",
            "trusted-users-2f1c",
            "x-user-access-admins-y",
        ] {
            assert!(administers_beyond_jira(name), "{name}");
        }
        for name in [
            "Engineering",
            "site-administration",
            "jira-admins2",
            "administratorships",
            "",
        ] {
            assert!(
                !administers_jira(name) && !administers_beyond_jira(name),
                "{name}"
            );
        }
        assert!(
            gives_confluence("confluence-users-mysite") && !gives_confluence("confluence-usersx")
        );
        assert!(is_of_apps("atlassian-addons") && !is_of_apps("atlassian-addons-team"));
    }
}
