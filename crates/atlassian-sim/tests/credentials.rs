//! Rows 16 and 18: which credential opens which host, and how it is sent.

use groupsweep_atlassian_sim::{CLOUD_ID, Credential, Right, SimAccount, Site, TokenScopes};

use crate::support::{
    START, anonymous, basic, bearing, by, get, json, on_gateway, site, site_for, user,
};

const SERVICE: &str = "sweeper@serviceaccount.atlassian.com";
const SITE: &str = "/rest/api/3/myself";
const WIKI: &str = "/wiki/rest/api/user/current";

fn login(email: &str, token: &str, number: u32) -> SimAccount {
    SimAccount::new(email, token, &user(number), Right::SiteAdmin)
}

fn oauth(token: &str) -> SimAccount {
    SimAccount {
        credential: Credential::OAuth(TokenScopes::All),
        ..login("oauth@example.com", token, 204)
    }
}

fn every_kind() -> Vec<SimAccount> {
    vec![
        login("plain@example.com", "t-plain", 201),
        login("scoped@example.com", "t-scoped", 202).scoped(TokenScopes::All),
        login(SERVICE, "t-service", 203),
        oauth("t-oauth"),
        SimAccount {
            credential: Credential::OrganizationKey(TokenScopes::All),
            ..login("key@example.com", "t-key", 205)
        },
    ]
}

fn status(site: &mut Site, path: &str, authorization: &str) -> u16 {
    let request = anonymous("GET", path).with_header("authorization", authorization);
    site.answer(START, &request).status
}

/// Statuses on the site's host and on the gateway, for Jira and for Confluence.
fn statuses(site: &mut Site, authorization: &str) -> [u16; 4] {
    let paths = [
        SITE.to_owned(),
        on_gateway("jira", SITE),
        WIKI.to_owned(),
        on_gateway("confluence", WIKI),
    ];
    paths.map(|path| status(site, &path, authorization))
}

#[test]
fn each_kind_of_credential_works_on_its_host_in_its_way_and_nowhere_else() {
    const ON_SITE: [u16; 4] = [200, 401, 200, 401];
    const ON_GATEWAY: [u16; 4] = [401, 200, 401, 200];
    const NOWHERE: [u16; 4] = [401; 4];
    for (email, token, as_basic, as_bearer) in [
        ("plain@example.com", "t-plain", ON_SITE, NOWHERE),
        ("scoped@example.com", "t-scoped", ON_GATEWAY, NOWHERE),
        (SERVICE, "t-service", ON_GATEWAY, ON_GATEWAY),
        ("oauth@example.com", "t-oauth", NOWHERE, ON_GATEWAY),
        ("key@example.com", "t-key", NOWHERE, NOWHERE),
        ("plain@example.com", "wrong", NOWHERE, NOWHERE),
    ] {
        let mut site = site_for(every_kind(), &[]);
        assert_eq!(
            statuses(&mut site, &basic(email, token)),
            as_basic,
            "{token} by Basic"
        );
        let bearer = format!("Bearer {token}");
        assert_eq!(statuses(&mut site, &bearer), as_bearer, "{token} by Bearer");
    }
}

#[test]
fn a_service_account_may_be_held_to_one_scheme() {
    let gateway = on_gateway("jira", SITE);
    for (profile, by_basic, by_bearer) in [
        ("both", 200, 200),
        ("bearer", 401, 200),
        ("basic", 200, 401),
    ] {
        let mut site = site_for(every_kind(), &[("service-account", profile)]);
        let basic = basic(SERVICE, "t-service");
        assert_eq!(status(&mut site, &gateway, &basic), by_basic, "{profile}");
        let bearer = "Bearer t-service";
        assert_eq!(status(&mut site, &gateway, bearer), by_bearer, "{profile}");
        // Other bearers are not meant.
        assert_eq!(status(&mut site, &gateway, "Bearer t-oauth"), 200);
    }
}

#[test]
fn the_gateway_says_mismatch_to_whom_it_does_not_know() {
    let mut site = site_for(every_kind(), &[]);
    for product in ["jira", "confluence"] {
        let path = on_gateway(product, if product == "jira" { SITE } else { WIKI });
        for request in [
            anonymous("GET", &path),
            by(anonymous("GET", &path), "plain@example.com", "t-plain"),
            bearing(anonymous("GET", &path), "t-key"),
        ] {
            let reply = site.answer(START, &request);
            assert_eq!(reply.status, 401);
            assert_eq!(
                reply.header("x-failure-category"),
                Some("FAILURE_CLIENT_AUTH_MISMATCH")
            );
            assert_eq!(json(&reply)["code"], 401);
            assert_eq!(reply.header("x-aaccountid"), None);
        }
    }
}

#[test]
fn the_gateway_refuses_strangers_where_the_site_answers_them_anonymously() {
    let path = "/rest/api/3/mypermissions?permissions=ADMINISTER";
    let mut site = site(&[]);
    assert_eq!(site.answer(START, &anonymous("GET", path)).status, 200);
    let on_gateway = anonymous("GET", &on_gateway("jira", path));
    assert_eq!(site.answer(START, &on_gateway).status, 401);
}

#[test]
fn another_cloud_id_or_product_is_not_found() {
    let mut site = site_for(every_kind(), &[]);
    let other = CLOUD_ID.replace('1', "9");
    for path in [
        format!("/ex/jira/{other}{SITE}"),
        format!("/ex/confluence/{other}{WIKI}"),
        format!("/ex/jira/{CLOUD_ID}"),
        format!("/ex/compass/{CLOUD_ID}{SITE}"),
    ] {
        let request = by(anonymous("GET", &path), "scoped@example.com", "t-scoped")
            .with_header("origin", "https://page.example");
        let reply = site.answer(START, &request);
        assert_eq!(
            (reply.status, json(&reply)["code"].clone()),
            (404, 404.into()),
            "{path}"
        );
        // A page of elsewhere can read even that.
        let origin = reply.header("access-control-allow-origin");
        assert_eq!(origin, Some("https://page.example"), "{path}");
    }
}

#[test]
fn confluence_may_refuse_the_basic_login_that_jira_takes() {
    let mut site = site_for(every_kind(), &[("confluence-basic", "refuse")]);
    let plain = basic("plain@example.com", "t-plain");
    let scoped = basic("scoped@example.com", "t-scoped");
    assert_eq!(statuses(&mut site, &plain), [200, 401, 401, 401]);
    // The gateway asks its own questions.
    assert_eq!(statuses(&mut site, &scoped), [401, 200, 401, 200]);
}

#[test]
fn links_behind_the_gateway_lead_through_the_gateway() {
    let mut site = site(&[]);
    let path = on_gateway("jira", "/rest/api/3/myself");
    let request = by(anonymous("GET", &path), "scoped@example.com", "good-token");
    let link = json(&site.answer(START, &request))["self"].clone();
    let root = format!("https://practice.example/ex/jira/{CLOUD_ID}/rest/api/3/");
    assert!(link.as_str().unwrap().starts_with(&root), "{link}");
    let on_site = get(&mut site, "/rest/api/3/myself")["self"].clone();
    assert!(!on_site.as_str().unwrap().contains("/ex/"), "{on_site}");
}

#[test]
fn no_token_is_shown_where_a_login_is_printed() {
    let printed = format!("{:?}", every_kind());
    assert!(!printed.contains("t-"), "{printed}");
    assert!(printed.contains("ServiceAccount"));
}
