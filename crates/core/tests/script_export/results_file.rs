//! The scripts' books: a row whose call began is in doubt until the site settles it, however the script ends.

mod trial;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use groupsweep_core::import::CutShort;
use groupsweep_core::plan::Action;

use crate::script_export::answers;
use crate::script_export::fake_site::{Act, Fake, Scripted};
use crate::script_export::fixture::said;
use crate::script_export::shell::{Desk, Tool, everywhere, press_ctrl_c, shells, signal, until};
use crate::support::{export, table};

pub(super) const ROWS: [(usize, usize); 4] = [(0, 0), (0, 1), (0, 2), (1, 3)];

pub(super) fn desk(shell: Tool) -> (Fake, Desk) {
    let site = Fake::of(&ROWS);
    let desk = Desk::new(shell, &site, &export(&ROWS));
    (site, desk)
}

pub(super) fn words(desk: &Desk) -> Vec<String> {
    (0..4).map(|user| desk.told(user).0).collect()
}

/// Row by row: what the file calls removed is gone, and who is gone is removed or in doubt in the file.
fn agree(site: &Fake, desk: &Desk) {
    for (g, user) in ROWS {
        let (word, reason) = desk.told(user);
        let is_member = site.is_member(g, user);
        let agrees = match word.as_str() {
            "removed" => !is_member,
            "not_tried" => is_member,
            "in_doubt" => true,
            other => panic!("{other}: {reason}"),
        };
        assert!(agrees, "user {user} is {word}, and a member: {is_member}");
    }
}

#[test]
fn ctrl_c_in_a_call_that_took_effect_leaves_the_row_in_doubt_until_the_site_settles_it() {
    for shell in shells("ctrl-c in a call") {
        let (site, desk) = desk(shell);
        site.next([Act::Plain, Act::Silence]);
        let (child, mut stdin) = desk.start();
        std::io::Write::write_all(&mut stdin, b"yes\n").unwrap();
        until("the second call", || site.changes(1) == 1);
        let pressed = Instant::now();
        signal(&child, "INT");
        let output = child.wait_with_output().unwrap();
        assert!(
            pressed.elapsed() < Duration::from_secs(3),
            "{shell:?} ended after {:?}",
            pressed.elapsed()
        );
        assert_eq!(output.status.code(), Some(130), "{}", said(&output));
        assert_eq!(
            words(&desk),
            ["removed", "in_doubt", "not_tried", "not_tried"]
        );
        agree(&site, &desk);

        // Started again and stopped before anything is sent, twice.
        for answers in ["", "no\n"] {
            let text = format!("admin@example.com\ntoken\nanother.example\n{answers}");
            let mut child = desk.command(&[]).spawn().unwrap();
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
            child.wait_with_output().unwrap();
            assert_eq!(words(&desk)[1], "in_doubt", "{shell:?}");
        }
        // Started, and stopped in the row in doubt itself.
        site.next([Act::Silence]);
        let (child, stdin) = desk.start();
        until("the row in doubt", || site.changes(1) == 2);
        signal(&child, "INT");
        child.wait_with_output().unwrap();
        drop(stdin);
        assert_eq!(
            words(&desk),
            ["removed", "in_doubt", "not_tried", "not_tried"]
        );

        let output = desk.run();
        assert!(output.status.success(), "{}", said(&output));
        let (word, reason) = desk.told(1);
        assert_eq!(word, "removed", "{shell:?}: {reason}");
        assert!(reason.contains("most likely by that try"), "{reason}");
        assert_eq!(words(&desk), ["removed"; 4]);
        agree(&site, &desk);
    }
}

/// The site answered that the call changed nothing. Only whether the person is listed is open.
#[test]
fn a_stop_while_already_a_member_is_read_back_leaves_no_doubt() {
    for tool in everywhere("a stop in a reading back") {
        let site = answers::site(Action::Add, &[true; 3]);
        let desk = Desk::with(tool, &site, &answers::plan(&site, Action::Add, &[0; 3]));
        site.script(1, [Scripted::saying("400 Bad Request", "nothing")]);
        let busy = || Scripted::saying("503 Service Unavailable", "{}");
        site.script_readings(1, [busy(), busy(), busy()]);
        let mut child = desk.start_agreeing();
        until("the reading back", || site.readings(1) > 0);
        press_ctrl_c(&mut child);
        child.wait_with_output().unwrap();
        let words = || -> Vec<String> { (0..3).map(|user| desk.told(user).0).collect() };
        assert_eq!(words(), ["added", "not_tried", "not_tried"], "{tool:?}");

        let output = desk.run();
        assert_eq!(words(), ["added"; 3], "{tool:?}: {}", said(&output));
        assert!((0..3).all(|user| site.is_member(0, user)), "{tool:?}");
    }
}

