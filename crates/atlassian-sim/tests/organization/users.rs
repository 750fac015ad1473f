//! People as the organization shows them, and the filters of their search.

use groupsweep_atlassian_sim::OTHER_DIRECTORY_ID;
use serde_json::{Value, json};

use super::{SITE_ADMINS, below_all, field, organization, refusal, search, with_key};
use crate::support::{GROUP, SYNCED, UNKNOWN_GROUP, user};

#[test]
fn users_are_found_by_group_account_and_part_of_name_or_email() {
    let mut site = organization(&[]);
    let mut ids = |body: Value| {
        let mut body = body;
        body["limit"] = json!(100);
        field(&search(&mut site, "users/search", &body), "accountId")
    };
    assert_eq!(ids(json!({ "groupIds": [SYNCED] })), [user(1)]);
    assert_eq!(
        ids(json!({ "groupIds": [SYNCED, SITE_ADMINS] })),
        [user(1), user(121)]
    );
    assert_eq!(ids(json!({ "groupIds": [UNKNOWN_GROUP] })), [""; 0]);
    assert_eq!(
        ids(json!({ "groupIds": [GROUP], "accountIds": [user(2), user(121)] })),
        [user(2)]
    );
    assert_eq!(ids(json!({ "searchTerm": "USER 121" })), [user(121)]);
    assert_eq!(ids(json!({ "searchTerm": "user121@" })), [user(121)]);
    assert_eq!(ids(json!({ "groupIds": [GROUP] })).len(), 100);
}

#[test]
fn a_user_tells_the_states_of_account_and_membership() {
    let mut site = organization(&[]);
    let body = json!({ "accountIds": [user(10), user(11)] });
    let page = search(&mut site, "users/search", &body);
    assert_eq!(field(&page, "accountStatus"), ["inactive", "active"]);
    assert_eq!(field(&page, "status"), ["deactivated", "active"]);
    assert_eq!(field(&page, "membershipStatus"), ["active", "active"]);
    assert_eq!(field(&page, "email")[1], "user11@example.com");
    assert_eq!(field(&page, "accountType")[1], "atlassian");
}

#[test]
fn each_documented_filter_narrows_the_people() {
    let mut site = organization(&[]);
    site.suspend(&user(11));
    let mut found = |body: Value| {
        let mut body = body;
        body["limit"] = json!(100);
        field(&search(&mut site, "users/search", &body), "accountId")
    };
    let in_the_tens: Vec<String> = (1..=12).map(|tens| user(tens * 10)).collect();
    for (filter, expected) in [
        (
            json!({ "emails": ["USER5@example.com", "user5"] }),
            vec![user(5)],
        ),
        (json!({ "emailDomains": ["example.org"] }), vec![]),
        (
            json!({ "emailDomains": ["@Example.com"], "accountIds": [user(7)] }),
            vec![user(7)],
        ),
        (
            json!({ "accountStatus": ["inactive"] }),
            in_the_tens.clone(),
        ),
        (json!({ "accountStatus": ["closed"] }), vec![]),
        (json!({ "status": ["deactivated"] }), in_the_tens),
        (json!({ "status": ["suspended"] }), vec![user(11)]),
        (json!({ "membershipStatus": ["suspended"] }), vec![user(11)]),
        (json!({ "membershipStatus": ["no_membership"] }), vec![]),
        (json!({ "claimStatus": "managed" }), vec![]),
        (
            json!({ "claimStatus": "unmanaged", "accountIds": [user(3)] }),
            vec![user(3)],
        ),
        (json!({ "mfaEnabled": true }), vec![]),
        (
            json!({ "mfaEnabled": false, "accountIds": [user(3)] }),
            vec![user(3)],
        ),
        (
            json!({ "roleIds": ["atlassian/site-admin"] }),
            vec![user(121)],
        ),
        (json!({ "roleIds": ["atlassian/guest"] }), vec![]),
        (json!({ "resourceIds": ["ari:cloud:jira::site/1"] }), vec![]),
        (json!({ "directoryIds": [OTHER_DIRECTORY_ID] }), vec![]),
    ] {
        assert_eq!(found(filter.clone()), expected, "{filter}");
    }
}

#[test]
fn people_come_in_the_order_that_is_asked_for() {
    let mut site = organization(&[]);
    let mut ids = |direction: &str| {
        let sort_by = json!([{ "field": "nick_name", "direction": direction }]);
        let body = json!({ "accountIds": [user(2), user(3), user(4)], "sortBy": sort_by });
        field(&search(&mut site, "users/search", &body), "accountId")
    };
    assert_eq!(ids("asc"), [user(2), user(3), user(4)]);
    assert_eq!(ids("desc"), [user(4), user(3), user(2)]);
}

#[test]
fn what_else_is_known_of_a_person_is_told_where_it_is_asked_for() {
    let mut site = organization(&[]);
    let mut one = |expand: &[&str]| {
        let body = json!({ "accountIds": [user(121)], "expand": expand });
        search(&mut site, "users/search", &body)["data"][0].clone()
    };
    let plain = one(&[]);
    for field in ["groups", "platformRoles", "counts", "productAccess"] {
        assert_eq!(plain.get(field), None, "{field}");
    }
    let all = one(&[
        "groups",
        "platformRoles",
        "counts.resources",
        "productAccess",
    ]);
    assert_eq!(
        all["groups"],
        json!([{ "id": SITE_ADMINS, "name": "site-admins", "description": "" }])
    );
    assert_eq!(all["platformRoles"], json!(["atlassian/site-admin"]));
    assert_eq!(all["counts"], json!({ "resources": 1 }));
    assert_eq!(all["productAccess"], json!([]));
}

#[test]
fn a_page_of_people_holds_fifty_unless_another_number_is_asked_for() {
    let mut site = organization(&[]);
    let mut sizes = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let mut body = json!({ "groupIds": [GROUP] });
        if !cursor.is_null() {
            body["cursor"] = cursor;
        }
        let page = search(&mut site, "users/search", &body);
        sizes.push(field(&page, "accountId").len());
        cursor = page["links"]["next"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(sizes, [50, 50, 20]);
}

#[test]
fn a_search_for_people_that_is_not_documented_is_refused() {
    let mut site = organization(&[]);
    for body in [
        json!({ "emails": ["a@b.example"], "searchTerm": "a" }),
        json!({ "groupId": GROUP }),
        json!({ "expand": ["members"] }),
        json!({ "limit": 101 }),
        json!({ "sortBy": [{ "field": "name", "direction": "asc" }] }),
        json!({ "mfaEnabled": "no" }),
    ] {
        let request = with_key("POST", &below_all("users/search")).with_json(&body.to_string());
        let outcome = refusal(&mut site, &request);
        assert_eq!(outcome, (400, "ADMIN-400-24".to_owned()), "{body}");
    }
}
