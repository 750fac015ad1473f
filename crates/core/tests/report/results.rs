//! The results file, cell by cell.

mod formulas;

use std::sync::Arc;

use crate::report::{added, read};
use crate::support::replies::{dead_token, forbidden, groups_of, not_a_member, removed, unclear};
use crate::support::sweep::Sweep;
use crate::support::{
    HEADINGS, account, connection, error, export, freeze_choice, group, line, plan_of, table,
    table_and_plan,
};
use groupsweep_core::choose::{Keep, KeepList, Kept, SelectionHistory};
use groupsweep_core::domain::{RowNo, Timestamp, TransportError};
use groupsweep_core::import::{SAMPLE, Table};
use groupsweep_core::plan::Action;
use groupsweep_core::plan::Scope;
use groupsweep_core::report::{ADDED_COLUMNS, FormulaGuard};

use crate::support::file::{results_csv, results_with};
use groupsweep_core::run::{Event, Rate, Run};

fn results(sweep: &Sweep) -> Vec<Vec<String>> {
    let delimiter = sweep.plan.table().unwrap().delimiter();
    read(&results_csv(&sweep.run), delimiter)
}

/// The file before anything was tried: the first row is planned, the others are not.
fn untried(table: Table) -> Vec<u8> {
    let plan = plan_of(&Arc::new(table), [RowNo(0)]);
    results_csv(&Run::new(plan, Rate::DEFAULT))
}

#[test]
fn a_row_that_is_not_planned_is_kept_or_unusable() {
    let text = [
        HEADINGS,
        &line(0, 0),
        &line(2, 2),
        &line(0, 0),
        &line(1, 1).replace(&account(1), ""),
    ]
    .join("\n");
    let rows = read(&untried(table(text)), b',');
    assert_eq!(rows[0][7..], ADDED_COLUMNS);
    assert_eq!(added(&rows, 0), ["not_tried", "", "", "0", ""]);
    assert_eq!(added(&rows, 1), ["kept", "", "", "", ""]);
    assert_eq!(
        added(&rows, 2),
        [
            "unusable",
            "",
            "same membership as row 2, which is used instead",
            "",
            ""
        ]
    );
    assert_eq!(
        added(&rows, 3),
        ["unusable", "", "user id: the id is empty", "", ""]
    );
}

#[test]
fn the_inputs_columns_stay_byte_for_byte() {
    let strange = line(0, 0)
        .replace("User 0", "\"a \"\"b\"\"\r\nc\"")
        .replace("Group 0", "=cmd()");
    let spaced = line(1, 1).replace("User 1", "  \u{1f600} ");
    let text = [HEADINGS, &strange, &spaced, &line(2, 2)].join("\r\n") + "\r\n";
    let bytes = untried(table(&text));
    let mut expected = Vec::new();
    for (record, more) in [
        (
            HEADINGS,
            ",outcome,http_status,reason,attempts,finished_at\r\n",
        ),
        (&strange, ",not_tried,,,0,\r\n"),
        (&spaced, ",kept,,,,\r\n"),
        (&line(2, 2), ",kept,,,,\r\n"),
    ] {
        expected.extend_from_slice(record.as_bytes());
        expected.extend_from_slice(more.as_bytes());
    }
    assert_eq!(String::from_utf8(bytes), String::from_utf8(expected));
}

#[test]
fn marks_and_delimiters_are_kept_and_other_letters_become_utf_8() {
    let mut bytes = format!(
        "\u{feff}Group id;User id;Name\n{};{};J?rg\n",
        group(0),
        account(0)
    )
    .into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[at] = 0xF6;
    let file = untried(table(&bytes));
    assert!(file.starts_with("\u{feff}Group id;User id;Name;outcome;".as_bytes()));
    assert!(
        String::from_utf8(file.clone())
            .unwrap()
            .contains("J\u{f6}rg")
    );
    assert_eq!(added(&read(&file, b';'), 0)[0], "not_tried");
}

#[test]
fn the_results_of_a_utf_16_file_are_utf_8_with_a_mark() {
    let text = format!(
        "\u{feff}sep=;\nGroup id;User id;Name\n{};{};Zo\u{eb}\n",
        group(0),
        account(0)
    );
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let file = String::from_utf8(untried(table(&bytes))).unwrap();
    let expected = format!(
        "\u{feff}sep=;\r\nGroup id;User id;Name;outcome;http_status;reason;attempts;finished_at\r\n{};{};Zo\u{eb};not_tried;;;0;\r\n",
        group(0),
        account(0)
    );
    assert_eq!(file, expected);
    assert_eq!(
        table(file).origin(),
        groupsweep_core::import::FileKind::Results
    );
}

