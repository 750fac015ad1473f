//! Loads a table without an export: lists the site's groups, reads the members of the picked ones, and writes them as
//! the export that the site would have given. State machines like the other readings: `step(event, now)` returns
//! calls, without I/O or a clock.
//!
//! A group that was not read to its end, or whose pages do not join, is left out completely and named with the reason.
//! In a table, a group with some of its members would look like one with all of them.

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