#[test]
fn a_kill_in_a_call_leaves_the_row_in_doubt() {
    for shell in shells("a kill in a call") {
        let (site, desk) = desk(shell);
        site.next([Act::Plain, Act::Silence]);
        let (mut child, mut stdin) = desk.start();
        std::io::Write::write_all(&mut stdin, b"yes\n").unwrap();
        until("the second call", || site.changes(1) == 1);
        signal(&child, "KILL");
        child.wait().unwrap();
        assert_eq!(desk.told(1).0, "in_doubt", "{shell:?}");
        assert_eq!(desk.rows().len(), 2, "the others were not reached");
        let cut_short = || table(fs::read(&desk.results).unwrap()).cut_short();
        assert_eq!(cut_short(), Some(CutShort { held: 2, of: 4 }), "{shell:?}");

        let output = desk.run();
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(words(&desk), ["removed"; 4], "{shell:?} {}", said(&output));
        assert_eq!(cut_short(), None, "{shell:?}");
        assert!(desk.told(1).1.contains("most likely by that try"));
        agree(&site, &desk);
        let left: Vec<_> = fs::read_dir(&desk.folder).unwrap().collect();
        assert_eq!(
            left.len(),
            2,
            "script and results, and no passing file: {left:?}"
        );
    }
}

#[test]
fn the_end_says_whether_rows_are_left() {
    for shell in everywhere("what is left at the end") {
        for (answers, is_done) in [("yes\n", true), ("no\n", false)] {
            let (_site, desk) = desk(shell);
            let output = desk.run_answering(answers, &[]);
            let said = said(&output);
            assert_eq!(said.contains("Every row is done"), is_done, "{said}");
            assert_eq!(
                said.contains("to continue with the rows that are not done"),
                !is_done,
                "{said}"
            );
        }
    }
}

#[test]
fn a_second_copy_sends_nothing() {
    for shell in shells("a second copy") {
        let (site, desk) = desk(shell);
        let (child, mut stdin) = desk.start();
        until("the first row", || site.changes(0) == 1);
        let second = desk.run();
        assert_eq!(second.status.code(), Some(1), "{}", said(&second));
        assert!(
            said(&second).contains("Another copy of this script"),
            "{}",
            said(&second)
        );
        std::io::Write::write_all(&mut stdin, b"yes\n").unwrap();
        let first = child.wait_with_output().unwrap();
        assert!(first.status.success(), "{}", said(&first));
        assert_eq!(words(&desk), ["removed"; 4]);
        agree(&site, &desk);
        assert_eq!((0..4).map(|user| site.changes(user)).sum::<usize>(), 4);
    }
}

