//! The exported scripts in their shells, on a [`Fake`] site: bash, PowerShell where there is one, and the console's
//! snippet in Node where there is one.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::{Connection, Target};
use groupsweep_core::domain::{SiteAddress, Timestamp};
use groupsweep_core::plan::{MembershipStatus, Plan, Proposal, Purpose, SiteFacts};
use groupsweep_core::script_export::{
    ExportPlan, RequestTemplate, bash_script, console_snippets, powershell_script,
};

use crate::script_export::fake_site::Fake;
use crate::script_export::fixture::said;
use crate::support::{account, connection, table};

/// A shell that runs a script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tool {
    Bash,
    PowerShell,
    /// The console snippet. It asks no questions on stdin, and has no exit status.
    Console,
}

/// The shells, and the console.
pub(crate) fn everywhere(test: &str) -> Vec<Tool> {
    let mut all = shells(test);
    if Command::new("node").arg("--version").output().is_ok() {
        all.push(Tool::Console);
    } else {
        eprintln!("{test}: not run as a snippet, because no node was found");
    }
    all
}

/// The installed shells. Without PowerShell, the test says so and continues with bash.
pub(crate) fn shells(test: &str) -> Vec<Tool> {
    if pwsh().is_none() {
        eprintln!(
            "{test}: not run in PowerShell, because no pwsh was found (GROUPSWEEP_PWSH or PATH)"
        );
        return vec![Tool::Bash];
    }
    vec![Tool::Bash, Tool::PowerShell]
}

/// The `pwsh` to run: the one named, else the one on the path.
pub(crate) fn pwsh() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("GROUPSWEEP_PWSH").filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&path).map(|folder| folder.join("pwsh"));
    places.find(|place| place.is_file())
}

