//! Groups recognized by name: if the site cannot be asked which groups grant administration, and for products
//! whose groups Jira's API does not report.
//!
//! Source: Atlassian's default groups. `site-admins`, `org-admins`, `jira-admins-{site}`,
//! `confluence-admins-{site}` and the access groups are documented. The others have been seen on older sites.

/// Administration groups that Jira's `group/bulk` does not report, so they are always recognized by name.
const BEYOND_JIRA: [&str; 4] = [
    "org-admins",
    "confluence-administrators",
    "confluence-admins",
    "trusted-users-",
];
/// Administration groups that `group/bulk` reports.
const OF_JIRA: [&str; 7] = [
    // Grants administration to apps' accounts, and to anybody else in it.
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

/// Whether this name is that of an administration group that the site's response does not cover.
pub(super) fn administers_beyond_jira(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    BEYOND_JIRA.iter().any(|known| is_or_of_site(&name, known))
        || name.contains("-user-access-admins-")
}

/// Whether this name is that of a group that administers Jira or the site.
pub(super) fn administers_jira(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    OF_JIRA.iter().any(|known| is_or_of_site(&name, known))
}

/// Whether this name is that of a group of apps' own accounts.
pub(super) fn is_of_apps(name: &str) -> bool {
    let name = name.trim();
    OF_APPS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether this name is that of a group that grants access to Confluence.
pub(super) fn gives_confluence(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    CONFLUENCE.iter().any(|known| is_or_of_site(&name, known))
}

/// Matches `jira-admins` and `jira-admins-mysite`, but not `jira-admins2`, which is a team's own group. An id follows
/// a known name that ends with a hyphen.
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
