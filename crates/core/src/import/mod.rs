//! Turns the bytes of a file into rows. A file becomes a [`Table`] or one [`ImportError`].
//! Oddities of single rows become [`Finding`]s. An unusable row can be viewed but never sent.
//!
//! A file arrives in blocks of any size. The first 64 KiB show how to read it (`sniff`).
//! Blocks become records (`stream`), and records become rows (`builder`) of groups (`groups`)
//! and people (`users`). No block stays in memory: cells that nobody has viewed yet are read
//! from the file again ([`Rewind`]).

mod binding;
mod builder;
mod claims;
mod columns;
mod decode;
mod details;
mod finding_kind;
mod findings;
mod fingerprint;
mod finished_at;
mod groups;
mod habit;
mod hidden_rows;
mod id_shape;
mod join;
mod kept_because;
mod last_seen;
mod notes;
mod other_names;
mod place;
mod plan_rows;
mod previous_outcome;
mod reader;
mod recorded_names;
mod refusal;
mod reread;
mod row_flags;
mod sniff;
mod stream;
mod table;
mod unwrap;
mod user_index;
mod users;
mod usual_ids;

pub(crate) use columns::EMAIL_HEADINGS;
pub use columns::{ColumnMap, Role};
pub use decode::{Encoding, text_of, utf8_of};
pub use finding_kind::FindingKind;
pub use findings::{Finding, Findings, Titled};
pub use fingerprint::FileFingerprint;
pub use groups::{Group, GroupIdsByName, GroupIndex, label_of_namesake};
pub use groupsweep_sheet::{Needle, Record};
pub use join::{SEAM_BLOCK, Seam, SeamError, seam};
pub use last_seen::{Day, LastSeen};
pub use notes::FileNote;
pub use place::MovedBy;
pub use plan_rows::{CutShort, PLAN_ROW};
pub use previous_outcome::{
    ADDED_COLUMNS, CONTRADICTED, FileKind, PRACTICE_MARK, PRACTICE_NAME, PreviousOutcome,
    REASON_COLUMN, RESTORE_COLUMN, SITE_NAME_COLUMNS,
};
pub use reader::{Ending, Importer, read};
pub use recorded_names::site_names_in_reason;
pub use refusal::ImportError;
pub use reread::{FileChangedError, RecordKind, Rewind, RowColumns};
pub use sniff::{RECORD_BEGINS, SEALED_FORMAT};
pub use table::{PersonText, Row, SeenIn, Table};
pub use user_index::{NameIndex, UserIndex};
pub use users::User;

/// The article's nine-row sample, with the email heading that is missing from the article's table.
pub const SAMPLE: &[u8] = include_bytes!("sample.csv");
/// File name shown for [`SAMPLE`].
pub const SAMPLE_NAME: &str = "groups.csv (sample)";
