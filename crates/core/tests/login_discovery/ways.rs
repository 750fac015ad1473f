//! Every kind of login finds its way.

use groupsweep_core::atlassian::ApiHost;
use groupsweep_core::atlassian::Product::{Confluence, Jira, Organization};
use groupsweep_core::connect::{
    ApiAccess, Caller, ConnectError, KnownAccess, LoginDiscovery, LoginInput, LoginKind, ProbeStep,
};
use groupsweep_core::domain::Scheme::{Basic, Bearer};
use groupsweep_core::domain::{Answer, CloudId, DirectoryId, SiteAddress, SiteCall};

use crate::login_discovery::site::{Opens, Site, answer, org, search, terms, told};

#[test]
fn each_kind_of_login_is_found_out() {
    use LoginKind::{Person, ServiceAccount, TokenOnly};
    for (login, opens, api_access) in [
        (Person, Opens::Site(Jira), (Jira, "site", Basic)),
        (
            Person,
            Opens::Gateway(Jira, Basic),
            (Jira, "gateway", Basic),
        ),
        (
            Person,
            Opens::Gateway(Confluence, Basic),
            (Confluence, "gateway", Basic),
        ),
        (
            ServiceAccount,
            Opens::Gateway(Jira, Basic),
            (Jira, "gateway", Basic),
        ),
        (
            ServiceAccount,
            Opens::Gateway(Jira, Bearer),
            (Jira, "gateway", Bearer),
        ),
        (
            ServiceAccount,
            Opens::Gateway(Confluence, Bearer),
            (Confluence, "gateway", Bearer),
        ),
        (
            TokenOnly,
            Opens::Gateway(Jira, Bearer),
            (Jira, "gateway", Bearer),
        ),
        (
            TokenOnly,
            Opens::Gateway(Confluence, Bearer),
            (Confluence, "gateway", Bearer),
        ),
    ] {
        let (found, asked) = search(terms(login), &Site::opening(&[opens]));
        let found = found.unwrap();
        assert_eq!(told(&found), api_access);
        assert!(matches!(found.caller, Caller::Account(ref account) if account.name == "Ada"));
        assert!(asked <= 7, "{api_access:?} took {asked} questions");
    }
}

#[test]
fn a_token_without_scopes_takes_three_questions() {
    let site = Site::opening(&[Opens::Site(Jira), Opens::Site(Confluence)]);
    let (found, asked) = search(terms(LoginKind::Person), &site);
    assert_eq!(told(&found.unwrap()), (Jira, "site", Basic));
    // Who, whether groups can be read, whether it administers.
    assert_eq!(asked, 3);
}

#[test]
fn a_site_without_jira_is_called_by_confluence() {
    for (opens, api_host) in [
        (Opens::Site(Confluence), "site"),
        (Opens::Gateway(Confluence, Basic), "gateway"),
    ] {
        let site = Site {
            products: vec![Confluence],
            ..Site::opening(&[opens])
        };
        let (found, _) = search(terms(LoginKind::Person), &site);
        assert_eq!(told(&found.unwrap()), (Confluence, api_host, Basic));
    }
}

#[test]
fn an_organizations_key_is_nobodys_account() {
    let mut terms = terms(LoginKind::TokenOnly);
    terms.organization = org();
    let (found, _) = search(terms, &Site::opening(&[Opens::Organization]));
    let found = found.unwrap();
    assert_eq!(told(&found), (Organization, "organization", Bearer));
    assert_eq!(found.caller, Caller::OrganizationKey);
}

#[test]
fn a_named_organization_does_not_keep_another_token_from_its_way() {
    let mut terms = terms(LoginKind::TokenOnly);
    terms.organization = org();
    let (found, _) = search(terms, &Site::opening(&[Opens::Gateway(Jira, Bearer)]));
    assert_eq!(told(&found.unwrap()), (Jira, "gateway", Bearer));
}

