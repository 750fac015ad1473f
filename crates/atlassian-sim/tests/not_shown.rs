//! What the products do not report: places that show nobody, kinds of accounts, who is suspended, groups they do not know.

use crate::support::{GROUP, START, UNKNOWN_GROUP, admin, get, site, user};

#[test]
fn short_and_empty_pages_lose_no_member_who_is_read_place_by_place() {
    for (profile, first_pages) in [("full", [50, 50]), ("short", [34, 33]), ("empty", [1, 0])] {
        let mut site = site(&[("member-pages", profile)]);
        let mut on_pages = Vec::new();
        loop {
            let start = 50 * on_pages.len();
            let path = format!(
                "/rest/api/3/group/member?groupId={GROUP}&includeInactiveUsers=true&startAt={start}"
            );
            let page = get(&mut site, &path);
            on_pages.push(page["values"].as_array().unwrap().len());
            if page["isLast"] == true {
                break;
            }
        }
        assert_eq!(on_pages[..2], first_pages, "{profile}");
        assert_eq!(on_pages.iter().sum::<usize>(), 120, "{profile}");
    }
}

#[test]
fn whether_somebody_suspended_is_called_active_and_the_kind_of_an_account_are_profiles() {
    let path = format!("/rest/api/3/user/bulk?accountId={}", user(1));
    for (profiles, active, kind) in [
        (&[][..], false, "atlassian"),
        (&[("suspended-account", "active")][..], true, "atlassian"),
        (&[("account-kinds", "untold")][..], false, "unknown"),
    ] {
        let mut site = site(profiles);
        assert!(site.suspend(&user(1)));
        let person = &get(&mut site, &path)["values"][0];
        assert_eq!(person["active"], active, "{profiles:?}");
        assert_eq!(person["accountType"], kind, "{profiles:?}");
    }
}

#[test]
fn confluence_may_answer_for_the_members_of_a_group_that_it_does_not_know() {
    let path = format!("/wiki/rest/api/group/{UNKNOWN_GROUP}/membersByGroupId");
    for (value, status) in [("404", 404), ("empty", 200)] {
        let mut site = site(&[("confluence-unknown-group", value)]);
        assert_eq!(
            site.answer(START, &admin("GET", &path)).status,
            status,
            "{value}"
        );
    }
}
