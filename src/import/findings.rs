//! What is odd about single rows.

use crate::domain::{IdError, RowNo};

use super::columns::Role;

/// One oddity of one row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The row.
    pub row: RowNo,
    /// What is odd.
    pub kind: FindingKind,
}

/// The kinds of oddities.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FindingKind {
    /// The group id cell holds no group id.
    GroupId(IdError),
    /// The user id cell holds no account id.
    UserId(IdError),
    /// The same membership stands in an earlier row, which is the one that counts.
    Duplicate {
        /// The earlier row.
        first: RowNo,
    },
    /// A quote is opened in this row and never closed: whatever stands behind it is one cell.
    OpenQuote,
    /// The id is known from an earlier row, the name or email beside it is another one.
    OtherName {
        /// What differs: [`Role::GroupName`] or [`Role::Email`].
        role: Role,
        /// The earlier row.
        first: RowNo,
    },
    /// Another number of cells than there are headings.
    Ragged {
        /// Cells in this row.
        cells: u32,
        /// Headings of the file.
        headings: u32,
    },
    /// A file of ours whose outcome cell holds no word of ours.
    OtherWord,
    /// Bytes that are no UTF-8; names may look wrong, the results file keeps them as they are.
    NotUtf8,
}

impl FindingKind {
    /// Whether the row cannot be sent.
    #[must_use]
    pub fn makes_unusable(self) -> bool {
        match self {
            Self::GroupId(_) | Self::UserId(_) | Self::Duplicate { .. } | Self::OpenQuote => true,
            Self::OtherName { .. } | Self::Ragged { .. } | Self::OtherWord | Self::NotUtf8 => false,
        }
    }

    /// Heading over findings of this kind.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::GroupId(IdError::Empty) => "No group id",
            Self::GroupId(_) => "Group id unreadable",
            Self::UserId(IdError::Empty) => "No user id",
            Self::UserId(_) => "User id unreadable",
            Self::Duplicate { .. } => "Listed twice",
            Self::OpenQuote => "Quote never closed",
            Self::OtherName {
                role: Role::GroupName,
                ..
            } => "One group id, two names",
            Self::OtherName { .. } => "One user id, two emails",
            Self::Ragged { .. } => "Cells and headings differ in number",
            Self::OtherWord => "Earlier outcome unknown",
            Self::NotUtf8 => "Characters unreadable",
        }
    }

    /// The column that the finding is about.
    #[must_use]
    pub fn column(self) -> Option<Role> {
        match self {
            Self::GroupId(_) => Some(Role::GroupId),
            Self::UserId(_) => Some(Role::UserId),
            Self::OtherName { role, .. } => Some(role),
            Self::Duplicate { .. }
            | Self::OpenQuote
            | Self::Ragged { .. }
            | Self::OtherWord
            | Self::NotUtf8 => None,
        }
    }

    /// What it means for this row, as a clause.
    #[must_use]
    pub fn clause(self) -> String {
        match self {
            Self::GroupId(error) => format!("group id: {}", error.sentence()),
            Self::UserId(error) => format!("user id: {}", error.sentence()),
            Self::Duplicate { first } => {
                format!("same membership as row {}, which is the one that is sent", first.in_spreadsheet())
            }
            Self::OpenQuote => {
                "a quote opened in this row is never closed, so further rows may be hidden in its last cell; export the file again".to_owned()
            }
            Self::OtherName { role, first } => format!(
                "row {} has another {} for the same id; the id is what is sent, so make sure whose it is",
                first.in_spreadsheet(),
                if role == Role::GroupName { "group name" } else { "email" }
            ),
            Self::Ragged { cells, headings } => format!(
                "{cells} cells under {headings} headings; columns behind the odd one may be shifted, the ids were readable or are reported apart"
            ),
            Self::OtherWord => {
                "what became of it earlier is no word that Groupsweep writes, so it is not ticked with the others".to_owned()
            }
            Self::NotUtf8 => {
                "some characters are not UTF-8 and look wrong here; the results file keeps them as they are".to_owned()
            }
        }
    }
}

/// Findings of a file, in row order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn push(&mut self, row: RowNo, kind: FindingKind) {
        self.0.push(Finding { row, kind });
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Finding] {
        &self.0
    }

    /// The findings of one row.
    #[must_use]
    pub fn of_row(&self, row: RowNo) -> &[Finding] {
        let from = self.0.partition_point(|finding| finding.row < row);
        let to = self.0.partition_point(|finding| finding.row <= row);
        &self.0[from..to]
    }

    /// Titles with their counts and first finding, unusable kinds first.
    #[must_use]
    pub fn by_title(&self) -> Vec<(&'static str, usize, Finding)> {
        let mut titles: Vec<(&'static str, usize, Finding)> = Vec::new();
        for finding in &self.0 {
            let title = finding.kind.title();
            match titles.iter_mut().find(|(known, ..)| *known == title) {
                Some((_, count, _)) => *count += 1,
                None => titles.push((title, 1, *finding)),
            }
        }
        titles.sort_by_key(|(_, _, first)| !first.kind.makes_unusable());
        titles
    }
}
