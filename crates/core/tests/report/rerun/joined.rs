//! Results files of one plan, dropped together: of a membership that is in several, the word that binds most counts.

use super::ticked;
use crate::support::file::taken_back;
use crate::support::{HEADINGS, connection, line, table};
use groupsweep_core::domain::{RowNo, Timestamp};
use groupsweep_core::import::{FindingKind, Table};
use groupsweep_core::plan::{Action, LeadsTo, Plan, PlanItem, damaged_changes};
use groupsweep_core::report::ADDED_COLUMNS;
use groupsweep_core::run::{KnownChange, UndoScope};
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

/// Files with one row each of one membership: the word, the reason and the minute at which it was finished.
fn of_one_membership(files: &[(&str, &str, &str)]) -> String {
    let mut text = format!("{HEADINGS},{}", ADDED_COLUMNS.join(","));
    for (word, reason, minute) in files {
        let time = match *minute {
            "" => String::new(),
            minute => format!("2026-05-01T10:{minute}:00.000Z"),
        };
        text.push_str(&format!("\n{},{word},,{reason},1,{time}", line(0, 0)));
    }
    // Another row of the file shows what the file did.
    text + &format!("\n{},removed,204,,1,", line(1, 1))
}

/// The outcome that counts for the membership, and how Undo treats it, in both orders of the files.
fn what_counts(mut files: [(&str, &str, &str); 2]) -> [(String, KnownChange); 2] {
    std::array::from_fn(|_| {
        files.reverse();
        let text = of_one_membership(&files);
        let word = words(&Arc::new(table(&text)))[0].to_owned();
        let run = taken_back(text.as_bytes(), connection());
        let account = |item: &PlanItem| item.membership.account.as_str().to_owned();
        let items = run.plan().items().iter().zip(run.records());
        let (_, record) = items.min_by_key(|(item, _)| account(item)).unwrap();
        (word, record.changed())
    })
}

#[test]
fn what_may_have_been_removed_is_not_hidden_by_a_later_run_that_found_it_gone() {
    let list = "\"The site answered that the membership is gone, but still lists it.\"";
    for (word, reason) in [("in_doubt", ""), ("failed", list)] {
        let counts = what_counts([(word, reason, "01"), ("already_gone", "", "02")]);
        for (counts, changed) in counts {
            assert_eq!(counts, word);
            assert_eq!(changed, KnownChange::Unconfirmed);
        }
    }
}

#[test]
fn a_removal_that_failed_later_is_in_doubt_and_can_be_undone() {
    for word in ["removed", "gone_since_check"] {
        let counts = what_counts([(word, "", "01"), ("failed", "No.", "02")]);
        for (counts, changed) in counts {
            assert_eq!(counts, "in_doubt", "{word}");
            assert_eq!(changed, KnownChange::Unconfirmed, "{word}");
        }
    }
    let files = [("removed", "", "01"), ("failed", "No.", "02")];
    let run = taken_back(of_one_membership(&files).as_bytes(), connection());
    let back = run.way_back(UndoScope::EVERYTHING, Timestamp(0)).unwrap();
    assert_eq!(back.items().len(), 2);
}

#[test]
fn a_later_failure_counts_before_an_earlier_row_with_nothing_to_remove() {
    let counts = what_counts([("already_gone", "", "01"), ("failed", "No.", "02")]);
    assert_eq!(counts.map(|(word, _)| word), ["failed", "failed"]);
}

#[test]
fn a_failure_that_was_made_good_later_does_not_count() {
    for word in ["removed", "already_gone"] {
        let counts = what_counts([("failed", "No.", "01"), (word, "", "02")]);
        assert_eq!(counts.map(|(word, _)| word), [word, word]);
    }
}

#[test]
fn a_change_counts_before_a_failure_without_a_time() {
    let counts = what_counts([("removed", "", "01"), ("failed", "No.", "")]);
    assert_eq!(counts.map(|(word, _)| word), ["removed", "removed"]);
}
