//! A results file that bash cannot write for a moment: another program moved it, or the disk is full.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command};

use crate::script_export::fake_site::Fake;
use crate::script_export::shell::{Desk, Tool, until};
use crate::support::export;

const ROWS: [(usize, usize); 4] = [(0, 0), (0, 1), (0, 2), (1, 3)];
/// What is written for a row before its call, after its own cells.
const INTENT: &str = ",in_doubt,,\"No answer was noted.\",1,\r\n";

/// Starts the script, makes the file impossible to write after the first row, and possible again once the script says
/// that it tries again. Every row is removed on the site and in the file.
fn survives(trouble: impl FnOnce(&Desk, &Child), end: impl FnOnce(&Desk, &Child)) {
    let site = Fake::of(&ROWS);
    let desk = Desk::new(Tool::Bash, &site, &export(&ROWS));
    let (mut child, mut stdin) = desk.start();
    until("the first row", || {
        fs::read_to_string(&desk.results).is_ok_and(|text| text.contains(",removed,"))
    });
    trouble(&desk, &child);
    stdin.write_all(b"yes\n").unwrap();
    let mut screen = BufReader::new(child.stdout.take().unwrap());
    let mut seen = String::new();
    while !seen.contains("Trying for up to 10 seconds") {
        assert_ne!(screen.read_line(&mut seen).unwrap(), 0, "{seen}");
    }
    end(&desk, &child);
    screen.read_to_string(&mut seen).unwrap();
    assert!(child.wait().unwrap().success(), "{seen}");
    for (g, user) in ROWS {
        assert_eq!(desk.told(user), ("removed".to_owned(), String::new()));
        assert!(!site.is_member(g, user));
        assert_eq!(site.changes(user), 1);
    }
    assert_eq!(desk.rows().len(), ROWS.len());
    assert!(
        desk.rows().iter().all(|row| row.len() == 9),
        "{:?}",
        desk.rows()
    );
}

/// No file may become longer than this.
fn limit(child: &Child, bytes: &str) {
    let status = Command::new("prlimit")
        .args(["--pid", &child.id().to_string()])
        .arg(format!("--fsize={bytes}:unlimited"))
        .status();
    assert!(status.unwrap().success());
}

fn size(desk: &Desk) -> usize {
    fs::read(&desk.results).unwrap().len()
}

#[test]
fn a_file_that_was_moved_away_and_comes_back_is_waited_for() {
    let away = |desk: &Desk| desk.folder.join("away");
    survives(
        |desk, _| fs::rename(&desk.results, away(desk)).unwrap(),
        |desk, _| fs::rename(away(desk), &desk.results).unwrap(),
    );
}

#[test]
fn a_disk_that_is_full_before_a_call_is_waited_for() {
    survives(
        // In the middle of the line.
        |desk, child| limit(child, &(size(desk) + 60).to_string()),
        |_, child| limit(child, "unlimited"),
    );
}

#[test]
fn a_disk_that_is_full_after_a_call_is_waited_for() {
    survives(
        |desk, child| {
            let first = fs::read_to_string(&desk.results).unwrap();
            let line = first.lines().nth(1).unwrap();
            let cells = line.split(",removed,").next().unwrap();
            // The final line is two bytes longer.
            let bytes = size(desk) + cells.len() + INTENT.len();
            limit(child, &bytes.to_string());
        },
        |_, child| limit(child, "unlimited"),
    );
}
