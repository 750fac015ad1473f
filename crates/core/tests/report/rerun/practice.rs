//! Results of practice, known again: nothing of them reaches a site.

use super::{dropped, ticked};
use crate::report::read;
use crate::support::file::results_csv;
use crate::support::replies::removed;
use crate::support::sweep::Sweep;
use crate::support::{connection, freeze_choice, plan_of, table, table_and_plan};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::Target;
use groupsweep_core::domain::RowNo;
use groupsweep_core::import::{FileKind, PreviousOutcome, Table};
use groupsweep_core::plan::{Action, LeadsTo};
use groupsweep_core::report::{restore_of_plan, restore_of_run};
use groupsweep_core::run::{Rate, Run, UndoScope};
use std::sync::Arc;

/// A run in practice, or on a site, of which the first row is sent.
fn of_target(file: &Arc<Table>, target: Target) -> Sweep {
    let mut choice = SelectionHistory::new(Arc::clone(file));
    choice.set([RowNo(0), RowNo(1)], true);
    let mut connection = connection();
    connection.target = target;
    let plan = freeze_choice(&choice, Action::Remove, connection).unwrap();
    let mut sweep = Sweep::new(Arc::new(plan), 50);
    sweep.try_the_first();
    sweep
}

#[test]
fn results_of_practice_are_known_whatever_the_file_is_called() {
    let file = table_and_plan(3).0;
    let practice = of_target(&file, Target::Practice);
    let text = String::from_utf8(results_csv(&practice.run)).unwrap();
    for line in text.lines().skip(1).take(2) {
        assert!(
            line.contains("Practice run: nothing was changed on a site."),
            "{line}"
        );
    }
    let again = dropped(&practice.run);
    assert!(again.is_of_practice());
    assert_eq!(LeadsTo::of(&again), Some(LeadsTo::Practice));
    assert!(ticked(&LeadsTo::Practice.ticked(&again)).is_empty());

    let real = dropped(&of_target(&file, connection().target).run);
    assert!(!real.is_of_practice());
    let action = Action::Remove;
    assert_eq!(
        LeadsTo::of(&real),
        Some(LeadsTo::Finishing { action, rows: 1 })
    );
}

#[test]
fn a_restore_file_of_practice_is_known_by_its_content_and_adds_nobody() {
    let file = table_and_plan(3).0;
    let practice = of_target(&file, Target::Practice);
    for bytes in [
        restore_of_run(&practice.run, UndoScope::EVERYTHING),
        restore_of_plan(&practice.plan),
    ] {
        let rows = read(&bytes, b',');
        assert_eq!(rows[0][4..], ["reason", "restore"]);
        for row in &rows[1..] {
            assert_eq!(
                row[4..],
                ["Practice run: nothing was changed on a site.", "add"]
            );
        }
        let again = Arc::new(table(String::from_utf8(bytes).unwrap()));
        assert_eq!(again.origin(), FileKind::Restore);
        assert!(again.is_of_practice());
        assert_eq!(LeadsTo::of(&again), Some(LeadsTo::Practice));
        assert!(ticked(&LeadsTo::Practice.ticked(&again)).is_empty());
    }
    let real = of_target(&file, connection().target);
    let again = table(restore_of_run(&real.run, UndoScope::EVERYTHING));
    assert!(!again.is_of_practice());
    assert_eq!(LeadsTo::of(&again), Some(LeadsTo::Adding { rows: 1 }));
}

#[test]
fn what_happened_on_a_site_is_not_carried_on_by_a_practice_run() {
    let file = table_and_plan(3).0;
    let mut real = of_target(&file, connection().target);
    real.play(|_| removed());
    let real = dropped(&real.run);
    assert_eq!(real.earlier(RowNo(0)), Some(PreviousOutcome::Removed));
    let mut choice = SelectionHistory::new(Arc::clone(&real));
    choice.set([RowNo(2)], true);
    let mut practice = connection();
    practice.target = Target::Practice;
    let plan = freeze_choice(&choice, Action::Remove, practice).unwrap();
    let run = Run::new(Arc::new(plan), Rate::DEFAULT);
    let practice = dropped(&run);
    assert!(practice.is_of_practice());
    assert_eq!(practice.earlier(RowNo(0)), Some(PreviousOutcome::Kept));
}

#[test]
fn what_happened_in_practice_is_not_carried_on_by_a_real_run() {
    let file = table_and_plan(3).0;
    let practice = dropped(&of_target(&file, Target::Practice).run);
    let run = Run::new(plan_of(&practice, [RowNo(2)]), Rate::DEFAULT);
    let real = dropped(&run);
    assert!(!real.is_of_practice());
    let words: Vec<_> = real.row_numbers().map(|row| real.earlier(row)).collect();
    assert_eq!(
        words,
        [
            PreviousOutcome::Kept,
            PreviousOutcome::Kept,
            PreviousOutcome::NotTried
        ]
        .map(Some)
    );
}
