//! The relay's flags, its one line of output, and its end.

use std::fmt::Display;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::signals::Signals;
use super::site_lock::{SiteLock, SiteLockError};
use super::{Options, Running, StartError, login_prompt, open_in_browser, start};
use groupsweep_core::domain::{Credentials, SiteAddress};
use groupsweep_core::wire::USUAL_ADDRESS;

/// Time to restore the terminal.
const TERMINAL: Duration = Duration::from_millis(300);

/// Serves the Groupsweep page on this machine and forwards its calls to one Atlassian site.
#[derive(Parser)]
#[command(name = "groupsweep-relay", version)]
struct Cli {
    /// The site, such as https://example.atlassian.net; without it, only practice is possible
    #[arg(long, value_name = "URL")]
    site: Option<String>,
    /// Id of the organization whose API key is used; without it, no organization can be called
    #[arg(long, value_name = "ID")]
    organization: Option<String>,
    /// The loopback address to listen on; port 0 picks a free one. Without it: the address of the last relay for
    /// this site, or 127.0.0.1:8737. The browser keeps past runs and the keep list for each address
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Origin of a page served from elsewhere that may use this relay; may be given several times
    #[arg(long, value_name = "URL")]
    allow_origin: Vec<String>,
    /// Allow a page opened from disk (groupsweep.html). To the relay, such a page looks like a frame in
    /// any web page, so only the key keeps other pages out: do not share the printed address
    #[arg(long)]
    allow_file: bool,
    /// Ask for email and token on this terminal and keep them here: the page never has the token
    #[arg(long)]
    ask_token: bool,
    /// Stop after this many minutes without use by a page; 0 means never
    #[arg(long, value_name = "MINUTES", default_value = "30")]
    idle_exit: f64,
    /// Open the page in the default browser
    #[arg(long)]
    open: bool,
    /// Serve the page from this folder instead of the built-in one (development)
    #[arg(long, value_name = "DIR")]
    page: Option<PathBuf>,
}

/// Runs the relay until it is told to stop; a refusal is one sentence on stderr.
#[must_use]
pub fn run() -> ExitCode {
    let flags = match Cli::try_parse() {
        Ok(flags) => flags,
        Err(asked) if !asked.use_stderr() => asked.exit(),
        Err(error) => return failed(&first_line(&error.to_string())),
    };
    // One thread has ample time for the calls of a page. With more, the allocator keeps freed memory for each of them.
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("The relay cannot start: {error}.")),
    };
    match runtime.block_on(serve(flags)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => failed(&sentence),
    }
}

/// The sentence of a refused command line, without the usage text after it.
fn first_line(error: &str) -> String {
    let line = error.lines().next().unwrap_or_default();
    let sentence = line.strip_prefix("error: ").unwrap_or(line);
    format!("The command line is refused: {sentence}; see --help.")
}

fn failed(sentence: &str) -> ExitCode {
    note(sentence);
    ExitCode::FAILURE
}

async fn serve(flags: Cli) -> Result<(), String> {
    let options = Options::check(
        flags.site.as_deref(),
        flags.listen.as_deref().unwrap_or(USUAL_ADDRESS),
        &flags.allow_origin,
        flags.page.as_deref(),
    );
    let options = match &flags.organization {
        Some(id) => options.and_then(|options| options.with_organization(id)),
        None => options,
    };
    let options = match flags.allow_file {
        true => options.and_then(Options::allowing_files),
        false => options,
    };
    let mut options = options.map_err(|refused| refused.to_string())?;
    let idle = idle(flags.idle_exit)?;
    let lock = match &options.site {
        Some(site) => lock_site(site)?,
        None => None,
    };
    let last = lock.as_ref().and_then(SiteLock::last_address);
    // Listened for before anything is printed: whoever reads it may also stop us.
    let mut signals =
        Signals::listen().map_err(|error| format!("The relay cannot start: {error}."))?;
    if flags.ask_token {
        if let Some(why) = must_not_hold(&flags) {
            return Err(why.to_owned());
        }
        let site = options.site.as_ref().ok_or(NO_SITE)?;
        options.login = Some(ask_for_login(site.name().to_owned(), &mut signals).await?);
    }
    let running = start_at(options, flags.listen.is_some(), last)
        .await
        .map_err(|refused| refused.to_string())?;
    if let Some(Err(error)) = lock.as_ref().map(|lock| lock.listens_on(running.address())) {
        note(format_args!(
            "The relay could not save its address ({error}). The next relay for this site may use a different address, and its page would not show past runs or the keep list."
        ));
    }
    let url = running.url();
    say(&url).map_err(|error| format!("The address to open could not be printed: {error}."))?;
    if let Some(other_address) = address_note(running.address(), last) {
        note(other_address);
    }
    if flags.open {
        // On its own thread: an opener that hangs must not delay the end.
        std::thread::spawn(move || {
            if !open_in_browser(&url) {
                note("The browser could not be started; open the address by hand.");
            }
        });
    }
    tokio::select! {
        () = signals.next() => {}
        () = unused(&running, idle) => {}
    }
    stop(running, &mut signals).await;
    Ok(())
}