/// A script for a site, in its own folder.
pub(crate) struct Desk {
    pub(crate) shell: Tool,
    pub(crate) folder: PathBuf,
    pub(crate) results: PathBuf,
    name: String,
    origin: String,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Desk {
    /// The script that removes all rows of an export.
    pub(crate) fn new(shell: Tool, site: &Fake, export: &str) -> Self {
        Self::with(shell, site, &plan(site, export))
    }

    /// The script for a plan.
    pub(crate) fn with(shell: Tool, site: &Fake, plan: &Plan) -> Self {
        let template = RequestTemplate::jira(&site.origin, plan.action()).unwrap();
        Self::by(shell, site, plan, &template)
    }

    /// The script for a plan, with one product's calls.
    pub(crate) fn by(shell: Tool, site: &Fake, plan: &Plan, template: &RequestTemplate) -> Self {
        static DESKS: AtomicU32 = AtomicU32::new(0);
        let number = DESKS.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("desk-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let export = ExportPlan::of(plan, template).unwrap();
        match shell {
            Tool::Bash => fs::write(folder.join("take.sh"), bash_script(export)).unwrap(),
            Tool::PowerShell => {
                fs::write(folder.join("take.ps1"), powershell_script(export)).unwrap();
            }
            Tool::Console => {
                let [snippet] = console_snippets(export).try_into().unwrap();
                fs::write(folder.join("take.js"), snippet).unwrap();
            }
        }
        Self {
            shell,
            results: folder.join(export.results_name()),
            folder,
            name: plan.connection().target.name().to_owned(),
            origin: site.origin.clone(),
        }
    }

    pub(crate) fn command(&self, more: &[(&str, &str)]) -> Command {
        let mut command = match self.shell {
            Tool::Bash => {
                let bash = std::env::var("BASH_32").unwrap_or_else(|_| "bash".to_owned());
                let mut command = hearing_ctrl_c(&bash);
                command.arg("take.sh").env("RATE", "50");
                command
            }
            Tool::PowerShell => {
                let mut command = hearing_ctrl_c(pwsh().unwrap());
                command.args(["-NoProfile", "-File", "take.ps1", "-Rate", "50"]);
                if more.iter().any(|(name, _)| *name == "CHECK_NAMES") {
                    command.arg("-SkipNameCheck");
                }
                command
            }
            Tool::Console => {
                let harness = concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/tests/script_export/console.mjs"
                );
                let mut command = Command::new("node");
                command
                    .args([harness, &self.origin, "take.js"])
                    .arg(&self.results);
                command
            }
        };
        command
            .current_dir(&self.folder)
            .env("no_proxy", "127.0.0.1")
            .envs(more.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Starts it; the answers up to the site's name are given, the rest is up to the test.
    pub(crate) fn start(&self) -> (Child, ChildStdin) {
        let mut child = self.command(&[]).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        write!(stdin, "admin@example.com\ntoken\n{}\n", self.name).unwrap();
        (child, stdin)
    }

    /// Starts it with a yes to every question.
    pub(crate) fn start_agreeing(&self) -> Child {
        let mut command = self.command(&[]);
        if self.shell == Tool::Console {
            command.args(["yes"; 3]);
        }
        let mut child = command.spawn().unwrap();
        let text = format!("admin@example.com\ntoken\n{}\nyes\nyes\nyes\n", self.name);
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(text.as_bytes()).unwrap();
        child
    }

    /// Runs it to its end, with a yes to every question.
    pub(crate) fn run(&self) -> Output {
        self.run_with(&[])
    }

    pub(crate) fn run_with(&self, more: &[(&str, &str)]) -> Output {
        self.run_answering("yes\nyes\nyes\n", more)
    }

    pub(crate) fn run_answering(&self, answers: &str, more: &[(&str, &str)]) -> Output {
        self.run_as("admin@example.com\n", answers, more)
    }

    /// The same. `email` is the answer to the email question, if there is one.
    pub(crate) fn run_as(&self, email: &str, answers: &str, more: &[(&str, &str)]) -> Output {
        self.run_logged_in(&format!("{email}token\n"), answers, more)
    }

    /// The same; `login` answers the questions for the login.
    pub(crate) fn run_logged_in(
        &self,
        login: &str,
        answers: &str,
        more: &[(&str, &str)],
    ) -> Output {
        let mut command = self.command(more);
        if self.shell == Tool::Console {
            command.args(answers.lines());
        }
        let mut child = command.spawn().unwrap();
        let text = format!("{login}{}\n{answers}", self.name);
        // A script that ends early reads no more.
        let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// It ended with this status. A snippet has none.
    pub(crate) fn ended(&self, output: &Output, status: i32) {
        if self.shell != Tool::Console {
            assert_eq!(output.status.code(), Some(status), "{}", said(output));
        }
    }

    /// The word and the reason of a user's row.
    pub(crate) fn told(&self, user: usize) -> (String, String) {
        let rows = self.rows();
        let mine: Vec<_> = rows.iter().filter(|row| row[2] == account(user)).collect();
        assert_eq!(mine.len(), 1, "one line for user {user}: {rows:?}");
        (mine[0][4].clone(), mine[0][6].clone())
    }

    pub(crate) fn rows(&self) -> Vec<Vec<String>> {
        let text = fs::read_to_string(&self.results).unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        // Without the email and the number in the plan.
        let row = |record: Result<csv::StringRecord, csv::Error>| {
            let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
            cells.drain(4..6);
            cells
        };
        reader.records().map(row).collect()
    }
}

pub(crate) fn plan(site: &Fake, export: &str) -> Plan {
    let mut connection = connection();
    connection.target = Target::Site(SiteAddress::parse_for_relay(&site.origin).unwrap());
    let table = Arc::new(table(export));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    freeze_checked(&choice, connection)
}

/// The plan to remove chosen rows, all of which the check saw as members.
pub(crate) fn freeze_checked(choice: &SelectionHistory, connection: Connection) -> Plan {
    let mut proposal = Proposal::of_choice(choice, Purpose::Remove, connection).unwrap();
    proposal.learn(SiteFacts {
        statuses: vec![MembershipStatus::Member; proposal.items().len()],
        checked_at: Some(Timestamp(1_795_000_000_000)),
        ..SiteFacts::default()
    });
    for item in 0..proposal.items().len() {
        proposal.unprotect(item, "for this test").unwrap();
    }
    proposal.freeze().unwrap()
}

/// Starts a program that Ctrl-C reaches. Whatever runs in the background of a shell ignores it from
/// birth, and a script cannot trap a signal that was ignored when it began.
pub(crate) fn hearing_ctrl_c(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("env");
    command.arg("--default-signal=INT").arg(program);
    command
}

/// Sends a signal to a process: `INT`, `KILL`.
pub(crate) fn signal(child: &Child, name: &str) {
    signal_to(child.id(), name);
}

fn signal_to(pid: u32, name: &str) {
    let sent = Command::new("kill")
        .args([&format!("-{name}"), &pid.to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// Presses Ctrl-C as a person does: once more if the script still runs after three seconds. bash 5.2 loses a signal
/// that comes in the instant in which a program that it waits for ends: here in 3 of 92 runs on a busy machine.
pub(crate) fn press_ctrl_c(child: &mut Child) {
    let pid = child.id();
    let mut has_ended = || child.try_wait().unwrap().is_some();
    for _ in 0..3 {
        if has_ended() {
            return;
        }
        signal_to(pid, "INT");
        let next = Instant::now() + Duration::from_secs(3);
        while Instant::now() < next && !has_ended() {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
    assert!(has_ended(), "it goes on after Ctrl-C");
}

pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(40);
    while !is_so() {
        assert!(Instant::now() < end, "{what} did not come");
        std::thread::sleep(Duration::from_millis(10));
    }
}
