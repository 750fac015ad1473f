//! An unused relay ends. A used one does not.

use std::time::{Duration, Instant};

use groupsweep_core::wire::{IdempotencyKey, ToRelay};

use crate::bench::{Bench, MYSELF, REMOVE, options};
use crate::http::LONG;
use crate::page::call;
use crate::site::{Reaction, Site, ok};

const SPAN: Duration = Duration::from_millis(300);
const LONGER: Duration = Duration::from_millis(900);

/// Whether the relay is found unused within `within`.
fn is_unused(bench: &Bench, within: Duration) -> bool {
    let unused = bench.relay().idle_for(SPAN);
    let waited = async { tokio::time::timeout(within, unused).await };
    bench.runtime.block_on(waited).is_ok()
}

#[test]
fn a_relay_that_nobody_uses_is_found_so_but_not_too_soon() {
    let bench = Bench::start(options(None));
    let began = Instant::now();
    assert!(is_unused(&bench, LONG));
    assert!(began.elapsed() >= SPAN);
}

#[test]
fn an_open_socket_keeps_it_up_and_a_closed_one_does_not() {
    let site = Site::start(|_| ok("{}"));
    let bench = Bench::before(&site);
    let page = bench.page();
    assert!(!is_unused(&bench, LONGER));
    drop(page);
    assert!(is_unused(&bench, LONG));
}

#[test]
fn a_call_under_way_keeps_it_up() {
    let site = Site::start(|_| Reaction::Silence);
    let bench = Bench::before(&site);
    let mut page = bench.page();
    page.send(call("GET", MYSELF));
    site.arrived.recv_timeout(LONG).unwrap();
    assert!(!is_unused(&bench, LONGER));
}

#[test]
fn an_answer_that_a_page_may_come_back_for_keeps_it_up_until_it_is_heard() {
    let site = Site::start(|_| ok("done"));
    let bench = Bench::before(&site);
    let mut page = bench.page();
    let name = IdempotencyKey::parse(&"a".repeat(32)).unwrap();
    page.write(ToRelay::Named(0, name.clone(), call("DELETE", REMOVE)).into_json());
    assert_eq!(page.answer(0).unwrap().body, "done");
    drop(page);
    assert!(!is_unused(&bench, LONGER));
    bench.page().write(ToRelay::Heard(0, name).into_json());
    assert!(is_unused(&bench, LONG));
}

#[test]
fn a_greeting_with_the_key_begins_the_time_anew_and_strangers_do_not() {
    let bench = Bench::start(options(None));
    let (address, key) = (bench.address, bench.key.clone());
    let asking = |line: String| {
        std::thread::spawn(move || {
            let until = Instant::now() + LONGER;
            while Instant::now() < until {
                let raw = format!("GET {line}Host: {address}\r\n\r\n");
                crate::http::exchange(address, &raw);
                std::thread::sleep(SPAN / 6);
            }
        })
    };
    let ours = asking(format!(
        "/relay/hello HTTP/1.1\r\nX-Groupsweep-Key: {key}\r\n"
    ));
    assert!(!is_unused(&bench, LONGER * 2 / 3));
    ours.join().unwrap();
    let strangers = asking("/relay/hello HTTP/1.1\r\nX-Groupsweep-Key: no\r\n".to_owned());
    let others = asking("/ HTTP/1.1\r\n".to_owned());
    assert!(is_unused(&bench, LONGER * 2 / 3));
    strangers.join().unwrap();
    others.join().unwrap();
}