#[test]
fn a_product_chosen_by_hand_is_the_only_one_tried() {
    let everything = [
        Opens::Site(Jira),
        Opens::Site(Confluence),
        Opens::Organization,
    ];
    for product in [Jira, Confluence, Organization] {
        let mut terms = terms(LoginKind::Person);
        terms.product = Some(product);
        terms.organization = org();
        let (found, _) = search(terms, &Site::opening(&everything));
        assert_eq!(found.unwrap().api_access.endpoint.product(), product);
    }
}

#[test]
fn the_way_that_worked_is_tried_first_and_given_up_where_it_works_no_more() {
    let scoped = Site::opening(&[Opens::Gateway(Jira, Basic)]);
    let (found, asked) = search(terms(LoginKind::Person), &scoped);
    let before: ApiAccess = found.unwrap().api_access;
    assert_eq!(asked, 5);
    let again = || {
        let mut terms = terms(LoginKind::Person);
        terms.before = Some(before.clone());
        terms
    };
    let (found, asked) = search(again(), &scoped);
    assert_eq!((found.unwrap().api_access, asked), (before.clone(), 3));
    let (found, _) = search(again(), &Site::opening(&[Opens::Site(Jira)]));
    assert_eq!(told(&found.unwrap()), (Jira, "site", Basic));
}

#[test]
fn the_way_to_one_site_is_none_to_another_nor_by_another_cloud_id() {
    let scoped = Site::opening(&[Opens::Gateway(Jira, Basic)]);
    let api_access = search(terms(LoginKind::Person), &scoped)
        .0
        .unwrap()
        .api_access;
    let [one, other] = ["one", "other"].map(|name| SiteAddress::parse(name).unwrap());
    let worked = KnownAccess {
        site: one.clone(),
        typed_cloud: None,
        api_access: api_access.clone(),
    };
    assert_eq!(worked.clone().at(&one, None), Some(api_access.clone()));
    assert_eq!(worked.clone().at(&other, None), None);
    // What was typed, and is typed no more or otherwise now, was a mistake.
    let typed = CloudId::parse("11111111-2222-3333-4444-555555555555");
    assert_eq!(worked.clone().at(&one, typed.as_ref()), None);
    let by_typed = KnownAccess {
        typed_cloud: typed.clone(),
        ..worked
    };
    assert_eq!(
        by_typed.clone().at(&one, typed.as_ref()),
        Some(api_access.clone())
    );
    assert_eq!(by_typed.at(&one, None), None);
    // Nor is it one where another cloud id is given for the site.
    let mut terms = terms(LoginKind::Person);
    let given = CloudId::parse("22222222-2222-3333-4444-555555555555").unwrap();
    terms.before = Some(api_access);
    terms.cloud = Some(given.clone());
    let (_, first) = LoginDiscovery::begin(terms);
    let ProbeStep::Ask(ask) = first else {
        panic!("{first:?}")
    };
    assert_eq!(
        ask.api_access.endpoint.api_host(),
        Some(&ApiHost::Gateway(given))
    );
}

#[test]
fn a_directory_of_another_organization_is_none_of_this_one() {
    let site = Site::opening(&[Opens::Organization]);
    let choose = |id: &str| {
        let mut terms = terms(LoginKind::TokenOnly);
        terms.organization = org();
        terms.directory = DirectoryId::parse(id);
        assert!(terms.directory.is_some());
        search(terms, &site).0
    };
    assert!(choose("00000000-0000-0000-0000-000000000000").is_ok());
    let elsewhere = choose("77777777-0000-0000-0000-000000000000");
    assert_eq!(elsewhere, Err(ConnectError::NoDirectory));
}

#[test]
fn an_email_tells_the_kind_of_login() {
    for (email, kind) in [
        (None, LoginKind::TokenOnly),
        (Some(" "), LoginKind::TokenOnly),
        (Some("ada@example.com"), LoginKind::Person),
        (
            Some(" Bot-1@ServiceAccount.atlassian.com "),
            LoginKind::ServiceAccount,
        ),
        (
            Some("me@serviceaccount.atlassian.com.example"),
            LoginKind::Person,
        ),
    ] {
        assert_eq!(LoginKind::of(email), kind, "{email:?}");
    }
}

