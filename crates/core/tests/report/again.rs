//! The second life of a results file: dropped on Import it is known again, its
//! open rows can be ticked, and running it again replaces its five columns.

use std::sync::Arc;

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::Target;
use groupsweep_core::domain::{RowNo, SiteCall, TransportError};
use groupsweep_core::import::{FileKind, PreviousOutcome, RowColumns, Table};
use groupsweep_core::plan::{Action, LeadsTo, Plan, Scope, action_of_results};
use groupsweep_core::report::{ADDED_COLUMNS, FormulaGuard, restore_of_plan, restore_of_run};

use crate::support::file::{records, results_csv};
use groupsweep_core::run::{Event, Outcome, Rate, Run, UndoScope};

use crate::report::{added, read};
use crate::support::sweep::{
    Reply, Sweep, dead_token, forbidden, groups_of, not_a_member, removed, throttled, unclear,
};
use crate::support::{
    Dice, HEADINGS, account, answer, connection, export, freeze_choice, group, line, plan_of,
    table, table_and_plan,
};

fn ticked(choice: &SelectionHistory) -> Vec<RowNo> {
    choice.selection().iter().collect()
}

/// The results of a run, dropped on Import.
fn dropped(run: &Run) -> Arc<Table> {
    let table = table(results_csv(run));
    assert_eq!(table.origin(), FileKind::Results);
    Arc::new(table)
}

/// Rows of the plan with something left to do, in file order.
fn open_rows(run: &Run) -> Vec<RowNo> {
    let items = run.plan().items().iter().zip(run.records());
    let open = items.filter(|(_, record)| !record.outcome().is_done());
    let mut rows: Vec<RowNo> = open.map(|(item, _)| item.row).collect();
    rows.sort_unstable();
    rows
}

fn any_reply(dice: &mut Dice, call: &SiteCall) -> Reply {
    if matches!(call, SiteCall::GroupsOf(_)) {
        return [groups_of(&[]), Err(TransportError::TimedOut)][dice.below(2)].clone();
    }
    match dice.below(12) {
        0 => Err(TransportError::Cut),
        1 => forbidden(),
        2 => throttled(&[]),
        3 => unclear(),
        4 => not_a_member(),
        5 => Ok(answer(500, &[], "")),
        6 if dice.below(3) == 0 => dead_token(),
        _ => removed(),
    }
}

/// A run that goes on until chance ends it, at rest or in the middle.
fn play(sweep: &mut Sweep, dice: &mut Dice) {
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    for _ in 0..dice.below(60) {
        match dice.below(20) {
            0 => sweep.step(Event::Stop),
            1 => sweep.step(Event::Pause),
            2 => sweep.step(Event::Resume),
            _ if sweep.calls.is_empty() => {
                sweep.wake();
            }
            _ => {
                let at = dice.below(sweep.calls.len());
                let reply = any_reply(dice, &sweep.calls[at].1.clone());
                sweep.reply_at(at, reply);
            }
        }
    }
}

/// A file with rows that can not be sent, rows that are ragged, quotes and line ends in cells.
fn any_file(dice: &mut Dice) -> Arc<Table> {
    let mut lines = vec![HEADINGS.to_owned(), line(0, 9999)];
    for row in 0..1 + dice.below(25) {
        let good = line(row % 3, row);
        lines.push(match dice.below(9) {
            0 => good.replace(&account(row), ""),
            1 => lines[1].clone(),
            2 => good.replace(&format!("User {row}"), "\"a \"\"b\"\",\r\nc\""),
            3 => good + ",more",
            4 => good.split(",user").next().unwrap().to_owned(),
            _ => good,
        });
    }
    if dice.below(5) == 0 {
        lines.push(line(1, 777).replace("User 777", "\"never closed"));
    }
    let text = lines.join("\r\n");
    Arc::new(table(match dice.below(3) {
        0 => format!("\u{feff}{text}"),
        1 => text + "\n",
        _ => text,
    }))
}

#[test]
fn words_of_the_file_are_the_words_of_the_outcomes() {
    let mut known = Vec::new();
    for action in [Action::Remove, Action::Add] {
        for outcome in Outcome::ALL {
            let word = outcome.word(action);
            let earlier = PreviousOutcome::read(FileKind::Results, word.as_bytes()).unwrap();
            assert_eq!(earlier.word(), word);
            assert_eq!(earlier.is_open(), !outcome.is_done(), "{word}");
            known.push(earlier);
        }
    }
    let others = PreviousOutcome::ALL
        .iter()
        .filter(|word| !known.contains(word));
    assert_eq!(
        others.copied().collect::<Vec<_>>(),
        [
            PreviousOutcome::Kept,
            PreviousOutcome::Unusable,
            PreviousOutcome::ToRestore
        ]
    );
}

