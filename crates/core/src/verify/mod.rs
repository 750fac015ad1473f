//! After a run, reads its groups back and says per group who is not as
//! planned; before a run, the same for a proposal. A state machine like the engine: `step(event, now)` gives calls; no
//! I/O, no clock. What could not be read is said to be unread, never gone.

mod answer;
mod before;
mod calls;
mod machine;
mod reading;
mod states;
mod verification;
mod waiting;

pub(crate) use answer::{MAX_TRIES_UNUSABLE, NoApi, ReadError, read_response};
pub use calls::{Actions, ReadEvent, ReadId};
pub use machine::Verifier;
pub use states::ReadProgress;
pub use verification::{GroupReading, Other, Others, Unread, Verification};
pub use waiting::{ReadWait, Wait};
