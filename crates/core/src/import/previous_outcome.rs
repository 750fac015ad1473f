//! Recognizes Groupsweep's own files: a results file by its five columns, a restore file by its last column, and both
//! by the words in them. This is the only place that defines the words.

use super::columns::fold;
use super::plan_rows::PLAN_ROW;

/// The column with a row's reason. A practice restore file has it too, beginning with [`PRACTICE_MARK`].
pub const REASON_COLUMN: &str = "reason";

/// The columns that a results file has after the input's own.
pub const ADDED_COLUMNS: [&str; 5] = [
    "outcome",
    "http_status",
    REASON_COLUMN,
    "attempts",
    "finished_at",
];

/// With at least this many of [`ADDED_COLUMNS`], and known words under the first one, a file is a results file. Two are
/// too few: an admin's own sheet may have an outcome and a reason.
const LEAST_OF_ADDED: usize = 3;

/// The last column of a restore file.
pub const RESTORE_COLUMN: &str = "restore";

/// The columns of a restore file with the site's names of a row's person and group. The receipt uses the same names.
pub const SITE_NAME_COLUMNS: [&str; 2] = ["user_on_site", "group_on_site"];

/// How the reasons in a practice run's results and restore files begin. Import recognizes such a file by this text, not
/// by its name.
pub const PRACTICE_MARK: &str = "Practice run: nothing was changed on a site.";

/// Part of the name of a practice run's results file, for people. Import looks for [`PRACTICE_MARK`] instead.
pub const PRACTICE_NAME: &str = "practice-results";

/// How the reason of a failed row begins if a list contradicted a change that the site had confirmed.
pub const CONTRADICTED: [&str; 2] = [
    "The site answered that the membership is gone, but ",
    "The site answered that the membership is there, but ",
];

/// The kind of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FileKind {
    /// An export, or any other file with the ids.
    #[default]
    Export,
    /// A results file of an earlier run.
    Results,
    /// A restore file: memberships to add back.
    Restore,
}

/// The kind of a file, and which of its columns Groupsweep added. Recognizes headings and the cells below them, even
/// if a spreadsheet moved the columns or added others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Ours {
    pub(super) origin: FileKind,
    /// The columns that Groupsweep added, in the order of [`ADDED_COLUMNS`]. Some may be missing.
    added: [Option<usize>; 5],
    /// The column with a row's outcome word.
    word: Option<usize>,
    /// The column that shows whether a row is from practice.
    practice: Option<usize>,
    /// The column with a row's number in the script's plan.
    plan_row: Option<usize>,
    /// The columns with the site's names, in a restore file.
    site_names: [Option<usize>; 2],
}

impl Ours {
    /// Recognizes a file by its headings and its first rows.
    pub(super) fn of(headings: &[String], rows: &[Vec<String>]) -> Self {
        let place = |wanted: &str| headings.iter().rposition(|heading| fold(heading) == wanted);
        let added = ADDED_COLUMNS.map(place);
        let known = added.iter().flatten().count();
        if let Some(word) = added[0]
            && (known == ADDED_COLUMNS.len()
                || (known >= LEAST_OF_ADDED && holds_words_of(FileKind::Results, word, rows)))
        {
            return Self {
                origin: FileKind::Results,
                added,
                word: Some(word),
                practice: added[2],
                plan_row: place(&fold(PLAN_ROW)),
                site_names: [None; 2],
            };
        }
        match place(RESTORE_COLUMN) {
            Some(word) if holds_words_of(FileKind::Restore, word, rows) => Self {
                origin: FileKind::Restore,
                added: [None; 5],
                practice: added[2],
                word: Some(word),
                plan_row: None,
                site_names: SITE_NAME_COLUMNS.map(|heading| place(&fold(heading))),
            },
            Some(_) | None => Self::default(),
        }
    }

    pub(super) fn word_column(&self) -> Option<usize> {
        self.word
    }

    /// The column with a row's number in the script's plan, in a results file.
    pub(super) fn plan_row_column(&self) -> Option<usize> {
        self.plan_row
    }

    /// The column with a row's reason, in a results file.
    pub(super) fn reason_column(&self) -> Option<usize> {
        self.added[2]
    }

