//! FLOOR 2: what is told about a run. Reads a run, changes nothing.

mod cells;
mod receipt;
mod restore;
mod results;

pub use crate::import::ADDED_COLUMNS;
pub use receipt::{ReceiptFacts, VerificationFacts, plan_digest, receipt_json};
pub use restore::restore_csv;
pub use results::results_csv;
