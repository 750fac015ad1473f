//! Many calls on one socket: matched by number, dropped one by one or all at once.

use std::sync::mpsc::channel;
use std::time::Duration;

use groupsweep_core::wire::RelayError;

use crate::bench::{Bench, LOGIN, MYSELF, REMOVE, options};
use crate::http::LONG;
use crate::page::call;
use crate::site::{Reaction, Site, ok};

fn groups_of(account: &str) -> String {
    format!("/rest/api/3/user/groups?accountId={account}")
}

fn account(request: &crate::http::Message) -> String {
    let mut words = request.first_line.split(['=', ' ']);
    words.nth(2).unwrap_or_default().to_owned()
}

#[test]
fn a_hundred_calls_at_once_come_back_matched_in_any_order() {
    // Nobody is answered before all are there; then the last one first.
    let (gates, waiting): (Vec<_>, Vec<_>) = (0..100).map(|_| channel()).unzip();
    let mut waiting: Vec<_> = waiting.into_iter().map(Some).collect();
    let site = Site::start(move |request| {
        let number: usize = account(request)[1..].parse().unwrap();
        Reaction::WaitAndSay(waiting[number].take().unwrap(), account(request))
    });
    let bench = Bench::before(&site);
    let mut page = bench.page();
    for account in 0..100 {
        assert_eq!(
            page.send(call("GET", &groups_of(&format!("a{account}")))),
            account
        );
    }
    for _ in 0..100 {
        site.arrived.recv_timeout(LONG).unwrap();
    }
    for (number, gate) in gates.into_iter().enumerate().rev() {
        gate.send(()).unwrap();
        let said = page.hear().unwrap();
        assert_eq!(said.number as usize, number);
        assert_eq!(said.result.unwrap().body, format!("a{number}"));
    }
    assert_eq!(site.seen().len(), 100);
}

#[test]
fn calls_one_after_the_other_share_a_connection_and_keep_their_answers_apart() {
    let site = Site::start(|request| ok(&account(request)));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    for number in 0..50 {
        let answer = page.call("GET", &groups_of(&format!("a{number}"))).unwrap();
        assert_eq!(answer.body, format!("a{number}"));
    }
    assert_eq!((site.seen().len(), site.connections()), (50, 1));
}

#[test]
fn a_dropped_call_is_cut_and_the_others_go_on() {
    let mut first = true;
    let site = Site::start(move |_| match std::mem::take(&mut first) {
        true => Reaction::Silence,
        false => ok("{}"),
    });
    let bench = Bench::before(&site);
    let mut page = bench.page();
    let dropped = page.send(call("DELETE", REMOVE));
    site.arrived.recv_timeout(LONG).unwrap();
    assert!(site.hung_up.try_recv().is_err());
    page.abandon(dropped);
    site.hung_up.recv_timeout(LONG).unwrap();
    // No answer comes for it. The next answer is for another call.
    let next = page.send(call("GET", MYSELF));
    assert_eq!(page.hear().map(|said| said.number), Some(next));
    assert_eq!(site.seen().len(), 2);
}

#[test]
fn a_call_dropped_at_once_reaches_the_site_at_most_once() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    for _ in 0..50 {
        let number = page.send(call("DELETE", REMOVE));
        page.abandon(number);
        // A second word on it, or one on a call that never was, changes nothing.
        page.abandon(number);
        page.abandon(number + 1000);
    }
    assert_eq!(page.call("GET", MYSELF).unwrap().status, 200);
    let removals = site
        .seen()
        .iter()
        .filter(|one| one.first_line.starts_with("DELETE"))
        .count();
    assert!(removals <= 50, "{removals}");
}

#[test]
fn closing_the_socket_cuts_all_its_calls_and_no_other_page() {
    let (go, wait) = channel();
    let mut wait = Some(wait);
    let site = Site::start(move |request| match request.first_line.starts_with("GET") {
        true => Reaction::Wait(wait.take().unwrap()),
        false => Reaction::Silence,
    });
    let bench = Bench::before(&site);
    let mut stays = bench.page();
    let kept = stays.send(call("GET", MYSELF));
    site.arrived.recv_timeout(LONG).unwrap();
    for properly in [true, false] {
        let mut goes = bench.page();
        for _ in 0..5 {
            goes.send(call("DELETE", REMOVE));
        }
        for _ in 0..5 {
            site.arrived.recv_timeout(LONG).unwrap();
        }
        if properly {
            goes.socket.close(None).unwrap();
            assert!(goes.hear().is_none());
        }
        drop(goes);
        for _ in 0..5 {
            site.hung_up.recv_timeout(LONG).unwrap();
        }
    }
    go.send(()).unwrap();
    assert_eq!(stays.answer(kept).unwrap().body, "late");
    assert_eq!(site.seen().len(), 11);
}

