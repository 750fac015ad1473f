//! A results file in which a spreadsheet has damaged ids.

use crate::support::{HEADINGS, account, connection, line, table};
use groupsweep_core::import::Table;
use groupsweep_core::plan::{Action, LeadsTo, Plan, damaged_changes};
use groupsweep_core::report::wording::damaged_rows;
use std::sync::Arc;

/// Rows with these words; the ids of these are damaged.
fn results(words: &[&str], damaged: &[usize]) -> Arc<Table> {
    let headings = format!("{HEADINGS},outcome,http_status,reason,attempts,finished_at");
    let row = |(row, word): (usize, &&str)| {
        let line = match damaged.contains(&row) {
            true => line(0, row).replace(&account(row), &format!("5.5{row}E+23")),
            false => line(0, row),
        };
        format!("{line},{word},,,1,")
    };
    let rows = words.iter().enumerate().map(row);
    let lines: Vec<String> = std::iter::once(headings).chain(rows).collect();
    Arc::new(table(lines.join("\n")))
}

#[test]
fn only_open_rows_that_can_be_used_are_counted_as_left_to_finish() {
    let file = results(&["removed", "failed", "failed", "in_doubt"], &[1]);
    let leads = LeadsTo::of(&file).unwrap();
    let action = Action::Remove;
    assert_eq!(leads, LeadsTo::Finishing { action, rows: 2 });
    assert_eq!(leads.ticked(&file).selection().len(), 2);
    // Rows that cannot be sent here still count as unfinished.
    let file = results(&["removed", "failed"], &[1]);
    let leads = LeadsTo::of(&file);
    assert_eq!(leads, Some(LeadsTo::Finishing { action, rows: 0 }));
}

#[test]
fn changes_in_damaged_rows_are_told_because_no_undo_covers_them() {
    let file = results(
        &["removed", "removed", "failed", "removed", "kept"],
        &[1, 2, 3, 4],
    );
    let plan = Plan::of_results(&file, connection()).unwrap();
    assert_eq!(plan.items().len(), 1, "the report's own rows");
    assert_eq!(damaged_changes(&file), 2);
    assert_eq!(
        damaged_rows(&file).unwrap(),
        "2 rows that this file calls removed have damaged ids or cells. They are not in the report and cannot be undone from this file. Findings on Import shows them."
    );
    let one = damaged_rows(&results(&["removed", "removed"], &[1])).unwrap();
    assert!(one.starts_with("1 row that this file calls removed has a damaged id"));
    assert_eq!(damaged_rows(&results(&["removed", "failed"], &[1])), None);
}
