//! FLOOR 1: who leaves which group. Selection is by row of the file; filters
//! change the view and nothing else.

mod choice;
mod effect;
mod filter;
mod selection;
mod viewport;

pub use choice::Choice;
pub use effect::{GroupChange, WhatWillChange};
pub use filter::Filter;
pub use selection::Selection;
pub use viewport::Viewport;
