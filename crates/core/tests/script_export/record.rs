//! The results file if a plan cannot be read or a line cannot be written.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use crate::script_export::fake_site::{Act, Scripted};
use crate::script_export::fixture::said;
use crate::script_export::results_file::{desk, words};
use crate::script_export::shell::{Desk, Tool, everywhere, shells, until};

/// Puts programs of these names before all others; gives the path for it.
pub(crate) fn before_all_others(desk: &Desk, programs: &[(&str, &str)]) -> String {
    let folder = desk.folder.join("bin");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in programs {
        let path = folder.join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap())
}

/// One row is done, and two others are in doubt.
fn leave_two_in_doubt(desk: &Desk) {
    desk.run_answering("no\n", &[]);
    let text = fs::read_to_string(&desk.results).unwrap();
    let doubt = "in_doubt,,\"No answer was noted.\",1,";
    fs::write(&desk.results, text.replacen("not_tried,,,0,", doubt, 2)).unwrap();
    assert_eq!(
        words(desk),
        ["removed", "in_doubt", "in_doubt", "not_tried"]
    );
}

#[test]
fn a_plan_that_cannot_be_read_whole_sends_nothing_and_leaves_the_record() {
    let (site, desk) = desk(Tool::Bash);
    desk.run_answering("no\n", &[]);
    let record = fs::read(&desk.results).unwrap();
    let script = desk.folder.join("take.sh");
    let text = fs::read_to_string(&script).unwrap();
    // As where the shell cannot keep the plan in its folder for passing files.
    assert!(text.contains("cat <<'PLAN'"));
    for program in ["false", "head -n 2"] {
        let broken = text.replace("cat <<'PLAN'", &format!("{program} <<'PLAN'"));
        fs::write(&script, broken).unwrap();
        for is_there in [true, false] {
            if is_there {
                fs::write(&desk.results, &record).unwrap();
            } else {
                fs::remove_file(&desk.results).unwrap();
            }
            let output = desk.run();
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            let says = "The plan in this script could not be read whole";
            assert!(said(&output).contains(says), "{}", said(&output));
            assert_eq!(
                fs::read(&desk.results).ok(),
                is_there.then(|| record.clone())
            );
        }
    }
    assert_eq!(site.changes(1), 0);
}

#[test]
fn a_row_in_doubt_whose_line_is_written_late_takes_no_other_with_it() {
    let (site, desk) = desk(Tool::Bash);
    leave_two_in_doubt(&desk);
    let path = before_all_others(
        &desk,
        &[
            // From the first change on, the next 21 tries to put the file in its place fail.
            (
                "curl",
                "case \"$*\" in *'--request DELETE'*) : >>tries ;; esac\nexec /usr/bin/curl \"$@\"",
            ),
            (
                "mv",
                "[ ! -e tries ] || [ \"$(wc -l <tries)\" -ge 21 ] || { echo >>tries; exit 1; }\nexec /bin/mv \"$@\"",
            ),
        ],
    );
    let output = desk.run_with(&[("PATH", &path)]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("cannot be written: another program"));
    assert_eq!(
        words(&desk),
        ["removed", "removed", "in_doubt", "not_tried"]
    );
    assert_eq!((site.changes(1), site.changes(2)), (1, 0));
}

