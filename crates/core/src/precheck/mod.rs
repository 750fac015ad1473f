//! Before a run, asks the site about a proposal: who administers, which groups give apps, who is an
//! app, who is still a member. A state machine like `verify`, which does the last part. Reads only.

mod machine;
mod queries;

pub use machine::{Precheck, PrecheckProgress, PrecheckStage};
