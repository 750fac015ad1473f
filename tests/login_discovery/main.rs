//! Finding out what was pasted: which API accepts it, by which door, in which scheme.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod abilities;
mod refusals;
mod site;
mod ways;
