//! Reading a run's groups back: what is believed, what is asked again, what is never believed.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod hidden;
mod late;
mod members;
mod pages;
mod products;
mod reader;
mod refusals;
mod whole;

#[path = "../support/mod.rs"]
mod support;
