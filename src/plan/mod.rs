//! FLOOR 1: the frozen plan, and the one gate before anything is removed.

mod freeze;
mod gate;
mod reach;

pub use freeze::{Plan, PlanItem, PlanSummary};
pub use gate::{Approved, Confirmation, Refused, Scope};
pub use reach::Reach;
