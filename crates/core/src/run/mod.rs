//! The run engine. `step(event, now)` changes the state and returns commands. It does no I/O, reads no clock and draws
//! no random number.

mod accessors;
mod already;
mod claimed;
mod confirmation;
mod connection_loss;
mod counts;
mod engine;
mod entry;
mod event;
mod evidence;
mod extra_call;
mod from_outside;
mod groups;
mod if_closed;
mod imported;
mod kept;
mod later;
mod later_words;
mod listening;
mod listing;
mod look;
mod offline;
mod outcome;
mod pace;
mod prior_unknown;
mod progress;
mod proof;
mod record;
mod record_changes;
mod recorded;
mod recover;
mod refuse;
mod retry;
mod row_search;
mod send;
mod settle;
mod site_pauses;
mod status;
mod stop;
mod tally;
mod trial;
mod try_now;
mod undo;
mod verified;
mod write_ahead_log;

pub use accessors::ResultsVersion;
pub use confirmation::{
    Closed, KeepListReading, LateFacts, LateKeepList, LateRecord, Situation, ToConfirm, WhyNot,
    keep_list_allows, may_be_asked, may_be_resumed, plan_of, prepare_confirmation,
};
pub use counts::RunCounts;
pub use engine::{DriverGuard, Run};
pub use entry::{Batch, JournalEntry, OutcomeNote};
pub use event::{CallId, Command, Event, Halt, JournalError, Pause, Phase};
pub use evidence::Evidence;
pub use extra_call::TriedNow;
pub use imported::ResultCells;
pub use kept::ToSend;
pub use later_words::{LaterWord, LaterWords, SeenLater};
pub(crate) use listening::Listening;
pub use listening::SILENCE;
pub use listing::{Listed, Listing, MAX_LISTED};
pub use outcome::{OUTCOMES, Outcome};
pub(crate) use pace::Hold;
pub use pace::{History, Pace, PauseEnd, Rate, RateSignal};
pub use prior_unknown::{all_the_same, done_before, prior_unknown};
pub(crate) use proof::WAITS;
pub use proof::{Absence, Proof, ProofNext, ProofVerdict};
pub use record::ItemRecord;
pub use recorded::Recorded;
pub(crate) use retry::{MAX_TRIES, hold, rest};
pub use row_search::RowSearch;
pub use site_pauses::SitePauses;
pub use status::RunStatus;
pub use tally::Tally;
pub use trial::TrialState;
pub use undo::{KnownChange, Uncertain, UndoScope};

pub use crate::atlassian::{HaltReason, Reason, ResponseKind};
