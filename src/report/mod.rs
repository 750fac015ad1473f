//! FLOOR 2: what is told about a run. Reads a run and a table, changes neither.

mod results;

pub use results::{ADDED_COLUMNS, results_csv};
