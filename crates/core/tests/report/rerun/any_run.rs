//! The results of any run of any file, known again.

use super::{dropped, open_rows, ticked};
use crate::support::file::records;
use crate::support::replies::{
    dead_token, forbidden, groups_of, not_a_member, removed, throttled, unclear,
};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{
    Dice, HEADINGS, account, answer, connection, freeze_choice, line, plan_of, table,
};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{RowNo, SiteCall, TransportError};
use groupsweep_core::import::Table;
use groupsweep_core::plan::{Action, Scope};
use groupsweep_core::run::{Event, Outcome};
use std::sync::Arc;

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

/// A run that continues until a random end, at rest or in the middle.
pub(super) fn play(sweep: &mut Sweep, dice: &mut Dice) {
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
