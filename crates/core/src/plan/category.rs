//! What is expected of a selected row, as far as it is known before the row is sent.

use crate::domain::Action;

/// A category of rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Category {
    /// The change has an effect: a member is removed, or a person who is not a member is added.
    WillChange,
    /// Nothing to change: the person is already not a member (removal) or already a member (addition).
    Already,
    /// The site does not know the group or the account.
    NotFound,
    /// The site was not asked, or did not answer.
    NotChecked,
    /// Held back because the site has another name for the account or the group.
    OtherName,
    /// Held back because of the group or the account.
    Protected,
}

impl Category {
    /// All categories, in display order.
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

    /// Whether the admin may leave such rows out of the plan. Rows that will change something are deselected on Choose.
    #[must_use]
    pub fn may_be_left_out(self) -> bool {
        match self {
            Self::Already | Self::NotFound | Self::NotChecked => true,
            Self::WillChange | Self::OtherName | Self::Protected => false,
        }
    }

    /// Whether such rows may change something. Unchecked rows may.
    #[must_use]
    pub fn may_change(self) -> bool {
        match self {
            Self::WillChange | Self::NotChecked => true,
            Self::Already | Self::NotFound | Self::OtherName | Self::Protected => false,
        }
    }

    /// Whether such rows are held back until somebody includes them with a reason.
    #[must_use]
    pub fn is_held_back(self) -> bool {
        match self {
            Self::OtherName | Self::Protected => true,
            Self::WillChange | Self::Already | Self::NotFound | Self::NotChecked => false,
        }
    }
}

/// The number of rows in each category and whether they are sent, in the order of [`Category::ALL`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CategoryCounts(pub [(u32, bool); 6]);

impl CategoryCounts {
    /// The categories that have rows, with the number of rows and whether they are sent.
    pub fn present(&self) -> impl Iterator<Item = (Category, u32, bool)> + '_ {
        let sorts = Category::ALL.into_iter().zip(self.0);
        sorts
            .filter(|(_, (count, _))| *count > 0)
            .map(|(sort, (count, goes))| (sort, count, goes))
    }

    /// Whether every row was checked.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.present()
            .all(|(sort, ..)| sort != Category::NotChecked)
    }
}
