//! Our own files: recognized by their headings. An unknown outcome is reported.

use groupsweep_core::domain::RowNo;
use groupsweep_core::import::{FileKind, FindingKind as Kind, PreviousOutcome, Row};

use crate::support::{account, group, table};

fn results(words: &[&str]) -> String {
    let mut text = "Group id,User id,outcome,http_status,reason,attempts,finished_at\n".to_owned();
    for (n, word) in words.iter().enumerate() {
        text.push_str(&format!("{},{},{word},,,,\n", group(n), account(n)));
    }
    text
}

#[test]
fn a_file_is_known_by_its_headings_and_what_is_under_them() {
    for (more, origin) in [
        ("", FileKind::Export),
        (",x", FileKind::Export),
        (",outcome", FileKind::Export),
        (
            ",outcome,http_status,reason,attempts,finished_at",
            FileKind::Results,
        ),
        (
            ",x,Outcome, http_status,reason,attempts,Finished_At",
            FileKind::Results,
        ),
        (
            ",outcome,http_status,reason,attempts,finished_at,x",
            FileKind::Results,
        ),
        (
            ",outcome,http_status,attempts,reason,finished_at",
            FileKind::Results,
        ),
        // No cell under it says so.
        (",restore", FileKind::Export),
        (
            ",restore,outcome,http_status,reason,attempts,finished_at",
            FileKind::Results,
        ),
    ] {
        let text = format!("Group id,User id{more}\n{},{}\n", group(0), account(0));
        assert_eq!(table(text).origin(), origin, "{more}");
    }
}

#[test]
fn words_make_a_file_ours_and_a_heading_alone_does_not() {
    for (more, cells, origin) in [
        ("restore", "add", FileKind::Restore),
        ("Restore ,Note", "add,x", FileKind::Restore),
        ("Restore", "yes", FileKind::Export),
        ("Restore", "", FileKind::Export),
        (
            "reason,Outcome,attempts",
            "said so,failed,1",
            FileKind::Results,
        ),
        (
            "reason,Outcome,attempts",
            "said so,good,1",
            FileKind::Export,
        ),
        // A sheet of somebody's own may have these two, and such words.
        ("outcome,reason", "failed,no answer", FileKind::Export),
        ("Outcome", "failed", FileKind::Export),
    ] {
        let text = format!(
            "Group id,User id,{more}\n{},{},{cells}\n",
            group(0),
            account(0)
        );
        assert_eq!(table(text).origin(), origin, "{more} {cells}");
    }
}

#[test]
fn each_outcome_of_a_results_file_is_read() {
    let words: Vec<&str> = PreviousOutcome::ALL.map(PreviousOutcome::word)[..11].to_vec();
    let table = table(results(&words));
    for (row, word) in table.row_numbers().zip(PreviousOutcome::ALL) {
        assert_eq!(table.earlier(row), Some(word));
    }
    let left_out = words.iter().position(|word| *word == "unusable").unwrap();
    let odd: Vec<usize> = table.findings().all().map(|f| f.row.index()).collect();
    assert_eq!(odd, [left_out]);
    assert_eq!(table.earlier(RowNo(99)), None);
}

#[test]
fn another_word_is_a_finding_and_none_of_ours() {
    let words = ["", "done", "REMOVED", "add", " removed "];
    let table = table(results(&words));
    for row in table.row_numbers().take(4) {
        assert_eq!(table.earlier(row), None);
        let kinds: Vec<Kind> = table
            .findings()
            .of_row(row)
            .iter()
            .map(|f| f.kind)
            .collect();
        assert_eq!(kinds, [Kind::OtherWord]);
        let clause = kinds[0].clause();
        let said = "the outcome or restore column is empty or has an unknown value";
        assert!(
            clause.starts_with(said),
            "true of an empty cell too: {clause}"
        );
    }
    assert_eq!(table.earlier(RowNo(4)), Some(PreviousOutcome::Removed));
    assert_eq!(table.unusable_count(), 0, "the row can be ticked by hand");
}

#[test]
fn every_row_of_a_file_taken_back_is_counted() {
    let table = table(results(&[
        "removed", "done", "kept", "removed", "", "failed",
    ]));
    let counts = [
        (Some(PreviousOutcome::Removed), 2),
        (Some(PreviousOutcome::Failed), 1),
        (Some(PreviousOutcome::Kept), 1),
        (None, 2),
    ];
    assert_eq!(table.earlier_counts(), counts);
}

#[test]
fn a_restore_files_row_without_the_word_is_not_restored() {
    let text = format!(
        "Group id,User id,restore\n{},{},add\n{},{},no\n",
        group(0),
        account(0),
        group(1),
        account(1)
    );
    let table = table(text);
    assert_eq!(table.earlier(RowNo(0)), Some(PreviousOutcome::ToRestore));
    assert_eq!(table.earlier(RowNo(1)), None);
    assert_eq!(table.findings().all().count(), 1);
}

