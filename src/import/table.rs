//! The imported file: its bytes once, and per row a few numbers. Groups,
//! users and statuses are interned; cells nobody asked for stay bytes and are
//! read back by offset.

use std::ops::Range;

use crate::domain::{AccountId, GroupId, IdError, Membership, RowNo};

use super::columns::{ColumnMap, Role};
use super::earlier::{Earlier, Origin};
use super::findings::Findings;
use super::mark::FileMark;
use super::record::first_record;

/// Index of a group in its table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GroupIx(pub u32);

/// Index of a user in its table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UserIx(pub u32);

/// Index of a status text in its table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StatusIx(pub u16);

/// A group of the file.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its id, or what is wrong with it.
    pub id: Result<GroupId, IdError>,
    /// Its name in the file; the id's text where the file has no name.
    pub name: String,
}

/// A user of the file.
#[derive(Clone, Debug)]
pub struct User {
    /// The account's id, or what is wrong with it.
    pub id: Result<AccountId, IdError>,
    /// The name in the file; the id's text where the file has no name.
    pub name: String,
    /// The email in the file, possibly empty.
    pub email: String,
    /// The organization role in the file, possibly empty.
    pub org_role: String,
}

impl User {
    /// Whether the file gives this user an organization role that administers.
    #[must_use]
    pub fn is_org_admin(&self) -> bool {
        self.org_role.to_ascii_lowercase().contains("admin")
    }
}

/// A data row.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// First byte of the record in the file.
    pub(super) start: u32,
    /// One past its last byte, line end not included.
    pub(super) end: u32,
    /// Its group.
    pub group: GroupIx,
    /// Its user.
    pub user: UserIx,
    /// Its user status.
    pub status: StatusIx,
    /// Whether it can be sent.
    pub usable: bool,
    /// What became of it in an earlier run; only a file of ours tells.
    pub earlier: Option<Earlier>,
}

/// An imported file.
#[derive(Debug)]
pub struct Table {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) delimiter: u8,
    pub(super) heading: Range<usize>,
    pub(super) headings: Vec<String>,
    pub(super) origin: Origin,
    pub(super) columns: ColumnMap,
    pub(super) widest: usize,
    pub(super) rows: Vec<Row>,
    pub(super) groups: Vec<Group>,
    pub(super) users: Vec<User>,
    pub(super) statuses: Vec<String>,
    pub(super) findings: Findings,
}

impl Table {
    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file's mark, to know it again.
    #[must_use]
    pub fn mark(&self) -> FileMark {
        FileMark::of(&self.name, &self.bytes)
    }

    /// The headings as written.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// What kind of file it is.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// What a file of ours says of a row; none in other files, and where the word is none of ours.
    #[must_use]
    pub fn earlier(&self, row: RowNo) -> Option<Earlier> {
        self.row(row)?.earlier
    }

    /// Which column is which.
    #[must_use]
    pub fn columns(&self) -> &ColumnMap {
        &self.columns
    }

    /// Number of data rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Never true for a table that was read: a file without rows is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All data rows, in file order.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The numbers of all data rows.
    pub fn row_numbers(&self) -> impl Iterator<Item = RowNo> + use<> {
        (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).map(RowNo)
    }

    /// One data row.
    #[must_use]
    pub fn row(&self, row: RowNo) -> Option<&Row> {
        self.rows.get(row.index())
    }

    /// Rows that cannot be sent.
    #[must_use]
    pub fn unusable_count(&self) -> usize {
        self.rows.iter().filter(|row| !row.usable).count()
    }

    /// All groups, in order of first appearance.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// All users, in order of first appearance.
    #[must_use]
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// All status texts, in order of first appearance.
    #[must_use]
    pub fn statuses(&self) -> &[String] {
        &self.statuses
    }

    /// What is odd about single rows.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The group of a row.
    #[must_use]
    pub fn group(&self, ix: GroupIx) -> Option<&Group> {
        self.groups.get(ix.0 as usize)
    }

    /// The user of a row.
    #[must_use]
    pub fn user(&self, ix: UserIx) -> Option<&User> {
        self.users.get(ix.0 as usize)
    }

    /// The status text of a row.
    #[must_use]
    pub fn status(&self, ix: StatusIx) -> &str {
        self.statuses
            .get(usize::from(ix.0))
            .map_or("", String::as_str)
    }

    /// The membership that a usable row stands for; none for an unusable row.
    #[must_use]
    pub fn membership(&self, row: RowNo) -> Option<Membership> {
        let row = self.row(row).filter(|row| row.usable)?;
        let group = self.group(row.group)?.id.clone().ok()?;
        let account = self.user(row.user)?.id.clone().ok()?;
        Some(Membership { group, account })
    }

    /// The cells of a row, read back from the file's bytes.
    #[must_use]
    pub fn cells(&self, row: RowNo) -> Vec<String> {
        first_record(self.record_bytes(row), self.delimiter)
    }

    /// The record exactly as it stands in the file, without its line end.
    #[must_use]
    pub fn record_bytes(&self, row: RowNo) -> &[u8] {
        self.row(row)
            .and_then(|row| self.bytes.get(row.start as usize..row.end as usize))
            .unwrap_or_default()
    }

    /// The heading record exactly as it stands in the file, without its line end.
    #[must_use]
    pub fn heading_bytes(&self) -> &[u8] {
        self.bytes.get(self.heading.clone()).unwrap_or_default()
    }

    /// The byte order mark, if the file begins with one: spreadsheets need it to see UTF-8.
    #[must_use]
    pub fn byte_order_mark(&self) -> &[u8] {
        const MARK: &[u8] = "\u{feff}".as_bytes();
        if self.bytes.starts_with(MARK) {
            MARK
        } else {
            &[]
        }
    }

    /// What separates cells in this file.
    #[must_use]
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Cells in the widest record, the heading row included.
    #[must_use]
    pub fn widest(&self) -> usize {
        self.widest
    }

    /// Size of the file in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Columns that say when somebody was last seen: index and heading.
    pub fn last_seen_columns(&self) -> impl Iterator<Item = (usize, &str)> {
        let seen = |(_, heading): &(usize, &str)| {
            heading.to_ascii_lowercase().starts_with("last seen in ")
        };
        self.headings
            .iter()
            .map(String::as_str)
            .enumerate()
            .filter(seen)
    }

    /// The heading that a role's column has in this file.
    #[must_use]
    pub fn heading_of(&self, role: Role) -> Option<&str> {
        self.headings
            .get(self.columns.get(role)?)
            .map(String::as_str)
    }
}
