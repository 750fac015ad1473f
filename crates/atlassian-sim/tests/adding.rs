//! Rows 10 to 12: inactive users, adding.

use groupsweep_core::domain::Span;

use crate::support::{
    GROUP, NOBODY, START, SYNCED, UNKNOWN_GROUP, addition, admin, get, json, message, remove, site,
    user,
};

#[test]
fn a_removed_inactive_user_is_gone_from_the_full_list_too() {
    let mut site = site(&[]);
    let path = format!("/rest/api/3/group/member?groupId={GROUP}&includeInactiveUsers=true");
    assert_eq!(get(&mut site, &path)["total"], 120);
    let reply = site.answer(START, &remove(GROUP, &user(10)));
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    let page = get(&mut site, &path);
    assert_eq!(page["total"], 119);
    assert!(!page.to_string().contains(&user(10)));
}

#[test]
fn adding_a_member_answers_201_with_the_group() {
    let mut site = site(&[]);
    let reply = site.answer(START, &addition(SYNCED, &user(2)));
    assert_eq!(reply.status, 201);
    let group = json(&reply);
    assert_eq!(group["groupId"], SYNCED);
    assert_eq!(group["users"]["size"], 2);
    assert_eq!(group["users"]["items"][1]["accountId"], user(2));
    assert!(site.is_member(SYNCED, &user(2)));
    let large = site.answer(START, &addition(GROUP, &user(121)));
    assert_eq!(json(&large)["users"]["items"].as_array().unwrap().len(), 50);
}

#[test]
fn adding_a_member_again_answers_400_with_the_known_text() {
    let text = |name: &str| format!("Cannot add user. User is already a member of '{name}'");
    for (value, shown) in [("placeholder", "{1}"), ("group-id", GROUP)] {
        let mut site = site(&[("already-member", value)]);
        let reply = site.answer(START, &addition(GROUP, &user(1)));
        assert_eq!((reply.status, message(&reply)), (400, text(shown)));
    }
}

#[test]
fn somebody_who_was_just_removed_is_a_member_for_a_while_more() {
    let mut site = site(&[("late-already-member-seconds", "5")]);
    let (removal, addition) = (remove(GROUP, &user(1)), addition(GROUP, &user(1)));
    assert_eq!(site.answer(START, &removal).status, 200);
    for (after, status) in [(0, 400), (4_999, 400), (5_000, 201), (5_001, 400)] {
        let reply = site.answer(START + Span(after), &addition);
        assert_eq!(reply.status, status, "after {after} ms");
        assert_eq!(site.is_member(GROUP, &user(1)), after >= 5_000);
    }
}

#[test]
fn an_addition_that_is_incomplete_is_refused() {
    let mut site = site(&[]);
    let path = format!("/rest/api/3/group/user?groupId={SYNCED}");
    for (body, status) in [
        ("", 400),
        ("{", 400),
        ("{}", 400),
        ("{\"accountId\":7}", 400),
    ] {
        let reply = site.answer(START, &admin("POST", &path).with_json(body));
        assert_eq!(reply.status, status, "{body}");
    }
    assert_eq!(site.answer(START, &admin("POST", &path)).status, 415);
    assert_eq!(site.answer(START, &addition(SYNCED, NOBODY)).status, 404);
    assert_eq!(
        site.answer(START, &addition(UNKNOWN_GROUP, &user(2)))
            .status,
        404
    );
    assert_eq!(site.member_count(), 122);
}
