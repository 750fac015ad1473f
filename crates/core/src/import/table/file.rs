//! The file that a table was read from: its name, how to read its bytes, and its columns.

use crate::domain::RowNo;
use crate::import::columns::{ColumnMap, Role};
use crate::import::decode::Encoding;
use crate::import::fingerprint::FileFingerprint;
use crate::import::plan_rows::CutShort;
use crate::import::previous_outcome::{ADDED_COLUMNS, FileKind};

use super::Table;

impl Table {
    #[must_use]
    pub fn name(&self) -> &str {
        &self.mark.name
    }

    /// The file's fingerprint.
    #[must_use]
    pub fn mark(&self) -> FileFingerprint {
        self.mark.clone()
    }

    /// The headings as written, without surrounding whitespace, or made-up ones if the file has none.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.dialect.headings
    }

    /// Whether the admin chose columns that the headings do not identify.
    #[must_use]
    pub fn has_chosen_columns(&self) -> bool {
        self.columns != ColumnMap::with_seen_of(self.dialect.columns.clone(), &self.dialect.columns)
    }

    /// Whether the file has a heading row.
    #[must_use]
    pub fn has_headings(&self) -> bool {
        self.dialect.has_headings
    }

    /// The cells of the first data row.
    #[must_use]
    pub fn first_cells(&self) -> &[String] {
        &self.first_cells
    }

    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.dialect.encoding
    }

    /// Whether the file begins with a byte order mark.
    #[must_use]
    pub fn has_byte_order_mark(&self) -> bool {
        self.dialect.mark > 0
    }

    /// Whether the file begins with a `sep=;` line.
    #[must_use]
    pub fn has_separator_line(&self) -> bool {
        self.dialect.has_separator_line
    }

    /// Bytes of text before the first record: a `sep=;` line and lines above the headings.
    #[must_use]
    pub fn text_start(&self) -> usize {
        self.dialect.start
    }

    /// Number of rows with text that was not valid UTF-8 and was read as Windows-1252.
    #[must_use]
    pub fn windows_1252_rows(&self) -> usize {
        self.not_utf8
    }

    /// The kind of the file.
    #[must_use]
    pub fn origin(&self) -> FileKind {
        self.dialect.ours.origin
    }

    /// Whether this is a results or restore file of a practice run: nothing in it happened on a site.
    #[must_use]
    pub fn is_of_practice(&self) -> bool {
        self.origin() != FileKind::Export && self.is_practice
    }

    /// Returns how many plan rows a script's results file contains, if some are missing.
    #[must_use]
    pub fn cut_short(&self) -> Option<CutShort> {
        self.cut_short
    }

    #[must_use]
    pub fn columns(&self) -> &ColumnMap {
        &self.columns
    }

    #[must_use]
    pub fn delimiter(&self) -> u8 {
        self.dialect.delimiter
    }

    /// Number of cells in the widest record, including the headings.
    #[must_use]
    pub fn widest(&self) -> usize {
        self.widest
    }

    /// Size of the file in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.mark.size
    }

    /// Offset of a row in the file's text.
    #[must_use]
    pub fn start_of(&self, row: RowNo) -> Option<u32> {
        self.starts.get(row.index()).copied()
    }

    /// Number of columns without those that Groupsweep added to a results file.
    #[must_use]
    pub fn own_columns(&self) -> usize {
        let added = self.dialect.ours.added().iter().flatten().count();
        self.headings().len() - added
    }

    /// Returns the column of a results file with this heading of [`ADDED_COLUMNS`].
    #[must_use]
    pub fn added_column(&self, heading: &str) -> Option<usize> {
        let mut added = ADDED_COLUMNS.iter().zip(self.dialect.ours.added());
        added
            .find(|(known, _)| **known == heading)
            .and_then(|(_, column)| *column)
    }

    /// Returns the input's own columns if the columns that Groupsweep added are no longer the last ones.
    #[must_use]
    pub fn own_columns_between(&self) -> Option<Vec<usize>> {
        let ours = &self.dialect.ours;
        let headings = self.headings().len();
        let is_moved = self.origin() == FileKind::Results && !ours.is_as_written(headings);
        is_moved.then(|| {
            let mut columns: Vec<usize> = (0..headings).collect();
            columns.retain(|column| !ours.added().contains(&Some(*column)));
            columns
        })
    }

    /// Returns the heading of a role's column.
    #[must_use]
    pub fn heading_of(&self, role: Role) -> Option<&str> {
        let at = self.columns.get(role)?;
        self.headings().get(at).map(String::as_str)
    }
}
