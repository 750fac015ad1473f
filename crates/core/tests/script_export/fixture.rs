//! A simulated site, a plan for it, and a folder to run a script in.

use crate::script_export::shell::{freeze_checked, hearing_ctrl_c};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use groupsweep_atlassian_sim::{DEFAULT_ACCOUNT_ID, Settings};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::{Connection, Target};
use groupsweep_core::domain::{AccountId, SiteAddress};
use groupsweep_core::import::Table;
use groupsweep_core::plan::{Action, Plan};
use groupsweep_core::script_export::{ExportPlan, RequestTemplate, bash_script};
use groupsweep_simsite::{LoggedRequest, SimOptions, SimSite, read_seats, start};
use tokio::runtime::Runtime;

use crate::support::{account, caller, connection, export, freeze_choice, group, table};

pub(crate) const EMAIL: &str = "admin@example.com";
pub(crate) const TOKEN: &str = "good-token";

/// The site, running.
pub(crate) struct Stage {
    pub(crate) site: SimSite,
    pub(crate) folder: PathBuf,
    _runtime: Runtime,
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Memberships of a small export: every row another person, five groups.
pub(crate) fn memberships(rows: usize) -> Vec<(usize, usize)> {
    (0..rows).map(|row| (row % 5, row)).collect()
}

impl Stage {
    pub(crate) fn new(file: &str, settle: impl FnOnce(&mut Settings)) -> Self {
        static STAGES: AtomicU32 = AtomicU32::new(0);
        let runtime = Runtime::new().unwrap();
        let mut settings = Settings::default();
        settings.limits.rate = 200;
        settings.limits.burst = 200;
        settle(&mut settings);
        let options = SimOptions {
            settings,
            seats: read_seats(file.as_bytes()).unwrap(),
            ..SimOptions::default()
        };
        let site = runtime.block_on(start(options)).unwrap();
        let number = STAGES.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("takeaway-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self {
            site,
            folder,
            _runtime: runtime,
        }
    }

    pub(crate) fn name(&self) -> String {
        self.site.address().to_string()
    }

    pub(crate) fn connection(&self, id: &str) -> Connection {
        let mut connection = connection();
        connection.target =
            Target::Site(SiteAddress::parse_for_relay(&self.site.origin()).unwrap());
        caller(&mut connection).id = AccountId::parse(id).unwrap();
        connection
    }

    /// The plan of the rows that are wanted.
    pub(crate) fn plan(
        &self,
        table: &Arc<Table>,
        action: Action,
        wanted: impl Fn(usize) -> bool,
    ) -> Plan {
        self.plan_as(DEFAULT_ACCOUNT_ID, table, action, wanted)
    }

    /// The same, planned by another account.
    pub(crate) fn plan_as(
        &self,
        caller: &str,
        table: &Arc<Table>,
        action: Action,
        wanted: impl Fn(usize) -> bool,
    ) -> Plan {
        let mut choice = SelectionHistory::new(Arc::clone(table));
        let rows = table.row_numbers().enumerate();
        choice.set(rows.filter(|(at, _)| wanted(*at)).map(|(_, row)| row), true);
        freeze_choice(&choice, action, self.connection(caller)).unwrap()
    }

    /// The plan to remove the rows that are wanted, all of which the check saw as members.
    pub(crate) fn plan_checked(&self, table: &Arc<Table>, wanted: impl Fn(usize) -> bool) -> Plan {
        let mut choice = SelectionHistory::new(Arc::clone(table));
        let rows = table.row_numbers().enumerate();
        choice.set(rows.filter(|(at, _)| wanted(*at)).map(|(_, row)| row), true);
        freeze_checked(&choice, self.connection(DEFAULT_ACCOUNT_ID))
    }

    pub(crate) fn bash(&self, plan: &Plan) -> Script {
        let template = RequestTemplate::jira(&self.site.origin(), plan.action()).unwrap();
        self.bash_by(plan, &template)
    }

    pub(crate) fn bash_by(&self, plan: &Plan, template: &RequestTemplate) -> Script {
        let export = ExportPlan::of(plan, template).unwrap();
        let script = self.folder.join("take.sh");
        fs::write(&script, bash_script(export)).unwrap();
        Script {
            folder: self.folder.clone(),
            results: self.folder.join(export.results_name()),
        }
    }

    /// What a login, the name of the site and a yes look like as answers.
    pub(crate) fn answers(&self) -> String {
        format!("{EMAIL}\n{TOKEN}\n{}\nyes\n", self.name())
    }

    /// Everything that changed the site or tried to.
    pub(crate) fn writes(&self) -> Vec<LoggedRequest> {
        let seen = self.site.seen();
        seen.into_iter().filter(|one| one.method != "GET").collect()
    }

    pub(crate) fn is_member(&self, g: usize, u: usize) -> bool {
        let model = self.site.model();
        let model = model.lock().unwrap();
        model.is_member(&group(g), &account(u))
    }
}

pub(crate) struct Script {
    folder: PathBuf,
    pub(crate) results: PathBuf,
}

impl Script {
    /// The script was taken into another folder.
    pub(crate) fn in_folder(&mut self, folder: &Path) {
        self.results = folder.join(self.results.file_name().unwrap());
        self.folder = folder.to_owned();
    }

    pub(crate) fn start(&self, rate: u32) -> Child {
        self.start_with(rate, &[])
    }

    fn start_with(&self, rate: u32, more: &[(&str, &str)]) -> Child {
        hearing_ctrl_c("bash")
            .arg("take.sh")
            .current_dir(&self.folder)
            .env("RATE", rate.to_string())
            .env("no_proxy", "127.0.0.1")
            .envs(more.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("bash")
    }

    pub(crate) fn run(&self, answers: &str) -> Output {
        self.run_with(answers, &[])
    }

    pub(crate) fn run_with(&self, answers: &str, more: &[(&str, &str)]) -> Output {
        let mut child = self.start_with(50, more);
        // A script that ends early reads no more: no failure of the test.
        let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
        child.wait_with_output().unwrap()
    }

    pub(crate) fn results(&self) -> String {
        fs::read_to_string(&self.results).unwrap()
    }

    /// The results, dropped on Import.
    pub(crate) fn dropped(&self) -> Arc<Table> {
        Arc::new(table(self.results()))
    }

    /// The outcome of each row, by its user's number.
    pub(crate) fn outcomes(&self) -> Vec<(String, String)> {
        let text = self.results();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let row = |record: Result<csv::StringRecord, csv::Error>| {
            let record = record.unwrap();
            (record[2].to_owned(), record[6].to_owned())
        };
        reader.records().map(row).collect()
    }
}

pub(crate) fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A site that holds this many rows of an export, and the export.
pub(crate) fn stage(rows: usize, settle: impl FnOnce(&mut Settings)) -> (Stage, Arc<Table>) {
    let file = export(&memberships(rows));
    (Stage::new(&file, settle), Arc::new(table(&file)))
}