#[test]
fn a_file_that_numbers_the_rows_of_its_plan_says_which_are_missing() {
    let file = |numbers: &[&str]| {
        let rows: String = numbers
            .iter()
            .zip(0..)
            .map(|(number, n)| format!("{},{},{number},removed,,,,\n", group(n), account(n)))
            .collect();
        format!("Group id,User id,Plan row,outcome,http_status,reason,attempts,finished_at\n{rows}")
    };
    let missing = |numbers: &[&str]| {
        let known = table(file(numbers)).cut_short();
        known.map(|short| (short.held, short.of))
    };
    assert_eq!(missing(&["1 of 2", "2 of 2"]), None);
    assert_eq!(missing(&["2 of 33", "9 of 33"]), Some((2, 33)));
    // A line that is there twice, and cells that number nothing.
    assert_eq!(
        missing(&["2 of 3", "2 of 3", "0 of 3", "4 of 3", ""]),
        Some((1, 3))
    );
    // Two files in one, and a file without numbers.
    assert_eq!(missing(&["1 of 2", "1 of 3"]), None);
    assert_eq!(missing(&["", "x"]), None);
    let export = file(&["1 of 2"]).replace("outcome,http_status", "a,b");
    assert_eq!(table(export).cut_short(), None);
}

#[test]
fn a_file_without_some_rows_says_what_completes_it_whatever_wrote_it() {
    let headings = "Group id,User id,Plan row,outcome,http_status,reason,attempts,finished_at";
    let row = format!("{},{},1 of 3,removed,,,,", group(0), account(0));
    let short = table(format!("{headings}\n{row}\n")).cut_short().unwrap();
    let sentence = short.sentence();
    for words in [
        "only 1 of the 3 rows",
        "If a script wrote this file, start the script again in the file's folder",
        "If Postman or Newman wrote it, keep it, and plan the missing rows again",
    ] {
        assert!(sentence.contains(words), "{words}: {sentence}");
    }
}

#[test]
fn the_guard_before_a_formula_is_no_part_of_a_name_in_files_of_ours() {
    let file = |outcome: &str| {
        format!(
            "Group id,Group name,User id,User name,{outcome},http_status,reason,attempts,finished_at\n{},\"'=SUM(A1)\",{},'+1 Ada,removed,,,,\n",
            group(0),
            account(0)
        )
    };
    let names = |text: String| {
        let table = table(text);
        let user = table.users().next().unwrap().name.to_owned();
        (table.groups()[0].name.clone(), user)
    };
    let [bare, guarded] = [("=SUM(A1)", "+1 Ada"), ("'=SUM(A1)", "'+1 Ada")]
        .map(|(group, user)| (group.to_owned(), user.to_owned()));
    assert_eq!(names(file("outcome")), bare);
    assert_eq!(
        names(file("x").replace("reason", "y")),
        guarded,
        "an export's own"
    );
}

#[test]
fn a_row_of_the_table_takes_at_most_twenty_bytes() {
    assert!(size_of::<Row>() <= 20);
}

#[test]
fn one_row_of_practice_makes_the_file_one_of_practice() {
    let rows = results(&["kept", "unusable", "removed"]);
    assert!(!table(&rows).is_of_practice());
    let marked = rows.replace(
        "removed,,,",
        "removed,,Practice run: nothing was changed on a site.,",
    );
    assert!(table(&marked).is_of_practice());
    // No other column counts, and no export.
    let elsewhere = rows.replace(
        "removed,,,",
        "removed,Practice run: nothing was changed on a site.,,",
    );
    assert!(!table(&elsewhere).is_of_practice());
    let export = marked.replace("outcome,http_status", "a,b");
    assert!(!table(&export).is_of_practice());
}

#[test]
fn of_rows_of_practice_beside_real_ones_only_the_real_ones_count() {
    let rows = results(&["removed", "removed", "not_tried"]);
    let both = rows.replacen(
        "removed,,,",
        "removed,,Practice run: nothing was changed on a site.,",
        1,
    );
    let table = table(both);
    assert!(!table.is_of_practice());
    let words: Vec<_> = table.row_numbers().map(|row| table.earlier(row)).collect();
    assert_eq!(
        words,
        [
            PreviousOutcome::Kept,
            PreviousOutcome::Removed,
            PreviousOutcome::NotTried
        ]
        .map(Some)
    );
}

#[test]
fn a_name_alone_makes_no_file_one_of_practice() {
    let rows = results(&["removed"]);
    let named = |name: &str| groupsweep_core::import::read(name, rows.as_bytes(), None).unwrap();
    assert!(!named("groupsweep-practice-results-2026.csv").is_of_practice());
}
