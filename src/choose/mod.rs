//! FLOOR 1: who leaves which group. Selection is by row of the file; filters
//! and sorting change the view and nothing else; a list of people says who can
//! not be ticked at all, and so does the keep list (`keep`). What is ticked can be kept until
//! the file is back (`draft`).

mod choice;
mod draft;
mod effect;
mod filter;
mod guard;
mod keep;
mod kept;
mod list;
mod selection;
mod shown;
mod viewport;

pub use choice::Choice;
pub use draft::Draft;
pub use effect::{GroupChange, Totals, WhatWillChange};
pub use filter::{Filter, LastSeen, Odd};
pub use groupsweep_sheet::Set;
pub use guard::{Guard, ListUse, Objection};
pub use keep::{KeepList, Named, keep_lines};
pub use kept::{Keep, Kept, KeptBy};
pub use list::{ListError, NameList};
pub use selection::Selection;
pub use shown::{Ranks, Shown, SortBy, Sorting};
pub use viewport::Viewport;
