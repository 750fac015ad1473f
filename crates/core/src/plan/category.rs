//! What will become of a selected row, as far as can be known before it is sent.

use crate::domain::Action;

/// A sort of rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Category {
    /// The change will change something: a member is removed, or somebody who is none is added.
    WillChange,
    /// There is nothing to change: no member to remove, or a member already.
    Already,
    /// The site does not know the group or the account.
    NotFound,
    /// Not asked, or no answer.
    NotChecked,
    /// The site has another name for the account or the group: held back.
    OtherName,
    /// Held back for what the group or the account is.
    Protected,
}

impl Category {
    /// All of them, in the order they are shown in.
    pub const ALL: [Self; 6] = [
        Self::WillChange,
        Self::Already,
        Self::NotFound,
        Self::NotChecked,
        Self::OtherName,
        Self::Protected,
    ];

    /// The name on the page.
    #[must_use]
    pub fn label(self, action: Action) -> &'static str {
        match (self, action) {
            (Self::WillChange, Action::Remove) => "Will remove",
            (Self::WillChange, Action::Add) => "Will add",
            (Self::Already, Action::Remove) => "Already gone",
            (Self::Already, Action::Add) => "Already a member",
            (Self::NotFound, _) => "Not found",
            (Self::NotChecked, _) => "Not checked",
            (Self::OtherName, _) => "Name differs",
            (Self::Protected, _) => "Protected",
        }
    }

    /// Whether the admin may decide that such rows stay behind. Rows that will change something are unticked on Choose.
    #[must_use]
    pub fn may_be_left_out(self) -> bool {
        match self {
            Self::Already | Self::NotFound | Self::NotChecked => true,
            Self::WillChange | Self::OtherName | Self::Protected => false,
        }
    }

    /// Whether such rows change something, as far as the check says: what was not checked may.
    #[must_use]
    pub fn may_change(self) -> bool {
        match self {
            Self::WillChange | Self::NotChecked => true,
            Self::Already | Self::NotFound | Self::OtherName | Self::Protected => false,
        }
    }

    /// Whether such rows are held back until somebody lets them go with a reason.
    #[must_use]
    pub fn is_held_back(self) -> bool {
        match self {
            Self::OtherName | Self::Protected => true,
            Self::WillChange | Self::Already | Self::NotFound | Self::NotChecked => false,
        }
    }
}

/// How many rows of each sort there are and whether they go, in the order of [`Category::ALL`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CategoryCounts(pub [(u32, bool); 6]);

impl CategoryCounts {
    /// The sorts that there are, with their counts and whether they go.
    pub fn present(&self) -> impl Iterator<Item = (Category, u32, bool)> + '_ {
        let sorts = Category::ALL.into_iter().zip(self.0);
        sorts
            .filter(|(_, (count, _))| *count > 0)
            .map(|(sort, (count, goes))| (sort, count, goes))
    }

    /// Whether the site said something of every row.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.present()
            .all(|(sort, ..)| sort != Category::NotChecked)
    }
}
