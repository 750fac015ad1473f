//! The bash script, run.

mod interrupted;

use std::fs;
use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use groupsweep_atlassian_sim::{DEFAULT_ACCOUNT_ID, Right, SimAccount, SimLogin};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::import::{FileKind, PreviousOutcome};
use groupsweep_core::plan::{Action, action_of_results};
use groupsweep_core::report::ADDED_COLUMNS;

use crate::script_export::fixture::{EMAIL, Script, Stage, TOKEN, said, stage};
use crate::support::{HEADINGS, account, group, line, table};

fn login(right: Right) -> SimLogin {
    let account = SimAccount::new(EMAIL, TOKEN, DEFAULT_ACCOUNT_ID, right);
    SimLogin::Accounts(vec![account])
}

/// Rows of the results file by their outcome.
fn count(script: &Script, word: &str) -> usize {
    let outcomes = script.outcomes();
    outcomes
        .iter()
        .filter(|(_, outcome)| outcome == word)
        .count()
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < end, "{what} did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_was_done_on_another_site_is_not_done_on_this_one() {
    let (sandbox, table) = stage(6, |_| ());
    let (production, _) = stage(6, |_| ());
    let rehearsed = sandbox.bash(&sandbox.plan(&table, Action::Remove, |_| true));
    assert!(rehearsed.run(&sandbox.answers()).status.success());
    // The same rows, in the same folder, where the sandbox's results are.
    let mut script = production.bash(&production.plan(&table, Action::Remove, |_| true));
    fs::copy(
        production.folder.join("take.sh"),
        sandbox.folder.join("take.sh"),
    )
    .unwrap();
    script.in_folder(&sandbox.folder);
    let output = script.run(&production.answers());
    assert!(output.status.success(), "{}", said(&output));
    assert!((0..6).all(|row| !production.is_member(row % 5, row)));
    assert_eq!(count(&script, "removed"), 6);
    assert_ne!(script.results, rehearsed.results);
}

#[test]
fn two_hundred_rows_with_faults_end_as_planned() {
    let (stage, table) = stage(220, |settings| settings.faults.percent = 5);
    let chosen = |row: usize| !row.is_multiple_of(11);
    let plan = stage.plan_checked(&table, chosen);
    assert_eq!(plan.items().len(), 200);
    let script = stage.bash(&plan);
    let output = script.run(&stage.answers());
    assert!(output.status.success(), "{}", said(&output));
    for row in 0..220 {
        assert_eq!(stage.is_member(row % 5, row), !chosen(row), "row {row}");
    }
    assert_eq!(count(&script, "removed"), 200);
    let dropped = script.dropped();
    assert_eq!(dropped.origin(), FileKind::Results);
    assert_eq!(action_of_results(&dropped), Some(Action::Remove));
    assert_eq!(dropped.unusable_count(), 0);
    let back = SelectionHistory::of_removed_rows(dropped);
    assert_eq!(back.selection().iter().count(), 200);
    assert!(stage.writes().len() > 200, "no fault was met");
    assert!(!script.results().contains(TOKEN) && !said(&output).contains(TOKEN));
}

#[test]
fn what_was_removed_is_added_back_by_a_script_too() {
    let (stage, table) = stage(10, |_| {});
    let removal = stage.plan(&table, Action::Remove, |row| row < 6);
    stage.bash(&removal).run(&stage.answers());
    assert!(!stage.is_member(0, 0));
    let addition = stage.plan(&table, Action::Add, |row| row < 7);
    let script = stage.bash(&addition);
    let output = script.run(&stage.answers());
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(stage.site.model().lock().unwrap().member_count(), 10);
    assert_eq!(
        (count(&script, "added"), count(&script, "already_member")),
        (6, 1)
    );
    assert_eq!(action_of_results(&script.dropped()), Some(Action::Add));
}

