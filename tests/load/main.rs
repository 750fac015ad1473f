//! The table made without an export: lists read page by page, the export that comes of them, names to ids.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod changing;
mod export;
mod faults;
mod names;
mod pace;
mod reader;
mod whole;