#[test]
fn a_file_that_another_program_put_in_the_records_place_stays() {
    let (_site, desk) = desk(Tool::Bash);
    leave_two_in_doubt(&desk);
    let name = desk.results.file_name().unwrap().to_str().unwrap();
    let curl = format!(
        "/usr/bin/curl \"$@\"\nended=$?\ncase \"$*\" in *'--request DELETE'*) echo theirs >other && /bin/mv other '{name}' ;; esac\nexit $ended"
    );
    let path = before_all_others(&desk, &[("curl", &curl)]);
    let output = desk.run_with(&[("PATH", &path)]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let left = fs::read_to_string(&desk.results).unwrap();
    assert_eq!(left, "theirs\n", "{}", said(&output));
}

#[test]
fn a_last_line_that_cannot_be_written_leaves_the_row_in_doubt() {
    let (_site, desk) = desk(Tool::Bash);
    let name = desk.results.file_name().unwrap().to_str().unwrap();
    // The file is another one as long as the row's line is tried, and at the end it is the script's own again.
    let curl = "case \"$*\" in *'--request DELETE'*) : >>tries ;; esac\nexec /usr/bin/curl \"$@\"";
    let ls = format!(
        "case \"$*\" in *'{name}'*) [ ! -e tries ] || {{ echo >>tries; [ \"$(wc -l <tries)\" -gt 22 ] || exit 1; }} ;; esac\nexec /bin/ls \"$@\""
    );
    let path = before_all_others(&desk, &[("curl", curl), ("ls", &ls)]);
    let output = desk.run_with(&[("PATH", &path)]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let word = desk.told(0).0;
    assert!(["in_doubt", "removed"].contains(&&*word), "{word}");
    assert_eq!(desk.rows().len(), if word == "removed" { 4 } else { 1 });
}

#[test]
fn powershell_counts_a_row_once_that_it_writes_late() {
    if !shells("a row written late").contains(&Tool::PowerShell) {
        return;
    }
    let (site, desk) = desk(Tool::PowerShell);
    leave_two_in_doubt(&desk);
    // From the read-back on, something blocks the new file's path for longer than the script tries.
    site.script(1, [Scripted::saying("400 Bad Request", "{}")]);
    let busy = || Scripted::saying("503 Service Unavailable", "{}");
    site.script_readings(1, [busy(), busy()]);
    let child = desk.start_agreeing();
    until("the reading back", || site.readings(1) > 0);
    let mut new = desk.results.clone().into_os_string();
    new.push(".new");
    fs::create_dir(&new).unwrap();
    std::thread::sleep(Duration::from_secs(17));
    fs::remove_dir(&new).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        words(&desk),
        ["removed", "in_doubt", "in_doubt", "not_tried"],
        "{}",
        said(&output)
    );
    assert!(desk.told(1).1.contains("400"), "{}", said(&output));
    assert_eq!(desk.told(2).1, "No answer was noted.");
}

#[test]
fn a_pause_is_measured_by_the_clock_of_the_site_that_asks_for_it() {
    for tool in everywhere("the site's clock") {
        let (site, desk) = desk(tool);
        let headers =
            "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\nX-RateLimit-Reset: 2024-01-01T00:03:00Z\r\n";
        site.next([
            Act::Plain,
            Act::Only("429 Too Many Requests", headers, "{}"),
        ]);
        let path = without_waits(&desk);
        let said = said(&desk.run_with(&[("PATH", &path)]));
        assert!(
            said.contains("The site asks for a pause until "),
            "{tool:?} {said}"
        );
    }
}

#[test]
fn a_login_that_the_shell_exports_by_that_name_reaches_no_other_program() {
    let (_site, desk) = desk(Tool::Bash);
    let path = before_all_others(&desk, &[("date", "env >>seen\nexec /bin/date \"$@\"")]);
    let exported = ["login", "token", "coded", "email", "answer", "secret"];
    let mut more = vec![("PATH", &*path)];
    more.extend(exported.map(|name| (name, "something else")));
    let output = desk.run_logged_in("admin@example.com\nzf9-01-Kq7-secret\n", "yes\n", &more);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let seen = fs::read_to_string(desk.folder.join("seen")).unwrap();
    for words in ["zf9-01-Kq7-secret", "admin@example.com"] {
        assert!(!seen.contains(words), "{words}");
    }
}

#[test]
fn a_connection_that_ends_in_its_handshake_is_tried_again() {
    let (site, desk) = desk(Tool::Bash);
    let curl = "case \"$*\" in *'--request DELETE'*) [ -e was ] || { : >was; echo '000 0.1 000'; exit 35; } ;; esac\nexec /usr/bin/curl \"$@\"";
    let path = before_all_others(&desk, &[("curl", curl)]);
    let output = desk.run_with(&[("PATH", &path)]);
    assert_eq!(words(&desk), ["removed"; 4], "{}", said(&output));
    assert_eq!(desk.told(0).1, "Done at try 2.");
    assert_eq!(site.changes(0), 1);
}

/// Lets the waits of a script pass at once; gives the path for it.
fn without_waits(desk: &Desk) -> String {
    let (file, wait, nothing) = match desk.shell {
        Tool::Bash => return before_all_others(desk, &[("sleep", "exit 0")]),
        Tool::PowerShell => ("take.ps1", "Start-Sleep -Milliseconds", "$null ="),
        Tool::Console => (
            "take.js",
            "const pause = async",
            "const pause = async () => {}, unused = async",
        ),
    };
    let file = desk.folder.join(file);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(wait));
    fs::write(&file, text.replace(wait, nothing)).unwrap();
    std::env::var("PATH").unwrap()
}

#[test]
fn a_row_that_is_refused_as_too_many_calls_to_the_end_is_not_tried() {
    for tool in everywhere("too many calls to the end") {
        let (site, desk) = desk(tool);
        let throttled = Scripted::saying("429 Too Many Requests", "{}");
        site.script(1, vec![throttled; 20]);
        let path = without_waits(&desk);
        let output = desk.run_with(&[("PATH", &path)]);
        desk.ended(&output, 3);
        let expected = ["removed", "not_tried", "not_tried", "not_tried"];
        assert_eq!(words(&desk), expected, "{tool:?} {}", said(&output));
        assert!(desk.told(1).1.contains("(429)"), "{}", desk.told(1).1);
        let output = desk.run();
        assert_eq!(words(&desk), ["removed"; 4], "{tool:?} {}", said(&output));
    }
}