#[test]
fn the_results_of_a_file_without_headings_can_be_dropped_again() {
    let rows = [line(0, 0), line(1, 1)].join("\n");
    let table = table(&rows);
    assert!(!table.has_headings());
    assert_eq!((table.len(), table.unusable_count()), (2, 0));
    let results = untried(table);
    let again = crate::support::table(&results);
    assert_eq!(again.origin(), groupsweep_core::import::FileKind::Results);
    assert_eq!((again.len(), again.unusable_count()), (2, 0));
}

#[test]
fn ragged_rows_are_padded_to_the_widest() {
    let short = format!("{},G,{},U,u@x.example,Active", group(0), account(0));
    let wide = line(1, 1) + ",more,more";
    let table = table([HEADINGS, &short, &wide, &line(2, 2)].join("\n"));
    let rows = read(&untried(table), b',');
    assert!(rows.iter().all(|cells| cells.len() == 9 + 5));
    assert_eq!(rows[0][6..10], ["Org role", "", "", "outcome"]);
    assert_eq!(rows[1][..3], [group(0), "G".into(), account(0)]);
    assert!(rows[1][6..9].iter().all(String::is_empty));
    assert_eq!(rows[2][7..10], ["more", "more", "kept"]);
}

#[test]
fn columns_of_ours_that_were_moved_are_the_last_ones_again() {
    let text = format!(
        "outcome,Group id,User id,finished_at,Note,http_status,attempts,reason\n\
         removed,{0},{2},2026-11-20T10:00:00Z,\"a, b\",200,1,\n\
         failed,{1},{2},,=c,500,3,said so\n\
         kept,{1},{3},,d,,,\n",
        group(0),
        group(1),
        account(0),
        account(1)
    );
    let plan = plan_of(&Arc::new(table(text)), [RowNo(1)]);
    let run = Run::new(plan, Rate::DEFAULT);
    for own_cells in [FormulaGuard::Off, FormulaGuard::On] {
        let written = results_with(&run, own_cells);
        let rows = read(&written, b',');
        assert_eq!(rows[0][..3], ["Group id", "User id", "Note"]);
        assert_eq!(rows[0][3..], ADDED_COLUMNS);
        assert_eq!(rows[1][2], "a, b");
        assert_eq!(
            added(&rows, 0),
            ["removed", "200", "", "1", "2026-11-20T10:00:00Z"]
        );
        assert!(rows[2][2].ends_with("=c"));
        assert_eq!(added(&rows, 1), ["not_tried", "", "", "0", ""]);
        assert_eq!(added(&rows, 2)[0], "kept");
    }
}

#[test]
fn a_quote_left_open_swallows_no_result() {
    let open = line(1, 1).replace("User 1", "\"User 1");
    for ending in ["", "\n", "\r\n\r\n"] {
        let table = table([HEADINGS, &line(0, 0), &open].join("\n") + ending);
        let rows = read(&untried(table), b',');
        assert_eq!(rows.len(), 3, "{ending:?}");
        assert_eq!(added(&rows, 1)[0], "unusable");
        assert!(added(&rows, 1)[2].contains("never closed"));
    }
}

#[test]
fn every_outcome_has_its_word_and_its_cells() {
    let (_, plan) = table_and_plan(7);
    let mut sweep = Sweep::new(plan, 1);
    sweep.now = Timestamp(1_795_430_527_000);
    sweep.release(Scope::Trial);
    sweep.reply(removed());
    sweep.release(Scope::Remaining);
    sweep.next_call();
    sweep.reply(not_a_member());
    sweep.next_call();
    sweep.reply(forbidden());
    sweep.next_call();
    sweep.reply(unclear());
    sweep.next_call();
    sweep.reply(groups_of(&[&group(0)]));
    sweep.next_call();
    sweep.step(Event::Stop);
    let rows = results(&sweep);
    let time = |row: usize| {
        sweep.run.records()[row]
            .finished_at()
            .map(Timestamp::rfc3339)
            .unwrap_or_default()
    };
    assert_eq!(time(0), "2026-11-23T10:42:07.000Z");
    assert_eq!(added(&rows, 0), ["removed", "200", "", "1", &time(0)]);
    assert_eq!(
        added(&rows, 1),
        [
            "already_gone",
            "400",
            "Was not a member. This row was not checked before the run.",
            "1",
            &time(1)
        ]
    );
    let refused = "The site refuses to change this group (403): \u{201c}No permission\u{201d}.";
    assert_eq!(added(&rows, 2), ["failed", "403", refused, "1", &time(2)]);
    let unclear = added(&rows, 3);
    assert_eq!(
        (&*unclear[0], &*unclear[1], &*unclear[3]),
        ("failed", "400", "1")
    );
    assert!(
        unclear[2].ends_with("The membership is still there."),
        "{}",
        unclear[2]
    );
    assert_eq!(added(&rows, 4)[..2], ["in_doubt", ""]);
    assert!(added(&rows, 4)[2].contains("stopped"));
    assert_eq!(added(&rows, 5), ["not_tried", "", "", "0", ""]);
    assert_eq!(rows.len(), 8);
}

