//! When the site's answer does not come: the right word, and never a second request.

use std::io::Write;
use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::time::Duration;

use groupsweep::domain::Fault;
use groupsweep::wire::RelayFault;

use crate::bench::{Bench, MYSELF, REMOVE, options};
use crate::http::{LONG, connect, exchange};
use crate::site::{Reaction, Site, ok};

const CUT: (u16, Option<&str>) = (502, Some("cut"));

fn breaking(after: &'static str) -> Site {
    Site::start(move |_| Reaction::Break(after.to_owned()))
}

#[test]
fn a_site_that_hangs_up_is_asked_once_and_the_call_is_in_doubt() {
    for after in [
        "",
        "HTTP/1.1 20",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        "not HTTP at all\r\n\r\n",
    ] {
        let site = breaking(after);
        let bench = Bench::before(&site);
        let answer = bench.call("DELETE", REMOVE);
        assert_eq!(answer.fault(), CUT, "{after}");
        assert_eq!(answer.header("x-groupsweep-from"), Some("relay"));
        assert_eq!(site.seen().len(), 1, "{after}");
    }
    assert!(RelayFault::Cut.as_fault().may_have_taken_effect());
}

#[test]
fn a_kept_connection_that_breaks_is_not_tried_again() {
    let mut calls = 0;
    let site = Site::start(move |_| {
        calls += 1;
        match calls {
            1 => ok("{}"),
            _ => Reaction::Break(String::new()),
        }
    });
    let bench = Bench::before(&site);
    assert_eq!(bench.call("GET", MYSELF).status(), 200);
    assert_eq!(bench.call("DELETE", REMOVE).fault(), CUT);
    assert_eq!(site.seen().len(), 2);
    assert_eq!(site.connections(), 1, "the connection was not kept");
}

#[test]
fn a_refused_connection_means_not_sent() {
    let site = breaking("");
    let mut options = options(Some(&site));
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    options.site = groupsweep::domain::SiteAddress::parse_for_relay(&address).ok();
    let bench = Bench::start(options);
    let answer = bench.call("DELETE", REMOVE);
    assert_eq!(answer.fault(), (502, Some("unreachable")));
    assert!(answer.body.contains("was not sent"), "{}", answer.body);
    assert_eq!(RelayFault::Unreachable.as_fault(), Fault::SiteUnreachable);
}

#[test]
fn a_silent_site_times_out() {
    let site = Site::start(|_| Reaction::Silence);
    let mut options = options(Some(&site));
    options.limits.answering = Duration::from_millis(200);
    let bench = Bench::start(options);
    let answer = bench.call("DELETE", REMOVE);
    assert_eq!(answer.fault(), (504, Some("timed-out")));
    site.hung_up.recv_timeout(LONG).unwrap();
    assert_eq!(site.seen().len(), 1);
}

#[test]
fn an_endless_answer_is_cut() {
    let site = Site::start(|_| ok(&"x".repeat(1024 * 1024 + 1)));
    let bench = Bench::before(&site);
    assert_eq!(bench.call("GET", MYSELF).fault(), CUT);
    let site = Site::start(|_| ok(&"x".repeat(1024 * 1024)));
    let bench = Bench::before(&site);
    assert_eq!(bench.call("GET", MYSELF).body.len(), 1024 * 1024);
}

#[test]
fn a_dropped_page_request_drops_the_upstream_call() {
    let site = Site::start(|_| Reaction::Silence);
    let bench = Bench::before(&site);
    let mut page = connect(bench.address);
    let raw = bench.raw("DELETE", REMOVE, "", "");
    page.write_all(raw.as_bytes()).unwrap();
    site.arrived.recv_timeout(LONG).unwrap();
    assert!(site.hung_up.try_recv().is_err());
    drop(page);
    site.hung_up.recv_timeout(LONG).unwrap();
}

#[test]
fn a_dropped_relay_drops_its_calls() {
    let site = Site::start(|_| Reaction::Silence);
    let mut bench = Bench::before(&site);
    let mut page = connect(bench.address);
    let raw = bench.raw("DELETE", REMOVE, "", "");
    page.write_all(raw.as_bytes()).unwrap();
    site.arrived.recv_timeout(LONG).unwrap();
    drop(bench.take());
    site.hung_up.recv_timeout(LONG).unwrap();
}

#[test]
fn a_stopping_relay_still_brings_the_answers_of_calls_in_flight() {
    let (go, wait) = channel();
    let mut wait = Some(wait);
    let site = Site::start(move |_| Reaction::Wait(wait.take().unwrap()));
    let mut options = options(Some(&site));
    options.limits.closing = Duration::from_millis(50);
    let mut bench = Bench::start(options);
    let running = bench.take();
    let (address, raw) = (bench.address, bench.raw("DELETE", REMOVE, "", ""));
    let page = std::thread::spawn(move || exchange(address, &raw));
    site.arrived.recv_timeout(LONG).unwrap();
    let mut stopping = bench.runtime.spawn(running.stop());
    // It waits for the call, not merely for the connections to close.
    let well_past_closing = Duration::from_millis(200);
    bench.runtime.block_on(async {
        let early = tokio::time::timeout(well_past_closing, &mut stopping).await;
        assert!(early.is_err());
    });
    assert!(std::net::TcpStream::connect(address).is_err());
    go.send(()).unwrap();
    let answer = page.join().unwrap();
    assert_eq!((answer.status(), answer.body.as_str()), (200, "late"));
    bench.runtime.block_on(stopping).unwrap();
}

#[test]
fn a_request_that_never_ends_is_closed() {
    let mut options = options(None);
    options.limits.reading = Duration::from_millis(100);
    let bench = Bench::start(options);
    let mut page = connect(bench.address);
    page.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    let mut rest = Vec::new();
    std::io::Read::read_to_end(&mut page, &mut rest).unwrap();
}
