//! Row 13 for Jira, and sites that lack one of the products.

use groupsweep_atlassian_sim::Reply;

use crate::support::{
    GROUP, START, addition, admin, anonymous, by, message, on_gateway, site, user,
};

#[test]
fn without_seats_jira_answers_400() {
    let mut site = site(&[("seats", "none")]);
    let reply = site.answer(START, &addition(GROUP, &user(121)));
    assert_eq!(reply.status, 400);
    assert!(message(&reply).contains("seats"));
    assert!(!site.is_member(GROUP, &user(121)));
    // Who is a member already is told that.
    let reply = site.answer(START, &addition(GROUP, &user(1)));
    assert!(message(&reply).contains("already a member"));
}

#[test]
fn a_product_that_the_site_lacks_is_not_found_on_either_host() {
    let jira = "/rest/api/3/myself";
    let wiki = "/wiki/rest/api/user/current";
    for (profile, jira_answers, wiki_answers) in [
        ("both", 200, 200),
        ("jira", 200, 404),
        ("confluence", 404, 200),
    ] {
        let mut site = site(&[("products", profile)]);
        let is_page = |reply: &Reply| {
            reply
                .header("content-type")
                .unwrap()
                .starts_with("text/html")
        };
        for (product, path, expected) in [
            ("jira", jira, jira_answers),
            ("confluence", wiki, wiki_answers),
        ] {
            let reply = site.answer(START, &admin("GET", path));
            assert_eq!(reply.status, expected, "{product} on {profile}");
            assert_eq!(is_page(&reply), expected == 404, "{product} on {profile}");
            let request = anonymous("GET", &on_gateway(product, path));
            let reply = site.answer(START, &by(request, "scoped@example.com", "good-token"));
            assert_eq!(
                reply.status, expected,
                "{product} on {profile} by the gateway"
            );
        }
        // Whatever it has, a site tells its cloud id.
        let info = site.answer(START, &anonymous("GET", "/_edge/tenant_info"));
        assert_eq!(info.status, 200);
    }
}

#[test]
fn a_dead_token_does_not_hide_that_the_product_is_missing() {
    let mut site = site(&[("products", "confluence")]);
    let request = by(
        anonymous("GET", "/rest/api/3/myself"),
        "admin@example.com",
        "old",
    );
    assert_eq!(site.answer(START, &request).status, 404);
}
