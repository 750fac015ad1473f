//! FLOOR 1: the frozen plan, and the one gate before anything is changed.

mod action;
mod freeze;
mod gate;
mod kept;
mod reach;

pub use action::Action;
pub use freeze::{Frozen, Plan, PlanItem, PlanSummary, Source};
pub use gate::{Approved, Confirmation, Refused, Scope};
pub use reach::Reach;
