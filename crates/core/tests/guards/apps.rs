//! Which apps people lose.

use super::{asked, group_id, proposal};
use groupsweep_core::domain::App;
use groupsweep_core::plan::SiteFacts;

#[test]
fn the_apps_that_rows_take_away_are_named_and_protected_rows_take_none() {
    let mut proposal = proposal(&[
        (1, "jira-software-users", 1),
        (1, "jira-software-users", 0),
        (2, "confluence-users-mysite", 1),
        (2, "confluence-users-mysite", 2),
        (3, "Team", 3),
    ]);
    proposal.learn(SiteFacts {
        apps: [
            (group_id(1), vec![App::Jira]),
            (group_id(9), vec![App::Jira]),
        ]
        .into(),
        ..asked(5)
    });
    let lost = proposal.access_lost();
    let told: Vec<_> = lost
        .iter()
        .map(|one| (&*one.group, one.apps.join(" and "), one.rows))
        .collect();
    assert_eq!(
        told,
        [
            ("confluence-users-mysite", "Confluence".to_owned(), 2),
            ("jira-software-users", "Jira".to_owned(), 1)
        ]
    );
    assert_eq!(proposal.freeze().unwrap().summary().access, lost);
}

#[test]
fn access_to_confluence_is_told_by_the_sites_name_of_a_group_too() {
    let mut proposal = proposal(&[(1, "Team", 1), (2, "Kitchen", 2)]);
    proposal.learn(SiteFacts {
        group_names: [(group_id(1), "confluence-users-mysite".into())].into(),
        ..asked(2)
    });
    proposal.unprotect(0, "the group was renamed").unwrap();
    let lost = proposal.access_lost();
    let told: Vec<_> = lost
        .iter()
        .map(|one| (one.apps.join(" and "), one.rows))
        .collect();
    assert_eq!(told, [("Confluence".to_owned(), 1)]);
}
