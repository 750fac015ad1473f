//! One call of a page is at most one call at the site: whatever ends on the way, on either side of the relay.

use std::collections::HashMap;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use groupsweep::wire::{CallToMake, RelayFault, ToRelay};

use crate::bench::{ADD, Bench, MYSELF, REMOVE};
use crate::http::{LONG, Message};
use crate::page::call;
use crate::site::{Reaction, Site, ok};

fn changes(site: &Site) -> usize {
    let is_change = |one: &&Message| !one.first_line.starts_with("GET");
    site.seen().iter().filter(is_change).count()
}

fn add() -> CallToMake {
    CallToMake {
        body: Some("{\"accountId\":\"712020:aaaaaaaa-0000-4000-8000-000000000001\"}".to_owned()),
        ..call("POST", ADD)
    }
}

/// A site that makes every change and ends the connection instead of answering it.
fn applies_and_cuts(with: &'static str) -> Site {
    Site::start(move |request| match request.first_line.starts_with("GET") {
        true => ok("{}"),
        false => Reaction::Break(with.to_owned()),
    })
}

#[test]
fn a_change_is_sent_once_on_a_connection_used_before_whatever_ends_it() {
    for with in [
        "",
        "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
    ] {
        for change in [call("DELETE", REMOVE), add()] {
            let site = applies_and_cuts(with);
            let bench = Bench::before(&site);
            let mut page = bench.page();
            for round in 1..=5 {
                assert_eq!(page.call("GET", MYSELF).unwrap().status, 200);
                let opened = site.connections();
                let number = page.send(change.clone());
                match page.answer(number) {
                    Ok(answer) => assert_eq!(answer.status, 408),
                    Err(fault) => assert_eq!(fault, RelayFault::Cut, "{with}"),
                }
                assert_eq!(site.connections(), opened, "on the connection used before");
                assert_eq!(changes(&site), round, "{with} {change:?}");
            }
        }
    }
}

#[test]
fn ten_changes_at_once_on_connections_that_all_end_are_ten_at_the_site() {
    let seen: Arc<Mutex<HashMap<String, usize>>> = Arc::default();
    let counted = Arc::clone(&seen);
    let site = Site::start(move |request| {
        if request.first_line.starts_with("GET") {
            return ok("{}");
        }
        let mut seen = counted.lock().unwrap();
        *seen.entry(request.first_line.clone()).or_default() += 1;
        Reaction::Break(String::new())
    });
    let bench = Bench::before(&site);
    let mut page = bench.page();
    let remove = |one: usize| call("DELETE", &format!("{REMOVE}{one}"));
    for _ in 0..3 {
        // Connections to be used again.
        let reads: Vec<u32> = (0..10).map(|_| page.send(call("GET", MYSELF))).collect();
        for number in reads {
            assert_eq!(page.answer(number).unwrap().status, 200);
        }
    }
    let numbers: Vec<u32> = (0..10).map(|one| page.send(remove(one))).collect();
    for number in numbers {
        assert_eq!(page.answer(number), Err(RelayFault::Cut));
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 10, "{seen:?}");
    assert!(seen.values().all(|times| *times == 1), "{seen:?}");
}

#[test]
fn a_line_that_ends_after_the_site_has_answered_sends_nothing_again() {
    let (go, wait) = channel();
    let mut wait = Some(wait);
    let site = Site::start(move |request| match request.first_line.starts_with("GET") {
        true => ok("{}"),
        false => Reaction::WaitAndSay(wait.take().expect("one change"), String::new()),
    });
    let bench = Bench::before(&site);
    let mut page = bench.page();
    page.send(call("DELETE", REMOVE));
    site.arrived.recv_timeout(LONG).unwrap();
    go.send(()).unwrap();
    drop(page);
    // The next line begins with its own numbers; what it does not say is not sent.
    let mut next = bench.page();
    assert_eq!(next.call("GET", MYSELF).unwrap().status, 200);
    assert_eq!(changes(&site), 1);
}

#[test]
fn a_number_said_twice_is_answered_by_nobody_and_reaches_the_site_once() {
    let site = Site::start(|_| ok(""));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    let text = |number| ToRelay::Call(number, call("DELETE", REMOVE)).into_json();
    page.write(text(3));
    assert_eq!(page.hear().map(|said| said.number), Some(3));
    // Its answer is written already, and still the number is used up.
    page.write(text(3));
    assert_eq!(page.closed(), Some(1008));
    assert_eq!(changes(&site), 1);
}
