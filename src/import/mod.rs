//! FLOOR 1: bytes to rows. A file becomes a [`Table`] or one [`Refusal`];
//! what is odd about single rows becomes a [`Finding`], and an unusable row
//! can be looked at but never sent.

mod builder;
mod columns;
mod earlier;
mod findings;
mod mark;
mod own;
mod reader;
mod record;
mod refusal;
mod sniff;
mod table;

pub use columns::{ColumnMap, Role};
pub use earlier::{ADDED_COLUMNS, Earlier, Origin, RESTORE_COLUMN};
pub use findings::{Finding, FindingKind, Findings};
pub use mark::FileMark;
pub use own::{Parts, Splitter};
pub use reader::{Importer, read};
pub use refusal::Refusal;
pub use table::{Group, GroupIx, Row, StatusIx, Table, User, UserIx};

/// The article's nine-row sample, with the email heading that the article's table lost.
pub const SAMPLE: &[u8] = include_bytes!("sample.csv");
/// File name shown for [`SAMPLE`].
pub const SAMPLE_NAME: &str = "groups.csv (sample)";
