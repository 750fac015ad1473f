//! Row 37: removing and adding.

use groupsweep_atlassian_sim::{DIRECTORY_ID, ORG_ID, OTHER_DIRECTORY_ID, Site};

use super::{SITE_ADMINS, TWIN, addition, below_all, organization, refusal, removal, with_key};
use crate::support::{GROUP, NOBODY, START, SYNCED, UNKNOWN_GROUP, user};

#[test]
fn removing_a_member_answers_204() {
    let mut site = organization(&[]);
    let reply = site.answer(START, &removal(GROUP, &user(1)));
    assert_eq!((reply.status, reply.body.as_str()), (204, ""));
    assert!(!site.is_member(GROUP, &user(1)));
    assert_eq!(site.member_count(), 121);
}

#[test]
fn ids_in_the_path_may_be_percent_encoded() {
    let mut site = organization(&[]);
    let encoded = user(1).replace(':', "%3A");
    assert_eq!(site.answer(START, &removal(GROUP, &encoded)).status, 204);
    assert!(!site.is_member(GROUP, &user(1)));
}

#[test]
fn removing_who_is_no_member_is_204_404_or_409_by_profile() {
    for (profile, status) in [("204", 204), ("404", 404), ("409", 409)] {
        let mut site = organization(&[("org-not-a-member", profile)]);
        let reply = site.answer(START, &removal(GROUP, &user(121)));
        assert_eq!(reply.status, status);
    }
}

#[test]
fn a_group_that_makes_admins_is_changed_or_refused_by_profile() {
    let mut site = organization(&[("org-admin-groups", "403")]);
    let expected = (403, "ADMIN-403-7".to_owned());
    assert_eq!(
        refusal(&mut site, &removal(SITE_ADMINS, &user(121))),
        expected
    );
    assert_eq!(
        refusal(&mut site, &addition(SITE_ADMINS, &user(1))),
        expected
    );
    assert!(site.is_member(SITE_ADMINS, &user(121)));
    assert_eq!(site.answer(START, &removal(GROUP, &user(1))).status, 204);
    let reply = organization(&[]).answer(START, &removal(SITE_ADMINS, &user(121)));
    assert_eq!(reply.status, 204);
}

#[test]
fn somebody_of_another_directory_is_added_or_not_found_by_profile() {
    for (profile, status) in [("added", 204), ("404", 404)] {
        let mut site = organization(&[("org-other-directory", profile)]);
        let path = below_all(&format!("groups/{TWIN}/memberships"));
        let request =
            with_key("POST", &path).with_json(&format!("{{\"accountId\":\"{}\"}}", user(1)));
        assert_eq!(site.answer(START, &request).status, status, "{profile}");
    }
}

#[test]
fn unknown_groups_and_users_have_codes_of_their_own() {
    let mut site = organization(&[]);
    for (group, account, code) in [
        (UNKNOWN_GROUP, user(1), "ADMIN-404-10"),
        (GROUP, NOBODY.to_owned(), "ADMIN-404-8"),
    ] {
        let expected = (404, code.to_owned());
        assert_eq!(refusal(&mut site, &removal(group, &account)), expected);
        assert_eq!(refusal(&mut site, &addition(group, &account)), expected);
    }
}

#[test]
fn an_addition_is_answered_204_and_that_of_a_member_as_the_profile_says() {
    for (again, expected) in [("fine", 204), ("409", 409)] {
        let mut site = organization(&[("org-already-member", again)]);
        let status = |site: &mut Site| site.answer(START, &addition(GROUP, &user(121))).status;
        assert_eq!(status(&mut site), 204);
        assert!(site.is_member(GROUP, &user(121)));
        assert_eq!(status(&mut site), expected);
    }
}

#[test]
fn an_inactive_user_can_be_removed_and_not_added() {
    let mut site = organization(&[]);
    assert_eq!(site.answer(START, &removal(GROUP, &user(10))).status, 204);
    let expected = (400, "ADMIN-UAM-400-2".to_owned());
    assert_eq!(refusal(&mut site, &addition(GROUP, &user(10))), expected);
    assert!(!site.is_member(GROUP, &user(10)));
}

#[test]
fn an_addition_that_is_incomplete_is_refused() {
    let mut site = organization(&[]);
    let path = addition(GROUP, &user(121)).path;
    for body in ["{", "{}", "{\"account_id\":\"x\"}", "{\"accountId\":7}"] {
        let request = with_key("POST", &path).with_json(body);
        assert_eq!(
            refusal(&mut site, &request),
            (400, "ADMIN-400-24".to_owned())
        );
    }
    assert_eq!(site.answer(START, &with_key("POST", &path)).status, 415);
    assert_eq!(site.member_count(), 122);
}

#[test]
fn without_seats_the_organization_answers_409() {
    let mut site = organization(&[("seats", "none")]);
    let expected = (409, "ADMIN-UAM-409-3".to_owned());
    assert_eq!(refusal(&mut site, &addition(GROUP, &user(121))), expected);
    assert!(!site.is_member(GROUP, &user(121)));
}

#[test]
fn a_synced_group_is_not_to_be_managed_here() {
    for (profile, answered) in [("403", 403), ("409", 409), ("204", 204)] {
        let mut site = organization(&[("synced-groups", SYNCED), ("org-synced", profile)]);
        for request in [removal(SYNCED, &user(1)), addition(SYNCED, &user(2))] {
            let reply = site.answer(START, &request);
            assert_eq!(reply.status, answered, "{profile}");
        }
        assert_eq!(site.members(SYNCED), [user(1)], "{profile}");
    }
    let mut site = organization(&[("synced-groups", SYNCED)]);
    let expected = (403, "ADMIN-403-5".to_owned());
    assert_eq!(refusal(&mut site, &removal(SYNCED, &user(1))), expected);
    // Whoever is unknown: the group comes first.
    assert_eq!(refusal(&mut site, &removal(SYNCED, NOBODY)), expected);
}

#[test]
fn a_group_is_found_in_its_own_directory_or_in_all() {
    let mut site = organization(&[]);
    let path = |directory: &str| {
        format!("/admin/v2/orgs/{ORG_ID}/directories/{directory}/groups/{TWIN}/memberships")
    };
    let body = format!("{{\"accountId\":\"{}\"}}", user(1));
    let mut add = |path: &str| {
        let request = with_key("POST", path).with_json(&body);
        site.answer(START, &request).status
    };
    assert_eq!(add(&path(DIRECTORY_ID)), 404);
    // The other directory knows its own accounts; the whole organization knows all.
    assert_eq!(add(&path(OTHER_DIRECTORY_ID)), 404);
    assert_eq!(add(&below_all(&format!("groups/{TWIN}/memberships"))), 204);
    assert_eq!(site.members_elsewhere(TWIN), [user(1)]);
    // Its twin on this site has nothing to do with it.
    assert_eq!(site.member_count(), 122);
    let there = with_key(
        "DELETE",
        &format!("{}/{}", path(OTHER_DIRECTORY_ID), user(1)),
    );
    assert_eq!(site.answer(START, &there).status, 204);
    assert!(site.is_member(GROUP, &user(1)));
    assert_eq!(site.members_elsewhere(TWIN), [""; 0]);
}
