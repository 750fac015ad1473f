//! The stages of loading from the site.

use std::rc::Rc;

use groupsweep_core::atlassian::Reason;
use groupsweep_core::load::{GatherProgress, GroupList, Loaded, MissingGroup, Resolved};

/// The purpose of the list of groups.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum For {
    /// To pick groups whose members are read.
    Table,
    /// To look up the ids of the file's group names.
    Names,
}

/// The stage of loading.
#[derive(Clone)]
pub(in crate::ui) enum LoadStage {
    /// Not started.
    Closed,
    /// The list of groups is being read.
    Listing(For, GatherProgress),
    /// The admin picks groups.
    Picking(Rc<GroupList>),
    /// Their members are being read.
    Reading(GatherProgress),
    /// Groups were read and are not imported yet: the admin has to decide about missing ones, or the file made from
    /// them is being read.
    Part(Rc<Loaded>),
    /// Failed. Holds the reason as a clause.
    Failed(For, Reason),
    /// The current file was made from it.
    Taken(Rc<Taken>),
    /// The ids that the list has for the file's group names.
    Resolved(Rc<Vec<Resolved>>),
}

/// What is kept of a load after its import.
pub(in crate::ui) struct Taken {
    pub(in crate::ui) said: String,
    pub(in crate::ui) missing: Vec<MissingGroup>,
    /// The groups, with notes about them.
    pub(in crate::ui) notes: Vec<String>,
}
