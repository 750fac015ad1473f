//! The bash script, killed or stopped in the middle.

use super::{count, until};
use crate::script_export::fixture::{EMAIL, TOKEN, said, stage};
use crate::support::group;
use groupsweep_atlassian_sim::SimLogin;
use groupsweep_core::plan::Action;
use std::fs;
use std::io::Write as _;
use std::process::Command;

#[test]
fn nothing_goes_after_the_first_row_without_a_yes_and_a_second_start_goes_on() {
    let (stage, table) = stage(9, |_| {});
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    script.run(&format!("{EMAIL}\n{TOKEN}\n{}\nno\n", stage.name()));
    assert_eq!(stage.writes().len(), 1);
    assert_eq!(
        (count(&script, "removed"), count(&script, "not_tried")),
        (1, 8)
    );
    let output = script.run(&stage.answers());
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(stage.writes().len(), 9, "a row that was done went again");
    assert_eq!(count(&script, "removed"), 9);
    let output = script.run(&stage.answers());
    assert!(said(&output).contains("Nothing was sent: every row was done by "));
    assert_eq!(stage.writes().len(), 9);
}

#[test]
fn a_killed_script_goes_on_from_its_file() {
    let (stage, table) = stage(30, |_| {});
    let plan = stage.plan_checked(&table, |_| true);
    let script = stage.bash(&plan);
    let mut child = script.start(50);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(stage.answers().as_bytes()).unwrap();
    until("ten rows", || stage.writes().len() >= 10);
    child.kill().unwrap();
    child.wait().unwrap();
    let done = count(&script, "removed");
    // A line that was cut in the middle is not taken for a row that is done.
    let mut text = script.results();
    let whole = text.len();
    text.push_str(&format!("{},\"Group", group(4)));
    fs::write(&script.results, text).unwrap();
    assert!(whole > 200);
    let output = script.run(&stage.answers());
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(stage.site.model().lock().unwrap().member_count(), 0);
    let after = ["removed", "already_gone"].map(|word| count(&script, word));
    assert_eq!(after.iter().sum::<usize>(), 30);
    assert!(
        stage.writes().len() <= 31 && done >= 9,
        "{done} {}",
        stage.writes().len()
    );
}

#[test]
fn ctrl_c_leaves_a_whole_file() {
    let (stage, table) = stage(30, |_| {});
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    let mut child = script.start(20);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(stage.answers().as_bytes()).unwrap();
    until("five rows", || stage.writes().len() >= 5);
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    let outcomes = script.outcomes();
    assert_eq!(outcomes.len(), 30);
    for (row, (_, outcome)) in outcomes.iter().enumerate() {
        let is_member = stage.is_member(row % 5, row);
        match outcome.as_str() {
            "removed" => assert!(!is_member, "row {row}"),
            "not_tried" => assert!(is_member, "row {row}"),
            // The call may have been ended before it reached the site.
            other => assert_eq!(other, "in_doubt", "row {row}"),
        }
    }
    assert!(count(&script, "not_tried") > 0 && count(&script, "in_doubt") < 2);
    assert_eq!(script.dropped().len(), 30);
}

#[test]
fn a_token_that_dies_on_the_way_stops_the_rest() {
    let (stage, table) = stage(8, |_| {});
    let plan = stage.plan(&table, Action::Remove, |_| true);
    let script = stage.bash(&plan);
    let mut child = script.start(50);
    let mut stdin = child.stdin.take().unwrap();
    write!(stdin, "{EMAIL}\n{TOKEN}\n{}\n", stage.name()).unwrap();
    until("the first row", || stage.writes().len() == 1);
    stage.site.model().lock().unwrap().settings_mut().login = SimLogin::Accounts(Vec::new());
    writeln!(stdin, "yes").unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success());
    assert!(
        said(&output).contains("Start again with a valid token."),
        "{}",
        said(&output)
    );
    assert_eq!(stage.writes().len(), 2);
    let counts = ["removed", "failed", "not_tried"].map(|word| count(&script, word));
    assert_eq!(counts, [1, 1, 6]);
}
