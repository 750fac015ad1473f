//! Calls to the gateway before the site's cloud id is known: refused calls cause no traffic.

use std::time::Duration;

use groupsweep_core::wire::RelayError;

use crate::bench::{Bench, MYSELF, options};
use crate::site::{Reaction, Site, ok};

const CLOUD: &str = "11111111-2222-3333-4444-555555555555";

fn behind(id: &str, path: &str) -> String {
    format!("/ex/jira/{id}{path}")
}

fn foreign(at: usize) -> String {
    behind(&format!("aaaaaaaa-2222-3333-4444-{at:012}"), MYSELF)
}

#[test]
fn a_site_that_tells_no_cloud_id_is_asked_once_for_thirty_foreign_ones() {
    let nothing = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
    let site = Site::start(move |_| Reaction::Answer(nothing.to_owned()));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    for at in 0..30 {
        let refused = page.call("GET", &foreign(at));
        assert_eq!(refused, Err(RelayError::NotListed), "{at}");
    }
    assert_eq!(site.seen().len(), 1);
}

#[test]
fn a_cloud_id_that_many_ask_for_at_once_is_asked_for_once() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    let numbers: Vec<_> = (0..30)
        .map(|at| page.send(crate::page::call("GET", &foreign(at))))
        .collect();
    for number in numbers {
        assert_eq!(page.answer(number), Err(RelayError::NotListed));
    }
    assert_eq!(site.seen().len(), 1);
}

#[test]
fn a_site_that_is_down_or_busy_refuses_no_call() {
    for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        let nothing = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
        let site = Site::start(move |_| Reaction::Answer(nothing.clone()));
        let bench = Bench::before(&site);
        let answer = bench.page().call("GET", &behind(CLOUD, MYSELF));
        assert_eq!(answer, Err(RelayError::NoCloudId), "{status}");
    }
}

#[test]
fn a_site_that_does_not_answer_the_question_leaves_the_call_out_of_doubt() {
    let silent = || Reaction::Silence;
    let cuts = || Reaction::Break(String::new());
    for react in [silent, cuts] {
        let site = Site::start(move |_| react());
        let mut options = options(Some(&site));
        options.limits.answering = Duration::from_millis(400);
        let bench = Bench::start(options);
        let answer = bench.page().call("GET", &behind(CLOUD, MYSELF));
        assert_eq!(answer, Err(RelayError::NoCloudId));
        assert_eq!(site.seen().len(), 1);
    }
}

#[test]
fn a_call_that_is_wrong_in_itself_makes_the_relay_ask_nothing() {
    let site = Site::start(move |_| ok(&format!("{{\"cloudId\":\"{CLOUD}\"}}")));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    for target in [
        behind(CLOUD, "/rest/api/3/search"),
        behind("no-cloud-id", MYSELF),
        behind(CLOUD, ""),
        "/ex/jira".to_owned(),
        "/ex/".to_owned(),
    ] {
        let refused = page.call("GET", &target);
        assert_eq!(refused, Err(RelayError::NotListed), "{target}");
    }
    assert_eq!(site.seen().len(), 0);
    assert_eq!(
        page.call("GET", &behind(CLOUD, MYSELF)).unwrap().status,
        200
    );
    let refused = page.call("GET", &foreign(1));
    assert_eq!(refused, Err(RelayError::NotListed));
    assert_eq!(site.seen().len(), 2, "the question, and the one right call");
}
