//! Rows beside their cells, by the plainest rules: what the table knows by
//! shortcuts is looked up again without any.

use std::collections::{HashMap, HashSet};

use groupsweep_core::domain::{AccountId, GroupId, IdError, Membership, RowNo, bare_id};
use groupsweep_core::import::{FindingKind, LastSeen, Role, SeenIn, Table, utf8_of};

use super::records::{One, Records};

/// Longer cells are not kept whole.
const LONGEST: usize = 4000;

pub(crate) fn say_what_the_cells_say(table: &Table, records: &Records) {
    memberships(table, records);
    people(table, records);
    group_names(table, records);
    letters(table, records);
    extra_column(table, records);
}

fn text(record: &One, column: Option<usize>) -> String {
    let text = utf8_of(record.cell(column)).into_owned();
    String::from_utf8(text).expect("always UTF-8")
}

/// A row is usable if and only if both ids are, its record is whole, its cells are in place, and no usable row before
/// it says the same.
fn memberships(table: &Table, records: &Records) {
    let mut known = HashSet::new();
    for (row, record) in table.row_numbers().zip(&records.rows) {
        let id = |role| text(record, table.columns().get(role));
        let (group, account) = (id(Role::GroupId), id(Role::UserId));
        let ids = GroupId::parse(bare_id(&group).0).ok();
        let ids = ids.zip(AccountId::parse(bare_id(&account).0).ok());
        let expected = ids
            .filter(|_| record.is_whole && !is_doubtful(table, row))
            .filter(|ids| known.insert(ids.clone()))
            .map(|(group, account)| Membership { group, account });
        assert_eq!(table.membership(row), expected, "{row:?}");
        assert_eq!(table.usable().contains(row.index()), expected.is_some());
    }
}

fn people(table: &Table, records: &Records) {
    for (row, record) in table.row_numbers().zip(&records.rows) {
        let user = table.row(row).expect("a row").user;
        let person = table.user(user).expect("a user");
        let same = |told: &str, role, otherwise: &str| {
            let cell = text(record, table.columns().get(role));
            let cell = if cell.trim().is_empty() {
                otherwise
            } else {
                cell.trim()
            };
            assert!(cell.len() > LONGEST || told == cell, "{told:?} {cell:?}");
        };
        let id = text(record, table.columns().get(Role::UserId));
        same(person.name, Role::UserName, bare_id(&id).0.trim());
        same(person.email, Role::Email, "");
        same(person.status, Role::UserStatus, "");
        same(person.org_role, Role::OrgRole, "");
        for (at, column) in table.columns().seen().iter().enumerate() {
            let cell = text(record, Some(*column));
            let told = table.seen(user.0, SeenIn::Column(at));
            assert!(
                cell.len() > LONGEST || told == LastSeen::read(&cell),
                "{cell:?}"
            );
        }
    }
}

/// The reader alone decides this: its cells moved, or its id is that of two people.
fn is_doubtful(table: &Table, row: RowNo) -> bool {
    let findings = table.findings().of_row(row);
    let is_so = |kind| {
        matches!(
            kind,
            FindingKind::Moved { .. } | FindingKind::UserId(IdError::TwoPeople)
        )
    };
    findings.iter().any(|finding| is_so(finding.kind))
}

fn is_moved(table: &Table, row: RowNo) -> bool {
    let findings = table.findings().of_row(row);
    let mut kinds = findings.iter().map(|finding| finding.kind);
    kinds.any(|kind| matches!(kind, FindingKind::Moved { .. }))
}

/// A group has the first name that its rows give it; else its id stands for it.
fn group_names(table: &Table, records: &Records) {
    let mut names: HashMap<GroupId, String> = HashMap::new();
    let mut rows = HashMap::new();
    // A row that turned out to have moved only at the end of the file may have named its group.
    let mut doubtful = HashSet::new();
    for (row, record) in table.row_numbers().zip(&records.rows) {
        let cell = text(record, table.columns().get(Role::GroupId));
        let Ok(id) = GroupId::parse(bare_id(&cell).0) else {
            continue;
        };
        let name = text(record, table.columns().get(Role::GroupName));
        if is_moved(table, row) {
            doubtful.insert(id.clone());
        } else if !name.trim().is_empty() {
            names.entry(id.clone()).or_insert(name.trim().to_owned());
        }
        rows.insert(id, row);
    }
    for (id, row) in rows {
        let group = table.row(row).and_then(|row| table.group(row.group));
        let group = group.expect("a group");
        let name = names.get(&id).map_or(id.as_str(), String::as_str);
        assert_eq!(group.id.as_ref(), Ok(&id));
        assert!(name.len() > LONGEST || group.name == name || doubtful.contains(&id));
    }
}

/// Rows with a cell of meaning that is no UTF-8 are counted.
fn letters(table: &Table, records: &Records) {
    let columns = table.columns();
    let roles = Role::ALL.into_iter().filter_map(|role| columns.get(role));
    let kept: Vec<usize> = roles.chain(columns.seen().iter().copied()).collect();
    let is_foreign = |record: &&One| {
        let cells = kept.iter().map(|column| record.cell(Some(*column)));
        cells
            .into_iter()
            .any(|cell| std::str::from_utf8(cell).is_err())
    };
    let is_short = |record: &One| record.cells.iter().all(|cell| cell.len() <= LONGEST);
    if records.rows.iter().all(is_short) {
        let foreign = records.rows.iter().filter(is_foreign).count();
        assert_eq!(table.windows_1252_rows(), foreign, "rows that are no UTF-8");
    }
}

/// A column that is read on its own holds the cells of the file.
fn extra_column(table: &Table, records: &Records) {
    for (row, record) in table.row_numbers().zip(&records.rows) {
        let cell = text(record, Some(0));
        let told = records.extra.get(row);
        assert!(
            cell.len() > LONGEST || told.trim() == cell.trim(),
            "{cell:?}"
        );
    }
}
