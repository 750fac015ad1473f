//! Groups, users and roles as the organization shows them.

use groupsweep_atlassian_sim::{CLOUD_ID, DIRECTORY_ID, OTHER_DIRECTORY_ID, SimRequest};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::{
    SITE_ADMINS, TWIN, below, below_all, crowd, field, organization, refusal, search, with_key,
};
use crate::support::{GROUP, NOBODY, START, SYNCED, UNKNOWN_GROUP, json as body_of, seat, user};

fn groups(body: &Value) -> Vec<String> {
    field(&search(&mut organization(&[]), "groups/search", body), "id")
}

fn asked(what: &str, body: &Value) -> SimRequest {
    with_key("POST", &below_all(what)).with_json(&body.to_string())
}

#[test]
fn each_filter_narrows_the_groups_and_two_narrow_more() {
    for (filters, expected) in [
        (json!({}), vec![SITE_ADMINS, SYNCED, TWIN, GROUP]),
        (json!({ "groupIds": [GROUP, UNKNOWN_GROUP] }), vec![GROUP]),
        (json!({ "groupIds": [] }), vec![]),
        (json!({ "groupNames": ["TEAM-A"] }), vec![TWIN, GROUP]),
        (json!({ "groupNames": ["team"] }), vec![]),
        (json!({ "searchTerm": "TEAM" }), vec![TWIN, GROUP]),
        (json!({ "accountIds": [user(1)] }), vec![SYNCED, GROUP]),
        (
            json!({ "accountIds": [user(1)], "searchTerm": "sync" }),
            vec![SYNCED],
        ),
        (json!({ "accountIds": [NOBODY] }), vec![]),
        (
            json!({ "roleIds": ["atlassian/site-admin"] }),
            vec![SITE_ADMINS],
        ),
        (json!({ "resourceOwners": ["platform"] }), vec![SITE_ADMINS]),
        (json!({ "resourceOwners": ["jira"] }), vec![]),
        (
            json!({ "resourceIds": [format!("ari:cloud:platform::site/{CLOUD_ID}")] }),
            vec![SITE_ADMINS],
        ),
        (json!({ "resourceIds": ["ari:cloud:jira::site/1"] }), vec![]),
        (
            json!({ "sortBy": [{ "field": "name", "direction": "asc" }] }),
            vec![SITE_ADMINS, SYNCED, TWIN, GROUP],
        ),
        (
            json!({ "sortBy": [{ "field": "name", "direction": "desc" }] }),
            vec![GROUP, TWIN, SYNCED, SITE_ADMINS],
        ),
        (json!({ "directoryIds": [OTHER_DIRECTORY_ID] }), vec![TWIN]),
    ] {
        assert_eq!(groups(&filters), expected, "{filters}");
    }
}

#[test]
fn one_directory_shows_its_own_groups_alone() {
    let mut site = organization(&[]);
    let request = with_key("POST", &below("groups/search"));
    let page = body_of(&site.answer(START, &request));
    assert_eq!(field(&page, "id"), [SITE_ADMINS, SYNCED, GROUP]);
    assert!(
        field(&page, "directoryId")
            .iter()
            .all(|id| id == DIRECTORY_ID)
    );
}

#[test]
fn two_groups_of_one_name_differ_by_id_and_directory() {
    let page = search(
        &mut organization(&[]),
        "groups/search",
        &json!({ "groupNames": ["team-a"] }),
    );
    assert_eq!(field(&page, "name"), ["team-a", "team-a"]);
    assert_eq!(
        field(&page, "directoryId"),
        [OTHER_DIRECTORY_ID, DIRECTORY_ID]
    );
}

