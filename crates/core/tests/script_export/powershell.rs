//! What is PowerShell's own: the syntax that Windows PowerShell 5.1 has, a results file that another program holds, a
//! terminal.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::script_export::fake_site::{Act, Fake};
use crate::script_export::fixture::said;
use crate::script_export::shell::{Desk, Tool, pwsh, until};
use crate::support::export;

const ROWS: [(usize, usize); 3] = [(0, 0), (0, 1), (0, 2)];

/// The site and the script. `None` without PowerShell, which the test reports.
fn desk(test: &str) -> Option<(Fake, Desk)> {
    if pwsh().is_none() {
        eprintln!("{test}: not run, because no pwsh was found (GROUPSWEEP_PWSH or PATH)");
        return None;
    }
    let site = Fake::of(&ROWS);
    let desk = Desk::new(Tool::PowerShell, &site, &export(&ROWS));
    Some((site, desk))
}

/// Prints what Windows PowerShell 5.1 does not have in a script, as PowerShell's own parser sees it: operators,
/// parameters of commands, and errors of syntax.
const WATCHMAN: &str = r#"
$tokens = $null; $errors = $null
$tree = [Management.Automation.Language.Parser]::ParseFile($args[0], [ref]$tokens, [ref]$errors)
foreach ($one in $errors) { "error: $($one.Message)" }
$new = 'QuestionMark', 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'AndAnd', 'OrOr', 'Clean'
foreach ($token in $tokens) { if ($new -contains [string]$token.Kind) { "operator: $($token.Text)" } }
$parameters = 'Parallel', 'ThrottleLimit', 'AsHashtable', 'NoEnumerate', 'SkipHttpErrorCheck', 'MaskInput', 'Duration', 'AsUTC', 'AsByteStream', 'SkipCertificateCheck', 'AdditionalChildPath', 'SkipIndex'
$encodings = 'utf8BOM', 'utf8NoBOM', 'ansi'
foreach ($one in $tree.FindAll({ $args[0] -is [Management.Automation.Language.CommandParameterAst] }, $true)) { if ($parameters -contains $one.ParameterName) { "parameter: -$($one.ParameterName)" } }
foreach ($one in $tree.FindAll({ $args[0] -is [Management.Automation.Language.StringConstantExpressionAst] }, $true)) { if ($encodings -contains $one.Value) { "encoding: $($one.Value)" } }
foreach ($one in $tree.FindAll({ $args[0] -is [Management.Automation.Language.PipelineAst] -and $args[0].Background }, $true)) { 'operator: &' }
"#;

/// What the watchman says of a script.
fn watched(desk: &Desk, script: &str) -> String {
    fs::write(desk.folder.join("watchman.ps1"), WATCHMAN).unwrap();
    let looked_at = desk.folder.join("looked-at.ps1");
    fs::write(&looked_at, script).unwrap();
    let output = Command::new(pwsh().unwrap())
        .args(["-NoProfile", "-File", "watchman.ps1"])
        .arg(&looked_at)
        .current_dir(&desk.folder)
        .output()
        .unwrap();
    said(&output)
}

#[test]
fn the_script_uses_nothing_that_windows_powershell_lacks() {
    let Some((_, desk)) = desk("syntax of 5.1") else {
        return;
    };
    let script = fs::read_to_string(desk.folder.join("take.ps1")).unwrap();
    assert!(
        script.starts_with('\u{feff}'),
        "5.1 reads it as Windows-1252 without"
    );
    assert!(!script.replace("\r\n", "").contains('\n'));
    assert_eq!(watched(&desk, &script), "");
    // 5.1 repeats a change by itself when a kept-alive connection fails, so each call has its own connection.
    let closes = "if ($PSVersionTable.PSVersion.Major -lt 6) { $made.DefaultRequestHeaders.ConnectionClose = $true }";
    assert!(script.contains(closes));
    let halt = "if ($halt) { throw $halt }";
    assert!(script.contains(halt));
    for newer in [
        "$a = $halt ? 1 : 2",
        "$a = $halt ?? 1",
        "$halt ??= 1",
        "${halt}?.Length",
        "${halt}?[0]",
        "Get-Date && Get-Date",
        "Get-Date || Get-Date",
        "1 | ForEach-Object -Parallel { $_ }",
        "'{}' | ConvertFrom-Json -AsHashtable",
        "Get-Date &",
        "if ($halt {",
    ] {
        assert_ne!(watched(&desk, &script.replace(halt, newer)), "", "{newer}");
    }
}

/// Another program that holds a file, until it is dropped.
struct Holder(std::process::Child);

