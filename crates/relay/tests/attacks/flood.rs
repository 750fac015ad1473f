//! More connections, sockets and wrong keys than the relay accepts.

use std::io::Read;
use std::net::TcpStream;
use std::time::Instant;

use super::aim::{Aim, exchange, status};
use crate::bench::{Bench, MYSELF};
use crate::http::{LONG, connect};
use crate::site::Site;

/// Valid calls during the flood, to see that a connected page is not disturbed.
pub const CONTROLS: usize = 1;
const MORE: usize = 40;

/// Says how many were refused.
pub fn refused(bench: &Bench, aim: &Aim, site: &Site) -> usize {
    let before = super::reached(site);
    assert_eq!(before, 0, "an attack reached the site");
    sockets(bench, aim) + connections(bench, aim)
}

/// A place is free again a moment after its connection ended.
fn until(done: impl Fn() -> bool) {
    let latest = Instant::now() + LONG;
    while !done() {
        assert!(Instant::now() < latest, "no place became free");
    }
}

fn sockets(bench: &Bench, aim: &Aim) -> usize {
    let busy = || status(&exchange_head(aim)) == Some(503);
    until(|| !busy());
    let mut open = Vec::new();
    until(|| !busy());
    // Four places: three are taken here, and the fourth by the one that asks.
    while open.len() < 4 {
        let page = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| bench.page()));
        open.extend(page);
    }
    let refused = (0..2).filter(|_| busy()).count();
    assert_eq!(refused, 2);
    drop(open);
    until(|| !busy());
    refused
}

/// The beginning of the answer to a right handshake, hung up on at once.
fn exchange_head(aim: &Aim) -> Vec<u8> {
    let mut stream = connect(aim.address);
    std::io::Write::write_all(&mut stream, &aim.socket().bytes()).unwrap();
    let mut head = [0; 32];
    let read = stream.read(&mut head).unwrap_or_default();
    head[..read].to_vec()
}

fn connections(bench: &Bench, aim: &Aim) -> usize {
    let mut page = bench.page();
    let right = aim.greeting().bytes();
    let attempt = || {
        let flood: Vec<TcpStream> = (0..24 + MORE).map(|_| connect(aim.address)).collect();
        // The relay has the flood's first 24 for their 300 ms; what comes now finds no place.
        let closed = (0..4).filter(|_| exchange(aim.address, &right).is_empty());
        (closed.count(), flood)
    };
    // On a busy machine, the 300 ms may be over before the next connection.
    let (closed, flood) = (0..10)
        .map(|_| attempt())
        .find(|(closed, _)| *closed > 0)
        .expect("the flood took no place in ten attempts");
    assert_eq!(
        page.call("GET", MYSELF).unwrap().status,
        200,
        "a page that is there is served"
    );
    let mut ended = 0;
    for mut stream in flood {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.is_empty());
        ended += 1;
    }
    until(|| status(&exchange(aim.address, &right)) == Some(200));
    closed + ended
}
