//! The findings of a file as CSV.

use crate::domain::RowNo;
use crate::import::{Finding, Role, Table};

use super::cells::{LINE_END, next_cell};

/// One line per finding: row, kind, column, meaning, consequence, and whom it is about.
#[must_use]
pub fn findings_csv(table: &Table) -> Vec<u8> {
    let mut out = "\u{feff}row,finding,column,meaning,consequence,Group name,User name"
        .as_bytes()
        .to_vec();
    out.extend_from_slice(LINE_END);
    for finding in table.findings().all() {
        line(&mut out, table, finding);
    }
    out
}

fn line(out: &mut Vec<u8>, table: &Table, finding: Finding) {
    let Finding { row, kind } = finding;
    let (group, user) = whom(table, row);
    // Depends on the row: a minor finding does not make a row usable that another finding leaves out.
    let consequence = if table.usable().contains(row.index()) {
        "usable"
    } else {
        "left out"
    };
    let column = kind
        .column()
        .and_then(|role| table.heading_of(role).or(Some(Role::label(role))));
    out.extend_from_slice(row.spreadsheet_row().to_string().as_bytes());
    for cell in [
        kind.title(),
        column.unwrap_or(""),
        &kind.clause(),
        consequence,
        group,
        user,
    ] {
        next_cell(out, cell, b',');
    }
    out.extend_from_slice(LINE_END);
}

fn whom(table: &Table, row: RowNo) -> (&str, &str) {
    let Some(entry) = table.row(row) else {
        return ("", "");
    };
    let group = table
        .group(entry.group)
        .map_or("", |group| group.name.as_str());
    (group, table.user(entry.user).map_or("", |user| user.name))
}
