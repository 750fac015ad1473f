//! Whether two descriptions are of the same person or group. The file says who is behind an id, and so
//! does the site; before anything is changed the two are compared. Pure: texts in, a verdict with its reason out.
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

/// What a comparison shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Verdict {
    /// The same, as far as names and emails can show it.
    Same,
    /// Not the same by name, and yet likely: a nickname, a part of the name, another email domain.
    Similar,
    /// Somebody or something else.
    Different,
    /// One side shows nothing to compare.
    Unknown(NotComparable),
}

impl Verdict {
    /// Whether a row has to be held back for it.
    #[must_use]
    pub fn disagrees(self) -> bool {
        match self {
            Self::Similar | Self::Different => true,
            Self::Same | Self::Unknown(_) => false,
        }
    }
}

/// Why two descriptions cannot be compared. It is part of the record: new ones go to the end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize, Deserialize)]
pub enum NotComparable {
    /// The file gives no name and no email.
    NotInFile,
    /// The site shows no name: privacy settings hide it, or the account was closed.
    HiddenBySite,
    /// The site was not asked, or did not answer.
    NotRead,
    /// The site does not know the account or the group.
    NotOnSite,
}

impl NotComparable {
    /// Why, as a clause: small first letter, no full stop.
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
