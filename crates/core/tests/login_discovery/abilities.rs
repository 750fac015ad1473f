//! What a login can and cannot do is shown before it matters.

use groupsweep_core::atlassian::Product::{Confluence, Jira};
use groupsweep_core::connect::{Ability, LoginKind};
use groupsweep_core::domain::SiteCall;

use crate::login_discovery::site::{Opens, Site, answer, search_by, terms};

/// The sentences of a login whose question for groups is answered so.
fn sentences(opens: Opens, groups: &groupsweep_core::domain::Answer) -> (Ability, String) {
    let site = Site::opening(&[opens]);
    let (found, _) = search_by(terms(LoginKind::Person), |ask| {
        Ok(match ask.call {
            SiteCall::Groups(_) => groups.clone(),
            _ => site.answer(ask),
        })
    });
    let found = found.unwrap();
    let told = found.abilities.sentences(&found.api_access.endpoint);
    (found.abilities.reads_groups, told.join(" "))
}

#[test]
fn a_login_that_cannot_read_groups_says_which_scope_or_right_is_missing() {
    let no_scope = answer(
        401,
        &[("x-failure-category", "FAILURE_CLIENT_SCOPE_CHECK")],
        "",
    );
    let gateway = Opens::Gateway(Jira, groupsweep_core::domain::Scheme::Basic);
    let (ability, told) = sentences(gateway, &no_scope);
    assert!(matches!(ability, Ability::LacksScope(_)));
    assert!(
        told.contains("read:jira-user (or read:group:jira)"),
        "{told}"
    );
    assert!(
        told.contains("manage:jira-configuration (or write:group:jira)"),
        "{told}"
    );
    let (ability, told) = sentences(Opens::Site(Jira), &answer(403, &[], "{}"));
    assert_eq!(ability, Ability::LacksRight);
    assert!(told.contains("browse users and groups"), "{told}");
}

#[test]
fn that_nothing_proves_the_right_to_change_is_always_said() {
    let fine = answer(200, &[], "{\"results\":[],\"values\":[],\"_links\":{}}");
    for opens in [Opens::Site(Jira), Opens::Site(Confluence)] {
        let mut site = Site::opening(&[opens]);
        if opens == Opens::Site(Confluence) {
            site.products = vec![Confluence];
        }
        let (found, _) = search_by(terms(LoginKind::Person), |ask| {
            Ok(match ask.call {
                SiteCall::Groups(_) => fine.clone(),
                _ => site.answer(ask),
            })
        });
        let found = found.unwrap();
        let told = found
            .abilities
            .sentences(&found.api_access.endpoint)
            .join(" ");
        assert!(told.contains("This login can read groups."), "{told}");
        assert!(
            told.contains("Only the first change shows whether"),
            "{told}"
        );
    }
}
