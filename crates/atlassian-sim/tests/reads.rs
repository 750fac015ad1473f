//! Rows 30 to 34: reads.

use groupsweep_atlassian_sim::{CLOUD_ID, DEFAULT_ACCOUNT_ID, SimRequest};
use std::collections::BTreeSet;

use crate::support::{
    GROUP, NOBODY, START, SYNCED, UNKNOWN_GROUP, admin, anonymous, by, get, json, message, site,
    user,
};

#[test]
fn a_person_is_found_by_their_id() {
    let mut site = site(&[]);
    let person = get(
        &mut site,
        &format!("/rest/api/3/user?accountId={}", user(1)),
    );
    assert_eq!(person["displayName"], "User 1");
    let path = format!("/rest/api/3/user?accountId={NOBODY}");
    assert_eq!(site.answer(START, &admin("GET", &path)).status, 404);
}

#[test]
fn a_person_is_shown_with_their_groups_where_they_are_asked_for() {
    let path = format!("/rest/api/3/user?accountId={}", user(1));
    let plain = get(&mut site(&[]), &path);
    assert_eq!(
        plain["groups"],
        serde_json::json!({ "size": 2, "items": [] })
    );
    let expanded = get(
        &mut site(&[]),
        &format!("{path}&expand=applicationRoles,groups"),
    );
    let items = expanded["groups"]["items"].as_array().unwrap();
    let ids: Vec<&str> = items
        .iter()
        .map(|one| one["groupId"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [GROUP, SYNCED]);
}

#[test]
fn links_lead_to_the_host_that_was_called_or_to_the_gateway_by_profile() {
    for (profile, begins) in [
        ("own", "https://practice.example/rest/"),
        ("gateway", "https://api.atlassian.com/ex/jira/"),
    ] {
        let mut site = site(&[("links", profile)]);
        let page = get(
            &mut site,
            &format!("/rest/api/3/group/member?groupId={GROUP}"),
        );
        for link in [&page["self"], &page["nextPage"], &page["values"][0]["self"]] {
            assert!(
                link.as_str().unwrap().starts_with(begins),
                "{profile}: {link}"
            );
        }
    }
}

#[test]
fn anybody_is_told_what_the_site_runs_on() {
    let reply = site(&[]).answer(START, &anonymous("GET", "/rest/api/3/serverInfo"));
    assert_eq!(
        (reply.status, &json(&reply)["deploymentType"]),
        (200, &"Cloud".into())
    );
}

#[test]
fn members_come_in_pages_of_fifty_with_an_absolute_next_page() {
    let mut site = site(&[]);
    let mut path = format!(
        "/rest/api/3/group/member?groupId={GROUP}&includeInactiveUsers=true&maxResults=200"
    );
    let (mut ids, mut sizes) = (Vec::new(), Vec::new());
    loop {
        let page = get(&mut site, &path);
        assert_eq!(
            (&page["total"], &page["maxResults"]),
            (&120.into(), &50.into())
        );
        assert_eq!(page["startAt"], ids.len());
        let values = page["values"].as_array().unwrap();
        sizes.push(values.len());
        ids.extend(
            values
                .iter()
                .map(|user| user["accountId"].as_str().unwrap().to_owned()),
        );
        match page["nextPage"].as_str() {
            Some(next) => {
                assert_eq!(page["isLast"], false);
                path = next
                    .strip_prefix("https://practice.example")
                    .unwrap()
                    .to_owned();
            }
            None => {
                assert_eq!(page["isLast"], true);
                break;
            }
        }
    }
    assert_eq!(sizes, [50, 50, 20]);
    ids.sort();
    assert_eq!(ids, site.members(GROUP));
}

#[test]
fn inactive_members_are_hidden_unless_asked_for() {
    let mut site = site(&[]);
    let path = format!("/rest/api/2/group/member?groupId={GROUP}&startAt=100");
    let page = get(&mut site, &path);
    assert_eq!(page["total"], 108);
    assert_eq!(page["values"].as_array().unwrap().len(), 8);
    assert!(
        page["values"]
            .as_array()
            .unwrap()
            .iter()
            .all(|user| user["active"] == true)
    );
    let beyond = get(&mut site, &format!("{path}0"));
    assert_eq!(
        (&beyond["isLast"], &beyond["values"]),
        (&true.into(), &serde_json::json!([]))
    );
}

#[test]
fn a_moving_total_differs_from_page_to_page_and_no_member_is_lost() {
    let mut site = site(&[("moving-total", "on")]);
    let mut totals = BTreeSet::new();
    let mut members = 0;
    for start in [0, 50, 100] {
        let path = format!(
            "/rest/api/3/group/member?groupId={GROUP}&includeInactiveUsers=true&startAt={start}"
        );
        let page = get(&mut site, &path);
        totals.insert(page["total"].as_u64().unwrap());
        members += page["values"].as_array().unwrap().len();
    }
    assert_eq!((totals, members), (BTreeSet::from([119, 121]), 120));
}

#[test]
fn member_lists_refuse_what_they_cannot_answer() {
    for (query, status) in [
        ("", 400),
        (&*format!("groupId={GROUP}&groupname=team-a"), 400),
        (&*format!("groupId={GROUP}&startAt=-1"), 400),
        (&*format!("groupId={UNKNOWN_GROUP}"), 404),
    ] {
        let request = admin("GET", &format!("/rest/api/3/group/member?{query}"));
        assert_eq!(site(&[]).answer(START, &request).status, status, "{query}");
    }
}

#[test]
fn group_bulk_needs_the_right_to_browse() {
    let mut site = site(&[]);
    let path = format!("/rest/api/3/group/bulk?groupId={GROUP}&groupId={UNKNOWN_GROUP}");
    let refused = site.answer(
        START,
        &by(anonymous("GET", &path), "user@example.com", "good-token"),
    );
    assert_eq!(refused.status, 403);
    assert_eq!(
        message(&refused),
        "Browse users and groups permission is required to view groups."
    );
    let found = get(&mut site, &path);
    assert_eq!(
        found["values"],
        serde_json::json!([{ "name": "team-a", "groupId": GROUP }])
    );
    let admins = get(&mut site, "/rest/api/3/group/bulk?accessType=site-admin");
    assert_eq!(admins["values"][0]["name"], "site-admins");
}

#[test]
fn group_bulk_without_filters_gives_every_group_in_pages_of_fifty() {
    let mut site = site(&[]);
    for number in 0..120 {
        let id = format!("{number:08x}-aaaa-4179-b143-18071d986422");
        site.add_group(&id, &format!("more-{number}"));
    }
    let (mut ids, mut sizes) = (BTreeSet::new(), Vec::new());
    for start in [0, 50, 100, 150] {
        let page = get(
            &mut site,
            &format!("/rest/api/3/group/bulk?startAt={start}"),
        );
        assert_eq!(
            (&page["total"], &page["maxResults"]),
            (&123.into(), &50.into())
        );
        assert_eq!(page["isLast"], start >= 100, "{start}");
        let values = page["values"].as_array().unwrap();
        sizes.push(values.len());
        ids.extend(
            values
                .iter()
                .map(|one| one["groupId"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!((sizes, ids.len()), (vec![50, 50, 23, 0], 123));
    assert!(ids.contains(GROUP));
}

#[test]
fn group_bulk_finds_groups_by_id_and_by_whole_name() {
    for (query, expected) in [
        (
            format!("groupId={GROUP}&groupId={SYNCED}"),
            vec![GROUP, SYNCED],
        ),
        ("groupName=team-a".to_owned(), vec![GROUP]),
        ("groupName=team".to_owned(), vec![]),
        (
            "groupName=team-a&groupName=synced".to_owned(),
            vec![GROUP, SYNCED],
        ),
        (
            format!("groupName=team-a&groupId={SYNCED}"),
            vec![GROUP, SYNCED],
        ),
    ] {
        let page = get(&mut site(&[]), &format!("/rest/api/3/group/bulk?{query}"));
        let values = page["values"].as_array().unwrap();
        let ids: Vec<_> = values
            .iter()
            .map(|one| one["groupId"].as_str().unwrap())
            .collect();
        assert_eq!(ids, expected, "{query}");
    }
}

#[test]
fn my_permissions_answers_known_keys_only() {
    let mut site = site(&[]);
    for path in [
        "/rest/api/3/mypermissions",
        "/rest/api/3/mypermissions?permissions=ADMINISTER,NO_SUCH_KEY",
    ] {
        let reply = site.answer(START, &admin("GET", path));
        assert_eq!(reply.status, 400, "{path}");
        assert!(!message(&reply).is_empty());
    }
    let known = get(
        &mut site,
        "/rest/api/3/mypermissions?permissions=ADMINISTER,USER_PICKER",
    );
    assert_eq!(known["permissions"]["ADMINISTER"]["havePermission"], true);
    assert_eq!(known["permissions"]["USER_PICKER"]["havePermission"], true);
}

#[test]
fn tenant_info_needs_no_login() {
    let reply = site(&[]).answer(START, &SimRequest::new("GET", "/_edge/tenant_info"));
    assert_eq!(reply.status, 200);
    assert_eq!(json(&reply), serde_json::json!({ "cloudId": CLOUD_ID }));
}

#[test]
fn myself_tells_the_account_and_its_groups_only_when_asked() {
    let mut site = site(&[]);
    site.add_member(GROUP, "team-a", DEFAULT_ACCOUNT_ID, "", "", true);
    let plain = get(&mut site, "/rest/api/3/myself");
    assert_eq!(plain["accountId"], DEFAULT_ACCOUNT_ID);
    assert_eq!(
        (&plain["groups"]["size"], &plain["groups"]["items"]),
        (&1.into(), &serde_json::json!([]))
    );
    let expanded = get(&mut site, "/rest/api/3/myself?expand=groups");
    assert_eq!(expanded["groups"]["items"][0]["groupId"], GROUP);
}

#[test]
fn a_users_groups_come_as_a_plain_array() {
    let mut site = site(&[]);
    let groups = get(
        &mut site,
        &format!("/rest/api/3/user/groups?accountId={}", user(1)),
    );
    let ids: Vec<_> = groups
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["groupId"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [GROUP, SYNCED]);
    let unknown = format!("/rest/api/3/user/groups?accountId={NOBODY}");
    assert_eq!(site.answer(START, &admin("GET", &unknown)).status, 404);
}

#[test]
fn user_bulk_pages_by_ten_and_leaves_unknown_accounts_out() {
    let mut site = site(&[]);
    let ids: Vec<_> = (1..=12).map(|n| format!("accountId={}", user(n))).collect();
    let page = get(
        &mut site,
        &format!("/rest/api/3/user/bulk?{}&accountId={NOBODY}", ids.join("&")),
    );
    assert_eq!(
        (&page["total"], &page["maxResults"]),
        (&12.into(), &10.into())
    );
    assert_eq!(page["values"].as_array().unwrap().len(), 10);
    assert_eq!(
        site.answer(START, &admin("GET", "/rest/api/3/user/bulk"))
            .status,
        400
    );
}

#[test]
fn the_picker_finds_groups_by_part_of_their_name() {
    for (query, total) in [
        ("eam-", 1),
        ("TEAM", 0),
        ("TEAM&caseInsensitive=true", 1),
        ("", 3),
    ] {
        let path = format!("/rest/api/3/groups/picker?query={query}");
        let picked = get(&mut site(&[]), &path);
        assert_eq!(picked["total"], total, "{query}");
        if total == 1 {
            assert_eq!(picked["groups"][0]["groupId"], GROUP);
        }
    }
}

#[test]
fn the_picker_shows_no_more_groups_than_the_site_lets_it() {
    let mut site = site(&[]);
    for number in 0..30 {
        site.add_group(&format!("cccccccc-307c-4179-b143-{number:012}"), "many");
    }
    let picked = get(
        &mut site,
        "/rest/api/3/groups/picker?query=many&maxResults=100",
    );
    assert_eq!(picked["total"], 30);
    assert_eq!(picked["groups"].as_array().map(Vec::len), Some(20));
}

#[test]
fn the_picker_says_who_manages_a_group_and_what_it_is_for_or_by_profile_neither() {
    let picked = |profiles: &[(&str, &str)], query: &str| {
        let path = format!("/rest/api/3/groups/picker?query={query}");
        get(&mut site(profiles), &path)["groups"][0].clone()
    };
    let synced = [("synced-groups", SYNCED)];
    let team = [("team-groups", GROUP)];
    for (profiles, query, managed_by, usage) in [
        (&synced, "synced", "EXTERNAL", "USERBASE_GROUP"),
        (&synced, "team-a", "ADMINS", "USERBASE_GROUP"),
        (&team, "team-a", "TEAM_MEMBERS", "TEAM_COLLABORATION"),
    ] {
        let group = picked(profiles, query);
        assert_eq!(
            (&group["managedBy"], &group["usageType"]),
            (&managed_by.into(), &usage.into())
        );
    }
    let group = picked(&[("picker-managed-by", "absent")], "team-a");
    assert!(group.get("managedBy").is_none() && group.get("usageType").is_none());
}