#[test]
fn the_open_rows_of_any_run_are_ticked_and_no_other() {
    for seed in 0..600 {
        let mut dice = Dice(seed);
        let table = any_file(&mut dice);
        let chosen: Vec<RowNo> = table
            .row_numbers()
            .filter(|row| row.0 == 0 || dice.below(4) > 0)
            .collect();
        let mut sweep = Sweep::new(plan_of(&table, chosen), 50);
        play(&mut sweep, &mut dice);
        let again = dropped(&sweep.run);
        assert_eq!(again.len(), table.len(), "seed {seed}");
        let choice = SelectionHistory::of_open_rows(Arc::clone(&again));
        assert_eq!(ticked(&choice), open_rows(&sweep.run), "seed {seed}");
        let back = SelectionHistory::of_removed_rows(again);
        let removed = |row: &RowNo| {
            let at = sweep.plan.items().iter().position(|item| item.row == *row);
            at.is_some_and(|at| sweep.run.records()[at].outcome() == Outcome::Done)
        };
        let expected: Vec<RowNo> = table.row_numbers().filter(removed).collect();
        assert_eq!(ticked(&back), expected, "seed {seed}");
    }
}

#[test]
fn a_results_file_can_be_run_again_and_again_and_never_grows() {
    for seed in 0..200 {
        let mut dice = Dice(seed ^ 0x5EED);
        let first = any_file(&mut dice);
        let mut sweep = Sweep::new(plan_of(&first, first.row_numbers()), 50);
        play(&mut sweep, &mut dice);
        let mut file = dropped(&sweep.run);
        let (columns, rows) = (file.headings().len(), file.len());
        let own = |table: &Table| records(table).own;
        let own_at_first = own(&file);
        for (row, own) in records(&first).rows.iter().zip(&own_at_first[1..]) {
            assert!(own.starts_with(row), "seed {seed}");
        }
        for _ in 0..4 {
            let choice = SelectionHistory::of_open_rows(Arc::clone(&file));
            let Some(plan) = freeze_choice(&choice, Action::Remove, connection()) else {
                break;
            };
            let mut sweep = Sweep::new(Arc::new(plan), 50);
            play(&mut sweep, &mut dice);
            let next = dropped(&sweep.run);
            assert_eq!((next.headings().len(), next.len()), (columns, rows));
            assert_eq!(own(&next), own_at_first, "seed {seed}");
            for row in next.row_numbers() {
                let planned = choice.selection().contains(row);
                assert!(
                    planned || next.earlier(row) == file.earlier(row),
                    "seed {seed}: row {row:?} was not in the plan and changed"
                );
            }
            let open = SelectionHistory::of_open_rows(Arc::clone(&next));
            assert_eq!(ticked(&open), open_rows(&sweep.run), "seed {seed}");
            file = next;
        }
    }
}

#[test]
fn what_an_earlier_run_said_of_other_rows_stays_byte_for_byte() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.next_call();
    sweep.reply(forbidden());
    sweep.next_call();
    sweep.step(Event::Stop);
    let before = results_csv(&sweep.run);
    let file = dropped(&sweep.run);
    let plan = plan_of(&file, [RowNo(1)]);
    let after = results_csv(&Run::new(plan, Rate::DEFAULT));
    let lines = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.split("\r\n").map(str::to_owned).collect()
    };
    let (before, after) = (lines(&before), lines(&after));
    assert_eq!(before.len(), after.len());
    for at in [0, 1, 3] {
        assert_eq!(before[at], after[at]);
    }
    assert!(before[2].contains(",failed,403,"));
    assert!(after[2].ends_with(",not_tried,,,0,"), "{}", after[2]);
}

#[test]
fn a_row_that_was_kept_is_told_of_anew() {
    let text = [HEADINGS, &line(0, 0), &line(1, 1), &line(2, 2)].join("\n");
    let run = Run::new(plan_of(&Arc::new(table(text)), [RowNo(0)]), Rate::DEFAULT);
    let text = String::from_utf8(results_csv(&run)).unwrap();
    // The admin repairs nothing and breaks a row: it is unusable now.
    let broken = text.replace(&account(2), "x y");
    let file = Arc::new(table(broken));
    assert_eq!(file.earlier(RowNo(2)), Some(PreviousOutcome::Kept));
    let run = Run::new(plan_of(&file, [RowNo(0)]), Rate::DEFAULT);
    let rows = read(&results_csv(&run), b',');
    assert_eq!(added(&rows, 1)[0], "kept");
    assert_eq!(added(&rows, 2)[0], "unusable");
    assert!(added(&rows, 2)[2].contains("user id"));
}