#[test]
fn another_name_of_the_site_or_no_answer_sends_nothing() {
    let (stage, table) = stage(3, |_| {});
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    for answers in [
        format!("{EMAIL}\n{TOKEN}\nother.atlassian.net\nyes\n"),
        format!("{EMAIL}\n{TOKEN}\n"),
        format!("{EMAIL}\n"),
        String::new(),
        format!(
            "{EMAIL}\n{TOKEN}\"; url = \"http://127.0.0.1:1\n{}\nyes\n",
            stage.name()
        ),
    ] {
        let output = script.run(&answers);
        assert!(!output.status.success(), "{}", said(&output));
        assert_eq!(stage.writes(), []);
        assert!(!script.results.exists());
    }
}

#[test]
fn a_dead_token_and_a_missing_right_are_said_and_nothing_goes_on() {
    let (stage, table) = stage(8, |_| {});
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    let output = script.run(&stage.answers().replace(TOKEN, "dead"));
    for words in [
        "does not accept this login (401): “Client must be authenticated to access this resource”.",
        "Nothing was sent.",
    ] {
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    assert_eq!(stage.writes(), []);

    stage.site.model().lock().unwrap().settings_mut().login = login(Right::JiraAdmin);
    let output = script.run(&stage.answers());
    assert!(!output.status.success());
    assert!(
        said(&output).contains("The last row that was sent is not done. No other row is sent.")
    );
    assert_eq!(stage.writes().len(), 1);
    let failed = script.results();
    assert!(
        failed.contains("failed,403,\"The site refuses to change this group (403): “You do not"),
        "{failed}"
    );
    assert_eq!(
        (count(&script, "failed"), count(&script, "not_tried")),
        (1, 7)
    );
}

#[test]
fn the_pace_is_kept() {
    let (stage, table) = stage(12, |_| {});
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    let mut child = script.start(10);
    child
        .stdin
        .take()
        .unwrap()
        .write_all(stage.answers().as_bytes())
        .unwrap();
    assert!(child.wait().unwrap().success());
    let writes = stage.writes();
    let began = writes.first().unwrap().at;
    assert!(
        writes.last().unwrap().at - began >= 10 * 95,
        "faster than 10 a second"
    );
}

#[test]
fn row_after_row_refused_is_asked_about_once() {
    let (stage, table) = stage(15, |settings| {
        settings.synced_groups = [1, 2, 3].map(group).into_iter().collect();
    });
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    let output = script.run(&stage.answers());
    assert!(said(&output).contains("Several consecutive rows failed."));
    assert_eq!(stage.writes().len(), 4, "row 0 and three that were refused");
    // Rows that were never tried come first now, so the same three do not stop it again.
    let output = script.run(&format!("{}yes\n", stage.answers()));
    assert!(
        said(&output).contains("Several consecutive rows failed."),
        "{}",
        said(&output)
    );
    assert_eq!(
        (count(&script, "removed"), count(&script, "failed")),
        (6, 9)
    );
}

#[test]
fn a_row_of_the_callers_own_stays_unless_it_was_let_go_for_this_account() {
    let file = format!(
        "{HEADINGS}\n{}\n{}\n{}\n",
        line(1, 1)
            .replace(&account(1), DEFAULT_ACCOUNT_ID)
            .replace("User 1", "Site admin")
            .replace("user1@domain.example", EMAIL),
        line(1, 2),
        line(1, 3)
    );
    for (planned_by, kept) in [(account(77), 1), (DEFAULT_ACCOUNT_ID.to_owned(), 0)] {
        let stage = Stage::new(&file, |_| {});
        let table = table(&file).into();
        let plan = stage.plan_as(&planned_by, &table, Action::Remove, |_| true);
        let script = stage.bash(&plan);
        let output = script.run(&stage.answers());
        let status = if kept == 0 { 0 } else { 2 };
        assert_eq!(output.status.code(), Some(status), "{}", said(&output));
        assert_eq!(count(&script, "kept"), kept);
        assert_eq!(count(&script, "removed"), 3 - kept);
        assert_eq!(stage.site.model().lock().unwrap().member_count(), kept);
    }
}

#[test]
fn names_are_data() {
    let names = [
        "=1+1",
        "$(touch owned)",
        "`touch owned`",
        "a'; touch owned; '",
        "PLAN",
        "Größe, \"東京\"",
        "\u{1b}[31mred",
        "two\nlines",
        "\\\\ %s %n &",
    ];
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut file = format!("{HEADINGS}\n");
    for (at, name) in names.iter().enumerate() {
        file.push_str(&format!(
            "{},{},{},{},,Active,None\n",
            group(at),
            quoted(name),
            account(at),
            quoted(name)
        ));
    }
    let stage = Stage::new(&file, |_| {});
    let table = table(&file).into();
    let script = stage.bash(&stage.plan(&table, Action::Remove, |_| true));
    let output = script.run(&stage.answers());
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(stage.site.model().lock().unwrap().member_count(), 0);
    assert!(!stage.folder.join("owned").exists());
    assert!(!said(&output).contains('\u{1b}'));
    // The file guards what a spreadsheet would run, and Import reads the name without the guard.
    assert!(script.results().contains(",\"'=1+1\","));
    let dropped = script.dropped();
    let written: Vec<_> = dropped
        .row_numbers()
        .map(|row| {
            dropped
                .user(dropped.row(row).unwrap().user)
                .unwrap()
                .name
                .to_owned()
        })
        .collect();
    assert_eq!(
        written,
        [
            "=1+1",
            "$(touch owned)",
            "`touch owned`",
            "a'; touch owned; '",
            "PLAN",
            "Größe, \"東京\"",
            "[31mred",
            "two lines",
            "\\\\ %s %n &"
        ]
    );
}

#[test]
fn a_file_of_something_else_is_left_alone() {
    let (stage, table) = stage(3, |_| {});
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    let headings = format!(
        "Group id,Group name,User id,User name,{}\r\n",
        ADDED_COLUMNS.join(",")
    );
    let other = format!(
        "{headings}{},x,{},y,removed,200,,1,\r\n",
        group(9),
        account(9)
    );
    for text in ["Colour,Size\n".to_owned(), other] {
        fs::write(&script.results, &text).unwrap();
        let output = script.run(&stage.answers());
        assert!(
            said(&output).contains("Move it to another folder."),
            "{}",
            said(&output)
        );
        assert_eq!(script.results(), text);
        assert_eq!(stage.writes(), []);
    }
}

#[test]
fn the_token_stands_in_no_command_line() {
    let (stage, table) = stage(3, |_| {});
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    // In place of curl a program that writes down how it was called, and what it was given, then calls curl.
    let spy = "#!/bin/sh\nprintf '%s\\n' \"$@\" >>args\nenv >>args\nexec /usr/bin/env PATH=\"$REAL_PATH\" curl \"$@\"\n";
    let bin = stage.folder.join("bin");
    fs::create_dir(&bin).unwrap();
    fs::write(bin.join("curl"), spy).unwrap();
    assert!(
        Command::new("chmod")
            .arg("+x")
            .arg(bin.join("curl"))
            .status()
            .unwrap()
            .success()
    );
    let path = std::env::var("PATH").unwrap();
    let output = script.run_with(
        &stage.answers(),
        &[
            ("REAL_PATH", &path),
            ("PATH", &format!("{}:{path}", bin.display())),
        ],
    );
    assert!(output.status.success(), "{}", said(&output));
    let args = fs::read_to_string(stage.folder.join("args")).unwrap();
    assert!(args.contains("--config") && !args.contains(TOKEN) && !args.contains(EMAIL));
    assert_eq!(count(&script, "removed"), 3);
    let words: Vec<_> = script
        .dropped()
        .row_numbers()
        .map(|row| script.dropped().earlier(row))
        .collect();
    assert_eq!(words, [Some(PreviousOutcome::Removed); 3]);
}
