//! After a run, reads its groups back and says per group who is not as
//! planned; before a run, the same for a proposal. A state machine like the engine: `step(event, now)` gives calls; no
//! I/O, no clock. What could not be read is said to be unread, never gone.

mod before;
mod calls;
mod machine;
mod reading;
mod states;
mod verification;

pub use machine::{CANCELLED, Verifier};
pub use states::ReadProgress;
pub use verification::{GroupReading, Other, Others, Unread, Verification};
