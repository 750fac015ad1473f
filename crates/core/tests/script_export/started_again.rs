//! A script or a snippet that is started again: with nothing left to do, and after another export of the same plan.

use std::fs;

use crate::script_export::answers;
use crate::script_export::fake_site::{Fake, Scripted};
use crate::script_export::fixture::said;
use crate::script_export::shell::{Desk, Tool, everywhere, plan, shells};
use crate::support::stored::frozen;
use crate::support::{account, export};
use groupsweep_core::domain::Timestamp;
use groupsweep_core::plan::{Action, Plan};

const ROWS: [(usize, usize); 3] = [(0, 0), (0, 1), (0, 2)];

fn words(desk: &Desk) -> Vec<String> {
    (0..3).map(|user| desk.told(user).0).collect()
}

#[test]
fn with_nothing_left_it_says_when_that_was_done_and_how_to_begin_anew() {
    for tool in everywhere("nothing left") {
        let site = Fake::of(&ROWS);
        let desk = Desk::new(tool, &site, &export(&ROWS));
        desk.ended(&desk.run(), 0);
        let day = desk.rows()[2].last().unwrap()[..10].to_owned();
        let before = fs::read(&desk.results).unwrap();
        // Somebody undid the run.
        for (g, user) in ROWS {
            site.set_member(g, user, true);
        }
        let output = desk.run();
        let text = said(&output);
        for words in [
            "Nothing was sent: every row was done by ",
            &day,
            "If the changes were undone since then",
            match tool {
                Tool::Console => "enter groupsweepForget() and paste the snippet again",
                Tool::Bash | Tool::PowerShell => {
                    "move the results file to another folder and start again"
                }
            },
        ] {
            assert!(text.contains(words), "{tool:?} {words}: {text}");
        }
        assert!(
            !text.contains("was saved"),
            "no file of the old rows: {text}"
        );
        assert_eq!(fs::read(&desk.results).unwrap(), before);
        assert!((0..3).all(|user| site.changes(user) == 1), "{tool:?}");
    }
}

#[test]
fn rows_that_a_later_check_saw_as_members_again_are_not_taken_for_done() {
    for tool in everywhere("a later check") {
        let site = Fake::of(&ROWS);
        let mut frozen = frozen(&plan(&site, &export(&ROWS)));
        let first = Desk::with(tool, &site, &Plan::thaw(frozen.clone()).unwrap());
        first.ended(&first.run(), 0);
        for (g, user) in ROWS {
            site.set_member(g, user, true);
        }
        frozen.summary.before.checked_at = Some(Timestamp(1_900_000_000_000));
        let second = Desk::with(tool, &site, &Plan::thaw(frozen).unwrap());
        for remembered in [&*first.results, &first.folder.join("storage.json")] {
            if remembered.exists() {
                let name = remembered.file_name().unwrap();
                fs::copy(remembered, second.folder.join(name)).unwrap();
            }
        }
        second.ended(&second.run(), 0);
        assert!((0..3).all(|user| site.changes(user) == 2), "{tool:?}");
    }
}

/// The plan of all rows; the last one was left in doubt by an earlier run, and the check found it gone: by that run,
/// or by somebody else.
fn last_in_doubt_and_absent(site: &Fake) -> Plan {
    let mut frozen = frozen(&plan(site, &export(&ROWS)));
    let row = frozen.items[2].row.0;
    frozen.summary.before.in_doubt = [row].into();
    frozen.summary.before.absent = [row].into();
    frozen.summary.before.members.remove(&row);
    Plan::thaw(frozen).unwrap()
}

#[test]
fn a_row_that_an_earlier_run_left_in_doubt_stays_so_where_the_site_finds_it_gone() {
    for tool in everywhere("left in doubt before") {
        let site = Fake::of(&ROWS);
        let plan = last_in_doubt_and_absent(&site);
        site.set_member(0, 2, false);
        let desk = Desk::with(tool, &site, &plan);
        desk.run();
        assert_eq!(words(&desk), ["removed", "removed", "in_doubt"], "{tool:?}");
    }
}

#[test]
fn a_row_that_was_in_doubt_and_seen_gone_is_not_plainly_removed_where_the_site_confirms_it() {
    for tool in everywhere("in doubt and confirmed") {
        let site = Fake::of(&ROWS);
        let desk = Desk::with(tool, &site, &last_in_doubt_and_absent(&site));
        let output = desk.run();
        assert_eq!(words(&desk), ["removed"; 3], "{tool:?} {}", said(&output));
        assert_eq!(
            desk.told(2).1,
            "The check found that this person was not a member, but an earlier run had left this row in doubt.",
            "{tool:?}"
        );
        assert_eq!(desk.told(1).1, "", "{tool:?}");
    }
}

/// The plan of these rows; those of `doubted` were left in doubt by an earlier run, and no check saw them.
fn doubted(site: &Fake, rows: &[(usize, usize)], doubted: std::ops::Range<usize>) -> Plan {
    let mut frozen = frozen(&plan(site, &export(rows)));
    for item in doubted {
        let row = frozen.items[item].row.0;
        frozen.summary.before.in_doubt.insert(row);
        frozen.summary.before.members.remove(&row);
    }
    Plan::thaw(frozen).unwrap()
}

