//! When the site's answer does not come: the right word, and never a second request.

use std::io::Write;
use std::net::TcpListener;
use std::time::Duration;

use groupsweep_core::wire::RelayError;

use crate::bench::{Bench, MYSELF, REMOVE, options};
use crate::http::{LONG, connect};
use crate::site::{Reaction, Site, ok};

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
        assert_eq!(answer, Err(RelayError::Cut), "{after}");
        assert_eq!(site.seen().len(), 1, "{after}");
    }
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
    let mut page = bench.page();
    assert_eq!(page.call("GET", MYSELF).unwrap().status, 200);
    assert_eq!(page.call("DELETE", REMOVE), Err(RelayError::Cut));
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
    options.site = groupsweep_core::domain::SiteAddress::parse_for_relay(&address).ok();
    let bench = Bench::start(options);
    let answer = bench.call("DELETE", REMOVE);
    assert_eq!(answer, Err(RelayError::Unreachable));
}

#[test]
fn a_silent_site_times_out() {
    let site = Site::start(|_| Reaction::Silence);
    let mut options = options(Some(&site));
    options.limits.answering = Duration::from_millis(200);
    let bench = Bench::start(options);
    let answer = bench.call("DELETE", REMOVE);
    assert_eq!(answer, Err(RelayError::TimedOut));
    site.hung_up.recv_timeout(LONG).unwrap();
    assert_eq!(site.seen().len(), 1);
}

#[test]
fn an_endless_answer_is_cut() {
    let site = Site::start(|_| ok(&"x".repeat(1024 * 1024 + 1)));
    let bench = Bench::before(&site);
    assert_eq!(bench.call("GET", MYSELF), Err(RelayError::Cut));
    let site = Site::start(|_| ok(&"x".repeat(1024 * 1024)));
    let bench = Bench::before(&site);
    assert_eq!(bench.call("GET", MYSELF).unwrap().body.len(), 1024 * 1024);
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
