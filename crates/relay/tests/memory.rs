//! Memory of the relay as a program: pages that take no answers cannot fill it.

use std::io::Write;
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::bench::MYSELF;
use crate::binary::{Program, RELAY, command};
use crate::http::{LONG, connect};
use crate::page::{Page, call};
use crate::site::{Reaction, Site, ok};

/// The longest answer there may be, or nearly.
const ANSWER: usize = 1000 * 1000;
/// Bytes per chunk of a chunked answer.
const PIECE: usize = 8000;
const SOCKETS: usize = 16;
const CALLS: usize = 8;
/// What the relay may take beyond what it has at its beginning, in megabytes: all answers at once are 128, and more
/// where they are written.
const MOST: f64 = 40.0;
/// What it may keep of that afterwards.
const KEPT: f64 = 20.0;

fn program(site: &Site) -> Program {
    let flags = ["--site", &site.origin(), "--listen", "127.0.0.1:0"];
    let mut command = command(RELAY, &flags);
    command.stderr(Stdio::null());
    Program::start(command)
}

/// The process's memory according to the kernel, in megabytes. `None` if this is not Linux.
fn megabytes(program: &Program, line: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).ok()?;
    let line = status.lines().find(|one| one.starts_with(line))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// Pages that make as many calls as the relay accepts, and read no answer.
fn unread_answers(program: &Program, site: &Site) {
    let open = || {
        let mut page = Page::open(program.address(), program.key());
        for _ in 0..CALLS {
            page.send(call("GET", MYSELF));
        }
        page
    };
    let pages: Vec<Page> = (0..SOCKETS).map(|_| open()).collect();
    for _ in 0..SOCKETS * CALLS {
        site.arrived.recv_timeout(LONG).unwrap();
    }
    // Long enough for the relay to take in all that it will.
    std::thread::sleep(Duration::from_secs(1));
    drop(pages);
}

/// Connections that begin a long request and do not end it.
fn begun_requests(program: &Program) {
    let host = program.address();
    let cookie = "x".repeat(60_000);
    let half = format!("GET / HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}");
    let begin = |_| {
        let mut stream = connect(host);
        let _ = stream.write_all(half.as_bytes());
        stream
    };
    let begun: Vec<TcpStream> = (0..120).map(begin).collect();
    drop(begun);
}

/// A page with its socket open, once the pages of the flood have left a place.
fn next_page(program: &Program) -> Page {
    let latest = Instant::now() + LONG;
    loop {
        let open = || Page::open(program.address(), program.key());
        if let Ok(page) = std::panic::catch_unwind(open) {
            return page;
        }
        assert!(Instant::now() < latest, "no place became free");
    }
}

/// Floods the relay with such answers three times. It must stay within its limit, and free the memory afterwards.
fn flood(answer: impl Fn() -> Reaction + Send + 'static) {
    let site = Site::start(move |_| answer());
    let program = program(&site);
    let Some(before) = megabytes(&program, "VmRSS") else {
        println!("Memory is measured on Linux alone.");
        return;
    };
    for _ in 0..3 {
        unread_answers(&program, &site);
        begun_requests(&program);
        let answer = next_page(&program).call("GET", MYSELF);
        assert_eq!(answer.unwrap().body.len(), ANSWER);
        site.arrived.recv_timeout(LONG).unwrap();
    }
    let most = megabytes(&program, "VmHWM").unwrap() - before;
    let kept = megabytes(&program, "VmRSS").unwrap() - before;
    println!("Floods took {most:.1} MB at most; {kept:.1} MB are kept.");
    assert!(most < MOST, "{most:.1} MB taken");
    assert!(kept < KEPT, "{kept:.1} MB kept");
}

#[test]
fn a_flood_of_unread_answers_takes_little_and_is_given_back() {
    flood(|| ok(&"x".repeat(ANSWER)));
}

/// As Atlassian's sites send most of their answers.
#[test]
fn a_flood_of_answers_that_do_not_tell_their_length_is_given_back_too() {
    let piece = format!("{PIECE:x}\r\n{}\r\n", "x".repeat(PIECE));
    let pieces = piece.repeat(ANSWER / PIECE);
    flood(move || {
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked";
        Reaction::Answer(format!("{head}\r\n\r\n{pieces}0\r\n\r\n"))
    });
}
