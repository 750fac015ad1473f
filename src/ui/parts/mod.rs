//! Widgets that know nothing of the steps.

mod counts;
mod rows;

pub(super) use counts::Counts;
pub(super) use rows::{Column, Rows, Tick};
