//! Results files of one plan, dropped together: of a membership that is in several, the word that binds most counts.

use super::ticked;
use crate::support::{HEADINGS, connection, line, table};
use groupsweep_core::domain::RowNo;
use groupsweep_core::import::{FindingKind, Table};
use groupsweep_core::plan::{Action, LeadsTo, Plan, damaged_changes};
use groupsweep_core::report::ADDED_COLUMNS;
use std::sync::Arc;

/// The rows of files that a snippet saved one after the other, each with these words.
fn joined(files: &[&[&str]]) -> Arc<Table> {
    let mut text = format!("{HEADINGS},{}", ADDED_COLUMNS.join(","));
    for words in files {
        for (at, word) in words.iter().enumerate() {
            text.push_str(&format!("\n{},{word},200,,1,", line(at, at)));
        }
    }
    Arc::new(table(text))
}

/// The outcome that counts for each membership.
fn words(table: &Arc<Table>) -> Vec<&'static str> {
    let plan = Plan::of_results(table, connection()).unwrap();
    let mut items: Vec<_> = plan.items().iter().collect();
    items.sort_by(|a, b| {
        a.membership
            .account
            .as_str()
            .cmp(b.membership.account.as_str())
    });
    let word = |row: RowNo| table.earlier(row).unwrap().word();
    items.iter().map(|item| word(item.row)).collect()
}

#[test]
fn an_older_file_does_not_undo_what_a_newer_one_says() {
    let orders: [&[&[&str]]; 2] = [
        &[
            &["removed", "not_tried", "failed"],
            &["removed", "removed", "in_doubt"],
        ],
        &[
            &["removed", "removed", "in_doubt"],
            &["removed", "not_tried", "failed"],
        ],
    ];
    for files in orders {
        let table = joined(files);
        assert_eq!(
            words(&table),
            ["removed", "removed", "in_doubt"],
            "{files:?}"
        );
        assert_eq!(damaged_changes(&table), 0);
        let leads = LeadsTo::of(&table).unwrap();
        let open = LeadsTo::Finishing {
            action: Action::Remove,
            rows: 1,
        };
        assert_eq!(leads, open, "{files:?}");
        let choice = ticked(&leads.ticked(&table));
        assert_eq!(choice.len(), 1);
        assert_eq!(table.earlier(choice[0]).unwrap().word(), "in_doubt");
    }
}

#[test]
fn rows_that_another_file_finished_leave_nothing_open() {
    let table = joined(&[&["removed", "not_tried"], &["removed", "removed"]]);
    let action = Action::Remove;
    assert_eq!(LeadsTo::of(&table), Some(LeadsTo::Report { action }));
    // Import counts a membership once, as the report does.
    let counts = table.earlier_counts();
    let counted: usize = counts.iter().map(|(_, rows)| rows).sum();
    assert_eq!(counted, 2, "{counts:?}");
    // The row that is left out names the one that counts.
    let finding = table.findings().of_row(RowNo(1))[0].kind;
    assert_eq!(finding, FindingKind::Duplicate { first: RowNo(3) });
}
