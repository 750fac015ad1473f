//! Reports about a run. Reads a run and changes nothing.

mod announcer;
mod by_group;
mod cells;
mod findings;
mod receipt;
mod restore;
mod results;
pub mod wording;

pub use crate::import::ADDED_COLUMNS;
pub use announcer::Announcer;
pub use by_group::{GroupOutcome, ListedMembers, by_group};
pub use cells::FormulaGuard;
pub(crate) use cells::{LINE_END, next_cell, plan_row_of};
pub use findings::findings_csv;
pub use receipt::{ReceiptFacts, RelayTrouble, VerificationFacts, receipt_json};
pub use restore::{restore_of_plan, restore_of_run};
pub(crate) use results::LEFT_IN_DOUBT;
pub use results::{ResultsWriter, results_csv, results_of_plan};
