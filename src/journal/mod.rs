//! FLOOR 2: what a run writes down, as bytes: versioned, checksummed, without
//! any credential. Storage keeps three kinds per run: a small [`Head`], the
//! frozen plan in parts, and batches of [`crate::run::Entry`], all bound to each
//! other ([`Bond`]), so that a lost or misplaced piece is noticed ([`read_record`]).
//! Before there is a run, it keeps what is ticked ([`crate::choose::Draft`]); beside all runs, the keep list.

mod batch;
mod bond;
mod carried;
mod draft;
mod frame;
mod head;
mod history;
mod keep;
mod log_copy;
mod notes;
mod owner;
mod parts;
mod record;
mod stored;

pub use batch::{read_batches, write_batch};
pub use bond::Bond;
pub use carried::{Carried, NotCarried, read_carried, write_carried};
pub use draft::{read_draft, write_draft};
pub use frame::Damaged;
pub use head::{Brought, Head, Progress, Standing, Undone, Verified};
pub use history::{Elsewhere, elsewhere_in, is_wholly_undone, undone_by, undone_in};
pub use keep::{read_keep, write_keep};
pub use log_copy::LogCopy;
pub use owner::{Held, Lost, RecordCopy, Room, claim, may_write, written_back};
pub use parts::{read_plan, write_plan};
pub use record::{StoredRecord, WholeRecord, Wreck, check_record, read_record};
