//! Rows 1 to 8: removing.

use crate::support::{
    GROUP, NOBODY, START, SYNCED, UNKNOWN_GROUP, UNKNOWN_USER, addition, admin, anonymous, by,
    message, removal, remove, site, user,
};

#[test]
fn removing_a_member_answers_200_and_nothing_else() {
    let mut site = site(&[]);
    let reply = site.answer(START, &remove(GROUP, &user(1)));
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    assert!(!site.is_member(GROUP, &user(1)));
    assert!(site.is_member(SYNCED, &user(1)));
    assert_eq!(site.member_count(), 121);
}

#[test]
fn removing_a_non_member_answers_as_the_profile_says() {
    for (value, status) in [("400", 400), ("404", 404), ("200", 200)] {
        let mut site = site(&[("not-a-member", value)]);
        site.answer(START, &remove(GROUP, &user(1)));
        let again = site.answer(START, &remove(GROUP, &user(1)));
        assert_eq!(again.status, status);
        if status == 200 {
            assert_eq!(again.body, "");
        } else {
            assert!(message(&again).contains("since user is not a member of 'team-a'"));
        }
    }
}

#[test]
fn the_text_for_a_non_member_comes_in_the_callers_language() {
    let mut site = site(&[("language", "de")]);
    let reply = site.answer(START, &remove(GROUP, &user(121)));
    assert_eq!(reply.status, 400);
    assert!(message(&reply).contains("kein Mitglied"));
}

#[test]
fn removing_from_an_unknown_group_answers_404() {
    let reply = site(&[]).answer(START, &remove(UNKNOWN_GROUP, &user(1)));
    assert_eq!(reply.status, 404);
    assert!(message(&reply).contains(UNKNOWN_GROUP));
}

#[test]
fn removing_an_unknown_user_answers_404() {
    let reply = site(&[]).answer(START, &remove(GROUP, NOBODY));
    assert_eq!(
        (reply.status, message(&reply).as_str()),
        (404, UNKNOWN_USER)
    );
}

#[test]
fn a_missing_account_answers_400() {
    for path in [
        format!("/rest/api/3/group/user?groupId={GROUP}"),
        format!("/rest/api/3/group/user?groupId={GROUP}&accountId="),
    ] {
        let reply = site(&[]).answer(START, &admin("DELETE", &path));
        assert_eq!(reply.status, 400);
        assert_eq!(
            message(&reply),
            "The 'accountId' query parameter needs to be provided"
        );
    }
}

#[test]
fn no_group_or_two_answer_400() {
    for group in [
        "",
        "groupId=&",
        &format!("groupId={GROUP}&groupname=team-a&"),
    ] {
        let path = format!("/rest/api/3/group/user?{group}accountId={}", user(1));
        let mut site = site(&[]);
        let reply = site.answer(START, &admin("DELETE", &path));
        assert_eq!(reply.status, 400, "{group}");
        assert!(!message(&reply).is_empty());
        assert!(site.is_member(GROUP, &user(1)));
    }
}

#[test]
fn a_group_may_be_named_and_unknown_parameters_are_tolerated() {
    let mut site = site(&[]);
    let path = format!(
        "/rest/api/latest/group/user?groupname=team%2Da&x=1&accountId={}",
        user(1).replace(':', "%3A")
    );
    assert_eq!(site.answer(START, &admin("DELETE", &path)).status, 200);
    assert!(!site.is_member(GROUP, &user(1)));
}

#[test]
fn whoever_is_no_site_admin_is_refused_as_the_profile_says() {
    for (value, status, sentence) in [
        (
            "403",
            403,
            "You do not have permission to change group memberships.",
        ),
        ("masked-404", 404, UNKNOWN_USER),
        ("403-empty", 403, ""),
    ] {
        for email in ["jira@example.com", "user@example.com"] {
            let mut site = site(&[("not-site-admin", value)]);
            let request = by(
                anonymous("DELETE", &removal(GROUP, &user(1))),
                email,
                "good-token",
            );
            let reply = site.answer(START, &request);
            assert_eq!((reply.status, message(&reply).as_str()), (status, sentence));
            assert_eq!(reply.header("x-seraph-loginreason"), None);
            assert!(site.is_member(GROUP, &user(1)));
        }
    }
}

#[test]
fn leaving_ones_own_last_admin_group_is_done_or_refused_by_profile() {
    const ADMINS: [&str; 2] = [
        "aaaaaaaa-307c-4179-b143-18071d986421",
        "bbbbbbbb-307c-4179-b143-18071d986421",
    ];
    let me = "712020:aaaaaaaa-0000-4000-8000-000000000001";
    for (value, status) in [("200", 200), ("400", 400), ("200-right-kept", 200)] {
        let mut site = site(&[("own-last-admin-group", value)]);
        site.add_member(ADMINS[0], "site-admins", me, "Me", "", true);
        site.add_member(ADMINS[1], "jira-administrators", me, "Me", "", true);
        assert_eq!(site.answer(START, &remove(ADMINS[1], me)).status, 200);
        let last = site.answer(START, &remove(ADMINS[0], me));
        assert_eq!(last.status, status);
        assert_eq!(site.is_member(ADMINS[0], me), status == 400);
        assert!(status == 200 || message(&last).contains("your own administration permission"));
        // Whoever has left may change nothing any more, and not take it back either.
        for next in [remove(GROUP, &user(1)), addition(ADMINS[0], me)] {
            let next = site.answer(START, &next);
            assert_eq!(
                next.status == 403,
                value == "200",
                "{value}: {}",
                next.status
            );
        }
    }
}

#[test]
fn a_synced_group_never_changes() {
    for (value, removed, added) in [("403", 403, 403), ("400", 400, 400), ("200", 200, 201)] {
        let mut site = site(&[("synced-groups", SYNCED), ("synced-group", value)]);
        assert_eq!(
            site.answer(START, &remove(SYNCED, &user(1))).status,
            removed
        );
        assert_eq!(
            site.answer(START, &addition(SYNCED, &user(2))).status,
            added
        );
        assert_eq!(site.members(SYNCED), [user(1)]);
        assert_eq!(site.answer(START, &remove(GROUP, &user(1))).status, 200);
    }
}
