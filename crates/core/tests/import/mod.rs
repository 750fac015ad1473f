//! Bytes to rows: what is read, what is found odd, what is refused.

mod blocks;
mod csv_crate;
mod email_column;
mod findings;
mod fuzzed;
mod hard_files;
mod headings;
mod names;
mod own_files;
mod quotes;
mod random_files;
mod refusals;
mod reread;
mod round_trip;

#[path = "../../../../fuzz/src/checks/mod.rs"]
mod checks;