impl Holder {
    fn of(desk: &Desk) -> Self {
        let mut child = Command::new("flock")
            .args(["--exclusive", "--no-fork"])
            .arg(&desk.results)
            .args(["sleep", "60"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Failing to get the lock shows that it is held.
        until("the lock", || {
            let mut ask = Command::new("flock");
            ask.args(["--exclusive", "--nonblock"]).arg(&desk.results);
            assert!(child.try_wait().unwrap().is_none());
            !ask.arg("true").status().unwrap().success()
        });
        Self(child)
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_results_file_that_another_program_holds_is_waited_for_and_then_nothing_is_sent() {
    let Some((site, desk)) = desk("a held file") else {
        return;
    };
    desk.run_answering("no\n", &[]);
    assert_eq!(desk.told(0).0, "removed");
    let before = fs::read_to_string(&desk.results).unwrap();
    let holder = Holder::of(&desk);
    let began = Instant::now();
    let output = desk.run();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(began.elapsed() >= Duration::from_secs(10));
    let words = "may be open in another program, such as Excel";
    assert!(said(&output).contains(words), "{}", said(&output));
    assert_eq!(site.changes(1), 0);
    assert_eq!(fs::read_to_string(&desk.results).unwrap(), before);

    // Held for a moment only.
    let script = std::thread::spawn({
        let answers = "yes\n";
        move || {
            let output = desk.run_answering(answers, &[]);
            (desk, output)
        }
    });
    std::thread::sleep(Duration::from_secs(3));
    drop(holder);
    let (desk, output) = script.join().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(desk.told(2).0, "removed");
}

/// What is left of a text after the order to the terminal that it begins with, such as `[1;5H`.
fn without_order(text: &str) -> &str {
    let Some(order) = text.strip_prefix('[') else {
        return text;
    };
    let is_end = |letter: char| letter.is_ascii_alphabetic();
    order.find(is_end).map_or("", |end| &order[end + 1..])
}

#[test]
fn ctrl_c_at_a_terminal_ends_a_call_that_hangs() {
    let Some((site, desk)) = desk("a terminal") else {
        return;
    };
    site.next([Act::Plain, Act::Silence]);
    // `script` plays a terminal: what it reads is typed, what is shown it prints.
    let line = format!(
        "{} -NoProfile -File take.ps1 -Rate 50",
        pwsh().unwrap().display()
    );
    let mut child = Command::new("timeout")
        .args([
            "--foreground",
            "90",
            "script",
            "--quiet",
            "--return",
            "--command",
            &line,
            "/dev/null",
        ])
        .current_dir(&desk.folder)
        .env("no_proxy", "127.0.0.1")
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let keys = Arc::new(Mutex::new(child.stdin.take().unwrap()));
    let press = |keys: &Mutex<ChildStdin>, bytes: &[u8]| {
        keys.lock().unwrap().write_all(bytes).unwrap();
    };
    let pressing = std::thread::spawn({
        let (site, keys) = (site.clone(), Arc::clone(&keys));
        move || {
            until("the second call", || site.changes(1) == 1);
            press(&keys, b"\x03");
            Instant::now()
        }
    });
    let mut screen = child.stdout.take().unwrap();
    let name = site.origin.trim_start_matches("http://").to_owned();
    let mut to_type = vec![
        ("Account email", "admin@example.com\r".to_owned()),
        ("API token", "qzx7\r".to_owned()),
        ("To confirm", format!("{name}\r")),
        ("Type yes", "yes\r".to_owned()),
    ]
    .into_iter();
    let mut next = to_type.next();
    let (mut seen, mut asked, mut typed_at) = (String::new(), 0, 0);
    let mut bytes = [0; 4096];
    loop {
        let read = screen.read(&mut bytes).unwrap_or(0);
        if read == 0 {
            break;
        }
        seen.push_str(&String::from_utf8_lossy(&bytes[..read]));
        // It asks where the cursor is, and waits for the answer.
        while seen.matches("\u{1b}[6n").count() > asked {
            asked += 1;
            press(&keys, b"\x1b[1;1R");
        }
        // What is typed before it has asked that is swallowed.
        if let Some((question, answer)) = &next
            && let Some(at) = seen[typed_at..].find(question)
            && seen[typed_at + at..].contains("\u{1b}[6n")
        {
            typed_at = seen.len();
            press(&keys, answer.as_bytes());
            next = to_type.next();
        }
    }
    let took = pressing.join().unwrap().elapsed();
    child.wait().unwrap();
    assert!(took < Duration::from_secs(4), "{took:?} {seen}");
    // Letter by letter, with orders to the terminal between.
    let shown: String = seen.split('\u{1b}').map(without_order).collect();
    assert!(shown.contains("admin@example.com"), "{seen:?}");
    assert!(!shown.contains("qzx7"), "the token is shown: {seen:?}");
    let words: Vec<_> = (0..3).map(|user| desk.told(user).0).collect();
    assert_eq!(words, ["removed", "in_doubt", "not_tried"], "{seen}");
    assert!(seen.contains("1 in_doubt"), "{seen}");
}
