//! How far loading from the site is.

use std::rc::Rc;

use groupsweep_core::atlassian::Reason;
use groupsweep_core::load::{GatherProgress, GroupList, Loaded, MissingGroup, Resolved};

/// What the list of groups is wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum For {
    /// To pick groups whose members are read.
    Table,
    /// To look up the ids of the file's group names.
    Names,
}

/// How far it is.
#[derive(Clone)]
pub(in crate::ui) enum LoadStage {
    /// Nothing was asked for.
    Closed,
    /// The list of groups is being read.
    Listing(For, GatherProgress),
    /// Groups are being picked.
    Picking(Rc<GroupList>),
    /// Their members are being read.
    Reading(GatherProgress),
    /// Groups were read and are not imported yet: some are missing and the admin decides, or the file that is made of
    /// them is being read.
    Part(Rc<Loaded>),
    /// Nothing came of it; holds a clause.
    Failed(For, Reason),
    /// The file is made of it.
    Taken(Rc<Taken>),
    /// What the list says of the file's group names.
    Resolved(Rc<Vec<Resolved>>),
}

/// What stays known of a load once it is a file.
pub(in crate::ui) struct Taken {
    pub(in crate::ui) said: String,
    pub(in crate::ui) missing: Vec<MissingGroup>,
    /// Groups that are there, and what is odd about them.
    pub(in crate::ui) notes: Vec<String>,
}
