//! What the relay costs: printed, not judged, for `make bench`. The relay is the program in GROUPSWEEP_RELAY.

use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::bench::{LOGIN, MYSELF};
use crate::binary::{Program, RELAY, command};
use crate::http::{LONG, Message, connect};
use crate::page::{Page, call};
use crate::site::{Reaction, Site, ok};

const ROUNDS: usize = 4_000;
const CALLS: u32 = 40_000;
const AT_ONCE: u32 = 64;
/// As many open sockets as the relay accepts, and further connections with half a request.
const CONNECTIONS: usize = 100;
const SOCKETS: usize = 16;

fn program(site: &Site) -> Program {
    let path = std::env::var("GROUPSWEEP_RELAY").unwrap_or_else(|_| RELAY.to_owned());
    let flags = ["--site", &site.origin(), "--listen", "127.0.0.1:0"];
    let mut command = command(&path, &flags);
    command.stderr(Stdio::null());
    Program::start(command)
}

/// One call straight to the site, as the relay makes it.
fn direct(reader: &mut BufReader<TcpStream>, address: &str) {
    let raw = format!(
        "GET {MYSELF} HTTP/1.1\r\naccept: application/json\r\naccept-encoding: identity\r\naccept-language: en\r\nauthorization: {LOGIN}\r\nx-force-accept-language: true\r\nx-atlassian-token: no-check\r\nuser-agent: groupsweep-relay\r\nhost: {address}\r\n\r\n"
    );
    reader.get_mut().write_all(raw.as_bytes()).unwrap();
    assert_eq!(Message::read(reader).unwrap().status(), 200);
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A line of the kernel's account of a process, in megabytes.
fn megabytes(program: &Program, line: &str) -> Option<f64> {
    let path = format!("/proc/{}/status", program.id());
    let status = std::fs::read_to_string(path).ok()?;
    let found = status.lines().find(|one| one.starts_with(line))?;
    let kilobytes: f64 = found.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

fn said(what: &str, figure: String, mark: &str) {
    println!("  {what:<46} {figure:>12}   (mark: {mark})");
}

/// Direct and relayed calls by turns, so that both meet the same machine.
fn added_latency(page: &mut Page, site: &Site) {
    let mut reader = BufReader::new(connect(site.address));
    let address = site.address.to_string();
    let (mut straight, mut relayed) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        direct(&mut reader, &address);
        straight.push(began.elapsed());
        let began = Instant::now();
        assert_eq!(page.call("GET", MYSELF).unwrap().status, 200);
        relayed.push(began.elapsed());
    }
    let (straight, relayed) = (median(&mut straight), median(&mut relayed));
    said(
        "a call straight to the site, p50",
        format!("{:.3} ms", millis(straight)),
        "-",
    );
    said(
        "the same through the relay, p50",
        format!("{:.3} ms", millis(relayed)),
        "-",
    );
    let added = format!("{:.3} ms", millis(relayed.saturating_sub(straight)));
    said("added", added, "1 ms at most");
}

fn calls_a_second(page: &mut Page) {
    let began = Instant::now();
    for _ in 0..AT_ONCE {
        page.send(call("GET", MYSELF));
    }
    for answered in 0..CALLS {
        assert_eq!(page.hear().unwrap().result.unwrap().status, 200);
        if answered + AT_ONCE < CALLS {
            page.send(call("GET", MYSELF));
        }
    }
    let rate = f64::from(CALLS) / began.elapsed().as_secs_f64();
    said(
        "calls a second, 64 at once on one socket",
        format!("{rate:.0}"),
        "2,000 at least",
    );
}

/// As many pages as the relay accepts, each with calls in flight, and connections that never finish a request.
fn memory() {
    let site = Site::start(|_| Reaction::Silence);
    let program = program(&site);
    let mut pages: Vec<Page> = Vec::new();
    for _ in 0..SOCKETS {
        let mut page = Page::open(program.address(), program.key());
        for _ in 0..8 {
            page.send(call("GET", MYSELF));
        }
        pages.push(page);
    }
    for _ in 0..SOCKETS * 8 {
        site.arrived.recv_timeout(LONG).unwrap();
    }
    let begun: Vec<TcpStream> = (SOCKETS..CONNECTIONS)
        .map(|_| {
            let mut stream = connect(program.address());
            let host = program.address();
            let half = format!(
                "GET / HTTP/1.1\r\nHost: {host}\r\nCookie: {}",
                "x".repeat(4000)
            );
            stream.write_all(half.as_bytes()).unwrap();
            stream
        })
        .collect();
    // One more page's file: by its answer all the connections before it were taken in.
    let raw = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", program.address());
    let answer = crate::http::exchange(program.address(), &raw);
    assert!(matches!(answer.status(), 200 | 503));
    let (now, most) = (megabytes(&program, "VmRSS"), megabytes(&program, "VmHWM"));
    for (what, figure) in [
        ("memory, 16 sockets, 128 calls, 84 connections", now),
        ("the most it ever took", most),
    ] {
        let figure = figure.map_or("unknown".to_owned(), |figure| format!("{figure:.1} MB"));
        said(what, figure, "25 MB at most");
    }
    drop((pages, begun));
}

#[test]
#[ignore = "a measurement"]
fn figures_of_the_relay() {
    let site = Site::start(|_| ok("{}"));
    let program = program(&site);
    println!("Relay, on loopback:");
    let mut page = Page::open(program.address(), program.key());
    for _ in 0..500 {
        page.call("GET", MYSELF).unwrap();
    }
    added_latency(&mut page, &site);
    calls_a_second(&mut page);
    let most = megabytes(&program, "VmHWM");
    let most = most.map_or("unknown".to_owned(), |most| format!("{most:.1} MB"));
    said("the most memory it took for these", most, "25 MB at most");
    memory();
    let path = std::env::var("GROUPSWEEP_RELAY").unwrap_or_default();
    if let Ok(file) = std::fs::metadata(path) {
        let size = file.len() as f64 / 1024.0 / 1024.0;
        said(
            "the program, page inside",
            format!("{size:.2} MB"),
            "8 MB at most",
        );
    }
}
