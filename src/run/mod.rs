//! FLOOR 2: the run engine. `step(event, now)` changes state and returns
//! commands; it does no I/O, reads no clock and draws no random number.

mod engine;
mod entry;
mod event;
mod ledger;
mod meaning;
mod pace;
mod progress;
mod proof;
mod record;
mod recover;
mod retry;
mod send;
mod settle;
mod tally;
mod verified;

pub use engine::{Run, Wheel};
pub use entry::{Batch, Entry, Note};
pub use event::{Command, Event, Halt, Pause, Phase, Ticket};
pub use meaning::{Meaning, Reason, RefusedAll, change, read_back};
pub use pace::{History, Pace, Rate, Sign};
pub use proof::{Proof, ProofNext, Verdict};
pub use record::{Outcome, Record};
pub use tally::Tally;