#[test]
fn a_first_row_that_can_never_be_settled_keeps_no_other_back() {
    for tool in everywhere("a first row in doubt") {
        let site = Fake::of(&ROWS);
        site.set_member(0, 0, false);
        let desk = Desk::with(tool, &site, &doubted(&site, &ROWS, 0..1));
        let output = desk.run();
        desk.ended(&output, 2);
        assert_eq!(words(&desk), ["in_doubt", "removed", "removed"], "{tool:?}");
    }
}

#[test]
fn a_row_in_doubt_of_an_earlier_start_that_no_check_saw_keeps_no_other_back() {
    for tool in shells("an unchecked row in doubt") {
        let site = Fake::of(&ROWS);
        let plan = answers::plan(&site, Action::Remove, &[2; 3]);
        let desk = Desk::with(tool, &site, &plan);
        desk.run_answering("no\n", &[]);
        // The second row's call took effect, and the script was killed in it.
        let text = fs::read_to_string(&desk.results).unwrap();
        let doubt = "in_doubt,,\"No answer was noted.\",1,";
        fs::write(&desk.results, text.replacen("not_tried,,,0,", doubt, 1)).unwrap();
        site.set_member(0, 1, false);
        let output = desk.run();
        desk.ended(&output, 2);
        assert_eq!(words(&desk), ["removed", "in_doubt", "removed"], "{tool:?}");
    }
}

#[test]
fn a_row_that_is_refused_at_every_start_keeps_no_other_back() {
    let refused = || Scripted::saying("403 Forbidden", "{}");
    for tool in everywhere("refused at every start") {
        let site = Fake::of(&ROWS[..2]);
        site.script(0, [refused(), refused()]);
        site.script(1, [refused()]);
        let desk = Desk::new(tool, &site, &export(&ROWS[..2]));
        let words = || [0, 1].map(|user| desk.told(user).0);
        for expected in [
            ["failed", "not_tried"],
            ["failed", "failed"],
            ["failed", "removed"],
        ] {
            desk.run();
            assert_eq!(words(), expected, "{tool:?}");
        }
    }
}

#[test]
fn rows_in_doubt_that_are_as_wanted_are_no_failures() {
    let rows: Vec<_> = (0..13).map(|user| (0, user)).collect();
    for tool in everywhere("many rows in doubt") {
        let site = Fake::of(&rows);
        for user in 1..12 {
            site.set_member(0, user, false);
        }
        let desk = Desk::with(tool, &site, &doubted(&site, &rows, 1..12));
        let output = desk.run_answering("yes\n", &[]);
        assert!(
            !said(&output).contains("consecutive rows failed"),
            "{tool:?}"
        );
        assert_eq!(desk.told(11).0, "in_doubt", "{tool:?}");
        assert_eq!(desk.told(12).0, "removed", "{tool:?}");
    }
}

#[test]
fn a_row_that_was_left_in_doubt_stays_so_where_no_start_comes_to_it() {
    for tool in everywhere("in doubt and not come to") {
        let site = Fake::of(&ROWS);
        let desk = Desk::with(tool, &site, &doubted(&site, &ROWS, 2..3));
        for expected in [
            ["removed", "not_tried", "in_doubt"],
            ["removed", "removed", "in_doubt"],
        ] {
            desk.run_answering("no\n", &[]);
            assert_eq!(words(&desk), expected, "{tool:?}");
            assert_eq!(
                desk.told(2).1,
                "An earlier run left this row in doubt. This run has not sent it.",
                "{tool:?}"
            );
        }
        desk.run();
        assert_eq!(words(&desk), ["removed"; 3], "{tool:?}");
    }
}

#[test]
fn a_last_row_that_is_refused_ends_a_script_whose_rows_were_all_sent() {
    for tool in everywhere("a refused last row") {
        let site = Fake::of(&ROWS[..1]);
        site.script(0, [Scripted::saying("403 Forbidden", "{}")]);
        let desk = Desk::new(tool, &site, &export(&ROWS[..1]));
        let output = desk.run();
        desk.ended(&output, 2);
        assert!(!said(&output).contains("No other row is sent"), "{tool:?}");
    }
}

#[test]
fn with_some_left_it_says_how_to_begin_anew_after_an_undo() {
    for tool in everywhere("some left") {
        let site = Fake::of(&ROWS);
        let desk = Desk::new(tool, &site, &export(&ROWS));
        desk.run_answering("no\n", &[]);
        let said = said(&desk.run_answering("no\n", &[]));
        assert!(
            said.contains("2 left to do; the others are done"),
            "{tool:?} {said}"
        );
        assert!(
            said.contains("If the changes were undone since then"),
            "{tool:?} {said}"
        );
    }
}

