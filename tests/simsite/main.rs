//! The simulated site over real sockets, as a library and as a program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod control;
mod face;
mod program;
mod support;
