//! The queue that all readings share: paced calls, back-offs, retries and giving up. Each reading (`verify`,
//! `precheck`, `load`) decides what to ask and what the answers mean.

mod calls;
mod no_api;
mod queue;
mod waiting;

pub(crate) use calls::Asker;
pub use calls::{Actions, ReadEvent, ReadId};
pub(crate) use queue::{AtOnce, Lost, Queue};
pub use waiting::{ReadWait, Wait};
