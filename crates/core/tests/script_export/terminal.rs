//! The bash script in a terminal.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::script_export::fake_site::Fake;
use crate::script_export::fixture::said;
use crate::script_export::record::before_all_others;
use crate::script_export::shell::{Desk, Tool, plan, until};
use crate::support::export;
use groupsweep_core::plan::Action;
use groupsweep_core::script_export::RequestTemplate;

#[test]
fn a_token_that_is_longer_than_a_line_of_a_terminal_arrives_whole() {
    let rows = [(0, 0), (0, 1)];
    let site = Fake::of(&rows);
    let plan = plan(&site, &export(&rows));
    let name = plan.connection().target.name().to_owned();
    let template = RequestTemplate::jira(&site.origin, Action::Remove).unwrap();
    let desk = Desk::by(Tool::Bash, &site, &plan, &template.bearer());
    let path = before_all_others(
        &desk,
        &[
            (
                "stty",
                "/bin/stty \"$@\"\ncase \"$*\" in -icanon*) : >asked ;; esac",
            ),
            // The second and the third word are the file with the login.
            (
                "curl",
                "cat \"$3\" >login\nshift 3\nexec /usr/bin/curl -q --config login \"$@\"",
            ),
        ],
    );
    // In its own terminal.
    let started = Command::new("script")
        .args(["-qec", "bash take.sh", "/dev/null"])
        .current_dir(&desk.folder)
        .env("PATH", path)
        .env("RATE", "50")
        .env("no_proxy", "127.0.0.1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        eprintln!("a long token: not run, because no `script` was found");
        return;
    };
    let mut stdin = child.stdin.take().unwrap();
    until("the question for the token", || {
        desk.folder.join("asked").exists()
    });
    // Linux accepts 4,095 bytes in a line, macOS 1,023. Two typed letters were deleted again.
    let token = "zf9.01-Kq7_".repeat(500);
    writeln!(stdin, "{token}xy\u{7f}\u{7f}").unwrap();
    until("the first call", || desk.folder.join("login").exists());
    writeln!(stdin, "{name}").unwrap();
    until("the first row", || site.changes(0) == 1);
    writeln!(stdin, "yes").unwrap();
    until("the second row", || site.changes(1) == 1);
    let login = fs::read_to_string(desk.folder.join("login")).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let sent = format!("header = \"Authorization: Bearer {token}\"");
    assert!(login.contains(&sent), "{}", said(&output));
    assert!(!said(&output).contains(&token[..16]), "it is shown");
}

#[test]
fn a_token_that_is_pasted_together_with_the_email_is_not_shown() {
    let rows = [(0, 0)];
    let site = Fake::of(&rows);
    let plan = plan(&site, &export(&rows));
    let name = plan.connection().target.name().to_owned();
    let desk = Desk::with(Tool::Bash, &site, &plan);
    let started = Command::new("script")
        .args(["-qefc", "bash take.sh", "shown"])
        .current_dir(&desk.folder)
        .env("no_proxy", "127.0.0.1")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else {
        eprintln!("a pasted token: not run, because no `script` was found");
        return;
    };
    let mut stdin = child.stdin.take().unwrap();
    let shown = || fs::read_to_string(desk.folder.join("shown")).unwrap_or_default();
    until("the question for the email", || {
        shown().contains("Account email: ")
    });
    // One letter too many was taken back.
    writeln!(stdin, "adminx\u{7f}@example.com\nzf9.01-Kq7_anyone").unwrap();
    until("the question for the site", || {
        shown().contains("type the site's name")
    });
    writeln!(stdin, "{name}").unwrap();
    until("the row", || site.changes(0) == 1);
    drop(stdin);
    child.wait().unwrap();
    let shown = shown();
    assert!(
        shown.contains("Account email: adminx\u{8} \u{8}@example.com\r\n"),
        "{shown}"
    );
    assert!(!shown.contains("zf9.01"), "{shown}");
    assert_eq!(desk.told(0).0, "removed");
}
