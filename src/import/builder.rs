//! Turns records into table rows: interning, id checks, findings.

use std::collections::HashMap;
use std::ops::Range;

use crate::domain::{AccountId, GroupId, RowNo};

use super::columns::{ColumnMap, Role};
use super::earlier::{Earlier, Origin};
use super::findings::{FindingKind, Findings};
use super::record::{Cells, lossy};
use super::table::{Group, GroupIx, Row, StatusIx, User, UserIx};

/// Everything of a table but the bytes.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) columns: ColumnMap,
    pub(super) headings: Vec<String>,
    pub(super) origin: Origin,
    pub(super) heading: Range<usize>,
    pub(super) widest: usize,
    pub(super) rows: Vec<Row>,
    pub(super) groups: Vec<Group>,
    pub(super) users: Vec<User>,
    pub(super) statuses: Vec<String>,
    pub(super) findings: Findings,
    group_of_key: HashMap<String, GroupIx>,
    user_of_key: HashMap<String, UserIx>,
    status_of_text: HashMap<String, StatusIx>,
    /// Per group, the first usable row that names it; per user, the first that has an email.
    group_named_in: Vec<Option<RowNo>>,
    user_email_in: Vec<Option<RowNo>>,
    first_row_of: HashMap<(GroupIx, UserIx), RowNo>,
    /// Reused between rows: no allocation for a key that is known.
    key: String,
}