#[test]
fn a_row_that_import_left_out_stays_left_out_and_takes_no_other_with_it() {
    // A comma without quotation marks: the row's id is another row's, and its email is half a name.
    let stray = line(1, 7).replace("User 7", "Doe, John");
    let text = [HEADINGS, &line(0, 0), &stray, &line(2, 7), &line(0, 7)].join("\n");
    let file = Arc::new(table(text));
    assert_eq!(file.unusable_count(), 1);
    let mut sweep = Sweep::new(plan_of(&file, [0, 2, 3].map(RowNo)), 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert_eq!(sweep.run.tally().of(Outcome::Done), 3);

    let again = dropped(&sweep.run);
    assert_eq!(again.unusable_count(), 1);
    let why = again.findings().of_row(RowNo(1));
    assert_eq!(why[0].kind.title(), "Left out by the earlier run");
    assert_eq!(again.membership(RowNo(1)), None);
    let plan = Plan::of_results(&again, connection()).unwrap();
    assert_eq!(plan.items().len(), 3);
    // Nor where no other row shows that the id is somebody else's.
    let lines = String::from_utf8(results_csv(&sweep.run)).unwrap();
    let alone: Vec<&str> = lines
        .lines()
        .filter(|line| !line.contains(",User 7,"))
        .collect();
    let alone = Arc::new(table(alone.join("\r\n")));
    assert_eq!(alone.len(), 2);
    let mut choice = SelectionHistory::new(Arc::clone(&alone));
    choice.set(alone.row_numbers(), true);
    assert_eq!(ticked(&choice), [RowNo(0)]);
}

#[test]
fn cells_behind_the_five_columns_stay_where_they_are() {
    let run = Run::new(table_and_plan(3).1, Rate::DEFAULT);
    let text = String::from_utf8(results_csv(&run)).unwrap();
    let noted = text.replacen(",not_tried,,,0,\r\n", ",not_tried,,,0,,my note\r\n", 1);
    let short = noted.replacen(
        &format!("{},not_tried,,,0,", line(2, 2)),
        &format!("{},not_tried", line(2, 2)),
        1,
    );
    let file = Arc::new(table(short));
    let mut sweep = Sweep::new(plan_of(&file, file.row_numbers()), 50);
    sweep.try_the_first();
    let text = String::from_utf8(results_csv(&sweep.run)).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines[1].contains(",removed,200,,1,20"), "{}", lines[1]);
    assert!(lines[1].ends_with("Z,my note"), "{}", lines[1]);
    assert_eq!(lines[3], format!("{},not_tried,,,0,", line(2, 2)));
}

#[test]
fn the_plans_own_columns_are_enough() {
    let text = format!(
        "Group id,Group name,User id,User name,{}\n{}\n{}\n",
        ADDED_COLUMNS.join(","),
        line(0, 0).split(",user0").next().unwrap().to_owned() + ",failed,403,x,1,",
        line(1, 1).split(",user1").next().unwrap().to_owned() + ",removed,200,,1,",
    );
    let file = Arc::new(table(text));
    assert_eq!(file.origin(), FileKind::Results);
    assert_eq!(
        ticked(&SelectionHistory::of_open_rows(Arc::clone(&file))),
        [RowNo(0)]
    );
    assert_eq!(ticked(&SelectionHistory::of_removed_rows(file)), [RowNo(1)]);
}

#[test]
fn an_export_ticks_nothing() {
    let file = Arc::new(table(export(&[(0, 0), (1, 1)])));
    assert_eq!(file.origin(), FileKind::Export);
    assert!(ticked(&SelectionHistory::of_open_rows(Arc::clone(&file))).is_empty());
    assert!(ticked(&SelectionHistory::of_removed_rows(file)).is_empty());
}

