//! What every reading of the site shares: questions wait, rest and are under way at a pace, and what brought nothing is
//! asked again or given up. Each reading (`verify`, `precheck`, `load`) keeps what it asks and what the answers mean.

mod calls;
mod no_api;
mod queue;
mod waiting;

pub(crate) use calls::Asker;
pub use calls::{Actions, ReadEvent, ReadId};
pub(crate) use queue::{AtOnce, Lost, Queue};
pub use waiting::{ReadWait, Wait};