impl Builder {
    pub(super) fn row(&mut self, cells: &Cells<'_>, at: Range<usize>) {
        let number = RowNo(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.widest = self.widest.max(cells.len());
        self.note_shape(number, cells);
        let group = self.group(cells);
        let user = self.user(cells);
        let status = self.status(cells);
        let usable = self.check_ids(number, group, user);
        if usable {
            self.note_names(number, group, user, cells);
        }
        let earlier = self.earlier(number, cells);
        self.rows.push(Row {
            start: u32::try_from(at.start).unwrap_or(u32::MAX),
            end: u32::try_from(at.end).unwrap_or(u32::MAX),
            group,
            user,
            status,
            usable,
            earlier,
        });
    }

    /// Makes the last row unusable: its quote is still open where the file ends.
    pub(super) fn last_row_has_an_open_quote(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.usable = false;
            let number = RowNo(u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX));
            self.findings.push(number, FindingKind::OpenQuote);
        }
    }

    fn note_shape(&mut self, row: RowNo, cells: &Cells<'_>) {
        if cells.len() != self.headings.len() {
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let kind = FindingKind::Ragged {
                cells: count(cells.len()),
                headings: count(self.headings.len()),
            };
            self.findings.push(row, kind);
        }
        if std::str::from_utf8(cells.text).is_err() {
            self.findings.push(row, FindingKind::NotUtf8);
        }
    }

    fn check_ids(&mut self, row: RowNo, group: GroupIx, user: UserIx) -> bool {
        let group_error = self.groups[group.0 as usize].id.as_ref().err().copied();
        let user_error = self.users[user.0 as usize].id.as_ref().err().copied();
        if let Some(error) = group_error {
            self.findings.push(row, FindingKind::GroupId(error));
        }
        if let Some(error) = user_error {
            self.findings.push(row, FindingKind::UserId(error));
        }
        if group_error.is_some() || user_error.is_some() {
            return false;
        }
        let first = *self.first_row_of.entry((group, user)).or_insert(row);
        if first != row {
            self.findings.push(row, FindingKind::Duplicate { first });
        }
        first == row
    }

    fn group(&mut self, cells: &Cells<'_>) -> GroupIx {
        let id = lossy(cells.get(self.columns.get(Role::GroupId)));
        let name = lossy(cells.get(self.columns.get(Role::GroupName)));
        let parsed = GroupId::parse(&id);
        self.key.clear();
        match &parsed {
            Ok(id) => self.key.push_str(id.as_str()),
            // Rows without a usable id are no single group: their names keep them apart.
            Err(_) => self.key.extend([&*id, "\n", &*name]),
        }
        if let Some(known) = self.group_of_key.get(&self.key) {
            return *known;
        }
        let ix = GroupIx(u32::try_from(self.groups.len()).unwrap_or(u32::MAX));
        self.group_of_key.insert(self.key.clone(), ix);
        self.group_named_in.push(None);
        self.groups.push(Group {
            id: parsed,
            name: or_id(&name, &id),
        });
        ix
    }

    fn user(&mut self, cells: &Cells<'_>) -> UserIx {
        let id = lossy(cells.get(self.columns.get(Role::UserId)));
        let name = lossy(cells.get(self.columns.get(Role::UserName)));
        let email = lossy(cells.get(self.columns.get(Role::Email)));
        let parsed = AccountId::parse(&id);
        self.key.clear();
        match &parsed {
            Ok(id) => self.key.push_str(id.as_str()),
            Err(_) => self.key.extend([&*id, "\n", &*name, "\n", &*email]),
        }
        if let Some(known) = self.user_of_key.get(&self.key) {
            return *known;
        }
        let ix = UserIx(u32::try_from(self.users.len()).unwrap_or(u32::MAX));
        self.user_of_key.insert(self.key.clone(), ix);
        let org_role = lossy(cells.get(self.columns.get(Role::OrgRole))).into_owned();
        self.user_email_in.push(None);
        self.users.push(User {
            id: parsed,
            name: or_id(&name, &id),
            email: email.into_owned(),
            org_role,
        });
        ix
    }

    /// Notes a group's second name and a user's second email. Rows that are left
    /// out have no say: they are told of with their own finding.
    fn note_names(&mut self, row: RowNo, group: GroupIx, user: UserIx, cells: &Cells<'_>) {
        let (group, user) = (group.0 as usize, user.0 as usize);
        let name = cells.get(self.columns.get(Role::GroupName));
        let known = &mut self.groups[group].name;
        if let Some(first) = other_name(known, &mut self.group_named_in[group], name, row) {
            let role = Role::GroupName;
            self.findings
                .push(row, FindingKind::OtherName { role, first });
        }
        let email = cells.get(self.columns.get(Role::Email));
        let known = &mut self.users[user].email;
        if let Some(first) = other_name(known, &mut self.user_email_in[user], email, row) {
            let role = Role::Email;
            self.findings
                .push(row, FindingKind::OtherName { role, first });
        }
    }

    /// What became of the row in an earlier run, in a file of ours.
    fn earlier(&mut self, row: RowNo, cells: &Cells<'_>) -> Option<Earlier> {
        let column = self.origin.word_column(self.headings.len())?;
        let word = Earlier::read(self.origin, cells.get(Some(column)));
        if word.is_none() {
            self.findings.push(row, FindingKind::OtherWord);
        }
        word
    }

    fn status(&mut self, cells: &Cells<'_>) -> StatusIx {
        let status = lossy(cells.get(self.columns.get(Role::UserStatus)));
        let status = status.trim();
        if let Some(known) = self.status_of_text.get(status) {
            return *known;
        }
        // A column of 65,535 different texts holds no status; the rest of them share the last place.
        let ix = StatusIx(u16::try_from(self.statuses.len()).unwrap_or(u16::MAX));
        if ix.0 < u16::MAX {
            self.statuses.push(status.to_owned());
            self.status_of_text.insert(status.to_owned(), ix);
        }
        ix
    }
}

fn or_id(name: &str, id: &str) -> String {
    let name = name.trim();
    if name.is_empty() {
        id.trim().to_owned()
    } else {
        name.to_owned()
    }
}

/// The row that names it `known`, if this cell names it otherwise. Where no
/// row has named it yet, this one does. Blank cells say nothing.
fn other_name(
    known: &mut String,
    named_in: &mut Option<RowNo>,
    cell: &[u8],
    row: RowNo,
) -> Option<RowNo> {
    let cell = cell.trim_ascii();
    // The common case, without a look at the encoding.
    if cell.is_empty() || (named_in.is_some() && cell == known.as_bytes()) {
        return None;
    }
    let name = lossy(cell);
    let name = name.trim();
    match *named_in {
        _ if name.is_empty() => None,
        // Case says nothing: emails and group names are not told apart by it.
        Some(first) => (known.trim().to_lowercase() != name.to_lowercase()).then_some(first),
        None => {
            name.clone_into(known);
            *named_in = Some(row);
            None
        }
    }
}
