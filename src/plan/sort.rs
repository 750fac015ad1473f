//! What will become of a selected row, as far as can be known before it is sent.

/// A sort of rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Sort {
    /// A member now: the removal will remove something.
    WillRemove,
    /// No member any more: the removal will find nothing.
    AlreadyGone,
    /// The site knows no such group.
    GroupUnknown,
    /// The site knows no such account.
    UserUnknown,
    /// Not asked, or no answer.
    NotChecked,
    /// Held back.
    Protected,
}

impl Sort {
    /// All of them, in the order they are shown in.
    pub const ALL: [Self; 6] = [
        Self::WillRemove,
        Self::AlreadyGone,
        Self::GroupUnknown,
        Self::UserUnknown,
        Self::NotChecked,
        Self::Protected,
    ];

    /// The name on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::WillRemove => "Will remove",
            Self::AlreadyGone => "Already gone",
            Self::GroupUnknown => "Group unknown",
            Self::UserUnknown => "User unknown",
            Self::NotChecked => "Not checked",
            Self::Protected => "Protected",
        }
    }

    /// Whether the admin may decide that such rows stay behind. Rows that will be removed are unticked on Choose.
    #[must_use]
    pub fn may_be_left_out(self) -> bool {
        match self {
            Self::AlreadyGone | Self::GroupUnknown | Self::UserUnknown | Self::NotChecked => true,
            Self::WillRemove | Self::Protected => false,
        }
    }
}

/// How many rows of each sort there are and whether they go, in the order of [`Sort::ALL`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sorted(pub [(u32, bool); 6]);

impl Sorted {
    /// The sorts that there are, with their counts and whether they go.
    pub fn present(&self) -> impl Iterator<Item = (Sort, u32, bool)> + '_ {
        let sorts = Sort::ALL.into_iter().zip(self.0);
        sorts
            .filter(|(_, (count, _))| *count > 0)
            .map(|(sort, (count, goes))| (sort, count, goes))
    }

    /// Whether the site said something of every row.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.present().all(|(sort, ..)| sort != Sort::NotChecked)
    }
}
