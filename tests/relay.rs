//! The relay over real sockets: who gets in, what goes out, what comes back.
#![forbid(unsafe_code)]
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub
)]

#[path = "relay/attacks/mod.rs"]
mod attacks;
#[path = "relay/bench.rs"]
mod bench;
#[path = "relay/binary.rs"]
mod binary;
#[path = "relay/certificates.rs"]
mod certificates;
#[path = "relay/cloud.rs"]
mod cloud;
#[path = "relay/entrance.rs"]
mod entrance;
#[path = "relay/faults.rs"]
mod faults;
#[path = "relay/figures.rs"]
mod figures;
#[path = "relay/forwarding.rs"]
mod forwarding;
#[path = "relay/fuzzed.rs"]
mod fuzzed;
#[path = "relay/held.rs"]
mod held;
#[path = "relay/hostile_site.rs"]
mod hostile_site;
#[path = "relay/http.rs"]
mod http;
#[path = "relay/idle.rs"]
mod idle;
#[path = "relay/memory.rs"]
mod memory;
#[path = "relay/once.rs"]
mod once;
#[path = "relay/page.rs"]
mod page;
#[path = "relay/proxy.rs"]
mod proxy;
#[path = "relay/site.rs"]
mod site;
#[path = "relay/socket.rs"]
mod socket;
#[path = "relay/speed.rs"]
mod speed;
#[path = "relay/terminal.rs"]
mod terminal;
#[path = "relay/upgrade.rs"]
mod upgrade;
