//! The simulated site over real sockets, as a library and as a program.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod control;
mod face;
mod logins;
mod organization;
mod products;
mod program;
mod support;
