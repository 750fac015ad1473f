//! Whether two descriptions are of the same person or group. The file names who has an id, and so does the site. The
//! two are compared before anything is changed. Pure functions from texts to a verdict with its reason.
//!
//! - [`compare_person`]: a name and an email against what the site shows.
//! - [`compare_group`]: a group's name against the site's.
//! - [`Verdict`]: they agree, they differ, or they cannot be compared, and why.

use serde::{Deserialize, Serialize};

mod email;
mod fold;
mod group;
mod name;
mod person;

pub use email::{EmailMatch, compare_emails};
pub use fold::name_key;
pub use group::{compare_group, group_key, unguarded};
pub use name::{NameMatch, compare_names};
pub(crate) use person::is_placeholder;
pub use person::{Described, compare_person};

/// The result of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Verdict {
    /// The same, as far as names and emails show it.
    Same,
    /// Not the same name, but likely the same person: a nickname, a part of the name, another email domain.
    Similar,
    /// Somebody or something else.
    Different,
    /// One side has nothing to compare.
    Unknown(NotComparable),
}

impl Verdict {
    /// Whether the row must be held back.
    #[must_use]
    pub fn disagrees(self) -> bool {
        match self {
            Self::Similar | Self::Different => true,
            Self::Same | Self::Unknown(_) => false,
        }
    }
}

/// Why two descriptions cannot be compared. Stored in the record, so append new variants at the end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize, Deserialize)]
pub enum NotComparable {
    /// The file has no name and no email.
    NotInFile,
    /// The site shows no name: privacy settings hide it, or the account was closed.
    HiddenBySite,
    /// The site was not asked, or did not answer.
    NotRead,
    /// The site does not know the account or the group.
    NotOnSite,
}

impl NotComparable {
    /// The reason as a clause: lower-case first letter, no full stop.
    #[must_use]
    pub fn clause(self) -> &'static str {
        match self {
            Self::NotInFile => "the file has no name or email",
            Self::HiddenBySite => "the site hides the name",
            Self::NotRead => "the site's name was not read",
            Self::NotOnSite => "the site does not know the id",
        }
    }
}
