//! The second life of a results file: dropped on Import it is known again, its
//! open rows can be ticked, and running it again replaces its five columns.

mod any_run;
mod contradicted;
mod damaged;
mod joined;
mod other_action;
mod practice;
mod unconfirmed;

use std::sync::Arc;

use groupsweep_core::choose::{Keep, KeepList, Kept, SelectionHistory};
use groupsweep_core::domain::{RowNo, Timestamp};
use groupsweep_core::import::{FileKind, PreviousOutcome, RowColumns, Table};
use groupsweep_core::plan::{Action, LeadsTo, Plan, Scope, action_of_results, is_selected_by_file};
use groupsweep_core::report::{ADDED_COLUMNS, FormulaGuard};

use crate::support::file::results_csv;
use groupsweep_core::run::{Event, Outcome, Rate, Run};

use crate::report::{added, read};
use crate::support::replies::{forbidden, removed};
use crate::support::sweep::Sweep;
use crate::support::{
    HEADINGS, account, connection, export, group, line, plan_of, table, table_and_plan,
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

/// A results file with these outcomes.
fn results(words: &[&str]) -> Arc<Table> {
    let mut text = format!("{HEADINGS},{}", ADDED_COLUMNS.join(","));
    for (at, word) in words.iter().enumerate() {
        text.push_str(&format!("\n{},{word},200,,1,", line(at, at)));
    }
    Arc::new(table(text))
}

/// Each of our files has one next step, and selects exactly the rows for it.
#[test]
fn a_file_of_ours_leads_to_one_thing() {
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
        let own = SelectionHistory::new(Arc::clone(&file));
        let by_itself = leads.map_or_else(|| own.clone(), |leads| leads.ticked(&file));
        assert!(is_selected_by_file(&by_itself));
        let mut other = by_itself.clone();
        other.set([RowNo(0)], !by_itself.selection().contains(RowNo(0)));
        assert_eq!(
            is_selected_by_file(&other),
            other.selection() == by_itself.selection(),
            "{leads:?}: the admin's own choice, where the row may be chosen"
        );
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

#[test]
fn what_the_keep_list_takes_out_is_no_choice_of_the_admin() {
    let file = results(&["removed", "failed", "not_tried"]);
    let mut choice = LeadsTo::of(&file).unwrap().ticked(&file);
    assert_eq!(ticked(&choice), [RowNo(1), RowNo(2)]);
    let person = file.membership(RowNo(1)).unwrap().account;
    let list = KeepList::read(person.as_str(), Timestamp(0)).unwrap();
    choice.set_keep(Keep::On(Arc::new(Kept::of(&file, &Arc::new(list)))));
    assert_eq!(ticked(&choice), [RowNo(2)]);
    assert!(is_selected_by_file(&choice));
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

#[test]
fn a_double_of_the_earlier_run_is_not_advised_to_be_corrected() {
    let text = [HEADINGS, &line(0, 0), &line(0, 0), &line(1, 1)].join("\n");
    let file = Arc::new(table(text));
    let mut sweep = Sweep::new(plan_of(&file, [0, 2].map(RowNo)), 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    let again = dropped(&sweep.run);
    let why = again.findings().of_row(RowNo(1));
    assert_eq!(why[0].kind.title(), "Listed twice in the earlier file");
    assert_eq!(
        why[0].kind.clause(),
        "the earlier run used another row with the same membership, so there is nothing to correct in this one"
    );
}
