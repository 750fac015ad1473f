//! FLOOR 2: what is told about a run. Reads a run, changes nothing.

mod results;

pub use results::{ADDED_COLUMNS, results_csv};
