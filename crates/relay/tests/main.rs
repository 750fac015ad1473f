//! The relay over real sockets: who gets in, what goes out, what comes back.
#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub
)]

mod attacks;
mod bench;
mod binary;
mod certificates;
mod cloud;
mod entrance;
mod faults;
mod figures;
mod forwarding;
mod fuzzed;
mod gate_table;
mod hangup;
mod held;
mod hostile_site;
mod http;
mod idle;
mod memory;
mod once;
mod one_relay;
mod page;
mod proxy;
mod site;
mod socket;
mod speed;
mod terminal;
mod upgrade;
