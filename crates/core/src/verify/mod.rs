//! Reads the groups of a run after it, or of a proposal before it, and reports per group who is not as planned. A
//! state machine like the engine: `step(event, now)` returns calls, without I/O or a clock. What could not be read is
//! reported as unread, never as gone.

mod before;
mod calls;
mod machine;
mod reading;
mod states;
mod verification;

pub use machine::{CANCELLED, Verifier};
pub use states::ReadProgress;
pub use verification::{GroupReading, Other, Others, Unread, Verification};
