//! The relay over real sockets: admission, requests, responses.
#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub
)]

mod admission;
mod at_most_once;
mod attacks;
mod bench;
mod binary;
mod certificates;
mod cloud;
mod faults;
mod figures;
mod forwarding;
mod fuzzed;
mod gate_table;
mod hangup;
mod hostile_site;
mod http;
mod idle;
mod memory;
mod one_relay;
mod page;
mod proxy;
mod relay_login;
mod site;
mod socket;
mod speed;
mod terminal;
mod upgrade;
