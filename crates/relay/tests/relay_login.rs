//! A login that the relay holds: the relay adds it, never reveals it, and never mixes it with a page's.

use groupsweep_core::domain::{Credentials, Scheme};
use groupsweep_core::wire::{CallLogin, CallToMake, Hello, Login, RelayError};

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
        login: CallLogin::Held(Scheme::Basic),
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
fn the_relay_puts_the_login_it_holds_into_the_scheme_it_is_asked_for() {
    let site = Site::start(|_| ok("{}"));
    let bench = holding(&site);
    let mut page = bench.page();
    let number = page.send(CallToMake {
        login: CallLogin::Held(Scheme::Bearer),
        ..call("GET", MYSELF)
    });
    assert_eq!(page.answer(number).unwrap().status, 200);
    assert_eq!(
        site.seen()[0].header("authorization"),
        Some("Bearer ATATTsecret")
    );
}

#[test]
fn the_greeting_names_the_account_and_not_its_token() {
    let site = Site::start(|_| ok("{}"));
    let bench = holding(&site);
    let answer = bench.ask("GET", "/relay/hello");
    let hello: Hello = serde_json::from_str(&answer.body).unwrap();
    let pinned = hello.site.unwrap();
    assert_eq!(pinned.login, Login::Relay);
    assert_eq!(pinned.email.as_deref(), Some("me@example.com"));
    let all = format!("{answer:?}{:?}", bench.relay());
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
            login: CallLogin::Given(login.to_owned().into()),
            ..without_login()
        };
        let number = page.send(brought);
        assert_eq!(page.answer(number), Err(RelayError::LoginHeld));
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
    assert_eq!(page.answer(number), Err(RelayError::NoLogin));
    assert!(site.seen().is_empty());
}
