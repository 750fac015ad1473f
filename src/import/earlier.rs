//! Our own files, known again: a results file by its five columns at the end,
//! a restore file by its last one. The words in them have their one place here.

use super::columns::fold;

/// The columns that a results file has behind the input's own.
pub const ADDED_COLUMNS: [&str; 5] = [
    "outcome",
    "http_status",
    "reason",
    "attempts",
    "finished_at",
];

/// The last column of a restore file.
pub const RESTORE_COLUMN: &str = "restore";

/// What kind of file it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Origin {
    /// An export, or any other file with the ids in it.
    #[default]
    Export,
    /// A results file of an earlier run.
    Results,
    /// A restore file: memberships to add back.
    Restore,
}

impl Origin {
    /// Knows a file by its headings.
    #[must_use]
    pub fn of_headings(headings: &[String]) -> Self {
        let ends_in = |columns: &[&str]| {
            headings.len() >= columns.len()
                && headings[headings.len() - columns.len()..]
                    .iter()
                    .zip(columns)
                    .all(|(heading, column)| fold(heading) == **column)
        };
        if ends_in(&ADDED_COLUMNS) {
            Self::Results
        } else if ends_in(&[RESTORE_COLUMN]) {
            Self::Restore
        } else {
            Self::Export
        }
    }

    /// Columns that are the input's own, of so many headings.
    pub(super) fn own_columns(self, headings: usize) -> usize {
        match self {
            Self::Results => headings.saturating_sub(ADDED_COLUMNS.len()),
            Self::Export | Self::Restore => headings,
        }
    }

    /// The column that holds a row's word, in a file of so many headings.
    pub(super) fn word_column(self, headings: usize) -> Option<usize> {
        match self {
            Self::Export => None,
            Self::Results => headings.checked_sub(ADDED_COLUMNS.len()),
            Self::Restore => headings.checked_sub(1),
        }
    }
}

/// What a file of ours says of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Earlier {
    /// The membership was removed.
    Removed,
    /// There was no membership to remove.
    AlreadyGone,
    /// The membership was added.
    Added,
    /// The membership was there already.
    AlreadyMember,
    /// It was not done.
    Failed,
    /// Not known.
    InDoubt,
    /// The run did not come to it.
    NotTried,
    /// The row was not chosen.
    Kept,
    /// The row could not be sent.
    Unusable,
    /// A restore file's row: to be added back.
    ToRestore,
}

impl Earlier {
    /// Every word.
    pub const ALL: [Self; 10] = [
        Self::Removed,
        Self::AlreadyGone,
        Self::Added,
        Self::AlreadyMember,
        Self::Failed,
        Self::InDoubt,
        Self::NotTried,
        Self::Kept,
        Self::Unusable,
        Self::ToRestore,
    ];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::AlreadyGone => "already_gone",
            Self::Added => "added",
            Self::AlreadyMember => "already_member",
            Self::Failed => "failed",
            Self::InDoubt => "in_doubt",
            Self::NotTried => "not_tried",
            Self::Kept => "kept",
            Self::Unusable => "unusable",
            Self::ToRestore => "add",
        }
    }

    /// Reads a cell; none if a file of this origin has no such word.
    #[must_use]
    pub fn read(origin: Origin, cell: &[u8]) -> Option<Self> {
        let cell = cell.trim_ascii();
        let known = Self::ALL
            .into_iter()
            .find(|one| one.word().as_bytes() == cell)?;
        (known.origin() == origin).then_some(known)
    }

    fn origin(self) -> Origin {
        match self {
            Self::ToRestore => Origin::Restore,
            Self::Removed
            | Self::AlreadyGone
            | Self::Added
            | Self::AlreadyMember
            | Self::Failed
            | Self::InDoubt
            | Self::NotTried
            | Self::Kept
            | Self::Unusable => Origin::Results,
        }
    }

    /// Something is left to do for the row.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Failed | Self::InDoubt | Self::NotTried)
    }
}