#[test]
fn with_a_cloud_id_typed_the_site_itself_is_not_tried() {
    let mut terms = terms(LoginKind::Person);
    terms.cloud = Some(crate::login_discovery::site::cloud());
    let site = Site::opening(&[Opens::Site(Jira), Opens::Gateway(Jira, Basic)]);
    let (found, asked) = search(terms, &site);
    assert_eq!(
        (told(&found.unwrap()), asked),
        ((Jira, "gateway", Basic), 3)
    );
}

/// A page with one directory.
fn page_of(directory: usize, next: Option<&str>) -> Answer {
    let id = format!("00000000-0000-0000-0000-{directory:012}");
    let links = next.map_or(String::new(), |next| format!("\"next\":\"{next}\""));
    answer(
        200,
        &[("content-type", "application/json")],
        &format!(
            "{{\"data\":[{{\"directoryId\":\"{id}\",\"name\":\"D{directory}\"}}],\"links\":{{{links}}}}}"
        ),
    )
}

/// Looks for an organization's directory; how it ended, and the marks that were asked for.
fn through_pages(
    chosen: Option<usize>,
    page: impl Fn(usize) -> Answer,
) -> (ProbeStep, Vec<String>) {
    let id = |n: usize| DirectoryId::parse(&format!("00000000-0000-0000-0000-{n:012}"));
    let (mut search, mut step) = LoginDiscovery::begin(LoginInput {
        organization: org(),
        directory: chosen.and_then(id),
        ..terms(LoginKind::TokenOnly)
    });
    let mut marks = Vec::new();
    for _ in 0..60 {
        let ProbeStep::Ask(probe) = step else {
            return (step, marks);
        };
        let reply = match &probe.call {
            SiteCall::WhoAmI => page(0),
            SiteCall::MoreDirectories(mark) => {
                marks.push(mark.to_string());
                page(marks.len())
            }
            _ => answer(200, &[], "{\"data\":[],\"links\":{}}"),
        };
        step = search.answered(&Ok(reply));
    }
    panic!("it asks for ever");
}

#[test]
fn every_page_of_an_organizations_directories_is_read() {
    let three = |at: usize| page_of(at, [Some("a="), Some("b/"), None][at]);
    let (step, marks) = through_pages(None, three);
    assert_eq!(marks, ["a=", "b/"]);
    let ProbeStep::Failed(ConnectError::NoDirectory, directories) = step else {
        panic!("{step:?}");
    };
    let names: Vec<&str> = directories.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["D0", "D1", "D2"], "none is taken unasked");
    // One that was chosen may be on the second page, and no further one is read.
    let (step, marks) = through_pages(Some(1), three);
    let ProbeStep::Found(found) = step else {
        panic!("{step:?}");
    };
    assert_eq!((told(&found).0, marks.len()), (Organization, 1));
}

#[test]
fn a_list_of_directories_that_does_not_end_is_not_read_for_ever() {
    let (step, marks) = through_pages(None, |_| page_of(0, Some("again")));
    assert_eq!(marks.len(), 19);
    let ProbeStep::Failed(ConnectError::MoreDirectories, directories) = step else {
        panic!("{step:?}");
    };
    assert_eq!(
        directories.len(),
        1,
        "one directory, and it is not taken for the only one"
    );
}

#[test]
fn a_page_of_directories_that_is_refused_or_no_page_ends_the_search() {
    let first = |at: usize, then: Answer| match at {
        0 => page_of(0, Some("a")),
        _ => then,
    };
    for (then, problem) in [
        (answer(403, &[], "{}"), ConnectError::Forbidden),
        (answer(429, &[], ""), ConnectError::Throttled(None)),
        (answer(200, &[], "<html>"), ConnectError::OddAnswer(200)),
    ] {
        let (step, _) = through_pages(None, |at| first(at, then.clone()));
        assert_eq!(step, ProbeStep::Failed(problem, Vec::new()));
    }
}