    /// The columns with the site's names of the person and the group, in a restore file.
    pub(super) fn site_name_columns(&self) -> [Option<usize>; 2] {
        self.site_names
    }

    /// The column with the time when a row was finished, in a results file.
    pub(super) fn finished_column(&self) -> Option<usize> {
        self.added[4]
    }

    pub(super) fn practice_column(&self) -> Option<usize> {
        self.practice
    }

    /// The columns that Groupsweep added, in the order of [`ADDED_COLUMNS`].
    pub(super) fn added(&self) -> &[Option<usize>; 5] {
        &self.added
    }

    /// Whether all added columns are where Groupsweep wrote them: in order, at the end.
    pub(super) fn is_as_written(&self, headings: usize) -> bool {
        let first = headings.saturating_sub(ADDED_COLUMNS.len());
        (first..headings).map(Some).eq(self.added)
    }
}

/// Whether at least one cell of the column has a word of this file kind. A heading alone is not enough.
fn holds_words_of(origin: FileKind, column: usize, rows: &[Vec<String>]) -> bool {
    let cells = rows.iter().filter_map(|row| row.get(column));
    let mut words = cells.filter(|cell| !cell.trim().is_empty());
    words.any(|cell| PreviousOutcome::read(origin, cell.as_bytes()).is_some())
}

/// What a results or restore file says about a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum PreviousOutcome {
    /// The membership was removed.
    Removed,
    /// There was no membership to remove.
    AlreadyGone,
    /// The membership is gone, and the check before the run found it.
    GoneSinceCheck,
    /// The membership was added.
    Added,
    /// The membership was there already.
    AlreadyMember,
    /// The membership is there, and the check before the run did not find it.
    ThereSinceCheck,
    /// The change was not made.
    Failed,
    /// Whether the change was made is unknown.
    InDoubt,
    /// The run did not reach the row.
    NotTried,
    /// The row was not selected, or was held back.
    Kept,
    /// The row could not be sent.
    Unusable,
    /// A row of a restore file: the membership to add back.
    ToRestore,
}

impl PreviousOutcome {
    pub const ALL: [Self; 12] = [
        Self::Removed,
        Self::AlreadyGone,
        Self::GoneSinceCheck,
        Self::Added,
        Self::AlreadyMember,
        Self::ThereSinceCheck,
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
            Self::GoneSinceCheck => "gone_since_check",
            Self::Added => "added",
            Self::AlreadyMember => "already_member",
            Self::ThereSinceCheck => "there_since_check",
            Self::Failed => "failed",
            Self::InDoubt => "in_doubt",
            Self::NotTried => "not_tried",
            Self::Kept => "kept",
            Self::Unusable => "unusable",
            Self::ToRestore => "add",
        }
    }

    /// Parses a cell. `None` if a file of this kind has no such word.
    #[must_use]
    pub fn read(origin: FileKind, cell: &[u8]) -> Option<Self> {
        let cell = cell.trim_ascii();
        let known = Self::ALL
            .into_iter()
            .find(|one| one.word().as_bytes() == cell)?;
        (known.origin() == origin).then_some(known)
    }

    fn origin(self) -> FileKind {
        match self {
            Self::ToRestore => FileKind::Restore,
            Self::Removed
            | Self::AlreadyGone
            | Self::GoneSinceCheck
            | Self::Added
            | Self::AlreadyMember
            | Self::ThereSinceCheck
            | Self::Failed
            | Self::InDoubt
            | Self::NotTried
            | Self::Kept
            | Self::Unusable => FileKind::Results,
        }
    }

    /// Whether the row was sent, whatever the result.
    pub(super) fn was_sent(self) -> bool {
        match self {
            Self::Removed
            | Self::AlreadyGone
            | Self::GoneSinceCheck
            | Self::Added
            | Self::AlreadyMember
            | Self::ThereSinceCheck
            | Self::Failed
            | Self::InDoubt => true,
            Self::NotTried | Self::Kept | Self::Unusable | Self::ToRestore => false,
        }
    }

    /// Whether something is left to do for the row.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Failed | Self::InDoubt | Self::NotTried)
    }
}
