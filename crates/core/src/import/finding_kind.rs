//! The kinds of findings, and their wording.

use crate::domain::{IdError, RowNo};

use super::columns::Role;
use super::place::MovedBy;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FindingKind {
    /// The group id cell has no valid group id.
    GroupId(IdError),
    /// The user id cell has no valid account id.
    UserId(IdError),
    /// Another row has the same membership and is used instead.
    Duplicate { first: RowNo },
    /// A quotation mark opens in this row and never closes: everything after it is one cell.
    OpenQuote,
    /// An earlier row contradicts this one: another name or email for the same id, or another id for the same email.
    OtherName {
        /// What differs: [`Role::GroupName`], [`Role::UserName`], [`Role::Email`], or [`Role::UserId`] for one
        /// email with two ids.
        role: Role,
        first: RowNo,
    },
    /// The row is longer than any real row. Most likely, a quotation mark never closes.
    TooLong,
    /// The number of cells differs from the number of headings.
    Ragged {
        /// Cells in this row.
        cells: u32,
        /// Headings of the file.
        headings: u32,
    },
    /// The cells are not under their headings, or nothing shows that they are.
    Moved {
        /// Cells in this row.
        cells: u32,
        /// Cells in most other rows.
        usual: u32,
        by: MovedBy,
    },
    /// Neither a group id nor a group name, in a row with a user: the person is in no group, or cells were merged.
    Merged,
    /// A results or restore file with an unknown value in its outcome cell.
    OtherWord,
    /// A last-seen cell is not a date.
    Date,
    /// A last-seen cell is a date that can mean two days.
    TwoDates,
    /// A last-seen cell is a time span without a date.
    Span,
    /// The group's or the person's cells contain a NUL character.
    Zero,
}

impl FindingKind {
    /// Whether the row cannot be sent.
    #[must_use]
    pub fn makes_unusable(self) -> bool {
        match self {
            Self::GroupId(_)
            | Self::UserId(_)
            | Self::Duplicate { .. }
            | Self::OpenQuote
            | Self::Moved { .. }
            | Self::Merged
            | Self::TooLong => true,
            Self::OtherName { .. }
            | Self::Ragged { .. }
            | Self::OtherWord
            | Self::Date
            | Self::TwoDates
            | Self::Span
            | Self::Zero => false,
        }
    }

    /// Heading over findings of this kind.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::GroupId(IdError::Empty) => "No group id",
            Self::GroupId(IdError::NameNotUnique) => "Several groups have this name",
            Self::GroupId(IdError::NameUnknown) => "No group has this name",
            Self::GroupId(IdError::NameInOtherCase) => "Group name differs in capitalization",
            Self::GroupId(_) => "Group id unreadable",
            Self::UserId(IdError::Empty) => "No user id",
            Self::UserId(IdError::Rounded) => "User id rounded by a spreadsheet",
            Self::UserId(IdError::TwoPeople) => "One user id, two people",
            Self::UserId(_) => "User id unreadable",
            Self::Moved {
                by: MovedBy::Text, ..
            } => "Line of text",
            Self::Moved {
                by: MovedBy::LeftOutBefore,
                ..
            } => "Left out by the earlier run",
            Self::Moved {
                by: MovedBy::DoubleBefore,
                ..
            } => "Listed twice in the earlier file",
            Self::Moved {
                by: MovedBy::HiddenRows { .. },
                ..
            } => "Rows hidden in a cell",
            Self::Moved { .. } => "Cells out of place",
            Self::Merged => "No group id",
            Self::Duplicate { .. } => "Listed twice",
            Self::OpenQuote => "Quotation mark never closed",
            Self::TooLong => "Row too long",
            Self::OtherName {
                role: Role::GroupName,
                ..
            } => "One group id, two names",
            Self::OtherName {
                role: Role::UserName,
                ..
            } => "One user id, two names",
            Self::OtherName {
                role: Role::UserId, ..
            } => "One email, two user ids",
            Self::OtherName { .. } => "One user id, two emails",
            Self::Ragged { .. } => "More or fewer cells than headings",
            Self::OtherWord => "Earlier outcome unknown",
            Self::Date => "Last seen unreadable",
            Self::TwoDates => "Last seen ambiguous",
            Self::Span => "Last seen without a date",
            Self::Zero => "NUL character",
        }
    }

    /// Returns the column that the finding is about.
    #[must_use]
    pub fn column(self) -> Option<Role> {
        match self {
            Self::GroupId(_) | Self::Merged => Some(Role::GroupId),
            Self::UserId(_) => Some(Role::UserId),
            Self::OtherName { role, .. } => Some(role),
            Self::Duplicate { .. }
            | Self::OpenQuote
            | Self::TooLong
            | Self::Ragged { .. }
            | Self::Moved { .. }
            | Self::OtherWord
            | Self::Date
            | Self::TwoDates
            | Self::Span
            | Self::Zero => None,
        }
    }

    /// Explains the finding for this row, as a clause.
    #[must_use]
    pub fn clause(self) -> String {
        match self {
            Self::GroupId(error) => format!("group id: {error}"),
            Self::UserId(error) => format!("user id: {error}"),
            Self::Duplicate { first } => {
                format!("{SAME_AS_ROW}{}{USED_INSTEAD}", first.spreadsheet_row())
            }
            Self::OpenQuote => {
                "a quotation mark in this row is never closed, so further rows may be hidden in its last cell; add the missing mark in a text editor and import the file again".to_owned()
            }
            Self::OtherName { role, first } => other_name(role, first),
            Self::Ragged { cells, headings } => format!(
                "{cells} cells under {headings} headings; the ids and the other known columns are in place"
            ),
            Self::Moved { cells, usual, by } => moved(cells, usual, by),
            Self::Merged => {
                "the group id and the group name are empty: either the person is in no group, or cells were merged in a spreadsheet and only the first row of each group has them; in that case unmerge the cells and fill both down".to_owned()
            }
            Self::OtherWord => {
                "the outcome or restore column is empty or has an unknown value, so this row was not selected".to_owned()
            }
            Self::TooLong => {
                "the row is longer than 32 MB, so a quotation mark in it was most likely never closed and further rows may be hidden in it; add the missing mark in a text editor and import the file again".to_owned()
            }
            Self::Date => {
                "a last-seen cell is not a date like \"1 Sep 2023\" or \"2023-09-01\", so the last-seen filters ignore that cell".to_owned()
            }
            Self::TwoDates => {
                "a last-seen cell is ambiguous: its numbers fit more than one date, so the last-seen filters ignore that cell".to_owned()
            }
            Self::Span => {
                "a last-seen cell has no date, only words like \"Not active in the last 180 days\", so the last-seen filters ignore that cell; to see these rows, press \"Show rows\" beside this finding on Import".to_owned()
            }
            Self::Zero => {
                "a name or email contains a NUL character; the file may be damaged, but the ids are readable or are reported separately".to_owned()
            }
        }
    }
}