#[test]
fn names_exclude_ids_and_search_terms_and_a_bad_search_is_refused() {
    let mut site = organization(&[]);
    for body in [
        json!({ "groupNames": ["a"], "groupIds": [GROUP] }),
        json!({ "groupNames": ["a"], "searchTerm": "a" }),
        json!({ "limit": 0 }),
        json!({ "limit": -1 }),
        json!({ "limit": 101 }),
        json!({ "limit": "20" }),
        json!({ "groupIds": GROUP }),
        json!({ "expand": ["members"] }),
        json!({ "groupIDs": [GROUP] }),
        json!({ "sortBy": [{ "field": "id", "direction": "asc" }] }),
        json!({ "sortBy": [{ "field": "name" }] }),
        json!([]),
    ] {
        let outcome = refusal(&mut site, &asked("groups/search", &body));
        assert_eq!(outcome, (400, "ADMIN-400-24".to_owned()), "{body}");
    }
    let request = with_key("POST", &below("users/search")).with_json("{");
    assert_eq!(refusal(&mut site, &request).0, 400);
}

#[test]
fn pages_hold_twenty_unless_told_and_the_cursor_leads_to_the_end() {
    for (limit, expected) in [
        (None, vec![20, 20, 14]),
        (Some(100), vec![54]),
        (Some(30), vec![30, 24]),
        (Some(27), vec![27, 27]),
    ] {
        let mut site = organization(&[]);
        crowd(&mut site, 50);
        let (mut sizes, mut ids) = (Vec::new(), BTreeSet::new());
        let mut cursor = Value::Null;
        for _ in 0..5 {
            let mut body = json!({ "searchTerm": "" });
            if let Some(limit) = limit {
                body["limit"] = json!(limit);
            }
            if !cursor.is_null() {
                body["cursor"] = cursor.clone();
            }
            let page = search(&mut site, "groups/search", &body);
            let found = field(&page, "id");
            sizes.push(found.len());
            ids.extend(found);
            cursor = page["links"]["next"].clone();
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!((sizes, ids.len()), (expected, 54), "limit {limit:?}");
    }
}

#[test]
fn a_cursor_is_no_number_and_one_made_up_or_of_another_search_is_refused() {
    let mut site = organization(&[]);
    crowd(&mut site, 50);
    let first = search(&mut site, "groups/search", &json!({ "limit": 10 }));
    let cursor = first["links"]["next"].as_str().unwrap().to_owned();
    assert!(cursor.parse::<f64>().is_err());
    let mut changed = cursor.clone();
    let last = changed.pop().unwrap();
    changed.push(if last == '0' { '1' } else { '0' });
    for (body, what) in [
        (json!({ "cursor": "20" }), "groups/search"),
        (json!({ "cursor": "" }), "groups/search"),
        (json!({ "cursor": changed }), "groups/search"),
        (json!({ "cursor": "cur_ä" }), "groups/search"),
        (
            json!({ "cursor": cursor, "searchTerm": "crowd" }),
            "groups/search",
        ),
        (json!({ "cursor": cursor }), "users/search"),
    ] {
        let outcome = refusal(&mut site, &asked(what, &body));
        assert_eq!(outcome, (400, "ADMIN-400-24".to_owned()), "{body}");
    }
    // Another page size is the same search.
    let body = json!({ "cursor": cursor, "limit": 15 });
    let next = search(&mut site, "groups/search", &body);
    assert_eq!(field(&next, "name")[0], "crowd-0010");
}

#[test]
fn a_synced_group_is_told_by_three_flags_or_by_any_one_of_them() {
    for (profile, expected) in [
        ("all", (true, "external", false)),
        ("external-synced", (true, "admins", true)),
        ("managed-by", (false, "external", true)),
        ("modifiable", (false, "admins", false)),
    ] {
        let mut site = organization(&[("synced-groups", SYNCED), ("synced-flags", profile)]);
        let mut flags = |id: &str| {
            let page = search(&mut site, "groups/search", &json!({ "groupIds": [id] }));
            let group = &page["data"][0];
            assert_eq!(group["managementAccess"]["readable"], true);
            (
                group["externalSynced"].as_bool().unwrap(),
                group["managedBy"].as_str().unwrap().to_owned(),
                group["managementAccess"]["modifiable"].as_bool().unwrap(),
            )
        };
        let owned =
            |(synced, by, modifiable): (bool, &str, bool)| (synced, by.to_owned(), modifiable);
        assert_eq!(flags(SYNCED), owned(expected), "{profile}");
        assert_eq!(flags(GROUP), owned((false, "admins", true)), "{profile}");
    }
}

#[test]
fn counts_are_told_where_they_are_asked_for() {
    let mut site = organization(&[]);
    let mut body = json!({ "groupIds": [GROUP] });
    let plain = search(&mut site, "groups/search", &body);
    assert_eq!(plain["data"][0].get("counts"), None);
    body["expand"] = json!(["counts.users"]);
    let counted = search(&mut site, "groups/search", &body);
    assert_eq!(counted["data"][0]["counts"], json!({ "users": 120 }));
    let one = with_key("GET", &below(&format!("groups/{GROUP}")));
    let one = body_of(&site.answer(START, &one));
    assert_eq!(
        (&one["data"]["id"], &one["data"]["counts"]["users"]),
        (&GROUP.into(), &120.into())
    );
}

#[test]
fn groups_carry_the_roles_that_their_names_say() {
    let named = [
        ("org-admins", vec!["atlassian/org-admin"]),
        ("site-admins", vec!["atlassian/site-admin"]),
        ("jira-admins-practice", vec!["atlassian/admin"]),
        ("jira-software-users-practice", vec!["atlassian/user"]),
        ("confluence-users", vec!["atlassian/user"]),
        ("team-b", vec![]),
    ];
    let mut site = organization(&[]);
    for (number, (name, roles)) in named.iter().enumerate() {
        let id = format!("{number:08x}-bbbb-4179-b143-18071d986422");
        site.seed([seat(&id, name, 1)]);
        let path = below(&format!("groups/{id}/role-assignments"));
        let page = body_of(&site.answer(START, &with_key("GET", &path)));
        let data = page["data"].as_array().unwrap();
        let found: Vec<_> = data
            .iter()
            .flat_map(|one| one["roles"].as_array().unwrap())
            .collect();
        assert_eq!(found, roles.iter().collect::<Vec<_>>(), "{name}");
        assert!(
            field(&page, "resourceId")
                .iter()
                .all(|id| id.starts_with("ari:cloud:"))
        );
    }
    let by_role = |site: &mut _, role: &str| {
        field(
            &search(site, "groups/search", &json!({ "roleIds": [role] })),
            "name",
        )
    };
    assert_eq!(by_role(&mut site, "atlassian/org-admin"), ["org-admins"]);
    assert_eq!(
        by_role(&mut site, "atlassian/user"),
        ["confluence-users", "jira-software-users-practice"]
    );
    let unknown = with_key(
        "GET",
        &below(&format!("groups/{UNKNOWN_GROUP}/role-assignments")),
    );
    assert_eq!(
        refusal(&mut site, &unknown),
        (404, "ADMIN-404-10".to_owned())
    );
}

#[test]
fn in_the_centralized_experience_no_group_carries_site_administration() {
    let mut site = organization(&[("site-admin-groups", "empty")]);
    let body = json!({ "roleIds": ["atlassian/site-admin"] });
    assert_eq!(
        field(&search(&mut site, "groups/search", &body), "id"),
        [""; 0]
    );
}

#[test]
fn reads_of_the_organization_may_lag_behind_too() {
    let mut site = organization(&[("stale-seconds", "30")]);
    let members = json!({ "groupIds": [SYNCED] });
    // A first look: from here on changes take their time.
    search(&mut site, "users/search", &members);
    let removal = super::removal(SYNCED, &user(1));
    assert_eq!(site.answer(START, &removal).status, 204);
    assert!(!site.is_member(SYNCED, &user(1)));
    assert_eq!(
        field(&search(&mut site, "users/search", &members), "accountId"),
        [user(1)]
    );
}