/// Everything in a folder but the script and its results, however deep.
fn passing_files(desk: &Desk) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![desk.folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map_while(Result::ok) {
            let path = entry.path();
            let is_script = path.file_stem().is_some_and(|name| name == "take");
            if path.is_dir() {
                folders.push(path.clone());
            }
            if !is_script && path != desk.results {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn files_that_a_script_needs_for_a_time_are_the_owners_alone_and_gone_at_every_end() {
    use std::os::unix::fs::PermissionsExt as _;
    for shell in shells("passing files") {
        for end in ["yes\n", "no\n", "", "Ctrl-C"] {
            let (site, desk) = desk(shell);
            let (child, mut stdin) = desk.start();
            until("the first row", || site.changes(0) == 1);
            let all = passing_files(&desk)
                .into_iter()
                .chain([desk.results.clone()]);
            for path in all {
                // A file that replaces another may be gone again, and an empty one contains nothing.
                if let Ok(about) = fs::metadata(&path)
                    && about.len() > 0
                {
                    let mode = about.permissions().mode();
                    assert_eq!(mode & 0o077, 0, "{shell:?} {} {mode:o}", path.display());
                }
            }
            match end {
                "Ctrl-C" => signal(&child, "INT"),
                answer => std::io::Write::write_all(&mut stdin, answer.as_bytes()).unwrap(),
            }
            if end.is_empty() {
                drop(stdin);
            }
            child.wait_with_output().unwrap();
            let left = passing_files(&desk);
            assert!(left.is_empty(), "{shell:?} {end:?} {left:?}");
        }
    }
}

#[test]
fn an_answer_that_may_follow_a_change_is_followed_by_removed_and_not_by_already_gone() {
    let page = ("502 Bad Gateway", "Content-Type: text/html\r\n", "<html>");
    for shell in everywhere("an answer after a change") {
        for act in [
            Act::Instead("503 Service Unavailable", "", ""),
            Act::Instead("500 Internal Server Error", "", ""),
            Act::Instead("408 Request Timeout", "", ""),
            Act::Instead(page.0, page.1, page.2),
            Act::Cut,
        ] {
            let (site, desk) = desk(shell);
            site.next([Act::Plain, act.clone()]);
            let output = desk.run();
            desk.ended(&output, 0);
            assert_eq!(words(&desk), ["removed"; 4], "{shell:?} {act:?}");
        }
    }
}

#[test]
fn a_connection_that_ends_brings_no_call_that_the_script_does_not_count() {
    for shell in shells("a connection that ends") {
        for action in [Action::Remove, Action::Add] {
            let site = answers::site(action, &[true; 4]);
            let plan = answers::plan(&site, action, &[0; 4]);
            let desk = Desk::with(shell, &site, &plan);
            site.next([Act::Plain, Act::Cut]);
            let output = desk.run();
            desk.ended(&output, 0);
            let done = match action {
                Action::Remove => "removed",
                Action::Add => "added",
            };
            let rows = desk.rows();
            let told: Vec<_> = rows.iter().map(|row| (&*row[4], &*row[7])).collect();
            let expected = [(done, "1"), (done, "2"), (done, "1"), (done, "1")];
            assert_eq!(told, expected, "{shell:?} {action:?} {}", said(&output));
            let seen = site.seen();
            let changes = seen.iter().filter(|(method, _)| method != "GET").count();
            assert_eq!(changes, 5, "{shell:?} {action:?}");
            // curl opens a connection for each call; .NET keeps one, and sends some calls again when it ends.
            let was_used_before = site.ended_after().iter().all(|carried| *carried > 1);
            assert_eq!(was_used_before, shell == Tool::PowerShell);
        }
    }
}

#[test]
fn a_429_is_waited_out() {
    for shell in shells("a 429") {
        let (site, desk) = desk(shell);
        let throttled = Act::Only("429 Too Many Requests", "Retry-After: 1\r\n", "");
        site.next([Act::Plain, throttled]);
        let began = Instant::now();
        let output = desk.run();
        desk.ended(&output, 0);
        // The site asks for a second; the script's own first wait is 5.
        assert!(began.elapsed() >= Duration::from_secs(5), "{shell:?}");
        assert_eq!(words(&desk), ["removed"; 4], "{shell:?} {}", said(&output));
        assert_eq!(site.changes(1), 2, "{shell:?}");
    }
}

#[test]
fn the_end_counts_the_rows_by_outcome() {
    let refused = Act::Only("403 Forbidden", "Content-Type: application/json\r\n", "{}");
    for shell in shells("counts at the end") {
        let (site, desk) = desk(shell);
        site.next([Act::Plain, refused.clone(), Act::Plain]);
        let output = desk.run();
        desk.ended(&output, 2);
        let said = said(&output);
        let end = &said[said.find("In ").expect("the counts")..];
        for (word, rows) in [("removed", 3), ("failed", 1)] {
            let line = end.lines().find(|line| line.trim_end().ends_with(word));
            let count = line.and_then(|line| line.split_whitespace().next());
            assert_eq!(count, Some(rows.to_string().as_str()), "{shell:?} {end}");
        }
    }
}

#[test]
fn answers_202_and_299_are_told_in_one_wording() {
    for shell in everywhere("202 and 299") {
        let (site, desk) = desk(shell);
        site.next([Act::Plain]);
        site.next(vec![Act::Only("202 Accepted", "", ""); 3]);
        site.next(vec![Act::Only("299 Odd", "", ""); 3]);
        desk.run();
        let [(one, why_one), (other, why_other)] = [1, 2].map(|user| desk.told(user));
        assert_eq!([one, other], ["in_doubt"; 2], "{shell:?}");
        assert!(why_one.contains("(202)"), "{why_one}");
        assert_eq!(why_one.replace("202", "299"), why_other, "{shell:?}");
    }
}
