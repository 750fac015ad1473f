//! The simulated site's command line.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use super::directory::DirectoryChanges;
use super::logins::{after_help, parse_login, with_ids};
use super::members_file::read_seats;
use super::server::{SimOptions, start};
use groupsweep_atlassian_sim::{Settings, SimAccount, SimLogin};

/// A simulated Atlassian site for tests and practice. Nothing leaves this machine.
#[derive(Parser, Clone, Debug)]
#[command(name = "groupsweep-simsite", after_help = after_help())]
pub struct SimFlags {
    /// Where to listen: loopback only, port 0 for any free one
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// A pivoted export (CSV) whose memberships the site starts with
    #[arg(long, value_name = "FILE")]
    members: Option<PathBuf>,
    /// A login, see below
    #[arg(long, value_name = "LOGIN", value_parser = parse_login)]
    login: Vec<SimAccount>,
    /// A group of the site that an identity provider keeps
    #[arg(long, value_name = "GROUPID")]
    synced: Vec<String>,
    /// A group of another site of the organization; its name may be one of this site's too
    #[arg(long, value_name = "GROUPID:NAME", value_parser = parse_group)]
    org_group: Vec<(String, String)>,
    /// What the site calls a group or an account of the file, where the file says something else
    #[arg(long, value_name = "ID=NAME", value_parser = parse_name)]
    rename: Vec<(String, String)>,
    /// An account whose membership of the directory is suspended: no list of members shows it
    #[arg(long, value_name = "ACCOUNTID")]
    suspended: Vec<String>,
    /// DELETE calls per second, GET and POST twice as many; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 50)]
    rate: u32,
    /// DELETE calls that may come at once [default: the rate]
    #[arg(long, value_name = "N")]
    burst: Option<u32>,
    /// How long every answer takes, in milliseconds
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_ms: u64,
    /// By how many milliseconds that differs at most, up or down
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_spread_ms: u64,
    /// Percent of calls that fail on the way
    #[arg(long, value_name = "PERCENT", default_value_t = 0)]
    faults: u32,
    /// Where all chance comes from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How the site answers what is undocumented; an unknown name lists all there are
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_profile)]
    profile: Vec<(String, String)>,
}

fn parse_group(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((id, name)) if !id.is_empty() && !name.is_empty() => {
            Ok((id.to_owned(), name.to_owned()))
        }
        _ => Err("a group is GROUPID:NAME".to_owned()),
    }
}

fn parse_name(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((id, name)) if !id.is_empty() => Ok((id.to_owned(), name.to_owned())),
        _ => Err("a name is given as ID=NAME".to_owned()),
    }
}

fn parse_profile(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a profile is NAME=VALUE")?;
    // Tried here so that a misspelt one stops the start.
    Settings::default()
        .set_profile(name, value)
        .map_err(|error| error.to_string())?;
    Ok((name.to_owned(), value.to_owned()))
}

impl SimFlags {
    /// Reads the members file and puts everything together.
    ///
    /// # Errors
    /// The file cannot be read, or is no export.
    pub fn options(self) -> Result<SimOptions, String> {
        let seats = match &self.members {
            Some(path) => File::open(path)
                .map_err(|error| error.to_string())
                .and_then(read_seats)
                .map_err(|error| format!("{}: {error}", path.display()))?,
            None => Vec::new(),
        };
        let mut settings = Settings {
            seed: self.seed,
            ..Settings::default()
        };
        settings.limits.rate = self.rate;
        settings.limits.burst = self.burst.unwrap_or(self.rate);
        settings.faults.percent = self.faults;
        for (name, value) in &self.profile {
            settings
                .set_profile(name, value)
                .map_err(|error| error.to_string())?;
        }
        let synced = self.synced.iter().map(|id| id.to_ascii_lowercase());
        settings.synced_groups.extend(synced);
        if !self.login.is_empty() {
            settings.login = SimLogin::Accounts(with_ids(self.login, &seats));
        }
        Ok(SimOptions {
            listen: self.listen,
            settings,
            seats,
            elsewhere: self.org_group,
            changes: DirectoryChanges {
                names: self.rename.into_iter().collect(),
                emails: BTreeMap::new(),
                suspended: self.suspended,
            },
            latency_ms: self.latency_ms,
            latency_spread_ms: self.latency_spread_ms,
        })
    }
}

/// Runs the program: one line on stdout once it listens.
pub async fn run() -> ExitCode {
    match serve(SimFlags::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("groupsweep-simsite: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(flags: SimFlags) -> Result<(), String> {
    let site = start(flags.options()?)
        .await
        .map_err(|error| error.to_string())?;
    let mut stdout = io::stdout();
    writeln!(stdout, "listening {}", site.origin())
        .and_then(|()| stdout.flush())
        .map_err(|error| error.to_string())?;
    site.run().await.map_err(|error| error.to_string())
}
