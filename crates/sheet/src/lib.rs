//! The loops in which the time goes, over bytes and row numbers. Knows CSV and
//! nothing of Atlassian. A crate of its own because it is compiled for speed
//! where the rest of the page is compiled for size.
//!
//! No I/O, no clock, and no allocation per row.

mod cells;
mod cut;
mod find;
mod intern;
mod order;
mod scan;
mod set;

pub use cells::{cells, first_cells, push_cell};
pub use cut::{Cut, Cutter, LONGEST_RECORD, Record};
pub use find::Needle;
pub use intern::Interner;
pub use order::{rank, sort_by_rank};
pub use set::Set;
