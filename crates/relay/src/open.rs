//! Starts the admin's browser on the relay's address.

use std::process::{Command, Stdio};

/// Opens `url` with the system's opener, waits for it to end, and returns whether it succeeded.
///
/// Hazard: for a moment the address, with key and proof, is in the machine's process list, which other users may read.
/// They can change nothing, because each call also needs the site's token. But whoever reads the proof and takes the
/// port after the relay has ended could pose as the relay (SECURITY.md).
#[must_use]
pub fn open_in_browser(url: &str) -> bool {
    let mut command = if cfg!(target_os = "windows") {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else {
        Command::new("xdg-open")
    };
    command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