#[test]
fn words_in_the_file_and_counts_on_the_page_agree_at_rest() {
    let (_, plan) = table_and_plan(40);
    let mut sweep = Sweep::new(plan, 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    let mut turn = 0;
    sweep.play(|_| {
        turn += 1;
        match turn {
            5 => Err(TransportError::Cut),
            7 => forbidden(),
            20 => dead_token(),
            _ if turn % 3 == 0 => not_a_member(),
            _ => removed(),
        }
    });
    assert!(sweep.run.is_at_rest());
    let rows = results(&sweep);
    for outcome in groupsweep_core::run::Outcome::ALL {
        let words = (0..40)
            .filter(|row| added(&rows, *row)[0] == outcome.word(Action::Remove))
            .count();
        assert_eq!(words, sweep.count(outcome) as usize, "{outcome:?}");
    }
}

#[test]
fn a_file_written_in_the_middle_of_a_run_calls_no_unanswered_row_not_tried() {
    let (_, plan) = table_and_plan(6);
    let mut sweep = Sweep::new(plan, 5);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.next_call();
    sweep.reply(Err(TransportError::Cut));
    sweep.next_call();
    sweep.step(Event::Pause);
    let rows = results(&sweep);
    for row in [1, 2] {
        assert_eq!(added(&rows, row)[0], "in_doubt", "{row}");
        assert!(added(&rows, row)[2].contains("When this file was written"));
        assert_eq!(added(&rows, row)[4], "", "it is not settled");
    }
    assert_eq!(added(&rows, 3)[0], "not_tried");
}

#[test]
fn rows_that_were_not_selected_are_kept() {
    let table = Arc::new(table(SAMPLE));
    let plan = plan_of(&table, [RowNo(2), RowNo(5)]);
    let mut sweep = Sweep::new(plan, 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    let rows = results(&sweep);
    let words: Vec<String> = (0..9).map(|row| added(&rows, row)[0].clone()).collect();
    assert_eq!(
        words,
        [
            "kept", "kept", "removed", "kept", "kept", "removed", "kept", "kept", "kept"
        ]
    );
}

#[test]
fn rows_on_the_keep_list_say_so_and_count_as_not_selected() {
    let table = Arc::new(table(export(&[(0, 0), (1, 1), (2, 2)])));
    let list = Arc::new(KeepList::read(&account(1), Timestamp(1)).unwrap());
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set_keep(Keep::On(Arc::new(Kept::of(&table, &list))));
    choice.set([RowNo(0), RowNo(1)], true);
    let plan = freeze_choice(&choice, Action::Remove, connection()).unwrap();
    let run = Run::new(Arc::new(plan), Rate::DEFAULT);
    assert_eq!(run.counts().left_out.rows(), 0);
    let text = results_csv(&run);
    let rows = read(&text, b',');
    assert_eq!(
        added(&rows, 1),
        ["kept", "", "not selected: on your keep list", "", ""]
    );
    assert_eq!(added(&rows, 2), ["kept", "", "", "", ""]);
    // The list belongs to removals.
    let added_to = freeze_choice(&choice, Action::Add, connection()).unwrap();
    assert!(added_to.summary().held_back.is_empty());
}

#[test]
fn what_the_site_says_is_quoted_and_cannot_leave_its_cell() {
    for message in [
        "a, b; c\\td",
        "say \\\"no\\\"",
        "two\\nlines",
        "=1+1",
        "@x",
        "\\u0000",
    ] {
        for delimiter in [',', ';', '\t'] {
            let text = export(&[(0, 0), (1, 1)]).replace(',', &delimiter.to_string());
            let table = Arc::new(table(text));
            let mut sweep = Sweep::new(plan_of(&table, [RowNo(0)]), 50);
            sweep.release(Scope::Trial);
            sweep.reply(Ok(error(403, message)));
            let rows = results(&sweep);
            assert_eq!(rows.len(), 3);
            assert_eq!(added(&rows, 0)[2], sweep.reason(0), "{message}");
            assert_eq!(added(&rows, 1)[0], "kept");
        }
    }
}
