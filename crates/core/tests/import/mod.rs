//! Bytes to rows: what is read, what is found odd, what is refused.

mod beside_csv;
mod blocks;
mod changed;
mod email_column;
mod findings;
mod fuzzed;
mod hard;
mod headings;
mod names;
mod ours;
mod quotes;
mod refusals;
mod wild;
mod written;

#[path = "../../../../fuzz/src/checks/mod.rs"]
mod checks;
