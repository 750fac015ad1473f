//! Bytes to rows: what is read, what is found odd, what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod blocks;
mod findings;
mod hard;
mod headings;
mod names;
mod ours;
mod quotes;
mod refusals;

#[path = "../support/mod.rs"]
mod support;
