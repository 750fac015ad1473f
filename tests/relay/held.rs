//! A login that the relay holds: added by the relay, never told, never mixed with a page's.

use groupsweep::domain::Credentials;
use groupsweep::wire::{CallToMake, Hello, Login, RelayFault};

use crate::bench::{Bench, LOGIN, MYSELF, options};
use crate::page::call;
use crate::site::{Site, ok};

fn holding(site: &Site) -> Bench {
    let mut options = options(Some(site));
    options.login = Credentials::parse("me@example.com", "ATATTsecret").ok();
    Bench::start(options)
}

fn without_login() -> CallToMake {
    CallToMake {
        authorization: None,
        ..call("GET", MYSELF)
    }
}

#[test]
fn the_relay_adds_the_login_it_holds() {
    let site = Site::start(|_| ok("{}"));
    let bench = holding(&site);
    let mut page = bench.page();
    let number = page.send(without_login());
    assert_eq!(page.answer(number).unwrap().status, 200);
    assert_eq!(site.seen()[0].header("authorization"), Some(LOGIN));
}

#[test]
fn the_greeting_says_that_there_is_a_login_and_not_which() {
    let site = Site::start(|_| ok("{}"));
    let bench = holding(&site);
    let answer = bench.ask("GET", "/relay/hello");
    let hello: Hello = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(hello.site.unwrap().login, Login::Relay);
    let all = format!("{answer:?}{:?}", bench.relay());
    for secret in ["example.com", "ATATT", "QVRBVFRzZWNyZXQ"] {
        assert!(!answer.body.contains(secret), "{secret}");
    }
    for secret in ["ATATT", "QVRBVFRzZWNyZXQ"] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[test]
fn a_page_that_brings_a_login_of_its_own_is_refused_and_the_next_call_goes_on() {
    let site = Site::start(|_| ok("{}"));
    let bench = holding(&site);
    let mut page = bench.page();
    for login in ["Basic b3RoZXI6b3RoZXI=", LOGIN, ""] {
        let brought = CallToMake {
            authorization: Some(login.to_owned()),
            ..without_login()
        };
        let number = page.send(brought);
        assert_eq!(page.answer(number), Err(RelayFault::LoginHeld));
    }
    assert!(site.seen().is_empty());
    let number = page.send(without_login());
    assert_eq!(page.answer(number).unwrap().status, 200);
}

#[test]
fn without_any_login_nothing_is_sent() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    let number = page.send(without_login());
    assert_eq!(page.answer(number), Err(RelayFault::NoLogin));
    assert!(site.seen().is_empty());
}
