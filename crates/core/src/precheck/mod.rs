//! The check before a run: which groups administer or give app access, who is an app, and who is still a member. A
//! state machine like `verify`, which reads the memberships. Reads only.

mod machine;
mod queries;

pub use machine::{Precheck, PrecheckProgress, PrecheckStage};
