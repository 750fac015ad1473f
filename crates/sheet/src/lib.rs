//! The loops in which the time goes, over bytes and row numbers. Knows CSV and
//! nothing of Atlassian. A crate of its own because it is compiled for speed
//! where the rest of the page is compiled for size.
//!
//! No I/O, no clock, and no allocation per row. What is generic here is compiled
//! where it is used, for size: hot loops take slices and sets, not closures.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::panic, reason = "a test that goes wrong ends there")
)]

mod arrange;
mod cells;
mod checksum;
mod cut;
mod doubles;
mod ends;
mod find;
mod intern;
mod key;
mod order;
mod same;
mod scan;
mod set;
mod spans;
mod text;
mod texts;

pub use arrange::arrange_by_key;
pub use cells::{cells, first_cells, push_cell};
pub use checksum::{checksum_of, sum_of_pairs};
pub use cut::{Cut, Cutter, LONGEST_RECORD, Record};
pub use doubles::{Doubles, Pairs};
pub use find::Needle;
pub use intern::Interner;
pub use key::{Key, KeyMaker};
pub use order::{rank, rank_cells, sort_by_rank};
pub use set::Set;
pub use spans::{Found, Spans};
pub use text::{text, windows_1252};
