//! The relay over real sockets: who gets in, what goes out, what comes back.
#![forbid(unsafe_code)]
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub
)]

#[path = "relay/bench.rs"]
mod bench;
#[path = "relay/binary.rs"]
mod binary;
#[path = "relay/entrance.rs"]
mod entrance;
#[path = "relay/faults.rs"]
mod faults;
#[path = "relay/forwarding.rs"]
mod forwarding;
#[path = "relay/http.rs"]
mod http;
#[path = "relay/page.rs"]
mod page;
#[path = "relay/site.rs"]
mod site;
#[path = "relay/socket.rs"]
mod socket;
#[path = "relay/speed.rs"]
mod speed;
#[path = "relay/upgrade.rs"]
mod upgrade;
