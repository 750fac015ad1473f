//! The three products' adapters: how a question is worded, what an answer means, what stands on a page, and what may
//! pass the relay.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod list;
mod pages;
mod support;
