//! What the site calls groups and people, which need not be what a file says.

use groupsweep_atlassian_sim::Site;
use serde_json::Value;

use crate::support::{GROUP, NOBODY, START, admin, get, json, remove, site, user};

fn users(site: &mut Site, account: &str) -> Value {
    get(site, &format!("/rest/api/3/user/bulk?accountId={account}"))["values"][0].clone()
}

fn member_ids(page: &Value, list: &str) -> Vec<String> {
    let members = page[list].as_array().unwrap();
    let id = |one: &Value| one["accountId"].as_str().unwrap().to_owned();
    members.iter().map(id).collect()
}

fn search(what: &str, body: &str) -> Value {
    use groupsweep_atlassian_sim::{Credential, ORG_ID, Right, SimAccount, TokenScopes};
    let mut key = SimAccount::new("key@example.com", "key", &user(500), Right::SiteAdmin);
    key.credential = Credential::OrganizationKey(TokenScopes::All);
    let mut site = crate::support::site_for(vec![key], &[]);
    rename(&mut site);
    let path = format!("/admin/v2/orgs/{ORG_ID}/directories/-/{what}/search");
    let request = crate::support::bearing(crate::support::anonymous("POST", &path), "key");
    let reply = site.answer(START, &request.with_json(body));
    json(&reply)["data"].clone()
}

fn rename(site: &mut Site) {
    assert!(site.rename(GROUP, "All employees"));
    assert!(site.rename(&user(1), "Tobias Okoro"));
    assert!(site.change_email(&user(1), "t.okoro@acme.example"));
    assert!(!site.rename(NOBODY, "Somebody"), "nobody with this id");
}

#[test]
fn a_renamed_group_has_its_new_name_in_every_product_and_keeps_id_and_members() {
    let mut site = site(&[]);
    rename(&mut site);
    for (path, name) in [
        (
            format!("/rest/api/3/group/bulk?groupId={GROUP}"),
            "/values/0/name",
        ),
        (
            format!("/rest/api/3/user/groups?accountId={}", user(2)),
            "/0/name",
        ),
        (format!("/wiki/rest/api/group/by-id?id={GROUP}"), "/name"),
    ] {
        let said = get(&mut site, &path);
        assert_eq!(said.pointer(name).unwrap(), "All employees", "{path}");
    }
    let found = search("groups", &format!("{{\"groupIds\":[\"{GROUP}\"]}}"));
    assert_eq!(found[0]["name"], "All employees");
    assert_eq!(site.members(GROUP).len(), 120);
    let old = site.answer(
        START,
        &admin("GET", "/rest/api/3/group/member?groupname=team-a"),
    );
    assert_eq!(old.status, 404, "the old name names no group");
}

#[test]
fn an_account_that_is_another_person_says_so_in_every_product() {
    let mut site = site(&[]);
    rename(&mut site);
    let bulk = users(&mut site, &user(1));
    let in_confluence = get(
        &mut site,
        &format!("/wiki/rest/api/user?accountId={}", user(1)),
    );
    for (person, email) in [(&bulk, "emailAddress"), (&in_confluence, "email")] {
        assert_eq!(person["displayName"], "Tobias Okoro");
        assert_eq!(person[email], "t.okoro@acme.example");
    }
    let found = search("users", &format!("{{\"accountIds\":[\"{}\"]}}", user(1)));
    assert_eq!(found[0]["name"], "Tobias Okoro");
    assert_eq!(found[0]["email"], "t.okoro@acme.example");
    let unknown = site.answer(
        START,
        &admin("GET", &format!("/wiki/rest/api/user?accountId={NOBODY}")),
    );
    assert_eq!(unknown.status, 404);
}

#[test]
fn privacy_hides_emails_and_names_from_others_and_from_nobody_themselves() {
    for (profiles, name, email) in [
        (&[][..], "User 1", Some("user1@example.com")),
        (&[("emails", "hidden")], "User 1", None),
        (&[("emails", "null")], "User 1", None),
        (&[("names", "nickname")], "u1", Some("user1@example.com")),
        (&[("names", "hidden"), ("emails", "hidden")], "", None),
    ] {
        let mut site = site(profiles);
        let bulk = users(&mut site, &user(1));
        let members = get(
            &mut site,
            &format!("/rest/api/3/group/member?groupId={GROUP}"),
        );
        for person in [&bulk, &members["values"][0]] {
            assert_eq!(person["displayName"], name, "{profiles:?}");
            assert_eq!(person["emailAddress"].as_str(), email, "{profiles:?}");
            let is_null = person.get("emailAddress").is_some_and(Value::is_null);
            assert_eq!(is_null, profiles == [("emails", "null")], "{profiles:?}");
        }
        let path = format!("/wiki/rest/api/group/{GROUP}/membersByGroupId");
        let person = get(&mut site, &path)["results"][0].clone();
        assert_eq!(
            (&person["displayName"], &person["publicName"]),
            (&name.into(), &name.into())
        );
        let hidden = match profiles {
            [("emails", "null")] => Value::Null,
            _ => "".into(),
        };
        assert_eq!(
            person["email"],
            email.map_or(hidden, Value::from),
            "{profiles:?}"
        );
        let myself = get(&mut site, "/rest/api/3/myself");
        assert_eq!(myself["displayName"], "admin");
        assert_eq!(myself["emailAddress"], "admin@example.com");
    }
}

#[test]
fn a_suspended_account_is_in_no_list_of_members_and_still_in_its_groups() {
    let mut site = site(&[]);
    assert!(site.suspend(&user(1)));
    let jira = get(
        &mut site,
        &format!("/rest/api/3/group/member?groupId={GROUP}&includeInactiveUsers=true"),
    );
    assert_eq!(jira["total"], 119);
    assert_eq!(member_ids(&jira, "values")[0], user(2));
    let path = format!("/wiki/rest/api/group/{GROUP}/membersByGroupId");
    let confluence = get(&mut site, &path);
    assert_eq!(member_ids(&confluence, "results")[0], user(2));
    let groups = get(
        &mut site,
        &format!("/rest/api/3/user/groups?accountId={}", user(1)),
    );
    assert_eq!(groups.as_array().unwrap().len(), 2);
    assert_eq!(users(&mut site, &user(1))["active"], false);
    assert_eq!(
        site.answer(START, &remove(GROUP, &user(1))).status,
        200,
        "it can be removed"
    );
    assert!(!site.is_member(GROUP, &user(1)));
}

#[test]
fn an_unknown_account_is_404_or_has_no_groups_by_profile() {
    for path in ["/rest/api/3/user/groups", "/wiki/rest/api/user/memberof"] {
        let request = admin("GET", &format!("{path}?accountId={NOBODY}"));
        assert_eq!(site(&[]).answer(START, &request).status, 404);
        let empty = site(&[("unknown-account", "empty")]).answer(START, &request);
        assert_eq!(empty.status, 200, "{path}");
        let said = json(&empty);
        let list = said.get("results").unwrap_or(&said);
        assert_eq!(list.as_array().map(Vec::len), Some(0), "{path}");
    }
}