/// Takes the lock of this site. `None`, with a warning, if the system has no locks.
fn lock_site(site: &SiteAddress) -> Result<Option<SiteLock>, String> {
    match SiteLock::take(site) {
        Ok(lock) => Ok(Some(lock)),
        Err(taken @ SiteLockError::Taken { .. }) => Err(taken.to_string()),
        Err(unavailable @ SiteLockError::Unavailable(_)) => {
            note(unavailable);
            Ok(None)
        }
    }
}

/// Starts on the address of the last relay for this site, because the browser has its records there. An explicit port
/// comes first.
async fn start_at(
    options: Options,
    is_chosen: bool,
    last: Option<SocketAddr>,
) -> Result<Running, StartError> {
    let at = |listen| Options {
        listen,
        ..options.clone()
    };
    match last.filter(|last| options.may_listen_on(*last)) {
        Some(last) if !is_chosen => start(at(last)).await,
        Some(last) if options.listen.port() == 0 && options.listen.ip() == last.ip() => {
            match start(at(last)).await {
                Err(StartError::InUse(..) | StartError::Bind(..)) => start(options).await,
                started => started,
            }
        }
        _ => start(options).await,
    }
}

/// The note about an address that is not the usual one.
fn address_note(address: SocketAddr, last: Option<SocketAddr>) -> Option<String> {
    let here = address.to_string();
    if here == USUAL_ADDRESS {
        return None;
    }
    let what = match last {
        Some(last) if last == address => format!(
            "{here} is the address of the last relay for this site, not the usual {USUAL_ADDRESS}."
        ),
        _ => format!("This is not the usual address, {USUAL_ADDRESS}."),
    };
    Some(format!(
        "{what} The browser keeps past runs and the keep list separately for each address, so this page does not show those of the usual address."
    ))
}

/// Asks on its own thread, so that a signal can end the prompt.
async fn ask_for_login(site: String, signals: &mut Signals) -> Result<Credentials, String> {
    let (tell, mut told) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = tell.send(login_prompt::login(&site));
    });
    let none = || login_prompt::NOT_GIVEN.to_owned();
    tokio::select! {
        login = &mut told => login.unwrap_or_else(|_| Err(none())),
        () = signals.next() => {
            // After Ctrl-C during the token prompt, the terminal has to echo again before we exit.
            let _ = timeout(TERMINAL, told).await;
            Err(none())
        }
    }
}

const NO_SITE: &str = "--ask-token is refused: name the site that the login is for, with --site.";

/// Why these flags cannot be combined with a login held by the relay. The key alone then gives access to the account,
/// so it must not be shown to others, be usable by other pages, or stay valid for ever.
fn must_not_hold(flags: &Cli) -> Option<&'static str> {
    if flags.open {
        return Some(
            "--ask-token is refused with --open: the key would appear in the machine's process list. Open the printed address by hand.",
        );
    }
    if !flags.allow_origin.is_empty() || flags.allow_file || flags.page.is_some() {
        return Some(
            "--ask-token is refused with --allow-origin, --allow-file and --page: only the page built into the relay may use a login held here.",
        );
    }
    if flags.idle_exit == 0.0 {
        return Some(
            "--ask-token is refused with --idle-exit 0: a relay that holds a login must not run forever.",
        );
    }
    None
}

/// How long the relay may be unused. `None` if for ever.
fn idle(minutes: f64) -> Result<Option<Duration>, String> {
    let most = 7.0 * 24.0 * 60.0;
    if minutes == 0.0 {
        Ok(None)
    } else if (0.0..=most).contains(&minutes) {
        Ok(Some(Duration::from_secs_f64(minutes * 60.0)))
    } else {
        Err(
            "--idle-exit is refused: give minutes, at most 10080 (a week), or 0 for never."
                .to_owned(),
        )
    }
}

/// Prints a note and resolves once the relay was unused for this long.
async fn unused(running: &Running, idle: Option<Duration>) {
    let Some(idle) = idle else {
        return std::future::pending().await;
    };
    running.idle_for(idle).await;
    let minutes = idle.as_secs_f64() / 60.0;
    note(format_args!(
        "No page has used the relay for {minutes} minutes, so it stops. Start it again when you need it; --idle-exit changes the time."
    ));
}

/// The one line on stdout.
fn say(url: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Open {url}")?;
    out.flush()
}

/// Prints a line on stderr. Ignores errors, because the terminal may be gone.
fn note(line: impl Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Lets calls in flight finish. A second request to stop ends at once.
async fn stop(running: Running, signals: &mut Signals) {
    let refused = running.refused_keys();
    tokio::select! {
        () = running.stop() => {}
        () = signals.asked() => {}
    }
    if refused > 0 {
        note(format_args!(
            "Requests refused for a missing or wrong key: {refused}."
        ));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_last_address_is_taken_only_where_all_pages_that_are_let_in_may_connect() {
        let last = Some("127.0.0.2:0".parse().unwrap());
        for (origins, host) in [
            (vec![], "127.0.0.2"),
            (vec!["https://host.example"], "127.0.0.1"),
        ] {
            let origins: Vec<String> = origins.into_iter().map(str::to_owned).collect();
            let options = Options::check(None, "127.0.0.1:0", &origins, None).unwrap();
            let running = start_at(options, false, last).await.unwrap();
            assert_eq!(running.address().ip().to_string(), host);
        }
    }
}
