//! Oddities of a file as a whole that did not prevent reading it.

use crate::domain::IdMark;

use super::columns::{Role, fold};
use super::table::Table;

/// Maximum rows of a sheet, including the headings: `.xlsx` and `.xls`. Spreadsheets silently cut off what exceeds it.
const SHEET_ROWS: [usize; 2] = [1_048_576, 65_536];

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileNote {
    /// Lines above the headings were skipped.
    LinesAbove(Vec<String>),
    /// Number of blank lines between the rows.
    BlankLines(usize),
    /// Every line was one cell in quotation marks.
    Unwrapped,
    /// Ids have this mark around them.
    IdMark(IdMark),
    /// The file has exactly as many rows as a spreadsheet can hold.
    RowLimit(usize),
    /// Another column's heading means the same as that of this role's column.
    Twin {
        role: Role,
        /// The headings of both.
        headings: [String; 2],
        /// The column that is read, counted from 1.
        read: usize,
        other: usize,
    },
}

impl Table {
    /// Returns what is odd about the file as a whole.
    #[must_use]
    pub fn notes(&self) -> Vec<FileNote> {
        let mut notes = Vec::new();
        if !self.dialect.above.is_empty() {
            notes.push(FileNote::LinesAbove(self.dialect.above.clone()));
        }
        if self.blank_lines > 0 {
            notes.push(FileNote::BlankLines(self.blank_lines));
        }
        if self.dialect.is_wrapped {
            notes.push(FileNote::Unwrapped);
        }
        notes.extend(self.id_marks.iter().copied().map(FileNote::IdMark));
        let lines = self.len() + usize::from(self.has_headings()) + self.dialect.above.len();
        notes.extend(
            SHEET_ROWS
                .contains(&lines)
                .then_some(FileNote::RowLimit(lines)),
        );
        for (role, other) in self.columns.twins() {
            let heading = |at: usize| self.headings().get(at).cloned().unwrap_or_default();
            let read = self.columns.get(*role).filter(|read| read != other);
            notes.extend(read.map(|read| FileNote::Twin {
                role: *role,
                headings: [heading(read), heading(*other)],
                read: read + 1,
                other: other + 1,
            }));
        }
        notes
    }
}

impl FileNote {
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::LinesAbove(_) => "Lines above the headings",
            Self::BlankLines(_) => "Empty lines",
            Self::Unwrapped => "Whole lines in quotation marks",
            Self::IdMark(_) => "Marks around ids",
            Self::RowLimit(_) => "Row limit of spreadsheets reached",
            Self::Twin { .. } => "Two columns that mean the same",
        }
    }

    /// Explains what was found and how it was read, for people. May contain unescaped text of the file.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::LinesAbove(lines) => {
                let first = lines.first().map_or("", String::as_str);
                let were = match lines.len() {
                    1 => format!("1 line above the headings was skipped: \"{first}\"."),
                    n => format!("{n} lines above the headings were skipped. The first is \"{first}\"."),
                };
                format!("{were} Rows are numbered as if the headings were in row 1.")
            }
            Self::BlankLines(lines) => {
                let were = match lines {
                    1 => "1 empty line between the rows was skipped, and row numbers here do not count it.".to_owned(),
                    n => format!("{n} empty lines between the rows were skipped, and row numbers here do not count them."),
                };
                format!("{were} In a spreadsheet, rows below an empty line have higher numbers. Compare names and ids.")
            }
            Self::Unwrapped => "Every line of this file was in one pair of quotation marks. The lines were read without them. Nothing is lost.".to_owned(),
            Self::IdMark(mark) => format!(
                "Ids in this file are written with {}. The ids were read without these marks. Nothing is lost.",
                mark.label()
            ),
            Self::RowLimit(rows) => format!(
                "This file ends at row {rows}, the last row that a spreadsheet can hold. If a spreadsheet saved it, any further rows are missing. Import the original export instead."
            ),
            Self::Twin {
                role,
                headings: [one, two],
                read,
                other,
            } => {
                let are = if fold(one) == fold(two) {
                    format!("Columns {read} and {other} are both named \"{one}\".")
                } else {
                    format!("Columns {read} (\"{one}\") and {other} (\"{two}\") mean the same.")
                };
                let choose = if Role::CHANGEABLE.contains(role) {
                    " If you need the other one, choose it under Columns."
                } else {
                    ""
                };
                format!("{are} Column {read} was read.{choose}")
            }
        }
    }
}