#[test]
fn a_file_of_removals_and_additions_in_one_tells_nothing() {
    let file = |words: &[&str]| {
        let headings = export(&[]).trim_end().to_owned();
        let mut text = format!("{headings},{}", ADDED_COLUMNS.join(","));
        for (at, word) in words.iter().enumerate() {
            text.push_str(&format!("\n{},{word},,,1,", line(1, at).trim_end()));
        }
        Arc::new(table(text))
    };
    let told = |words: &[&str]| {
        let table = file(words);
        assert_eq!(table.origin(), FileKind::Results);
        let of_results = Plan::of_results(&table, connection()).map(|plan| plan.action());
        assert_eq!(of_results, action_of_results(&table));
        of_results
    };
    assert_eq!(told(&["failed", "removed"]), Some(Action::Remove));
    assert_eq!(told(&["already_member", "failed"]), Some(Action::Add));
    assert_eq!(told(&["gone_since_check"]), Some(Action::Remove));
    assert_eq!(told(&["there_since_check"]), Some(Action::Add));
    for words in [["added", "removed"], ["already_gone", "added"]] {
        assert_eq!(told(&words), None, "{words:?}");
    }
}

/// Each file of ours has one thing that comes next, and what is ticked is that and nothing else.
#[test]
fn a_file_of_ours_leads_to_one_thing() {
    let results = |words: &[&str]| {
        let mut text = format!("{HEADINGS},{}", ADDED_COLUMNS.join(","));
        for (at, word) in words.iter().enumerate() {
            text.push_str(&format!("\n{},{word},200,,1,", line(at, at)));
        }
        Arc::new(table(text))
    };
    let restore = format!("{HEADINGS},restore\n{},add\n{},add", line(0, 0), line(1, 1));
    let (remove, add) = (Action::Remove, Action::Add);
    for (file, leads, rows) in [
        (
            Arc::new(table(restore)),
            Some(LeadsTo::Adding { rows: 2 }),
            vec![RowNo(0), RowNo(1)],
        ),
        (
            results(&["removed", "failed", "kept", "in_doubt"]),
            Some(LeadsTo::Finishing {
                action: remove,
                rows: 2,
            }),
            vec![RowNo(1), RowNo(3)],
        ),
        (
            results(&["already_member", "not_tried"]),
            Some(LeadsTo::Finishing {
                action: add,
                rows: 1,
            }),
            vec![RowNo(1)],
        ),
        (
            results(&["removed", "already_gone", "gone_since_check", "kept"]),
            Some(LeadsTo::Report { action: remove }),
            vec![],
        ),
        (
            results(&["removed", "added", "failed"]),
            Some(LeadsTo::Unclear),
            vec![],
        ),
        (Arc::new(table(export(&[(0, 0)]))), None, vec![]),
    ] {
        assert_eq!(LeadsTo::of(&file), leads);
        let choice = leads.map(|leads| leads.ticked(&file));
        assert_eq!(
            choice.map_or_else(Vec::new, |choice| ticked(&choice)),
            rows,
            "{leads:?}"
        );
    }
    assert_eq!(
        LeadsTo::Adding { rows: 2 }.action(),
        add,
        "a restore file never removes"
    );
}

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

#[test]
fn rows_that_were_held_back_come_back_with_their_reasons_and_counts() {
    let reasons = [
        "protected: your own account",
        "The plan calls this group “A”, the site calls it “B”. Nothing was sent.",
        "held back: the file calls this account A, the site calls it B",
        "left out: not found",
        "left out: already gone",
        // Not selected, and a note of somebody's own.
        "",
        "ask Ada",
    ];
    let kept = |(user, reason): (usize, &&str)| {
        let ids = format!("{},{}", group(0), account(user + 1));
        format!("{ids},kept,,\"{reason}\",,\n")
    };
    let rows: String = reasons.iter().enumerate().map(kept).collect();
    let text = format!(
        "Group id,User id,{}\n{},{},removed,200,,1,\n{rows}",
        ADDED_COLUMNS.join(","),
        group(0),
        account(0)
    );
    let table = Arc::new(table(&text));
    let plan = Arc::new(Plan::of_results(&table, connection()).unwrap());
    let cells = std::array::from_fn(|_| RowColumns::of(usize::MAX - 1));
    let run = Run::imported(Arc::clone(&plan), &table, &cells);
    let left_out = run.counts().left_out;
    assert_eq!(left_out.protected, 1);
    assert_eq!(left_out.other_name, 2);
    assert_eq!((left_out.not_found, left_out.already), (1, 1));
    let held: Vec<u32> = plan.summary().held_back.keys().copied().collect();
    assert_eq!(held, [1, 2, 3, 4, 5]);
    assert_eq!(plan.summary().held_back[&1], reasons[0]);
    // What is written of them again says the same.
    let again = groupsweep_core::report::results_csv(&run, text.as_bytes(), FormulaGuard::Off);
    let rows = read(&again.unwrap(), b',');
    for (row, reason) in reasons[..5].iter().enumerate() {
        assert_eq!(added(&rows, row + 1)[2], *reason);
    }
}
