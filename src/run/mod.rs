//! FLOOR 2: the run engine. `step(event, now)` changes state and returns
//! commands; it does no I/O, reads no clock and draws no random number.

mod already;
mod counts;
mod engine;
mod entry;
mod event;
mod evidence;
mod groups;
mod ledger;
mod listening;
mod look;
mod offline;
mod outcome;
mod pace;
mod progress;
mod proof;
mod record;
mod recorded;
mod recover;
mod refuse;
mod retry;
mod send;
mod settle;
mod status;
mod tally;
mod told;
mod trial;
mod try_now;
mod undo;
mod verified;

pub use counts::RunCounts;
pub use engine::{Run, Wheel};
pub use entry::{Batch, Entry, Note};
pub use event::{Command, Event, Halt, NotKept, Pause, Phase, Ticket};
pub use evidence::Evidence;
pub(crate) use listening::Listening;
pub use listening::SILENCE;
pub use outcome::{OUTCOMES, Outcome};
pub(crate) use pace::Hold;
pub use pace::{History, Pace, PauseEnd, Rate, Sign};
pub(crate) use proof::WAITS;
pub use proof::{Proof, ProofNext, Verdict};
pub use record::Record;
pub use recorded::Recorded;
pub(crate) use retry::{MOST_TRIES, hold, rest};
pub use status::RunStatus;
pub use tally::Tally;
pub use told::ToldCells;
pub use trial::TrialState;
pub use try_now::TriedNow;
pub use undo::{Changed, Uncertain, UndoScope};

pub use crate::product::{Meaning, Reason, RefusedAll};
