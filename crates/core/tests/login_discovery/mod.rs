//! Finding out what was pasted: which API accepts it, by which door, in which scheme.

mod abilities;
mod refusals;
pub(crate) mod site;
mod ways;
