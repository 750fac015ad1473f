//! FLOOR 1: bytes to rows. A file becomes a [`Table`] or one [`Refusal`];
//! what is odd about single rows becomes a [`Finding`], and an unusable row
//! can be looked at but never sent.
//!
//! A file comes in blocks of any size. The first 64 KiB tell how to read it
//! (`sniff`); then blocks become records (`stream`), and records rows (`builder`)
//! of groups (`groups`) and people (`people`). No block is kept: what nobody has
//! looked at is read from the file once more ([`Rewind`]).

mod builder;
mod claims;
mod columns;
mod decode;
mod earlier;
mod findings;
mod flags;
mod groups;
mod join;
mod kept_because;
mod mark;
mod notes;
mod other_names;
mod people;
mod place;
mod plan_rows;
mod reader;
mod refusal;
mod rewind;
mod seen;
mod sniff;
mod stream;
mod table;
mod unwrap;

pub use columns::{ColumnMap, Role};
pub use decode::{Encoding, text_of, utf8_of};
pub use earlier::{ADDED_COLUMNS, Earlier, Origin, PRACTICE_MARK, PRACTICE_NAME, RESTORE_COLUMN};
pub use findings::{Finding, FindingKind, Findings, Titled};
pub use groups::{Group, GroupIx, Names};
pub use groupsweep_sheet::{Needle, Record};
pub use join::{NotOne, SEAM_BLOCK, Seam, seam};
pub use mark::FileMark;
pub use notes::Note;
pub use people::{NameIx, User, UserIx};
pub use place::MovedBy;
pub use plan_rows::{CutShort, PLAN_ROW};
pub use reader::{Ending, Importer, read};
pub use refusal::Refusal;
pub use rewind::{Changed, Extra, Part, Rewind};
pub use seen::{Day, Seen};
pub use sniff::{RECORD_BEGINS, SEALED_FORMAT};
pub use table::{PersonText, Row, SeenIn, Table};

/// The article's nine-row sample, with the email heading that the article's table lost.
pub const SAMPLE: &[u8] = include_bytes!("sample.csv");
/// File name shown for [`SAMPLE`].
pub const SAMPLE_NAME: &str = "groups.csv (sample)";
