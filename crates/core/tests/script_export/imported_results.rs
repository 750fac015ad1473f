//! A script's results file, dropped back: its report, and the plan that takes it back.

use std::fs;
use std::sync::Arc;

use groupsweep_atlassian_sim::DEFAULT_ACCOUNT_ID;
use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::import::{RecordKind, Rewind, RowColumns, Table};
use groupsweep_core::plan::{Action, Approved, Confirmation, Plan, Purpose, Scope};
use groupsweep_core::run::{Event, Outcome, Phase, ResultCells, Run, UndoScope};
use groupsweep_core::verify::Verifier;

use crate::script_export::fixture::{EMAIL, Script, Stage, TOKEN, stage};
use crate::support::group;

/// The file's run, as Import brings it up.
fn told(stage: &Stage, script: &Script) -> Run {
    let bytes = fs::read(&script.results).unwrap();
    let table = script.dropped();
    let plan = Plan::of_results(&table, stage.connection(DEFAULT_ACCOUNT_ID)).unwrap();
    let column = |behind: usize| column(&table, table.own_columns() + behind, &bytes);
    let cells: ResultCells = [column(1), column(2), column(3), column(4)];
    Run::imported(Arc::new(plan), &table, &cells)
}

fn column(table: &Table, column: usize, bytes: &[u8]) -> RowColumns {
    let mut extra = RowColumns::of(column);
    let mut rewind = Rewind::of(table);
    let mut push = |part, record: &groupsweep_core::import::Record<'_>| {
        if part != RecordKind::Headings {
            extra.push(record);
        }
    };
    rewind.feed(table, bytes, &mut push).unwrap();
    rewind.finish(table, &mut push).unwrap();
    extra
}

fn counts(run: &Run) -> [u32; 6] {
    Outcome::ALL.map(|outcome| run.tally().of(outcome))
}

#[test]
fn a_scripts_file_gives_the_report_of_its_run() {
    let (stage, table) = stage(15, |settings| {
        settings.synced_groups = [group(2)].into_iter().collect();
    });
    // Somebody else was faster with one of them.
    let other = stage.plan(&table, Action::Remove, |row| row == 3);
    stage.bash(&other).run(&stage.answers());
    let plan = stage.plan(&table, Action::Remove, |row| row < 12);
    let script = stage.bash(&plan);
    script.run(&stage.answers());
    let run = told(&stage, &script);
    // Rows 2 and 7 are of the synced group.
    assert_eq!(counts(&run), [9, 1, 0, 2, 0, 0]);
    assert_eq!(run.phase(), Phase::Finished);
    let failed = run
        .records()
        .iter()
        .find(|record| record.outcome() == Outcome::Failed)
        .unwrap();
    assert_eq!(failed.http_status(), Some(403));
    assert!(
        failed
            .reason()
            .unwrap()
            .starts_with("The site refuses to change this group (403)")
    );
    assert_eq!(failed.attempts(), 1);
    assert!(failed.finished_at().unwrap() > Timestamp(1_700_000_000_000));
    assert!(Verifier::of(&run, Verifier::gentle()).is_some());

    let back = run
        .plan()
        .back(|item| run.records()[item].outcome() == Outcome::Done)
        .unwrap();
    assert_eq!((back.action(), back.items().len()), (Action::Add, 9));
    let way_back = run
        .way_back(UndoScope::CERTAIN, Timestamp(1_800_000_000_000))
        .unwrap();
    let purpose = way_back.purpose();
    assert_eq!(
        purpose,
        Purpose::Add,
        "only a file says that they were there"
    );
    let script = stage.bash(&back);
    script.run(&stage.answers());
    // All but the one that was gone before.
    assert_eq!(stage.site.model().lock().unwrap().member_count(), 14);
    assert_eq!(counts(&told(&stage, &script)), [9, 0, 0, 0, 0, 0]);
}

#[test]
fn rows_that_were_not_come_to_are_told_and_nothing_is_sent_for_them() {
    let (stage, table) = stage(5, |_| {});
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    script.run(&format!("{EMAIL}\n{TOKEN}\n{}\nno\n", stage.name()));
    let mut run = told(&stage, &script);
    assert_eq!(counts(&run), [1, 0, 0, 0, 0, 4]);
    let plan = Arc::clone(run.plan());
    let name = Confirmation::TypedSiteName(stage.name());
    for scope in [Scope::Trial, Scope::Remaining, Scope::Failed] {
        let approved = Approved::check(&plan, scope, &name).unwrap();
        assert!((0..5).all(|item| !run.covers(scope, item)));
        assert!(run.step(Event::Release(approved), Timestamp(0)).is_empty());
        assert!(
            run.step(Event::Resume, Timestamp(0) + Span::seconds(1))
                .is_empty()
        );
    }
    assert_eq!(run.phase(), Phase::Finished);
}

#[test]
fn a_file_in_which_nothing_was_done_has_no_report() {
    let (stage, table) = stage(3, |settings| {
        settings.synced_groups = (0..5).map(group).collect();
    });
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    script.run(&stage.answers());
    let table = script.dropped();
    assert!(Plan::of_results(&table, stage.connection(DEFAULT_ACCOUNT_ID)).is_none());
}
