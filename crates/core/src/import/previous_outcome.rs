//! Our own files, known again: a results file by its five columns, a restore file by its last one and the words in
//! it. The words have their one place here.

use super::columns::fold;
use super::plan_rows::PLAN_ROW;

/// The column with a row's reason. A restore file of practice has it too, with [`PRACTICE_MARK`] in it.
pub const REASON_COLUMN: &str = "reason";

/// The columns that a results file has after the input's own.
pub const ADDED_COLUMNS: [&str; 5] = [
    "outcome",
    "http_status",
    REASON_COLUMN,
    "attempts",
    "finished_at",
];

/// So many of these make a file a results file whose words show it. An admin's own sheet has the first and a reason.
const LEAST_OF_ADDED: usize = 3;

/// The last column of a restore file.
pub const RESTORE_COLUMN: &str = "restore";

/// The site's names of a row's person and group in a restore file; called as in the receipt.
pub const SITE_NAME_COLUMNS: [&str; 2] = ["user_on_site", "group_on_site"];

/// How the reasons in the results and the restore file of a practice run begin. Import knows such a file by it, whatever its name.
pub const PRACTICE_MARK: &str = "Practice run: nothing was changed on a site.";

/// In the name of the results file of a practice run, for people. Import goes by [`PRACTICE_MARK`].
pub const PRACTICE_NAME: &str = "practice-results";

/// How the reason of a failed row begins whose change the site had confirmed before a list contradicted it.
pub const CONTRADICTED: [&str; 2] = [
    "The site answered that the membership is gone, but ",
    "The site answered that the membership is there, but ",
];

/// What kind of file it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FileKind {
    /// An export, or any other file with the ids in it.
    #[default]
    Export,
    /// A results file of an earlier run.
    Results,
    /// A restore file: memberships to add back.
    Restore,
}

/// How a file is ours: what it is, and which of its columns we added. Known by headings and by what stands under
/// them, wherever a spreadsheet moved the columns and whatever was added to them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Ours {
    pub(super) origin: FileKind,
    /// The columns that we added, in the order of [`ADDED_COLUMNS`]. Some may be missing.
    added: [Option<usize>; 5],
    /// The column that holds a row's word.
    word: Option<usize>,
    /// The column in which a row says that it is of practice.
    practice: Option<usize>,
    /// The column that numbers the rows of a script's plan.
    plan_row: Option<usize>,
    /// The columns with the site's names, in a restore file.
    site_names: [Option<usize>; 2],
}

impl Ours {
    /// Knows a file by its headings and its first rows.
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

    /// The column that holds a row's word.
    pub(super) fn word_column(&self) -> Option<usize> {
        self.word
    }

    /// The column that numbers the rows of a script's plan, in a results file.
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

    /// The column that says when a row was finished, in a results file.
    pub(super) fn finished_column(&self) -> Option<usize> {
        self.added[4]
    }

    /// The column in which a row says that it is of practice.
    pub(super) fn practice_column(&self) -> Option<usize> {
        self.practice
    }

    /// The columns that we added, in the order of [`ADDED_COLUMNS`].
    pub(super) fn added(&self) -> &[Option<usize>; 5] {
        &self.added
    }

    /// Whether the added columns stand where we wrote them: all of them, in order, at the end.
    pub(super) fn is_as_written(&self, headings: usize) -> bool {
        let first = headings.saturating_sub(ADDED_COLUMNS.len());
        (first..headings).map(Some).eq(self.added)
    }
}

/// A heading alone makes no file ours: one cell under it has to hold a word that we write there.
fn holds_words_of(origin: FileKind, column: usize, rows: &[Vec<String>]) -> bool {
    let cells = rows.iter().filter_map(|row| row.get(column));
    let mut words = cells.filter(|cell| !cell.trim().is_empty());
    words.any(|cell| PreviousOutcome::read(origin, cell.as_bytes()).is_some())
}

/// What a file of ours says of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum PreviousOutcome {
    /// The membership was removed.
    Removed,
    /// There was no membership to remove.
    AlreadyGone,
    /// It is gone, and the check before the run saw it there.
    GoneSinceCheck,
    /// The membership was added.
    Added,
    /// The membership was there already.
    AlreadyMember,
    /// It is there, and the check before the run did not see it.
    ThereSinceCheck,
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

impl PreviousOutcome {
    /// Every word.
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

    /// Reads a cell; none if a file of this origin has no such word.
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

    /// The row was sent, whatever became of it.
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

    /// Something is left to do for the row.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Failed | Self::InDoubt | Self::NotTried)
    }
}