/// The beginning and the end of a duplicate's clause. The other row's number is between them.
const SAME_AS_ROW: &str = "same membership as row ";
const USED_INSTEAD: &str = ", which is used instead";

/// Whether a reason is exactly the clause of a duplicate.
pub(super) fn is_only_double(reason: &str) -> bool {
    let number = reason.trim().strip_prefix(SAME_AS_ROW);
    let number = number.and_then(|rest| rest.strip_suffix(USED_INSTEAD));
    number.is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Clause for a row that another row contradicts.
fn other_name(role: Role, first: RowNo) -> String {
    let first = first.spreadsheet_row();
    let same = "only the id is sent, so check that it is the right one";
    match role {
        Role::UserId => format!("row {first} has another user id for the same email; {same}"),
        Role::GroupName => format!("row {first} has another group name for the same id; {same}"),
        Role::UserName => format!("row {first} has another user name for the same id; {same}"),
        _ => format!("row {first} has another email for the same id; {same}"),
    }
}

/// Explains why the cells of a row are misplaced, and how to fix it.
fn moved(cells: u32, usual: u32, by: MovedBy) -> String {
    let counts = match (cells == usual, by) {
        (true, MovedBy::MoreCells) => "a cell where other rows have none".to_owned(),
        (true, MovedBy::FewerCells) => {
            return "nothing shows that its ids are in their columns; compare the row with its headings".to_owned();
        }
        _ => format!("{cells} cells where other rows have {usual}"),
    };
    let effect = "the cells after it moved, and an id in them may be somebody else's";
    match by {
        MovedBy::Backslash => format!(
            "{counts}: a backslash before a delimiter does not make it part of the cell, so {effect}; put the cell in quotation marks and remove the backslash"
        ),
        MovedBy::WholeLine => {
            "the whole line is in one pair of quotation marks; remove the outer marks and make doubled ones inside single".to_owned()
        }
        MovedBy::LeftOutBefore => "the earlier run left this row out (see its reason column); to include it, correct it in the original file and import that file".to_owned(),
        MovedBy::DoubleBefore => "the earlier run used another row with the same membership, so there is nothing to correct in this one".to_owned(),
        MovedBy::HiddenRows { lines } => format!(
            "a quotation mark in this row is closed on a later line, so {lines} lines of the file are one row here: the other rows on them are hidden in a cell, and the ids may belong to different rows; correct the quotation marks in a text editor and import the file again"
        ),
        MovedBy::Text => "a line of text without ids, such as a title, a total or a note".to_owned(),
        MovedBy::OtherDelimiter => {
            "the cells of this row are separated by another character than in the rest of the file; use the same one everywhere".to_owned()
        }
        MovedBy::MoreCells => format!(
            "{counts}: most likely a delimiter in a name without quotation marks, so {effect}; put the name in quotation marks"
        ),
        MovedBy::FewerCells => format!(
            "{counts}, and nothing shows that the ids are in their columns; add the missing cells"
        ),
    }
}
