//! Where nothing accepts the login, the refusal that helps is the one shown.

use groupsweep_core::atlassian::Product::{Confluence, Jira, Organization};
use groupsweep_core::connect::{
    ConnectError, LoginDiscovery, LoginKind, OrganizationDirectory, ProbeStep,
};
use groupsweep_core::domain::{Scheme::Basic, Scheme::Bearer, TransportError};

use crate::login_discovery::site::{Opens, Site, answer, org, search, search_by, terms};

#[test]
fn a_token_that_nothing_accepts_is_refused_after_every_door() {
    let (found, asked) = search(terms(LoginKind::Person), &Site::opening(&[]));
    assert_eq!(found, Err(ConnectError::TokenRefused));
    // Jira on the site, the cloud id, Jira and Confluence on the gateway.
    assert_eq!(asked, 4);
}

#[test]
fn a_token_alone_is_told_of_email_and_organization() {
    let (found, _) = search(terms(LoginKind::TokenOnly), &Site::opening(&[]));
    assert_eq!(found, Err(ConnectError::TokenAloneRefused));
    let mut named = terms(LoginKind::TokenOnly);
    named.organization = org();
    let (found, _) = search(named, &Site::opening(&[]));
    assert_eq!(found, Err(ConnectError::TokenRefused));
}

#[test]
fn a_missing_scope_is_named() {
    for (product, scheme, name) in [
        (
            Jira,
            Basic,
            "read:jira-user (or read:user:jira, read:group:jira, read:avatar:jira, read:application-role:jira)",
        ),
        (
            Confluence,
            Basic,
            "read:confluence-user (or read:content-details:confluence)",
        ),
    ] {
        let site = Site::opening(&[Opens::Nameless(product, scheme)]);
        let (found, _) = search(terms(LoginKind::Person), &site);
        let problem = found.unwrap_err();
        assert!(matches!(problem, ConnectError::ScopeMissing(of, _) if of == product));
        assert!(problem.what().contains(name), "{}", problem.what());
    }
}

#[test]
fn a_missing_scope_of_one_product_does_not_hide_the_other() {
    let site = Site::opening(&[
        Opens::Nameless(Jira, Bearer),
        Opens::Gateway(Confluence, Bearer),
    ]);
    let (found, _) = search(terms(LoginKind::ServiceAccount), &site);
    assert_eq!(found.unwrap().api_access.endpoint.product(), Confluence);
}

#[test]
fn an_organization_that_is_not_named_is_asked_for() {
    let mut terms = terms(LoginKind::TokenOnly);
    terms.product = Some(Organization);
    let (found, asked) = search(terms, &Site::opening(&[Opens::Organization]));
    assert_eq!((found, asked), (Err(ConnectError::OrganizationNotNamed), 0));
}

#[test]
fn several_directories_are_told_and_none_is_guessed() {
    let site = Site {
        directories: 2,
        ..Site::opening(&[Opens::Organization])
    };
    let mut terms = terms(LoginKind::TokenOnly);
    terms.organization = org();
    let (mut search_, mut step) = LoginDiscovery::begin(terms.clone());
    let listed: Vec<OrganizationDirectory> = loop {
        step = match step {
            ProbeStep::Ask(ask) => search_.answered(&Ok(site.answer(&ask))),
            ProbeStep::Failed(ConnectError::NoDirectory, listed) => break listed,
            other => panic!("{other:?}"),
        };
    };
    let names: Vec<&str> = listed.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["D0", "D1"]);
    terms.directory = Some(listed[1].id.clone());
    let (found, _) = search(terms, &site);
    assert!(found.is_ok());
}

#[test]
fn no_answer_at_all_ends_the_search_at_once() {
    let (found, asked) = search_by(terms(LoginKind::Person), |_| Err(TransportError::RelayGone));
    assert_eq!(
        found,
        Err(ConnectError::NoAnswer(TransportError::RelayGone))
    );
    assert_eq!(asked, 1);
}

#[test]
fn a_site_that_hides_its_cloud_id_and_one_without_a_known_gateway_are_told_apart() {
    let hiding = Site {
        tells_cloud_id: false,
        ..Site::opening(&[Opens::Gateway(Jira, Basic)])
    };
    let (found, _) = search(terms(LoginKind::Person), &hiding);
    assert_eq!(found, Err(ConnectError::NoCloudId));
    let mut terms = terms(LoginKind::Person);
    terms.has_gateway = false;
    let (found, asked) = search(terms, &hiding);
    assert_eq!((found, asked), (Err(ConnectError::NoGateway), 1));
}

#[test]
fn nothing_at_the_address_is_no_refused_token() {
    let site = Site {
        products: Vec::new(),
        ..Site::opening(&[])
    };
    let (found, asked) = search(terms(LoginKind::Person), &site);
    assert_eq!((found, asked), (Err(ConnectError::NotThere), 2));
}

#[test]
fn what_no_login_would_change_ends_the_search() {
    for (reply, problem) in [
        (answer(429, &[], ""), ConnectError::Throttled(None)),
        (answer(403, &[], "XSRF check failed"), ConnectError::Xsrf),
        (answer(302, &[], ""), ConnectError::Moved),
        (answer(503, &[], ""), ConnectError::OddAnswer(503)),
    ] {
        let (found, asked) = search_by(terms(LoginKind::Person), |_| Ok(reply.clone()));
        assert_eq!((found, asked), (Err(problem), 1));
    }
}

#[test]
fn a_site_that_the_browser_does_not_let_the_extension_call_has_refused_no_token() {
    for login in [
        LoginKind::Person,
        LoginKind::ServiceAccount,
        LoginKind::TokenOnly,
    ] {
        let mut terms = terms(login);
        if login == LoginKind::TokenOnly {
            terms.organization = org();
        }
        let (mut search, step) = LoginDiscovery::begin(terms);
        assert!(matches!(step, ProbeStep::Ask(_)), "{login:?}");
        let fault = TransportError::SiteNotPermitted;
        let ProbeStep::Failed(problem, _) = search.answered(&Err(fault)) else {
            panic!("{login:?}")
        };
        assert_eq!(problem, ConnectError::NoAnswer(fault), "{login:?}");
    }
}
