//! The relay's flags, its one line of output, and its end.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use super::{Options, Running, open_in_browser, start};

/// Serves the Groupsweep page on this machine and forwards its calls to one Atlassian site.
#[derive(Parser)]
#[command(name = "groupsweep-relay", version)]
struct Flags {
    /// The site, such as https://example.atlassian.net; without it only practice is possible
    #[arg(long, value_name = "URL")]
    site: Option<String>,
    /// The loopback address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8737")]
    listen: String,
    /// Origin of a page served from elsewhere that may use this relay; may be given several times
    #[arg(long, value_name = "URL")]
    allow_origin: Vec<String>,
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
    let flags = match Flags::try_parse() {
        Ok(flags) => flags,
        Err(asked) if !asked.use_stderr() => asked.exit(),
        Err(error) => return failed(&first_line(&error.to_string())),
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("The relay cannot start: {error}.")),
    };
    match runtime.block_on(serve(flags)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => failed(&sentence),
    }
}

/// The sentence of a refused command line, without the usage text behind it.
fn first_line(error: &str) -> String {
    let line = error.lines().next().unwrap_or_default();
    let sentence = line.strip_prefix("error: ").unwrap_or(line);
    format!("The command line is refused: {sentence}; see --help.")
}

fn failed(sentence: &str) -> ExitCode {
    eprintln!("{sentence}");
    ExitCode::FAILURE
}

async fn serve(flags: Flags) -> Result<(), String> {
    let options = Options::check(
        flags.site.as_deref(),
        &flags.listen,
        &flags.allow_origin,
        flags.page.as_deref(),
    );
    let options = options.map_err(|refused| refused.to_string())?;
    let running = start(options)
        .await
        .map_err(|refused| refused.to_string())?;
    // Listened for before the address is printed: whoever reads it may also stop us.
    let mut signals =
        Signals::listen().map_err(|error| format!("The relay cannot start: {error}."))?;
    let url = running.url();
    say(&url).map_err(|error| format!("The address to open could not be printed: {error}."))?;
    if flags.open {
        // A thread of its own: an opener that stays must not hold up the end.
        std::thread::spawn(move || {
            if !open_in_browser(&url) {
                eprintln!("The browser could not be started; open the address by hand.");
            }
        });
    }
    signals.next().await;
    stop(running, &mut signals).await;
    Ok(())
}

/// The one line on stdout.
fn say(url: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Open {url}")?;
    out.flush()
}

/// Lets calls in flight finish; a second request to stop ends at once.
async fn stop(running: Running, signals: &mut Signals) {
    let refused = running.refused_keys();
    tokio::select! {
        () = running.stop() => {}
        () = signals.next() => {}
    }
    if refused > 0 {
        eprintln!("Requests refused for a missing or wrong key: {refused}.");
    }
}

/// Ctrl-C, and on Unix SIGTERM.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(windows)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: tokio::signal::windows::ctrl_c()?,
        })
    }

    async fn next(&mut self) {
        self.interrupt.recv().await;
    }
}
