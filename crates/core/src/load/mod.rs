//! Makes the table without an export: lists the site's groups, reads the members of the picked ones, and
//! writes what was read as the export that the site would have given. State machines like the other readings:
//! `step(event, now)` gives calls; no I/O, no clock.
//!
//! A group whose pages do not join, or that was not read to its end, is left out whole and named with the reason: in
//! a table a group with some of its members would look like one with all of them.

mod complete_list;
mod list_reader;
mod names;
mod paged_list;
mod pages;

pub use complete_list::{GroupList, Loaded, LoadedGroup, MissingGroup, by_reason, readable};
pub use list_reader::{GatherProgress, ListReader};
pub use names::{Resolution, Resolved, fill_in, names_of, names_to_look_up, resolve};
pub use paged_list::{AllGroups, GroupMembers, PagedList};

/// The list of all groups being read.
pub type GroupListReader = ListReader<AllGroups>;
/// The members of picked groups being read.
pub type Loading = ListReader<GroupMembers>;
