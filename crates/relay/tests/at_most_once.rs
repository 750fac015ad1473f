//! One call of a page is at most one call at the site, whatever connection ends on either side of the relay.

use std::collections::HashMap;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use groupsweep_core::wire::{CallToMake, IdempotencyKey, RelayError, ToRelay};

use crate::bench::{ADD, Bench, MYSELF, REMOVE, options};
use crate::http::{LONG, Message};
use crate::page::{Page, call};
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
                    Err(fault) => assert_eq!(fault, RelayError::Cut, "{with}"),
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
        assert_eq!(page.answer(number), Err(RelayError::Cut));
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

fn name(digit: char) -> IdempotencyKey {
    IdempotencyKey::parse(&digit.to_string().repeat(32)).unwrap()
}

/// Sends a call by its name and says its number.
fn send_named(page: &mut Page, number: u32, name: IdempotencyKey, call: CallToMake) -> u32 {
    page.write(ToRelay::Named(number, name, call).into_json());
    number
}

#[test]
fn an_answer_that_the_page_never_got_is_handed_out_on_the_next_line_and_the_site_is_called_once() {
    for is_answered_first in [true, false] {
        let (go, wait) = channel();
        let mut wait = Some(wait);
        let site = Site::start(move |request| match request.first_line.starts_with("GET") {
            true => ok("{}"),
            false => Reaction::WaitAndSay(wait.take().expect("one change"), "done".to_owned()),
        });
        let bench = Bench::before(&site);
        let mut page = bench.page();
        send_named(&mut page, 0, name('a'), call("DELETE", REMOVE));
        site.arrived.recv_timeout(LONG).unwrap();
        if is_answered_first {
            go.send(()).unwrap();
            // The answer is written to the socket, and the page never says that it has it.
            assert_eq!(page.answer(0).unwrap().body, "done");
        }
        drop(page);
        let mut next = bench.page();
        send_named(&mut next, 0, name('a'), call("DELETE", REMOVE));
        if !is_answered_first {
            go.send(()).unwrap();
        }
        assert_eq!(next.answer(0).unwrap().body, "done");
        assert_eq!(changes(&site), 1);
    }
}

/// Jira answers an addition with up to fifty users of the group, four pictures each.
#[test]
fn the_long_answer_to_an_addition_is_handed_out_on_the_next_line_too() {
    let users = "x".repeat(100_000);
    let said = users.clone();
    let site = Site::start(move |_| ok(&said));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    send_named(&mut page, 0, name('f'), add());
    assert_eq!(page.answer(0).unwrap().body, users);
    drop(page);
    let mut next = bench.page();
    send_named(&mut next, 0, name('f'), add());
    assert_eq!(next.answer(0).unwrap().body, users);
    assert_eq!(changes(&site), 1);
}

#[test]
fn a_call_that_the_relay_never_got_is_made_when_it_is_asked_for_again() {
    let site = Site::start(|_| ok("done"));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    send_named(&mut page, 0, name('b'), call("DELETE", REMOVE));
    assert_eq!(page.answer(0).unwrap().body, "done");
    assert_eq!(changes(&site), 1);
}

#[test]
fn an_answer_that_the_page_has_is_not_kept_and_its_late_first_message_makes_no_call() {
    let site = Site::start(|_| ok("done"));
    let bench = Bench::before(&site);
    let (mut page, mut late) = (bench.page(), bench.page());
    send_named(&mut page, 0, name('c'), call("DELETE", REMOVE));
    assert_eq!(page.answer(0).unwrap().body, "done");
    page.write(ToRelay::Heard(0, name('c')).into_json());
    // Messages on one socket are handled in order.
    page.write(ToRelay::Call(1, call("GET", MYSELF)).into_json());
    assert_eq!(page.answer(1).unwrap().status, 200);
    send_named(&mut late, 0, name('c'), call("DELETE", REMOVE));
    assert_eq!(late.answer(0), Err(RelayError::Cut));
    assert_eq!(changes(&site), 1);
}

#[test]
fn a_name_stands_for_one_call_and_no_other() {
    let site = Site::start(|_| ok("done"));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    send_named(&mut page, 0, name('d'), call("DELETE", REMOVE));
    assert_eq!(page.answer(0).unwrap().body, "done");
    let other = call("DELETE", &format!("{REMOVE}1"));
    send_named(&mut page, 1, name('d'), other);
    assert_eq!(page.answer(1), Err(RelayError::BadRequest));
    send_named(&mut page, 2, name('d'), add());
    assert_eq!(page.answer(2), Err(RelayError::BadRequest));
    assert_eq!(changes(&site), 1);
}

#[test]
fn a_call_with_a_name_that_is_dropped_is_cut_and_not_made_again() {
    let site = Site::start(|_| Reaction::Silence);
    let bench = Bench::before(&site);
    let mut page = bench.page();
    send_named(&mut page, 0, name('e'), call("DELETE", REMOVE));
    site.arrived.recv_timeout(LONG).unwrap();
    page.abandon(0);
    site.hung_up.recv_timeout(LONG).unwrap();
    send_named(&mut page, 1, name('e'), call("DELETE", REMOVE));
    assert_eq!(page.answer(1), Err(RelayError::Cut));
    assert_eq!(changes(&site), 1);
}

#[test]
fn a_relay_that_takes_no_more_calls_still_hands_out_what_it_keeps() {
    let mut first = true;
    let site = Site::start(move |_| match std::mem::take(&mut first) {
        true => ok("done"),
        false => Reaction::Silence,
    });
    let mut options = options(Some(&site));
    options.limits.calls = 1;
    let bench = Bench::start(options);
    let mut page = bench.page();
    send_named(&mut page, 0, name('a'), call("DELETE", REMOVE));
    assert_eq!(page.answer(0).unwrap().body, "done");
    send_named(&mut page, 1, name('b'), call("DELETE", REMOVE));
    for _ in 0..2 {
        site.arrived.recv_timeout(LONG).unwrap();
    }
    let mut next = bench.page();
    send_named(&mut next, 0, name('a'), call("DELETE", REMOVE));
    assert_eq!(next.answer(0).unwrap().body, "done");
    send_named(&mut next, 1, name('c'), call("DELETE", REMOVE));
    assert_eq!(next.answer(1), Err(RelayError::Busy));
    assert_eq!(changes(&site), 2);
}

#[test]
fn a_stopping_relay_lets_a_call_end_whose_page_is_away() {
    let (go, wait) = channel();
    let mut wait = Some(wait);
    let site = Site::start(move |_| Reaction::Wait(wait.take().unwrap()));
    let mut options = options(Some(&site));
    options.limits.closing = Duration::from_millis(50);
    let mut bench = Bench::start(options);
    let mut page = bench.page();
    send_named(&mut page, 0, name('a'), call("DELETE", REMOVE));
    site.arrived.recv_timeout(LONG).unwrap();
    drop(page);
    let running = bench.take();
    let mut stopping = bench.runtime.spawn(running.stop());
    // It waits for the call, not merely for the connections to close.
    let well_past_closing = Duration::from_millis(200);
    bench.runtime.block_on(async {
        let early = tokio::time::timeout(well_past_closing, &mut stopping).await;
        assert!(early.is_err());
    });
    go.send(()).unwrap();
    bench.runtime.block_on(stopping).unwrap();
    assert!(site.hung_up.try_recv().is_err(), "cut in the middle");
}
