//! The stored form of a run: versioned, checksummed, without any credential. Each run has three kinds of
//! pieces: a small [`RunHeader`], the frozen plan in parts, and batches of [`crate::run::JournalEntry`]. All
//! are bound to each other ([`Bond`]), so that a lost or misplaced piece is noticed ([`read_record`]). Two
//! more kinds belong to no run: the selection before a run ([`crate::choose::SavedSelection`]) and the keep
//! list.

mod batch;
mod carried;
mod chain;
mod draft;
mod frame;
mod head;
mod history;
mod keep;
mod log_copy;
mod owner;
mod plan_chunks;
mod plan_notes;
mod record;
mod stored;

pub use batch::{read_batches, write_batch};
pub use carried::{Carried, CarriedError, read_carried, write_carried};
pub use chain::Bond;
pub use draft::{read_draft, write_draft};
pub use frame::DecodeError;
pub use head::{LoadedFrom, RecordStatus, RunHeader, RunProgress, Undone, Verified};
pub use history::{
    Elsewhere, UndoneAgain, closed_in, elsewhere_in, is_wholly_undone, nothing_is_left_to_undo,
    taken_back_by, to_delete_before, undo_begins, undo_notes, undone_again_in, undone_in,
};
pub use keep::{read_keep, write_keep};
pub use log_copy::{LogCopy, StoredLog};
pub use owner::{
    Held, OwnershipError, RecordCopy, Room, WriteBack, claim, may_write, written_back,
};
pub use plan_chunks::{read_plan, write_plan};
pub use record::{StoredRecord, WholeRecord, Wreck, check_record, read_record};
