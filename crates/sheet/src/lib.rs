//! The hot loops of an import, over bytes and row numbers. Knows CSV and nothing about Atlassian. A separate crate,
//! because it is compiled for speed and the rest of the page for size.
//!
//! No I/O, no clock, and no allocation per row. Generic code is compiled where it is used, for size, so hot loops take
//! slices and sets instead of closures.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(
    test,
    allow(clippy::panic, reason = "a test that goes wrong ends there")
)]

mod arrange;
mod bit_set;
mod bytes_eq;
mod checksum;
mod cut;
mod duplicates;
mod field_ends;
mod field_text;
mod find;
mod intern;
mod length_prefixed;
mod order;
mod record;
mod row_key;
mod scan;
mod span_cache;
mod text_arena;

pub use arrange::{arrange_by_key, fill};
pub use bit_set::BitSet;
pub use checksum::{checksum_of, sum_of_pairs};
pub use cut::{Cut, MAX_RECORD, RecordReader};
pub use duplicates::{DuplicateFinder, Pairs};
pub use field_text::{text, trimmed, windows_1252};
pub use find::Needle;
pub use intern::Interner;
pub use length_prefixed::{cells, first_cells, push_cell};
pub use order::{rank, rank_cells, sort_by_rank};
pub use record::Record;
pub use row_key::{KeyMaker, RowKey};
pub use span_cache::{SpanHit, Spans};