#[test]
fn a_snippet_whose_browser_keeps_nothing_stops_before_the_next_call() {
    // Each row is stored twice: before and after its call.
    for (space, sent) in [("0", 0), ("1", 1), ("2", 1)] {
        let site = Fake::of(&ROWS);
        let Some(desk) = snippet(&site, &ROWS, None) else {
            return;
        };
        let output = desk.run_with(&[("SPACE", space)]);
        let text = said(&output);
        assert!(
            text.contains("This browser cannot store"),
            "{space}: {text}"
        );
        let expected: Vec<_> = (0..3)
            .map(|user| if user < sent { "removed" } else { "not_tried" })
            .collect();
        assert_eq!(words(&desk), expected, "{space}: {text}");
        let changes: usize = (0..3).map(|user| site.changes(user)).sum();
        assert_eq!(changes, sent, "{space}");
    }
}

/// Makes a snippet in a folder with this browser `storage`. `None` without node.
fn snippet(site: &Fake, rows: &[(usize, usize)], storage: Option<&str>) -> Option<Desk> {
    everywhere("what a browser keeps")
        .contains(&Tool::Console)
        .then(|| {
            let desk = Desk::new(Tool::Console, site, &export(rows));
            if let Some(storage) = storage {
                fs::write(desk.folder.join("storage.json"), storage).unwrap();
            }
            desk
        })
}

#[test]
fn a_snippet_knows_its_rows_again_in_another_order_of_the_plan() {
    let site = Fake::of(&ROWS);
    let Some(first) = snippet(&site, &ROWS, None) else {
        return;
    };
    first.run_answering("no\n", &[]);
    assert_eq!(words(&first), ["removed", "not_tried", "not_tried"]);
    let kept = fs::read_to_string(first.folder.join("storage.json")).unwrap();
    let backwards = [ROWS[2], ROWS[1], ROWS[0]];
    let second = snippet(&site, &backwards, Some(&kept)).unwrap();
    assert_eq!(first.results.file_name(), second.results.file_name());
    second.run_answering("no\n", &[]);
    assert_eq!(words(&second), ["removed", "not_tried", "removed"]);
    assert_eq!([0, 1, 2].map(|user| site.changes(user)), [1, 0, 1]);
}

#[test]
fn a_snippet_reads_nothing_that_an_earlier_version_kept_by_place() {
    let site = Fake::of(&ROWS);
    let Some(desk) = snippet(&site, &ROWS, None) else {
        return;
    };
    let name = desk.results.file_stem().unwrap().to_str().unwrap();
    let key = name.replace("-results", "");
    let old = serde_json::json!({ "0": ["removed", 200, "", 1, "2026-11-18T11:06:40.000Z"] });
    let storage = serde_json::json!({ key: old.to_string() }).to_string();
    fs::write(desk.folder.join("storage.json"), storage).unwrap();
    desk.run();
    assert_eq!(words(&desk), ["removed"; 3]);
    assert_eq!([0, 1, 2].map(|user| site.changes(user)), [1, 1, 1]);
}

#[test]
fn a_row_in_doubt_that_is_held_back_at_a_later_start_keeps_its_tries() {
    for tool in everywhere("in doubt and held back") {
        let site = Fake::of(&ROWS);
        let desk = Desk::with(tool, &site, &doubted(&site, &ROWS, 2..3));
        site.script(
            2,
            (0..3).map(|_| Scripted::saying("500 Internal Server Error", "")),
        );
        desk.run_with(&[("CHECK_NAMES", "no")]);
        site.name_user(2, "Somebody Else", None);
        let output = desk.run();
        let rows = desk.rows();
        let row = rows.iter().find(|row| row[2] == account(2)).unwrap();
        assert_eq!(row[4], "in_doubt", "{tool:?} {}", said(&output));
        assert!(
            row[6].starts_with("Still in doubt, because nothing more was sent."),
            "{tool:?} {row:?}"
        );
        assert_eq!(row[7], "3", "{tool:?} {row:?}");
    }
}

#[test]
fn whether_to_go_on_is_not_asked_after_the_last_row() {
    let rows: Vec<_> = (0..4).map(|user| (0, user)).collect();
    for tool in everywhere("a last row") {
        let site = Fake::of(&rows);
        for user in 1..4 {
            site.script(user, [Scripted::saying("403 Forbidden", "{}")]);
        }
        let desk = Desk::new(tool, &site, &export(&rows));
        let output = desk.run();
        desk.ended(&output, 2);
        let text = said(&output);
        assert!(
            !text.contains("Continue with the other rows"),
            "{tool:?} {text}"
        );
    }
}

#[test]
fn a_row_in_doubt_whose_number_of_tries_is_damaged_is_sent_again() {
    for tool in shells("a damaged number of tries") {
        for tries in ["", "one", "x y"] {
            let site = Fake::of(&ROWS);
            let desk = Desk::new(tool, &site, &export(&ROWS));
            desk.run_answering("no\n", &[]);
            let text = fs::read_to_string(&desk.results).unwrap();
            let doubt = format!("in_doubt,,,{tries},");
            fs::write(&desk.results, text.replacen("not_tried,,,0,", &doubt, 1)).unwrap();
            let output = desk.run();
            assert_eq!(words(&desk), ["removed"; 3], "{tool:?} {}", said(&output));
        }
    }
}