#[test]
fn a_message_that_is_not_understood_ends_the_socket_and_reaches_nobody() {
    let site = Site::start(|_| Reaction::Silence);
    let bench = Bench::before(&site);
    let whole = |n: &str| {
        format!(
            "{{\"n\":{n},\"method\":\"GET\",\"target\":\"{MYSELF}\",\"authorization\":\"{LOGIN}\"}}"
        )
    };
    for odd in [
        String::new(),
        "GET / HTTP/1.1".to_owned(),
        "{\"n\":0}".to_owned(),
        whole("-1"),
        whole("4294967295"),
        whole("\"0\""),
        whole("0").replace("\"n\"", "\"url\":\"http://evil.example\",\"n\""),
        format!("{} {}", whole("0"), whole("1")),
        format!("{}{}", whole("0"), " ".repeat(16 * 1024)),
    ] {
        let mut page = bench.page();
        page.write(odd.clone());
        assert_eq!(page.closed(), Some(1008), "{odd}");
    }
    let mut page = bench.page();
    let bytes = whole("0").into_bytes();
    page.socket.send(bytes.into()).unwrap();
    assert_eq!(page.closed(), Some(1008));
    assert!(site.seen().is_empty());
}

#[test]
fn a_number_used_again_ends_the_socket_with_all_its_calls() {
    let site = Site::start(|_| Reaction::Silence);
    let bench = Bench::before(&site);
    for again in [6, 7] {
        let mut page = bench.page();
        let text = |number| {
            groupsweep_core::wire::ToRelay::Call(number, call("DELETE", REMOVE)).into_json()
        };
        page.write(text(7));
        site.arrived.recv_timeout(LONG).unwrap();
        page.write(text(again));
        assert_eq!(page.closed(), Some(1008));
        site.hung_up.recv_timeout(LONG).unwrap();
    }
    assert_eq!(site.seen().len(), 2);
}

#[test]
fn a_call_too_many_is_refused_and_never_kept_for_later() {
    let site = Site::start(|_| Reaction::Silence);
    let mut options = options(Some(&site));
    options.limits.calls = 3;
    let bench = Bench::start(options);
    let (mut one, mut other) = (bench.page(), bench.page());
    let under_way = [
        one.send(call("DELETE", REMOVE)),
        one.send(call("DELETE", REMOVE)),
    ];
    for _ in under_way {
        site.arrived.recv_timeout(LONG).unwrap();
    }
    other.send(call("DELETE", REMOVE));
    site.arrived.recv_timeout(LONG).unwrap();
    for page in [&mut one, &mut other] {
        assert_eq!(page.call("DELETE", REMOVE), Err(RelayError::Busy));
    }
    assert!(!RelayError::Busy.as_fault().may_have_taken_effect());
    one.abandon(under_way[0]);
    site.hung_up.recv_timeout(LONG).unwrap();
    other.send(call("DELETE", REMOVE));
    site.arrived.recv_timeout(LONG).unwrap();
    assert_eq!(site.seen().len(), 4);
}

#[test]
fn a_dropped_relay_drops_its_calls_and_sockets() {
    let site = Site::start(|_| Reaction::Silence);
    let mut bench = Bench::before(&site);
    let mut page = bench.page();
    page.send(call("DELETE", REMOVE));
    site.arrived.recv_timeout(LONG).unwrap();
    drop(bench.take());
    site.hung_up.recv_timeout(LONG).unwrap();
    assert!(page.hear().is_none());
}

#[test]
fn a_stopping_relay_brings_the_answers_of_calls_in_flight_and_takes_no_more() {
    let (go, wait) = channel();
    let mut wait = Some(wait);
    let site = Site::start(move |_| Reaction::Wait(wait.take().unwrap()));
    let mut options = options(Some(&site));
    options.limits.closing = Duration::from_millis(50);
    let mut bench = Bench::start(options);
    let mut page = bench.page();
    let mut idle = bench.page();
    let in_flight = page.send(call("DELETE", REMOVE));
    site.arrived.recv_timeout(LONG).unwrap();
    let running = bench.take();
    let mut stopping = bench.runtime.spawn(running.stop());
    // It waits for the call, not merely for the connections to close.
    let well_past_closing = Duration::from_millis(200);
    bench.runtime.block_on(async {
        let early = tokio::time::timeout(well_past_closing, &mut stopping).await;
        assert!(early.is_err());
    });
    assert!(std::net::TcpStream::connect(bench.address).is_err());
    assert_eq!(idle.closed(), Some(1001), "a page without calls is let go");
    assert_eq!(page.call("DELETE", REMOVE), Err(RelayError::Stopping));
    go.send(()).unwrap();
    assert_eq!(page.answer(in_flight).unwrap().body, "late");
    assert_eq!(page.closed(), Some(1001));
    bench.runtime.block_on(stopping).unwrap();
    assert_eq!(site.seen().len(), 1);
}

#[test]
fn pages_that_take_no_long_answer_to_a_read_delay_no_long_answer_to_a_change() {
    let long = "x".repeat(900_000);
    let site = Site::start(move |request| match request.first_line.starts_with("GET") {
        true => ok(&long),
        false => ok(&long[..20_000]),
    });
    let mut options = options(Some(&site));
    options.limits.large_answers = 1;
    options.limits.answering = Duration::from_secs(2);
    let bench = Bench::start(options);
    let mut asleep = bench.page();
    for account in 0..8 {
        asleep.send(call("GET", &groups_of(&format!("a{account}"))));
    }
    for _ in 0..8 {
        site.arrived.recv_timeout(LONG).unwrap();
    }
    let answer = bench.page().call("DELETE", REMOVE).unwrap();
    assert_eq!(answer.body.len(), 20_000);
}
