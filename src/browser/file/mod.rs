//! Files: reads one into a table, reads it again for columns and results, and offers downloads.

mod blocks;
mod helper;
mod import;
mod rewind;
mod source;
mod warm_up;
mod written;
mod yield_now;

pub use helper::start_file_helper;
pub use import::{FileError, read_file};
pub use rewind::{RewindError, read_column, write_results};
pub use source::{FileSource, read_record_file, read_small_file};
pub use warm_up::warm_up;
pub use written::Written;
