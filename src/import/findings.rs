//! What is odd about single rows.

use groupsweep_sheet::arrange_by_key;

use crate::domain::{IdError, RowNo};

use super::columns::Role;
use super::flags::Flags;
use super::table::Table;

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
    /// The row is longer than any membership is: most likely a quote that was never closed.
    TooLong,
    /// Another number of cells than there are headings.
    Ragged {
        /// Cells in this row.
        cells: u32,
        /// Headings of the file.
        headings: u32,
    },
    /// A file of ours whose outcome cell holds no word of ours.
    OtherWord,
    /// A last-seen cell holds no date that says one day only.
    Date,
    /// A NUL character in what the row says of the group or the person.
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
            | Self::TooLong => true,
            Self::OtherName { .. }
            | Self::Ragged { .. }
            | Self::OtherWord
            | Self::Date
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
            Self::GroupId(IdError::NameInOtherCase) => "Group name in other capital letters",
            Self::GroupId(_) => "Group id unreadable",
            Self::UserId(IdError::Empty) => "No user id",
            Self::UserId(_) => "User id unreadable",
            Self::Duplicate { .. } => "Listed twice",
            Self::OpenQuote => "Quote never closed",
            Self::TooLong => "Row too long",
            Self::OtherName {
                role: Role::GroupName,
                ..
            } => "One group id, two names",
            Self::OtherName { .. } => "One user id, two emails",
            Self::Ragged { .. } => "Cells and headings differ in number",
            Self::OtherWord => "Earlier outcome unknown",
            Self::Date => "Last seen unreadable",
            Self::Zero => "NUL character",
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
            | Self::TooLong
            | Self::Ragged { .. }
            | Self::OtherWord
            | Self::Date
            | Self::Zero => None,
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
            Self::TooLong => {
                "the row is longer than 32 MB, so a quote in it was most likely never closed and further rows may be hidden in it; export the file again".to_owned()
            }
            Self::Date => {
                "a last-seen cell is no date like \"1 Sep 2023\" or \"2023-09-01\", so the last-seen filters never find this row by that column".to_owned()
            }
            Self::Zero => {
                "a NUL character stands in a name or email; the file may be damaged, the ids were readable or are reported apart".to_owned()
            }
        }
    }
}

/// What single rows need beside their flags.
#[derive(Debug, Default)]
pub(super) struct Details {
    /// Each duplicate with the row that counts, by row.
    pub(super) duplicates: Vec<(u32, u32)>,
    /// From that row on, ragged rows have so many cells.
    pub(super) widths: Vec<(u32, u32)>,
}

impl Details {
    pub(super) fn ragged(&mut self, row: RowNo, cells: u32) {
        if self.widths.last().is_none_or(|(_, known)| *known != cells) {
            self.widths.push((row.0, cells));
        }
    }

    fn cells(&self, row: RowNo) -> u32 {
        let at = self.widths.partition_point(|(from, _)| *from <= row.0);
        at.checked_sub(1).map_or(0, |at| self.widths[at].1)
    }

    fn first_of(&self, row: RowNo) -> RowNo {
        let at = self
            .duplicates
            .binary_search_by_key(&row.0, |(row, _)| *row);
        at.map_or(row, |at| RowNo(self.duplicates[at].1))
    }
}

/// Findings of a file, in row order.
#[derive(Clone, Copy)]
pub struct Findings<'a> {
    table: &'a Table,
}

/// The findings of a file under one title.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Titled {
    /// The title.
    pub title: &'static str,
    /// Rows that have it.
    pub rows: usize,
    /// The first of them.
    pub first: Finding,
}

impl<'a> Findings<'a> {
    pub(super) fn of(table: &'a Table) -> Self {
        Self { table }
    }

    /// All of them, by row.
    pub fn all(self) -> impl Iterator<Item = Finding> + use<'a> {
        let flagged = self.table.flags.iter().zip(0_u32..);
        flagged
            .filter(|(flags, _)| flags.has_findings())
            .flat_map(move |(_, row)| self.of_row(RowNo(row)))
    }

    /// There is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.all().next().is_none()
    }

    /// The findings of one row.
    #[must_use]
    pub fn of_row(self, row: RowNo) -> Vec<Finding> {
        let Some(flags) = self.table.flags.get(row.index()).copied() else {
            return Vec::new();
        };
        let kinds = KINDS.iter().filter(|(flag, _)| flags.has(*flag));
        let kinds = kinds.filter_map(|(_, kind)| kind(self.table, row));
        kinds.map(|kind| Finding { row, kind }).collect()
    }

    /// Whether a row has a finding, of this title if one is given.
    #[must_use]
    pub fn has(self, row: RowNo, title: Option<&str>) -> bool {
        let flags = self.table.flags.get(row.index());
        flags.is_some_and(|flags| flags.has_findings())
            && title.is_none_or(|title| {
                self.of_row(row)
                    .iter()
                    .any(|finding| finding.kind.title() == title)
            })
    }

    /// Titles with their counts and first finding, unusable kinds first.
    #[must_use]
    pub fn by_title(self) -> Vec<Titled> {
        let mut titles: Vec<Titled> = Vec::new();
        for finding in self.all() {
            let title = finding.kind.title();
            match titles.iter_mut().find(|known| known.title == title) {
                Some(known) => known.rows += 1,
                None => titles.push(Titled {
                    title,
                    rows: 1,
                    first: finding,
                }),
            }
        }
        arrange_by_key(&mut titles, |titled| !titled.first.kind.makes_unusable());
        titles
    }
}

type KindOf = fn(&Table, RowNo) -> Option<FindingKind>;

/// The flags, in the order in which a row's findings are told.
const KINDS: [(Flags, KindOf); 11] = [
    (Flags::RAGGED, |table, row| {
        Some(FindingKind::Ragged {
            cells: table.details.cells(row),
            headings: u32::try_from(table.headings().len()).unwrap_or(u32::MAX),
        })
    }),
    (Flags::ZERO, |_, _| Some(FindingKind::Zero)),
    (Flags::GROUP_ID, |table, row| {
        let group = table.group(table.row(row)?.group)?;
        group.id.as_ref().err().copied().map(FindingKind::GroupId)
    }),
    (Flags::USER_ID, |table, row| {
        table
            .people
            .damage(table.row(row)?.user)
            .map(FindingKind::UserId)
    }),
    (Flags::DUPLICATE, |table, row| {
        let first = table.details.first_of(row);
        Some(FindingKind::Duplicate { first })
    }),
    (Flags::GROUP_NAME, |table, row| {
        let group = table.group(table.row(row)?.group)?;
        let role = Role::GroupName;
        group
            .named_in
            .map(|first| FindingKind::OtherName { role, first })
    }),
    (Flags::EMAIL, |table, row| {
        let first = table.people.row_of_other_email(table.row(row)?.user)?;
        let role = Role::Email;
        Some(FindingKind::OtherName { role, first })
    }),
    (Flags::WORD, |_, _| Some(FindingKind::OtherWord)),
    (Flags::DATE, |_, _| Some(FindingKind::Date)),
    (Flags::OPEN_QUOTE, |_, _| Some(FindingKind::OpenQuote)),
    (Flags::TOO_LONG, |_, _| Some(FindingKind::TooLong)),
];
